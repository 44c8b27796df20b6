"""What a fact is, and the envelope it travels in: CloudEvents 1.0 as structured JSON."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from chassis.tracebacks import gist, unquoted

CONTENT_TYPE = "application/cloudevents+json"
MAX_BODY = 64 * 1024
MAX_HEADERS = 1024
MAX_TYPE = 120
MAX_SUBJECT = 200

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_NUL_REASON = "a text holds a NUL"
_TYPE = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z0-9_]*){2}\.v[1-9][0-9]?")


class Tier(StrEnum):
    """Who may read a fact: anybody, partners' people, or our own services only."""

    PUBLIC = "public"
    PARTNER = "partner"
    INTERNAL = "internal"


class Fact:
    """Base of every fact that crosses a service border: a frozen dataclass, in the past tense.

    A fact carries the full state of its subject that others need, so that a late or repeated
    one is harmless.

    Attributes:
        type: `<service>.<aggregate>.<fact>.v<major>`; set by each fact that can be published.
        tier: who may read it.
        subject_fields: the fields that together name the thing the fact is about.

    """

    type: ClassVar[str]
    tier: ClassVar[Tier]
    subject_fields: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls) -> None:
        """Take the fact into the list of known ones once it has a type of its own."""
        wanted = cls.__dict__.get("type")
        if wanted is None:
            return
        if not _TYPE.fullmatch(wanted) or len(wanted) > MAX_TYPE:
            raise TypeError(f"{wanted!r} is not <service>.<aggregate>.<fact>.v<major>")
        if wanted in _known and _known[wanted].__qualname__ != cls.__qualname__:
            raise TypeError(f"{wanted} is declared twice")
        _known[wanted] = cls

    @classmethod
    def service(cls) -> str:
        """Return the service that publishes this fact: the first part of its type."""
        return cls.type.partition(".")[0]

    @property
    def subject(self) -> str:
        """The name of the thing this fact is about; several fields are joined by a slash."""
        return "/".join(str(getattr(self, name)) for name in self.subject_fields)


_known: dict[str, type[Fact]] = {}


def known_facts() -> dict[str, type[Fact]]:
    """Return every fact declared so far, by type."""
    return dict(_known)


class Envelope(Struct, frozen=True, kw_only=True, omit_defaults=False):
    """A fact on the wire: CloudEvents 1.0 attributes, our extensions, and the fact as `data`."""

    specversion: Annotated[str, Meta(pattern=r"^1\.\d$")] = "1.0"
    id: UUID
    source: Annotated[str, Meta(min_length=1, max_length=200)]
    type: Annotated[str, Meta(min_length=1, max_length=MAX_TYPE)]
    subject: Annotated[str, Meta(min_length=1, max_length=MAX_SUBJECT)]
    time: Annotated[datetime, Meta(tz=True)]
    datacontenttype: str = "application/json"
    tier: Tier
    partner: Annotated[str, Meta(max_length=80)]
    subjectversion: Annotated[str, Meta(pattern=r"^\d{1,18}$")]
    correlationid: str | UnsetType = UNSET
    traceparent: str | UnsetType = UNSET
    data: Raw


class Delivered(Struct, frozen=True, kw_only=True):
    """One fact as a consumer gets it.

    Attributes:
        fact: the fact itself, an object of one of the subscription's classes.
        version: grows with each change of the subject; `claim` compares it.
        time: the instant the fact became true, by the publisher's clock.
        body: the envelope's bytes, kept when the fact has to wait.
        traceparent: the trace context of the work that made it true, as far as it is known.

    """

    id: str
    type: str
    subject: str
    version: int
    time: datetime
    partner: str
    fact: Any
    body: bytes
    traceparent: str | None = None


class Undecodable(Exception):
    """These bytes are no fact we know; the attributes say as much as could be read."""

    def __init__(
        self,
        reason: str,
        *,
        event_id: str | None = None,
        event_type: str | None = None,
        traceparent: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.traceparent = traceparent
        self.event_id = event_id
        self.event_type = event_type


_encoder = msgspec.json.Encoder()
_envelope_decoder = msgspec.json.Decoder(Envelope)


_decoders: dict[type[Fact], msgspec.json.Decoder[Fact]] = {}


def _decoder(fact: type[Fact]) -> msgspec.json.Decoder[Fact]:
    found = _decoders.get(fact)
    if found is None:
        found = _decoders[fact] = msgspec.json.Decoder(fact)
    return found


def _has_nul(document: bytes) -> bool:
    """Say whether a text in a JSON document holds the sign that no text in PostgreSQL can hold."""
    return b"\\u0000" in document and _NUL.search(document) is not None


def encode_fact(fact: Fact) -> bytes:
    """Return the fact as JSON, checked against its own declaration.

    Raises:
        msgspec.ValidationError: a field holds what its kind does not allow.

    """
    data = _encoder.encode(fact)
    try:
        _decoder(type(fact)).decode(data)
    except msgspec.ValidationError as error:
        # The message would quote the value, and goes to whoever asked and into logs.
        raise msgspec.ValidationError(unquoted(str(error))) from None
    if _has_nul(data):
        raise msgspec.ValidationError(_NUL_REASON)
    return data


def encode_envelope(envelope: Envelope) -> bytes:
    """Return the envelope as JSON."""
    return _encoder.encode(envelope)


def decode_envelope(body: bytes) -> Envelope:
    """Read an envelope; the fact inside stays as bytes.

    Raises:
        Undecodable: not JSON, or not an envelope of ours.

    """
    try:
        return _envelope_decoder.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Undecodable(gist(error)) from error


def decode(body: bytes, facts: dict[str, type[Fact]]) -> Delivered | None:
    """Read one of the wanted facts; unknown fields are ignored, an unwanted type gives None.

    Raises:
        Undecodable: not an envelope, or its data is not what the type promises.

    """
    envelope = decode_envelope(body)
    fact = facts.get(envelope.type)
    if fact is None:
        return None
    if _has_nul(body):
        raise _unreadable(envelope, _NUL_REASON)
    try:
        data = _decoder(fact).decode(envelope.data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise _unreadable(envelope, gist(error)) from error
    return Delivered(
        id=str(envelope.id),
        type=envelope.type,
        subject=envelope.subject,
        version=int(envelope.subjectversion),
        time=envelope.time,
        partner=envelope.partner,
        fact=data,
        body=body,
        traceparent=envelope.traceparent or None,
    )


def _unreadable(envelope: Envelope, reason: str) -> Undecodable:
    return Undecodable(
        reason,
        event_id=str(envelope.id),
        event_type=envelope.type,
        traceparent=envelope.traceparent or None,
    )
