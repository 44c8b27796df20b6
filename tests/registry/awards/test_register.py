"""The public register: anybody finds a certified place, and sees what it is worth today."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.certification import (
    Award,
    CertificateExpired,
    CertificateFact,
    CertificateIssued,
    CertificateState,
    CertificateSuperseded,
    CertificateSuspended,
    CommitmentSigned,
    ModuleLevel,
)
from tests.registry.journey import Journey
from tests.statements import statements

FIRST = date(2026, 2, 16)


def certificate(number: int, school: UUID | None = None, **more: Any) -> CertificateIssued:
    issued = CertificateIssued(
        number=f"SIS-MD-2026-{number:06}-5",
        school=school or uuid4(),
        name=f"Lyceum {number:02} (demo)",
        town="Bălți",
        country="MD",
        level=Award.BRONZE,
        module_levels=(ModuleLevel(module="M1", level=1),),
        standard_version="1.0.0",
        state=CertificateState.ACTIVE,
        valid_from=FIRST,
        valid_to=date(2027, 8, 15),
        on=FIRST,
    )
    return replace(issued, **more)


def later(issued: CertificateFact, kind: type[CertificateFact], state: CertificateState) -> Any:
    body = {name: getattr(issued, name) for name in issued.__dataclass_fields__}
    return kind(**body | {"state": state})


def found(journey: Journey, query: str = "") -> list[dict[str, Any]]:
    answer = journey.client.get(f"/registry/api/v1/certified-places{query}")
    assert answer.status_code == 200, answer.text
    return list(answer.get_json()["items"])


def test_anybody_finds_a_certified_school(journey: Journey) -> None:
    issued = certificate(1)
    journey.hear((issued, 1))
    assert found(journey) == [
        {
            "kind": "school",
            "school": str(issued.school),
            "name": "Lyceum 01 (demo)",
            "town": "Bălți",
            "country": "MD",
            "number": "SIS-MD-2026-000001-5",
            "level": "bronze",
            "state": "active",
            "valid_from": "2026-02-16",
            "valid_to": "2027-08-15",
        }
    ]


def test_the_answer_may_be_kept_for_a_minute_and_sets_no_cookie(journey: Journey) -> None:
    answer = journey.client.get("/registry/api/v1/certified-places")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("", 3),
        ("balti", 2),
        ("BĂLȚI", 2),
        ("лумина", 1),
        ("lumina", 1),
        ("ЛУМИНА київ", 1),
        ("000002", 1),
        ("%", 0),
        ("lumina nowhere", 0),
        ("' OR 1=1", 0),
    ],
)
def test_a_place_is_found_by_any_part_in_any_script(
    journey: Journey, typed: str, hits: int
) -> None:
    journey.hear(
        (certificate(1), 1),
        (certificate(2), 1),
        (certificate(3, name="Ліцей «Лумина» (demo)", town="Київ", country="UA"), 1),
    )
    answer = journey.client.get("/registry/api/v1/certified-places", query_string={"q": typed})
    assert len(answer.get_json()["items"]) == hits


def test_a_place_is_found_by_what_its_school_is_called_in_another_language(
    journey: Journey,
) -> None:
    school = journey.school(names={"th": "โรงเรียนแสงสว่าง"})
    journey.hear((certificate(1, school), 1))
    assert len(found(journey, "?q=แสงสว่าง")) == 1


def test_the_register_is_narrowed(journey: Journey) -> None:
    journey.hear(
        (certificate(1), 1),
        (certificate(2, country="UA", level=Award.SILVER), 1),
        (certificate(3, state=CertificateState.EXPIRED), 1),
    )
    for query, numbers in (
        ("?country=UA", [2]),
        ("?level=bronze", [1, 3]),
        ("?state=expired", [3]),
        ("?kind=school&state=active", [1, 2]),
    ):
        assert [int(each["number"][12:18]) for each in found(journey, query)] == numbers
    for wrong in ("?country=xx", "?level=iron", "?state=fine", "?kind=pub", "?limit=0", "?after=x"):
        answer = journey.client.get(f"/registry/api/v1/certified-places{wrong}")
        assert answer.status_code == 422, wrong


def test_late_and_repeated_facts_leave_the_newest_state(journey: Journey) -> None:
    issued = certificate(1)
    suspended = later(issued, CertificateSuspended, CertificateState.SUSPENDED)
    expired = later(issued, CertificateExpired, CertificateState.EXPIRED)
    for fact, version in ((suspended, 2), (issued, 1), (suspended, 2)):
        journey.hear((fact, version))
        assert [each["state"] for each in found(journey)] == ["suspended"]
    journey.hear((issued, 1), (expired, 3), (suspended, 2))
    assert [each["state"] for each in found(journey)] == ["expired"]


def test_of_each_school_the_newest_certificate_is_shown(journey: Journey) -> None:
    school = uuid4()
    first = certificate(1, school)
    second = certificate(2, school, level=Award.SILVER, valid_from=FIRST + timedelta(days=400))
    journey.hear((second, 1))
    journey.hear((later(first, CertificateSuperseded, CertificateState.SUPERSEDED), 2))
    assert [each["level"] for each in found(journey)] == ["silver"]


def promise(school: UUID, **more: Any) -> CommitmentSigned:
    return CommitmentSigned(school=school, statement="1.0.0", on=date(2026, 2, 3), **more)


def test_a_school_that_has_only_promised_is_listed_if_its_head_agreed(journey: Journey) -> None:
    """What the school says of itself elsewhere, `public_listing`, changes nothing here."""
    shown = journey.school(public_listing=False, name="Linden School (demo)")
    hidden = journey.school(public_listing=True)
    for school in (shown, uuid4()):
        journey.hear((promise(school, public_entry=True), 1))
    journey.hear((promise(hidden, public_entry=False), 1))
    (only,) = found(journey)
    assert (only["school"], only["state"], only["number"]) == (str(shown), "committed", None)
    assert (only["level"], only["valid_to"]) == (None, None)
    assert len(found(journey, "?q=linden&state=committed")) == 1

    journey.hear((certificate(1, shown), 1), (certificate(2, hidden), 1))
    assert [each["state"] for each in found(journey)] == ["active", "active"]


def test_a_promise_told_before_heads_were_asked_is_not_listed(journey: Journey) -> None:
    journey.hear((promise(journey.school(public_listing=True)), 1))
    assert found(journey) == []


def test_the_register_is_read_page_by_page_in_few_questions(journey: Journey) -> None:
    journey.hear(*((certificate(number), 1) for number in range(1, 8)))
    names: list[str] = []
    after = ""
    with statements() as asked:
        while True:
            answer = journey.client.get(
                f"/registry/api/v1/certified-places?limit=3&after={after}"
            ).get_json()
            names += [each["name"] for each in answer["items"]]
            after = answer["next"]
            if not after:
                break
    assert names == [f"Lyceum {number:02} (demo)" for number in range(1, 8)]
    assert len([each for each in asked if each.startswith("SELECT certified_place")]) == 3
