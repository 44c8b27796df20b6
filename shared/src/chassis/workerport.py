"""Where a worker that runs apart shows its figures, and whether it is well."""

import threading
from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

_PLAIN = "text/plain; charset=utf-8"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Handler(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Write no line: who asks, and for what, is nobody's business."""


class WorkerPort:
    """`/metrics` for Prometheus, and whether the worker is well.

    `/livez` is 503 once a thread has ended, which a new start mends. `/healthz` is so too while
    a task does nothing but fail, which a new start need not mend: a broker may be away.
    """

    def __init__(
        self,
        host: str,
        port: int,
        registry: CollectorRegistry,
        is_alive: Callable[[], bool],
        failing: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._registry = registry
        self._is_alive = is_alive
        self._failing = failing
        self._server = make_server(host, port, self._answer, _Server, _Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        status, kind, body = self._find(environ.get("PATH_INFO", ""))
        start_response(f"{status.value} {status.phrase}", [("Content-Type", kind)])
        return [body]

    def _find(self, path: str) -> tuple[HTTPStatus, str, bytes]:
        if path == "/metrics":
            return HTTPStatus.OK, CONTENT_TYPE_LATEST, generate_latest(self._registry)
        if path not in ("/healthz", "/livez"):
            return HTTPStatus.NOT_FOUND, _PLAIN, b"/metrics, /healthz or /livez\n"
        trouble = self._trouble(path)
        status = HTTPStatus.SERVICE_UNAVAILABLE if trouble else HTTPStatus.OK
        return status, _PLAIN, f"{trouble or 'well'}\n".encode()

    def _trouble(self, path: str) -> str | None:
        if not self._is_alive():
            return "a thread has ended"
        if path == "/healthz" and (failing := self._failing()):
            return f"only failing for more than a minute: {', '.join(failing)}"
        return None
