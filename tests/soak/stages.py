"""Where the histories of a soak are played: prepared databases, copied for each of them."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import make_url

from tests.databases import _migrate, opened
from tests.postgres import fresh_database
from tests.soak.conductor import Cast, Episode, Nursery, make_due
from tests.soak.tally import Tally

KILLS_EACH = 50  # of one history
Stage = Callable[[], AbstractContextManager[str]]


@contextmanager
def sqlite_stage(folder: Path) -> Iterator[Stage]:
    """Files in `folder`."""
    ready = folder / "ready.db"
    _migrate(f"sqlite:///{ready}")
    with opened(f"sqlite:///{ready}") as database:
        make_due(database)
    names = itertools.count(1)

    @contextmanager
    def copied() -> Iterator[str]:
        file = folder / f"soak{next(names)}.db"
        shutil.copy(ready, file)
        yield f"sqlite:///{file}"
        for each in folder.glob(f"{file.name}*"):
            each.unlink()

    yield copied


@contextmanager
def postgres_stage(server: str, prefix: str) -> Iterator[Stage]:
    """Databases of a server, whose names begin with `prefix`."""
    with fresh_database(server, f"{prefix}_ready") as url:
        _migrate(url)
        with opened(url) as database:
            make_due(database)
        names, template = itertools.count(1), str(make_url(url).database)

        @contextmanager
        def copied() -> Iterator[str]:
            with fresh_database(server, f"{prefix}_{next(names)}", template=template) as one:
                yield one

        yield copied


def soak(
    nursery: Nursery,
    cast: Cast,
    stage: Stage,
    seed: str,
    kills: int,
    *,
    blind: bool = False,
    tell: Callable[[Tally], None] = lambda _tally: None,
) -> Tally:
    """Histories until `kills` processes have died; `tell` is called after each with the sum."""
    tally = Tally(cast.engine)
    for number in itertools.count():
        if tally.kills >= kills:
            return tally
        with stage() as url:
            # The seed of one history names it: it can be played again alone.
            name = f"{seed}/{cast.engine}/{number}"
            episode = Episode(nursery, cast, url, name, blind=blind)
            tally.add(episode.play(partial(episode.massacre, min(KILLS_EACH, kills - tally.kills))))
        tell(tally)
    raise AssertionError
