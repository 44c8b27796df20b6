"""Facts of registry about an invented partner and school, and how they reach a service."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from msgspec import Raw

from chassis.bus.events import Envelope, Fact, encode_envelope, encode_fact
from chassis.bus.ingest import ingest
from chassis.ids import new_id
from contracts.kinds import PublicService
from contracts.registry import (
    Duty,
    DutyClock,
    Filled,
    JurisdictionPublished,
    OwnerKind,
    PartnerChanged,
    PartnerStatus,
    Post,
    RoleChanged,
    SchoolChanged,
    SchoolClosed,
    SchoolKind,
    SchoolStatus,
    SchoolVerified,
    SizeBand,
)
from tests.services.conftest import Running

FIRST = datetime(2026, 2, 2, 6, 0, tzinfo=UTC)
SCHOOL = UUID("01985a00-0000-7000-8000-00000000000a")
PARTNER = PartnerChanged(
    partner=UUID("01985a00-0000-7000-8000-000000000001"),
    code="md",
    name="Child Safety (demo)",
    countries=("MD", "UA"),
    langs=("ro", "ru"),
    tz="Europe/Chisinau",
    status=PartnerStatus.ACTIVE,
)
VERIFIED = SchoolVerified(
    school=SCHOOL,
    name="Школа № 7 (demo)",
    country="MD",
    area="Bălți",
    town="Bălți",
    kind=SchoolKind.COMBINED,
    size_band=SizeBand.TO_599,
    langs=("ro", "uk"),
    tz="Europe/Chisinau",
    status=SchoolStatus.VERIFIED,
    public_listing=False,
)
CHANGED = SchoolChanged(
    school=SCHOOL,
    name="Lumina Lyceum (demo)",
    country="MD",
    tz="Europe/Chisinau",
    status=SchoolStatus.ACTIVE,
    public_listing=True,
)
CLOSED = SchoolClosed(
    school=SCHOOL,
    name="Lumina Lyceum (demo)",
    country="MD",
    tz="Europe/Chisinau",
    status=SchoolStatus.CLOSED,
    public_listing=False,
    successor=UUID("01985a00-0000-7000-8000-00000000000b"),
)
ROLE = RoleChanged(
    owner_kind=OwnerKind.SCHOOL, owner=SCHOOL, role=Post.FOCAL, filled=Filled.ONE, since=FIRST
)
COUNTRY = JurisdictionPublished(
    country="MD",
    version=1,
    reviewed_on=date(2026, 1, 20),
    hotline=PublicService(name="Hotline (demo)", url="https://hotline.example.org"),
    helpline=PublicService(name="Helpline (demo)", phone="000"),
    helpline_is_free=True,
    emergency="112",
    social_service=PublicService(name="Child protection (demo)", phone="000 000"),
    duties=(
        Duty(
            codes=("SEXTORT",),
            authority="Prosecutor (demo)",
            deadline_hours=24,
            clock=DutyClock.WALL,
        ),
    ),
    weekend=(6, 7),
    holidays=(date(2026, 3, 8),),
)
STORIES: dict[str, tuple[Fact, Fact]] = {
    "partners": (PARTNER, replace(PARTNER, name="Child Safety, new name (demo)")),
    "schools": (VERIFIED, CHANGED),
    "posts": (ROLE, replace(ROLE, filled=Filled.MORE, since=FIRST + timedelta(days=1))),
    "jurisdictions": (COUNTRY, replace(COUNTRY, version=2, emergency="113", police_unit=None)),
}
"""For each read model: a fact, and the one that follows it."""


def body_of(fact: Fact, version: int) -> bytes:
    """A fact on the wire, as the version-th about its subject."""
    return encode_envelope(
        Envelope(
            id=new_id(),
            source="/ciss/registry",
            type=fact.type,
            subject=fact.subject,
            time=FIRST + timedelta(hours=version),
            tier=fact.tier,
            partner="md",
            subjectversion=str(version),
            data=Raw(encode_fact(fact)),
        )
    )


def tell(running: Running, *bodies: bytes, at_once: bool = True) -> None:
    """Let a service take facts in, in one page or in a page each."""
    pages: Sequence[Sequence[bytes]] = [bodies] if at_once else [[body] for body in bodies]
    for page in pages:
        ingest(running.database, page, running.service.subscriptions)
