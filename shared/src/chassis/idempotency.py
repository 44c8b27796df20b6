"""The same write sent twice is done once, and answered twice alike."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, request
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from chassis.errors import Invalid, Refused, sentence
from chassis.resources import clock, resources
from chassis.tables import idempotency
from chassis.upsert import insert_into

KEPT = timedelta(hours=24)
SECRETS_KEPT = timedelta(minutes=60)
HEADERS_KEPT = ("Location", "ETag", "Content-Type")
LONGEST_KEY = 200


@dataclass(frozen=True)
class Repeatable:
    """One write that may be sent again under the same key.

    The stored key is a hash, and the answer is sealed under a key made from the caller's own
    key, so the database alone opens no answer.
    """

    lookup: str
    seal: bytes
    request_hash: str
    is_secret: bool

    def earlier(self, session: Session) -> Response | None:
        """Reserve the key in this transaction, or return the answer it had before.

        Raises:
            Invalid: `key_reused` with another body.
            Refused: `answered_before`, when the time of the answer is over: an hour if it holds
                a secret, else a day.

        """
        statement = insert_into(session, idempotency).values(
            key=self.lookup,
            request_hash=self.request_hash,
            secret=self.is_secret,
            made_at=clock().now(),
        )
        # On PostgreSQL this waits for a twin that is still under way.
        fresh = session.execute(
            statement.on_conflict_do_nothing().returning(idempotency.c.key)
        ).first()
        return None if fresh else self._replay(session)

    def keep(self, session: Session, response: Response) -> None:
        """Store the answer, sealed, in the same transaction as the deed."""
        content = {
            "body": response.get_data(as_text=True),
            "headers": {n: response.headers[n] for n in HEADERS_KEPT if n in response.headers},
        }
        sealed = SecretBox(self.seal).encrypt(json.dumps(content).encode())
        session.execute(
            update(idempotency)
            .where(idempotency.c.key == self.lookup)
            .values(status=response.status_code, answer=bytes(sealed))
        )

    def _replay(self, session: Session) -> Response:
        row = session.execute(select(idempotency).where(idempotency.c.key == self.lookup)).first()
        if row is None:
            # The answer's time ended, and it was cleared away since the key was tried.
            raise Refused("This was done and answered before.", reason="answered_before")
        if row.request_hash != self.request_hash:
            raise Invalid(
                "This Idempotency-Key was used for something else. Use a new one.",
                errors={"Idempotency-Key": [sentence("Used before with another body.")]},
                reason="key_reused",
            )
        too_late = row.secret and clock().now() - row.made_at > SECRETS_KEPT
        if too_late or row.answer is None:
            raise Refused("This was done and answered before.", reason="answered_before")
        try:
            content = json.loads(SecretBox(self.seal).decrypt(row.answer))
        except CryptoError as error:
            raise Refused("This was done and answered before.", reason="answered_before") from error
        return Response(content["body"], status=row.status, headers=content["headers"])


def of_request(caller: str, key: str | None, *, secret: bool = False) -> Repeatable | None:
    """Return the repeatable write of this request, or None when it names no key.

    Raises:
        Invalid: the key is longer than 200 characters.

    """
    if not key:
        return None
    if len(key) > LONGEST_KEY:
        raise Invalid(
            "The Idempotency-Key is too long.",
            errors={
                "Idempotency-Key": [sentence("Use at most %(most)s characters.", most=LONGEST_KEY)]
            },
        )
    text = "|".join(("idem", key, caller, request.method, request.path))
    root = hmac.new(resources().pages_key, text.encode(), hashlib.sha256).digest()
    return Repeatable(
        lookup=hashlib.sha256(root).hexdigest(),
        seal=root,
        request_hash=_hash_of_request(),
        is_secret=secret,
    )


def forget_old(session: Session, now: datetime) -> None:
    """Delete answers whose time is over."""
    session.execute(delete(idempotency).where(idempotency.c.made_at < now - KEPT))


def _hash_of_request() -> str:
    digest = hashlib.sha256(request.full_path.encode())
    if request.mimetype == "application/json" or not (request.form or request.files):
        digest.update(request.get_data(cache=True))
        return digest.hexdigest()
    for name, values in sorted(request.form.lists()):
        digest.update(json.dumps([name, values]).encode())
    for name, file in sorted(request.files.items(multi=True), key=lambda pair: pair[0]):
        digest.update(json.dumps([name, file.filename]).encode())
        while chunk := file.stream.read(1 << 20):
            digest.update(chunk)
        file.stream.seek(0)
    return digest.hexdigest()
