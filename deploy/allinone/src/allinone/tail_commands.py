"""Look at facts as they pass, a line each, until Ctrl-C."""

import threading
from contextlib import suppress

import click
import msgspec

from allinone.deployment import Deployment
from allinone.terminal import visible
from chassis.bus.events import Envelope, encode_envelope
from chassis.bus.tail import Patterns, at_broker, envelopes, in_logs
from chassis.errors import Invalid
from contracts.catalogue import facts

AT_BROKER = "Listening at the broker. Ctrl-C ends it."
IN_LOGS = "Listening in the logs. Ctrl-C ends it."


@click.command()
@click.option(
    "--type",
    "patterns",
    multiple=True,
    metavar="PATTERN",
    help="Only types that fit: * is one word between dots, # any number; repeatable.",
)
@click.option("--json", "as_json", is_flag=True, help="Print each fact whole, one JSON a line.")
@click.pass_obj
def tail(deployment: Deployment, patterns: tuple[str, ...], as_json: bool) -> None:
    """Show facts as they pass, from now on: at the broker if there is one, else in the logs."""
    deployment.check_set_up()
    wanted = Patterns(patterns)
    if patterns and (unfit := wanted.unfit(facts())):
        raise Invalid(f"No type of fact fits {', '.join(unfit)}.", reason="unknown_type")
    url, never = deployment.settings.amqp_url, threading.Event()
    _say(AT_BROKER if url else IN_LOGS)
    bodies = (
        at_broker(url, wanted, never, _say)
        if url
        else in_logs(deployment.databases(), wanted, never, _say)
    )
    with suppress(KeyboardInterrupt):
        for envelope in envelopes(bodies):
            click.echo(_document(envelope) if as_json else _line(envelope))


def _line(envelope: Envelope) -> str:
    time = msgspec.to_builtins(envelope.time)
    return visible(f"{time}  {envelope.type}  {envelope.subject}")


def _document(envelope: Envelope) -> str:
    """Return the fact on one line, though whoever told it wrote it on many."""
    return visible(
        msgspec.json.format(encode_envelope(envelope), indent=-1).decode(errors="replace")
    )


def _say(words: str) -> None:
    click.echo(words, err=True)
