"""Look at facts as they pass, a line each, until Ctrl-C."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

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
    url = deployment.settings.amqp_url
    with suppress(KeyboardInterrupt), until_ctrl_c() as over:
        _say(AT_BROKER if url else IN_LOGS)
        bodies = (
            at_broker(url, wanted, over, _say)
            if url
            else in_logs(deployment.databases(), wanted, over, _say)
        )
        for envelope in envelopes(bodies):
            click.echo(_document(envelope) if as_json else _line(envelope))


@contextmanager
def until_ctrl_c() -> Iterator[threading.Event]:
    """Yield what is set at the first Ctrl-C; the second interrupts, whatever is being done.

    An interrupt may be raised anywhere, and one raised where a library cleans up is lost there.
    """
    over = threading.Event()

    def end(_number: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        # Not here: whoever is interrupted may hold the lock that this takes.
        threading.Thread(target=over.set).start()

    before = signal.signal(signal.SIGINT, end)
    try:
        yield over
    finally:
        signal.signal(signal.SIGINT, before)


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
