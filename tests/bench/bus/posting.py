"""What a request pays for its outbox row."""

import socket
import threading
import time

from sqlalchemy import text

from tests.bench.bus.figures import Row, Spread, alternately, milliseconds, ratios
from tests.bench.bus.ground import Run, route
from tests.bench.bus.hands import hand
from tests.bench.bus.served import PLAIN, THREADS, TOLD, Base
from tests.servers import free_port

LEAST_RATIO = 0.65
BODY = b'{"text": "a note of usual length, as somebody would write it"}'
CREATED = b"HTTP/1.1 201"
BETWEEN = b"\r\n\r\n"
CLIENT_SECONDS = 10.0


class Caller:
    """One client on one connection, as cheap as a client can be."""

    def __init__(self, port: int, path: str) -> None:
        self._connection = socket.create_connection(("127.0.0.1", port), CLIENT_SECONDS)
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request = (
            f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(BODY)}\r\n\r\n"
        ).encode() + BODY
        self.waited: list[float] = []

    def call_until(self, over: float) -> None:
        """Write again and again until that instant."""
        while (before := time.perf_counter()) < over:
            self._connection.sendall(self._request)
            self._read_answer()
            self.waited.append(time.perf_counter() - before)
        self._connection.close()

    def _read_answer(self) -> None:
        head, _, body = self._connection.recv(4096).partition(BETWEEN)
        if not head.startswith(CREATED):
            raise RuntimeError(f"the server says {head!r}")
        length = next(
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        )
        while len(body) < length:
            body += self._connection.recv(4096)


def load(port: int, path: str, seconds: float) -> list[float]:
    """Let as many clients as there are threads write, and return how long each call took."""
    callers = [Caller(port, path) for _ in range(THREADS)]
    over = time.perf_counter() + seconds
    threads = [threading.Thread(target=each.call_until, args=(over,)) for each in callers]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return [waited for caller in callers for waited in caller.waited]


def measure(run: Run) -> list[Row]:
    """Write with and without an outbox row."""
    seconds = run.sizes.seconds / 2
    middles: dict[str, list[float]] = {PLAIN: [], TOLD: []}
    with route("postgresql") as databases:
        producer, port = databases.producer, free_port()
        Base.metadata.create_all(producer.engine)
        url = producer.url.render_as_string(hide_password=False)
        with hand("serve", producer=url, port=port):

            def calls(path: str) -> float:
                waited = load(port, path, seconds)
                middles[path].append(Spread(waited).middle)
                return len(waited) / seconds

            load(port, PLAIN, seconds / 4)
            load(port, TOLD, seconds / 4)
            told, plain = alternately(run.sizes.pairs, lambda: calls(TOLD), lambda: calls(PLAIN))
        with producer.read() as session:
            assert session.scalar(text("SELECT count(*) FROM outbox")), "nothing was told"
    ratio = ratios(told, plain)
    return [
        Row(
            what=f"POST with its outbox row, {THREADS} threads",
            ours=_words(told, middles[TOLD]),
            twin=f"{_words(plain, middles[PLAIN])} without",
            ratio=str(ratio),
            bar=f"at least {LEAST_RATIO}",
            missed=ratio.middle < LEAST_RATIO,
        )
    ]


def _words(calls: list[float], waited: list[float]) -> str:
    return f"{Spread(calls).middle:,.0f}/s, p50 {milliseconds(Spread(waited).middle)}"
