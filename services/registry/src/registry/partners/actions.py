"""Change partners, and tell the other services."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis import audit
from chassis.bus import outbox
from contracts.registry import PartnerChanged, PartnerStatus
from registry.partners.model import Partner


def add(session: Session, partner: Partner, *, who: str, now: datetime) -> None:
    """Take a partner in."""
    partner.created_at = now
    session.add(partner)
    changed(session, partner, who=who, now=now)


def changed(session: Session, partner: Partner, *, who: str, now: datetime) -> None:
    """Tell everybody how a partner is now; call it after each change."""
    partner.updated_at = now
    session.flush()
    audit.append(session, now=now, who=who, what="partner.changed", subject=str(partner.id))
    fact = PartnerChanged(
        partner=partner.id,
        code=partner.code,
        name=partner.name,
        countries=tuple(partner.countries),
        langs=tuple(partner.langs),
        tz=partner.tz,
        status=PartnerStatus(partner.status),
    )
    outbox.record(session, fact, version=partner.row_version, partner=partner.code, now=now)
