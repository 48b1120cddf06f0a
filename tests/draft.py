"""A draft of the next migration, from the difference between head and the models.

`make migration NAME="add a colour to cases"` runs it.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from outreach.clock import StillClock
from outreach.upkeep.services import migrate
from tests.databases import MONDAY, opened


def draft(name: str, scripts: Path) -> Path:
    """Write the draft called `name` beside the versions in `scripts`; gives its path."""
    number = f"{len(list((scripts / 'versions').glob('*.py'))) + 1:04}"
    with (
        tempfile.TemporaryDirectory() as folder,
        opened(f"sqlite:///{folder}/head.db") as database,
    ):
        migrate.upgrade(database, StillClock(MONDAY), scripts=scripts)
        with database.engine.connect() as connection:
            config = Config(attributes={"connection": connection})
            config.set_main_option("script_location", str(scripts).replace("%", "%%"))
            config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            command.revision(config, name, autogenerate=True, rev_id=number)
    (written,) = (scripts / "versions").glob(f"{number}_*.py")
    return written


if __name__ == "__main__":
    draft(sys.argv[1], migrate.folder())
