"""How far a school is in its cohort, worked out from what is known, in whatever order it came."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from registry.enrolments.rules import Stage

RENEWAL_DAYS = 180
"""So many days before a certificate ends its school begins to renew it."""

GRACE_DAYS = 1
"""A fact is about this enrolment from so many days before it: services count days in two zones."""

OPEN_STATES = frozenset({"submitted", "scheduled"})
"""An assessment in one of these is under way; in any other the school is at work again."""

_IN_FORCE = frozenset({"active", "due", "grace", "suspended"})


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What was told last of one assessment."""

    id: str
    state: str
    outcome: str | None
    on: date


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What was told last of one certificate."""

    number: str
    state: str
    valid_from: date
    valid_to: date
    on: date


@dataclass(frozen=True, kw_only=True)
class Known:
    """The newest of everything other services have told of one school."""

    baselines: tuple[date, ...] = ()
    """When each of its self-reviews was rated in full for the first time."""
    plans: tuple[date, ...] = ()
    """When each of its plans was adopted."""
    assessments: tuple[Assessment, ...] = ()
    certificates: tuple[Certificate, ...] = ()


@dataclass(frozen=True)
class Standing:
    """How far a school is, since when, and when it had rated itself for the first time."""

    stage: Stage
    on: date
    baseline_on: date | None = field(default=None, compare=False)


def standing(known: Known, enrolled_on: date, today: date) -> Standing:
    """Return how far an enrolled school is.

    It depends on what is known alone, never on the order in which it came to be known; so what
    comes late or twice leads to the same stage. Facts from before the enrolment do not count:
    they are about an earlier one.
    """
    since = enrolled_on - timedelta(days=GRACE_DAYS)
    now = _since(known, since)
    baseline_on = min(now.baselines, default=None)
    held = _of_certificate(_newest_certificate(now.certificates), today)
    found = _of_assessment(_newest_assessment(now.assessments), held, now.certificates)
    found = found or held or _of_review(now, enrolled_on)
    return Standing(found[0], max(found[1], enrolled_on), baseline_on)


_Step = tuple[Stage, date]


def _since(known: Known, since: date) -> Known:
    return Known(
        baselines=tuple(on for on in known.baselines if on >= since),
        plans=tuple(on for on in known.plans if on >= since),
        assessments=tuple(each for each in known.assessments if each.on >= since),
        certificates=tuple(each for each in known.certificates if each.valid_from >= since),
    )


def _newest_assessment(assessments: Iterable[Assessment]) -> Assessment | None:
    return max(assessments, key=lambda each: (each.on, each.id), default=None)


def _newest_certificate(certificates: Iterable[Certificate]) -> Certificate | None:
    return max(certificates, key=lambda each: (each.valid_from, each.number), default=None)


def _of_certificate(newest: Certificate | None, today: date) -> _Step | None:
    """Return where a school stands by its newest certificate.

    One that is suspended keeps its school where it is, since that may end either way. One that
    ended leaves it renewing: what it has to do has not changed. One that was taken back for
    good sends it back to work.
    """
    if newest is None:
        return None
    if newest.state == "revoked":
        return Stage.IMPROVING, newest.on
    renewing_on = newest.valid_to - timedelta(days=RENEWAL_DAYS)
    is_over = newest.state not in _IN_FORCE | {"superseded"}
    if is_over or today >= renewing_on:
        return Stage.RENEWING, min(max(renewing_on, newest.valid_from), today)
    return Stage.CERTIFIED, newest.valid_from


def _of_assessment(
    newest: Assessment | None, held: _Step | None, certificates: Iterable[Certificate]
) -> _Step | None:
    """Return where a school stands by its newest assessment, or None where that says nothing.

    A certificate is the end of an assessment, so one that begins on or after the day of the
    news is newer than the news. A school whose assessment was sent back, given up or did not
    lead to an award is at work again, unless it still holds an older certificate.

    An award is told by the day at the school, its certificate by the day at the programme,
    which may be the day before; what the certificate says then must not be lost.
    """
    if newest is None:
        return None
    is_award = newest.state == "decided" and newest.outcome == "awarded"
    since = newest.on - timedelta(days=GRACE_DAYS if is_award else 0)
    if any(each.valid_from >= since for each in certificates):
        return None
    if newest.state in OPEN_STATES:
        return Stage.IN_ASSESSMENT, newest.on
    if is_award:
        return Stage.CERTIFIED, newest.on
    return held or (Stage.IMPROVING, newest.on)


def _of_review(known: Known, enrolled_on: date) -> _Step:
    if known.plans:
        return Stage.IMPROVING, min(known.plans)
    if known.baselines:
        return Stage.BASELINE, min(known.baselines)
    return Stage.ENROLLED, enrolled_on


def renewal_day(today: date) -> date:
    """Return the last day of the certificates whose schools begin to renew by today."""
    return today + timedelta(days=RENEWAL_DAYS)
