"""What several measures do: let workers of ours loose on a copy, and peers on their jobs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from benchmarks.places.copies import Round, file_of
from benchmarks.places.given import ACCOUNT, ANSWERS_IN, OURS, TOKEN
from benchmarks.places.stage import Child, Stage, ours, peer, span, together


def workers(count: int, people: int, **order: object) -> Round:
    """Messages a second of `count` workers; all of them have to be sent."""

    def work(url: str) -> float:
        told = together(ours("worker"), [{"url": url, **order}] * count)
        _whole(sum(one["sent"] for one in told), people)
        return people / span(told)

    return work


def queue(stage: Stage, module: str, jobs: int) -> float:
    """Jobs a second of two processes of a peer on PostgreSQL; putting them in is not counted."""
    with stage.database(module) as sqlalchemy_url:
        url = stage.plain(sqlalchemy_url)
        together(peer(module), [{"url": url, "jobs": jobs}])
        told = together(peer(module), [{"url": url}] * 2)
        _whole(sum(one["count"] for one in told), jobs)
        return jobs / span(told)


def file_queue(stage: Stage, module: str, jobs: int) -> float:
    """Jobs a second of a peer on SQLite."""
    path = file_of(stage, module)
    (told,) = together(peer(module), [{"path": str(path), "jobs": jobs}])
    _whole(told.get("count", jobs), jobs)
    return jobs / span([told])


def bare_sdk(api: str, jobs: int, threads: int) -> float:
    """Messages a second of the SDK in a bare loop."""
    order: Mapping[str, Any] = {"account": ACCOUNT, "token": TOKEN, "sender": OURS}
    told = together(peer("sdk_loop"), [{**order, "api": api, "jobs": jobs, "threads": threads}])
    return jobs / span(told)


@contextmanager
def carrier() -> Iterator[str]:
    """The address of a carrier that takes its time, in a process of its own."""
    with Child(ours("carrier"), {"seconds": ANSWERS_IN}) as child:
        yield child.hear()["api"]


def _whole(done: int, asked: int) -> None:
    if done != asked:
        raise RuntimeError(f"{done} of {asked} done: a measure of that says nothing")
