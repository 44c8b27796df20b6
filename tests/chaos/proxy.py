"""A wire to the broker that can be cut, or that lets no answer through."""

import socket
import threading
from contextlib import suppress


class Wire:
    """Forwards connections to a port, until told otherwise."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._answers = threading.Event()
        self._answers.set()
        self._guard = threading.Lock()
        self._ends: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._admit, daemon=True).start()

    def hold_answers(self) -> None:
        """Let nothing come back from the broker; what goes there goes on."""
        self._answers.clear()

    def let_answers(self) -> None:
        """Let what comes back through again."""
        self._answers.set()

    def cut(self) -> None:
        """Break every connection there is; new ones are let in."""
        with self._guard:
            ends, self._ends = self._ends, set()
        for each in ends:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def close(self) -> None:
        """End."""
        self._door.close()
        self.cut()
        self._answers.set()

    def _admit(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._target), timeout=5)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            with self._guard:
                self._ends |= {near, far}
            for source, sink, is_answer in ((near, far, False), (far, near, True)):
                threading.Thread(
                    target=self._forward, args=(source, sink, is_answer), daemon=True
                ).start()

    def _forward(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if is_answer:
                    self._answers.wait()
                sink.sendall(data)
        for each in (source, sink):
            with self._guard:
                self._ends.discard(each)
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
