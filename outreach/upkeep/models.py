"""Signs of life of the processes."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from outreach.database import Base


class Heartbeat(Base):
    """When a part of the clockwork last ran, and who holds the place of the active worker."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]
    owner: Mapped[str] = mapped_column(String(60), default="")
