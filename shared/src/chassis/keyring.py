"""The secret files of a deployment, one a purpose, so that each process is given only its own."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey, KeySet

from chassis.auth import derive_key

SIGNING = "signing.json"
PAGES = "pages.key"
SERVICE = "service.key"
PEPPER = "pepper.key"
ALL = (SIGNING, PAGES, SERVICE, PEPPER)


class Keyring:
    """The folder of secret files; made once at set-up, each file readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self) -> None:
        """Make every key that is missing; a key that exists is never replaced."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        signing = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        self._write(SIGNING, json.dumps(signing.as_dict(private=True)))
        self._write(PAGES, secrets.token_hex(32))
        self._write(SERVICE, secrets.token_urlsafe(32))
        self._write(PEPPER, secrets.token_hex(32))

    @property
    def is_made(self) -> bool:
        """Say whether every key is there."""
        return all((self._folder / name).exists() for name in ALL)

    def signing_key(self) -> ECKey:
        """Return the private key that signs sign-in tokens."""
        content: dict[str, Any] = json.loads((self._folder / SIGNING).read_text())
        return ECKey.import_key(content)

    def pages_key(self, service: str) -> bytes:
        """Return one service's own secret for form tokens and sealed answers."""
        root = bytes.fromhex((self._folder / PAGES).read_text().strip())
        return derive_key(root, f"pages:{service}")

    def service_key(self) -> str:
        """Return the secret by which services read each other's feeds."""
        return (self._folder / SERVICE).read_text().strip()

    def pepper(self) -> bytes:
        """Return the secret without which a stolen database opens nothing that was sealed."""
        return bytes.fromhex((self._folder / PEPPER).read_text().strip())

    def destroy(self) -> None:
        """Delete every key; what they signed or sealed is worthless from then on."""
        for name in ALL:
            (self._folder / name).unlink(missing_ok=True)

    def _write(self, name: str, content: str) -> None:
        path = self._folder / name
        if path.exists():
            return
        # Whole or not at all: a power cut must not leave an empty key.
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with open(fresh, "x", opener=_private) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class FixedKeys:
    """Token keys known beforehand, as in one process with registry."""

    def __init__(self, key: ECKey) -> None:
        self._keys = KeySet([ECKey.import_key(key.as_dict(private=False))])

    def key_set(self, *, fresh: bool = False) -> KeySet:  # noqa: ARG002 - there is no newer one
        """Return the keys."""
        return self._keys
