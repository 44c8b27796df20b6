from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from reports.help.formats import question
from reports.taxonomies.formats import taxonomy
from reports.taxonomies.rules import next_by
from reports.wordings import formats as words

ZONE = ZoneInfo("Europe/Chisinau")
WEEKEND = (6, 7)
BANNED = ("pornography", "prostitut", "revenge", "sex tourism")


def test_there_are_thirty_codes_in_eight_groups() -> None:
    found = taxonomy()
    assert found.version == "1.0.0"
    assert len(found.kinds) == 30
    assert len(found.groups) == 8
    grouped = [kind.code for group in found.groups for kind in found.of(group)]
    assert sorted(grouped) == sorted(set(found.kinds) - {"PRAISE"})
    assert found.of("nonsense") == []


def test_every_code_is_whole() -> None:
    for kind in taxonomy().kinds.values():
        assert kind.child
        assert kind.term
        assert 1 <= kind.floor <= 4
        assert len(kind.hours) == 3
        assert kind.hours[0] is not None
        assert kind.route
    assert [k.code for k in taxonomy().kinds.values() if k.past_school] == ["STAFF"]
    assert [k.code for k in taxonomy().kinds.values() if k.keeps_host] == ["OVERBLOCK"]
    sealed = {k.code for k in taxonomy().kinds.values() if k.no_content}
    assert sealed == {
        "CSAM", "CSAM_SCHOOL", "CSAM_AI", "SELF_GEN", "NCII_PEER", "SEXTORT", "LIVE", "PAY_SEX"
    }  # fmt: skip


def test_terms_follow_the_guidelines() -> None:
    said = [kind.child + kind.term for kind in taxonomy().kinds.values()]
    said += [str(label) for label in words.WHAT.values()]
    for text in said:
        assert not [word for word in BANNED if f"child {word}" in text.lower()]


def test_each_code_and_group_has_words_for_children() -> None:
    found = taxonomy()
    assert set(words.WHAT) == set(found.kinds) - {"PRAISE", "UNSURE"}
    assert set(words.GROUPS) == set(found.groups)


@pytest.mark.parametrize(
    ("word", "at", "day"),
    [
        ("BULLY", "2026-02-02T08:00", "2026-02-03"),
        ("BULLY", "2026-02-06T15:00", "2026-02-09"),
        ("SEXTORT", "2026-02-06T15:00", "2026-02-06"),
        ("SEXTORT", "2026-02-06T23:30", "2026-02-07"),
        ("GAMBLE", "2026-02-02T08:00", "2026-02-09"),
        ("bullying_hate_threat", "2026-02-02T08:00", "2026-02-02"),
        ("PRAISE", "2026-02-02T08:00", "2026-02-09"),
        ("SCAM", "2026-02-02T08:00", "2026-02-06"),
    ],
)
def test_the_day_of_the_first_look_follows_the_hours(word: str, at: str, day: str) -> None:
    now = datetime.fromisoformat(at).replace(tzinfo=ZONE)
    holidays = [date(2026, 2, 4)]
    assert next_by(taxonomy().of(word), now, WEEKEND, holidays) == date.fromisoformat(day)


def test_the_questions_of_the_form_are_words_of_the_taxonomy() -> None:
    asked = question("what")
    assert asked is not None
    values = {each.value for each in [*asked.choices, *asked.exact]}
    assert values == set(taxonomy().words())
