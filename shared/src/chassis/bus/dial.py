"""How a broker is called over kombu, and what it means when that fails, for either client."""

import re
import ssl
from collections.abc import Iterator

from kombu import Connection
from pika.exceptions import AMQPError
from pika.spec import (
    ACCESS_REFUSED,
    CONTENT_TOO_LARGE,
    NOT_ALLOWED,
    NOT_FOUND,
    PRECONDITION_FAILED,
    RESOURCE_LOCKED,
)

from chassis.errors import Unavailable

AWAY, BARE, REFUSES, UNTRUSTED = "broker_away", "broker_bare", "broker_refuses", "broker_untrusted"
FOR_GOOD = (REFUSES, UNTRUSTED)
"""Reasons that no waiting helps against."""
_CLOSED = re.compile(r"ConnectionClosedByBroker: \((\d{3})\)")
_WORDS = {
    ACCESS_REFUSED: "The broker refuses the name or the password, or lets this user do too little.",
    NOT_ALLOWED: "The broker has no such virtual host, or refuses it to this user.",
}
_REFUSED = (CONTENT_TOO_LARGE, PRECONDITION_FAILED, RESOURCE_LOCKED)


def dial(url: str, *, connect_timeout: float, heartbeat: float = 0) -> Connection:
    """Return a connection, not open yet; with `amqps` the certificate must bear the host's name."""
    plain = Connection(url, connect_timeout=connect_timeout, heartbeat=heartbeat)
    if not url.startswith("amqps:"):
        return plain
    # Without a name py-amqp is content with any certificate that somebody trusted has signed.
    proof = {"server_hostname": plain.hostname, "cert_reqs": ssl.CERT_REQUIRED}
    return Connection(url, connect_timeout=connect_timeout, heartbeat=heartbeat, ssl=proof)


def explained(error: BaseException) -> Unavailable:
    """Return what an error of pika or py-amqp means; its own text may hold an address."""
    parts = list(_parts(error))
    if any(isinstance(part, ssl.SSLError) for part in parts):
        return Unavailable(
            "The broker's certificate is not trusted, or it is not for this host.", reason=UNTRUSTED
        )
    code = next((code for part in parts if (code := _code(part))), 0)
    if code == NOT_FOUND:
        return Unavailable(
            "The broker lacks something. Type: ciss events topology apply", reason=BARE
        )
    if code in _WORDS:
        return Unavailable(f"{_WORDS[code]} See CISS_AMQP_URL.", reason=REFUSES)
    if code in _REFUSED:
        return Unavailable(f"The broker refuses this ({code}).", reason=REFUSES)
    return Unavailable(f"The broker does not answer ({type(error).__name__}).", reason=AWAY)


def _parts(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those it holds; pika wraps what went wrong up to three times."""
    yield error
    held = [*error.args, *getattr(error, "exceptions", ()), getattr(error, "exception", None)]
    for each in held:
        if isinstance(each, BaseException):
            yield from _parts(each)


def _code(error: BaseException) -> int:
    """Return the broker's own code, and 0 when it gave none."""
    code = getattr(error, "reply_code", None)
    if code is None and isinstance(error, AMQPError):
        # While the connection is made, pika keeps no more of the answer than its text. That a
        # socket was lost then is called a probable refusal too, and is none.
        found = _CLOSED.search(str(error))
        code = found[1] if found else 0
    return int(code or 0)
