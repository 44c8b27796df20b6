"""Dead facts of all services: listed, shown, tried again or given up, one or many."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click
from sqlalchemy import Row
from sqlalchemy.orm import Session

from allinone.compose import SERVICES
from allinone.deployment import Deployment
from allinone.terminal import sure, visible
from chassis.bus import dead as letters
from chassis.bus.dead import Operator, Wanted
from chassis.errors import NotFound
from chassis.words import trimmed

WHO = "command-line"
MOST_LISTED = 200
HEADS = ("service", "received at", "id", "type", "reason")
_SHOWN = ("service", "received_at", "id", "type", "reason")
_LINES = "\n"

DealWithAll = Callable[[Session, Wanted, Operator, int], int]

_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_service = click.argument("service", type=click.Choice(sorted(SERVICES)))


@dataclass(frozen=True)
class _Which:
    """The dead facts that the options of a command mean.

    Attributes:
        is_narrowed: whether any option was given.

    """

    services: tuple[str, ...]
    wanted: Wanted
    is_narrowed: bool


def _filters(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that narrow which dead facts are meant; the command gets them as `which`."""

    @wraps(command)
    def run(
        *known: Any,
        services: tuple[str, ...],
        types: tuple[str, ...],
        source: str | None,
        reason: str | None,
        **more: Any,
    ) -> Any:
        wanted = Wanted(types, source, reason)
        is_narrowed = bool(services) or wanted != Wanted()
        which = _Which(services or tuple(SERVICES), wanted, is_narrowed)
        return command(*known, which=which, **more)

    for option in (
        click.option("--reason", help="Only those whose reason begins so."),
        click.option("--source", help="Only those of this producer."),
        click.option("--type", "types", multiple=True, help="Only those of this type; repeatable."),
        click.option(
            "--service",
            "services",
            multiple=True,
            type=click.Choice(sorted(SERVICES)),
            help="Only those that this service could not take in; repeatable.",
        ),
    ):
        run = option(run)
    return run


