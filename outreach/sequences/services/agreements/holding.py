"""Suspending what is automatic, for one agreement or for all, and letting it go on."""

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from outreach.messages.services.means import Means
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.sequences.services.agreements.saving import locked, log, plan_again


def suspend(
    means: Means, code: str, *, actor: str, reason: str, known: ColumnElement[bool]
) -> bool | None:
    """Let nothing automatic leave for an agreement; False if already so, None if unknown."""
    with means.database.write() as session:
        programme = locked(session, code, known)
        if programme is None:
            return None
        return hold_in(session, means, programme, actor=actor, reason=reason)


def go_on(means: Means, code: str, *, actor: str, known: ColumnElement[bool]) -> bool | None:
    """Lift the hold of an agreement, its dates worked out again; False when it had none."""
    with means.database.write() as session:
        programme = locked(session, code, known)
        if programme is None:
            return None
        return release_in(session, means, programme, actor=actor)


def suspend_all(means: Means, *, actor: str, reason: str) -> bool:
    """Let nothing automatic leave at all; False if already so."""
    with means.database.write() as session:
        return hold_in(session, means, None, actor=actor, reason=reason)


def go_on_all(means: Means, *, actor: str) -> bool:
    """Lift the hold on all; those of single agreements and the setting stand."""
    with means.database.write() as session:
        return release_in(session, means, None, actor=actor)


def hold_in(
    session: Session, means: Means, programme: Programme | None, *, actor: str, reason: str = ""
) -> bool:
    """The same, inside its caller's transaction."""
    now = means.clock.now()
    done = programmes.hold(session, programme, actor=actor, now=now, reason=reason)
    if done:
        log.info("programme.held", programme=programme.code if programme else "all", actor=actor)
    return done


def release_in(session: Session, means: Means, programme: Programme | None, *, actor: str) -> bool:
    """The same, inside its caller's transaction."""
    now = means.clock.now()
    done = programmes.release(session, programme, actor=actor, now=now)
    if done:
        log.info(
            "programme.released", programme=programme.code if programme else "all", actor=actor
        )
        plan_again(session, means, programme, now)
    return done
