"""No test of ours speaks to another machine: only sockets to this one may be opened."""

import os
import socket
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_getaddrinfo = socket.getaddrinfo


def pytest_configure() -> None:
    """Stand guard from before the first test module is read."""
    socket.socket.connect = _guarded_connect  # type: ignore[method-assign, assignment] # the guard
    socket.socket.connect_ex = _guarded_connect_ex  # type: ignore[method-assign, assignment] # the guard
    socket.getaddrinfo = _guarded_getaddrinfo
    # Whom to trust on other machines: nobody. Reading all who are takes longer than a request.
    os.environ.pop("SSL_CERT_FILE", None)
    os.environ["SSL_CERT_DIR"] = str(Path(__file__).parent)


def pytest_unconfigure() -> None:
    socket.socket.connect = _connect  # type: ignore[method-assign] # the guard goes
    socket.socket.connect_ex = _connect_ex  # type: ignore[method-assign] # the guard goes
    socket.getaddrinfo = _getaddrinfo


def is_loopback(host: object) -> bool:
    """Say whether a host, by name or number, is this machine."""
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost"):
        return True
    try:
        return ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _check(host: object) -> None:
    if not is_loopback(host):
        pytest.fail(f"this test tried to reach {host}; tests speak to 127.0.0.1 only")


def _guarded_connect(self: socket.socket, address: Any) -> None:
    if self.family != socket.AF_UNIX:
        _check(address[0])
    _connect(self, address)


def _guarded_connect_ex(self: socket.socket, address: Any) -> int:
    if self.family != socket.AF_UNIX:
        _check(address[0])
    return _connect_ex(self, address)


def _guarded_getaddrinfo(host: Any, *arguments: Any, **options: Any) -> Any:
    _check(host)
    return _getaddrinfo(host, *arguments, **options)
