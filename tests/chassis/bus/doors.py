"""Doors to a server, which a test opens and shuts."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.servers import free_port


class Door:
    """A port on which somebody answers only while it is open, and leads to another port."""

    def __init__(self, leads_to: int) -> None:
        self.port = free_port()
        self.leads_to = leads_to

    @contextmanager
    def open(self) -> Iterator[None]:
        ends: list[socket.socket] = []
        with socket.create_server(("127.0.0.1", self.port)) as door:
            ends.append(door)
            threading.Thread(target=self._receive, args=(door, ends), daemon=True).start()
            yield
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _receive(self, door: socket.socket, ends: list[socket.socket]) -> None:
        with suppress(OSError):
            while True:
                near, _ = door.accept()
                far = socket.create_connection(("127.0.0.1", self.leads_to))
                ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
