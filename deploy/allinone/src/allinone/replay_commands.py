"""Give past facts anew: to one read model of a service, or to the queue of an integrator."""

from collections.abc import Sequence

import click

from allinone.compose import SERVICES
from allinone.deployment import Deployment
from allinone.members import members_of
from allinone.terminal import visible
from chassis import audit as chain
from chassis.audit import Deed
from chassis.bus.events import Tier
from chassis.bus.replay import Step, projections_of
from chassis.bus.replay import replay as replay_projection
from chassis.bus.resend import FOR_OTHERS, Errand, resend
from chassis.errors import DomainError, Invalid

WHO = "command-line"
FAILED = 1
_SERVICE = click.Choice(sorted(SERVICES))


@click.command()
@click.argument("service", required=False, type=_SERVICE)
@click.option("--projection", help="The read model of SERVICE that gets the facts.")
@click.option("--to", "queue", help="Instead: the queue of an integrator, int.<client>.<name>.")
@click.option("--source", type=_SERVICE, help="Only the facts of this producer.")
@click.option("--after", type=click.IntRange(0), help="Only the facts behind this place.")
@click.option(
    "--type",
    "types",
    multiple=True,
    metavar="PATTERN",
    help="With --to, only types that fit, as for `tail`; repeatable.",
)
@click.option(
    "--tier",
    type=click.Choice([str(each) for each in FOR_OTHERS]),
    default=str(Tier.PUBLIC),
    show_default=True,
    help="With --to: `partner` sends what partners may read, too.",
)
@click.pass_context
def replay(
    context: click.Context,
    /,
    *,
    service: str | None,
    projection: str | None,
    queue: str | None,
    source: str | None,
    after: int | None,
    types: tuple[str, ...],
    tier: str,
) -> None:
    """Give past facts anew.

    `replay SERVICE --projection NAME` rebuilds a read model after a fault was mended, from the
    newest fact of each thing in the logs of the producers. `replay --to int.client.name --source
    SERVICE --after N` sends facts to one integrator. Both may be repeated; interrupted, they
    say where to go on.
    """
    deployment: Deployment = context.obj
    if queue:
        if service or projection or not source or after is None:
            raise click.UsageError("With --to, name --source and --after, and no SERVICE.")
        deployment.check_set_up()
        tiers = FOR_OTHERS if tier == Tier.PARTNER else (Tier.PUBLIC,)
        log, url = deployment.database(source), _broker(deployment)
        _to_integrator(deployment, Errand(url, source, log, queue, types, tiers), after)
        return
    if not service or types:
        raise click.UsageError("Name SERVICE and --projection, or --to.")
    _to_projection(context, service, projection, source, after or 0)


def _to_projection(
    context: click.Context, service: str, projection: str | None, source: str | None, after: int
) -> None:
    deployment: Deployment = context.obj
    members = members_of(deployment)
    if not projection:
        known = ", ".join(projections_of(members[service])) or "none"
        raise click.UsageError(f"Name the read model: --projection. {service} has: {known}.")
    now = deployment.clock.now()
    steps = replay_projection(members, service, projection, now=now, after=after, source=source)
    _note(deployment, service, Deed(WHO, "projection.replayed", projection, None, f"after {after}"))
    done: list[Step] = []
    try:
        for step in steps:
            done.append(step)
            _show(f"{step.source}: {step.place} of {step.end}")
    except Exception as error:  # noqa: BLE001 - whatever the handler raised is told
        click.echo(_failed(service, projection, done, after, error), err=True)
        context.exit(FAILED)
    given, skipped = sum(step.given for step in done), sum(step.skipped for step in done)
    click.echo(
        f"{given} facts given anew to {projection} of {service}, the newest of each thing; "
        f"{skipped} left out."
    )


def _failed(
    service: str, projection: str, done: Sequence[Step], after: int, error: Exception
) -> str:
    words = error.detail if isinstance(error, DomainError) else f"{type(error).__name__}: {error}"
    words = visible(words, keep="\n")
    place = done[-1].place if done else after
    where = f" --source {done[-1].source}" if done else ""
    return (
        f"It ended at place {place}: {words}\n"
        "What was given stays. Mend it, then type: "
        f"ciss events replay {service} --projection {projection}{where} --after {place}"
    )


def _broker(deployment: Deployment) -> str:
    url = deployment.settings.amqp_url
    if url is None:
        raise Invalid("There is no broker: CISS_AMQP_URL is not set.", reason="no_broker")
    return url


def _to_integrator(deployment: Deployment, errand: Errand, after: int) -> None:
    sending = resend(errand, after)
    sent = next(sending)
    # On record before anything leaves: what is on its way cannot be called back.
    deed = Deed(WHO, "events.resent", errand.queue, None, f"after {after}")
    _note(deployment, errand.source, deed)
    for sent in sending:
        _show(f"{sent.facts} facts sent, up to place {sent.place}")
    if not sent.facts:
        click.echo(f"Nothing was sent: none of these facts follows place {after}.")
        return
    click.echo(
        f"{sent.facts} facts of {errand.source} sent to {errand.queue}; "
        f"the last place is {sent.place}."
    )


def _note(deployment: Deployment, service: str, deed: Deed) -> None:
    with deployment.database(service).write() as session:
        chain.append_all(session, [deed], now=deployment.clock.now())


def _show(words: str) -> None:
    click.echo(words, err=True)
