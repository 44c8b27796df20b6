"""Counting by network for some minutes, in memory only, under a key nobody keeps."""

import hashlib
import hmac
import secrets
import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network

MOST_NETWORKS = 50_000
KEY_LASTS = timedelta(days=1)
LEAST_SECONDS = 3
MOST_SECONDS = 30
REPORTS_AN_HOUR = 60
GUESSES = 30


@dataclass
class Pace:
    """What happened within some minutes, by network.

    A network is known only by a keyed hash of its first bits; the key is new each day and each
    start, and is never written down.

    Attributes:
        kept: how long something counts.

    """

    kept: timedelta
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _key_from: datetime | None = field(default=None, repr=False)
    _seen: dict[bytes, deque[datetime]] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def note(self, address: str | None, now: datetime) -> None:
        """Count one more."""
        with self._lock:
            self._renew(now)
            if len(self._seen) >= MOST_NETWORKS:
                self._seen.clear()
            self._recent(address, now).append(now)

    def recent(self, address: str | None, now: datetime) -> list[datetime]:
        """Return when it happened lately."""
        with self._lock:
            self._renew(now)
            return list(self._recent(address, now))

    def _recent(self, address: str | None, now: datetime) -> deque[datetime]:
        bucket = hmac.new(self._key, network_of(address).encode(), hashlib.sha256).digest()
        found = self._seen.setdefault(bucket, deque(maxlen=1000))
        while found and not now - self.kept < found[0] <= now:
            found.popleft()
        return found

    def _renew(self, now: datetime) -> None:
        if self._key_from is None or not self._key_from <= now < self._key_from + KEY_LASTS:
            self._key, self._key_from = secrets.token_bytes(32), now
            self._seen.clear()


def network_of(address: str | None) -> str:
    """Return the network an address is in: a school is one, so nobody is told apart in it."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    length = 24 if isinstance(found, IPv4Address) else 56
    return str(ip_network(f"{found}/{length}", strict=False))


def seconds_to_fill_in(reports: int) -> int:
    """Return how soon a form may be sent, by the reports this network sent within the hour.

    Nobody is ever refused: a class that reports together only waits a little longer.
    """
    over = max(0, reports - REPORTS_AN_HOUR)
    return min(MOST_SECONDS, LEAST_SECONDS + over // 2)


def seconds_to_wait(wrong: list[datetime], now: datetime) -> int:
    """Return how long a network that guessed wrong often must wait before the next code."""
    if len(wrong) <= GUESSES:
        return 0
    pause = timedelta(seconds=min(MOST_SECONDS, 2 + (len(wrong) - GUESSES) // 10))
    left = (wrong[-1] + pause - now).total_seconds()
    return max(0, -int(-left // 1))