def _one_or_all(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command take one fact by service and id, or all that fit."""
    for option in (
        click.option("--yes", is_flag=True, help="Do not ask."),
        _filters,
        click.option("--all", "is_all", is_flag=True, help="All that fit the options below."),
        click.argument("event_id", required=False),
        click.argument("service", required=False, type=click.Choice(sorted(SERVICES))),
    ):
        command = option(command)
    return command


@click.group()
def dead() -> None:
    """Facts that could not be taken in and are not tried again by themselves."""


@dead.command("list")
@_filters
@click.option("--limit", default=MOST_LISTED, show_default=True, type=click.IntRange(1))
@_as_json
@click.pass_obj
def list_(deployment: Deployment, *, which: _Which, limit: int, as_json: bool) -> None:
    """List the dead facts of all services, those told last first."""
    deployment.check_set_up()
    rows = []
    for name in which.services:
        with deployment.database(name).read() as session:
            found = letters.dead_letters(session, which.wanted, limit)
            rows += [_document(name, row) for row in found]
            if len(found) == limit and (total := letters.count(session, which.wanted)) > limit:
                more = f"{name} has {total - limit} more; to see them, type: --limit {total}"
                click.echo(more, err=True)
    if as_json:
        click.echo(json.dumps(rows))
        return
    if not rows:
        click.echo("No dead fact fits." if which.is_narrowed else "No fact is dead.")
        return
    for words in (HEADS, *((row[name] for name in _SHOWN) for row in rows)):
        click.echo("  ".join(visible(word or "-") for word in words))


@dead.command()
@_service
@click.argument("event_id")
@_as_json
@click.pass_obj
def show(deployment: Deployment, service: str, event_id: str, as_json: bool) -> None:
    """Show one dead fact of SERVICE: why it failed, where, and what it says."""
    deployment.check_set_up()
    with deployment.database(service).read() as session:
        row = _named(service, lambda: letters.dead_letter(session, event_id))
    document = _document(service, row) | {
        "stack": row.stack,
        "body": bytes(row.body or b"").decode(errors="replace"),
    }
    if as_json:
        click.echo(json.dumps(document))
        return
    for name, value in document.items():
        if value is not None:
            click.echo(f"{name}: {visible(str(value), keep=_LINES)}")


@dead.command("retry")
@_one_or_all
@click.pass_obj
def retry_(
    deployment: Deployment,
    *,
    service: str | None,
    event_id: str | None,
    is_all: bool,
    which: _Which,
    yes: bool,
) -> None:
    """Let the dead fact EVENT_ID of SERVICE be tried again, or --all that fit.

    The running program does it within a second.
    """
    if _is_bulk(service, event_id, which, is_all=is_all):
        _deal_with_all(deployment, which, letters.retry_all, "tried again", yes=yes)
        return
    _deal_with(deployment, service, lambda session, by: letters.retry(session, event_id or "", by))
    click.echo(f"{event_id} will be tried again.")


@dead.command()
@_one_or_all
@click.option("--why", required=True, help="The reason, for the record; no names of people.")
@click.pass_obj
def discard(
    deployment: Deployment,
    *,
    service: str | None,
    event_id: str | None,
    is_all: bool,
    which: _Which,
    yes: bool,
    why: str,
) -> None:
    """Give the dead fact EVENT_ID of SERVICE up for good, or --all that fit."""

    def let_go(session: Session, wanted: Wanted, by: Operator, limit: int) -> int:
        return letters.discard_all(session, wanted, why, by, limit)

    if not trimmed(why):
        raise click.UsageError("Say why: the record asks for a reason.")
    if _is_bulk(service, event_id, which, is_all=is_all):
        _deal_with_all(deployment, which, let_go, "given up for good", yes=yes)
        return
    _deal_with(
        deployment, service, lambda session, by: letters.discard(session, event_id or "", why, by)
    )
    click.echo(f"{event_id} is given up.")


def _is_bulk(service: str | None, event_id: str | None, which: _Which, *, is_all: bool) -> bool:
    if is_all and service:
        raise click.UsageError("Name one fact, or --all with --service; not both.")
    if not is_all and not event_id:
        raise click.UsageError("Name SERVICE and EVENT_ID, or use --all.")
    if not is_all and which.is_narrowed:
        raise click.UsageError("SERVICE and EVENT_ID name one fact; use the options with --all.")
    return is_all


def _deal_with(
    deployment: Deployment, service: str | None, deed: Callable[[Session, Operator], None]
) -> None:
    deployment.check_set_up()
    name = service or ""
    with deployment.database(name).write() as session:
        _named(name, lambda: deed(session, Operator(WHO, deployment.clock.now())))


def _deal_with_all(
    deployment: Deployment, which: _Which, deed: DealWithAll, becomes: str, *, yes: bool
) -> None:
    """Count, ask, and deal with as many as were counted, some hundred at a time."""
    deployment.check_set_up()
    counted = {name: _count(deployment, name, which.wanted) for name in which.services}
    total = sum(counted.values())
    if not total:
        click.echo("No dead fact fits.")
        return
    parts = ", ".join(f"{name} {number}" for name, number in counted.items() if number)
    if not yes:
        sure(f"{total} dead facts ({parts}) will be {becomes}. Go on?")
    done = sum(
        _in_batches(deployment, name, which.wanted, deed, number)
        for name, number in counted.items()
    )
    click.echo(f"{done} facts: {becomes}.")


def _in_batches(
    deployment: Deployment, service: str, wanted: Wanted, deed: DealWithAll, most: int
) -> int:
    done = 0
    while done < most:
        limit = min(letters.MOST_AT_ONCE, most - done)
        with deployment.database(service).write() as session:
            some = deed(session, wanted, Operator(WHO, deployment.clock.now()), limit)
        done += some
        if not some:
            break
    return done


def _count(deployment: Deployment, service: str, wanted: Wanted) -> int:
    with deployment.database(service).read() as session:
        return letters.count(session, wanted)


def _named(service: str, call: Callable[[], Any]) -> Any:
    """Say of which service there is no such dead fact, and where to look."""
    try:
        return call()
    except NotFound as error:
        raise NotFound(
            f"{error.detail} Type: ciss events dead list --service {service}", reason=error.reason
        ) from error


def _document(service: str, row: Row[Any]) -> dict[str, Any]:
    return {
        "service": service,
        "id": row.event_id,
        "source": row.source,
        "type": row.type,
        "attempts": row.attempts,
        "reason": row.reason,
        "received_at": row.received_at.isoformat(),
    }
