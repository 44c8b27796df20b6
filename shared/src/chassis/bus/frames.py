"""Messages as they came: bytes and nothing else (py-amqp)."""

from collections.abc import Callable
from typing import Any

from amqp.method_framing import frame_handler

Frame = tuple[int, int, Any]

_HEADER = 2
_SIZES = slice(12)
"""Of a message's header its class and the size of its body (AMQP 0-9-1, 4.2.6.1)."""
_NO_PROPERTIES = b"\x00\x00"


def without_properties(connection: Any, callback: Any) -> Callable[[Frame], bool]:
    """Return what reads a connection's frames; no property of a message is looked at.

    Clients act upon them: they unpack and recode bodies, and turn numbers into dates. So one
    message with odd properties would end the connection each time it comes, and its neighbours
    would be given back with it until the broker gives them up.
    """
    read: Callable[[Frame], bool] = frame_handler(connection, callback)

    def on_frame(frame: Frame) -> bool:
        kind, channel, content = frame
        if kind == _HEADER:
            content = bytes(content[_SIZES]) + _NO_PROPERTIES
        return read((kind, channel, content))

    return on_frame
