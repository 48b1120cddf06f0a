"""What the team writes down beside a conversation, for itself."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from outreach.database import Base, Sealed


class ThreadNote(Base):
    """A free note in a thread; `key` makes a repeated one the same."""

    __tablename__ = "thread_notes"
    __table_args__ = (Index(None, "thread_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(26), unique=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    actor: Mapped[str] = mapped_column(String(40))
    text: Mapped[str | None] = mapped_column(Sealed)
    at: Mapped[datetime]

    def __repr__(self) -> str:
        """Never the words."""
        return f"<ThreadNote {self.id}>"
