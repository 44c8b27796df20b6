"""A way to an issuer, sealed, as the browser carries it."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from chassis.auth import derive_key
from registry.externals.rules import Way


def seal(way: Way, pages_key: bytes) -> str:
    """Return a way as a text that only we can read and make."""
    text = json.dumps(asdict(way), ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(_box(pages_key).encrypt(text.encode())).decode()


def unseal(text: str, pages_key: bytes) -> Way | None:
    """Return a way as we sealed it; None for anything else."""
    try:
        return Way(**json.loads(_box(pages_key).decrypt(urlsafe_b64decode(text))))
    except (CryptoError, ValueError, TypeError):
        return None


def _box(pages_key: bytes) -> SecretBox:
    return SecretBox(derive_key(pages_key, "ways to an issuer"))
