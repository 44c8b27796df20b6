"""Sealing: keys from a code or a token, texts of one length, each bound to its place."""

import hashlib
import hmac
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import Aead

from chassis.errors import Unavailable

BLOCK = 512
AT_ONCE = 2
"""How many slow hashes run side by side; each takes 64 MiB."""
PATIENCE_SECONDS = 10.0


@dataclass(frozen=True)
class Keys:
    """The secret of the deployment that is in no database and no backup of one.

    Attributes:
        pepper: 32 bytes; without them no code, token or answer can be tried.
        rounds: of the slow hash.
        memory: of the slow hash, in bytes.

    """

    pepper: bytes = field(repr=False)
    rounds: int = 3
    memory: int = 64 * 1024 * 1024
    _gate: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(AT_ONCE), repr=False
    )

    def derived(self, purpose: str, secret: bytes) -> bytes:
        """Return 32 bytes for one purpose, which only who has pepper and secret can make."""
        return hmac.new(self.pepper, purpose.encode() + b"\0" + secret, hashlib.sha256).digest()

    def mark(self, purpose: str, secret: bytes) -> bytes:
        """Return what may be stored to find something again; it opens nothing."""
        return hashlib.sha256(self.derived(purpose, secret)).digest()

    @contextmanager
    def slowly(self) -> Iterator[None]:
        """Wait for a turn at the slow hash.

        Raises:
            Unavailable: too many are waiting; worth trying again.

        """
        if not self._gate.acquire(timeout=PATIENCE_SECONDS):
            raise Unavailable("Many people are writing just now. Try again.", retry_after=3)
        try:
            yield
        finally:
            self._gate.release()

    def root(self, code: str) -> bytes:
        """Return the root of a code's keys; slow by intent, so ask inside `slowly`."""
        salt = self.derived("salt", b"")[: argon2id.SALTBYTES]
        return argon2id.kdf(32, code.encode(), salt, opslimit=self.rounds, memlimit=self.memory)


def fresh() -> bytes:
    """Return a new data key."""
    return secrets.token_bytes(Aead.KEY_SIZE)


def seal(key: bytes, plain: bytes, place: str) -> bytes:
    """Seal bytes for one place; their length is rounded up to blocks of 512."""
    return bytes(Aead(key).encrypt(sodium_pad(plain, BLOCK), place.encode()))


def unseal(key: bytes, sealed: bytes, place: str) -> bytes | None:
    """Open what was sealed; None for another key, another place, or a changed byte."""
    try:
        return sodium_unpad(Aead(key).decrypt(sealed, place.encode()), BLOCK)
    except (CryptoError, ValueError):
        return None


def new_pair() -> tuple[bytes, bytes]:
    """Return a private key and its public one."""
    private = PrivateKey.generate()
    return bytes(private), bytes(private.public_key)


def hand_over(public: bytes, key: bytes) -> bytes:
    """Seal a data key to whoever has the private key."""
    return bytes(SealedBox(PublicKey(public)).encrypt(key))


def take_over(private: bytes, sealed: bytes) -> bytes:
    """Open a data key that was handed over."""
    return bytes(SealedBox(PrivateKey(private)).decrypt(sealed))
