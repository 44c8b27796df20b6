"""Who may end whose role, and what must stay."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Forbidden
from registry.departures.rules import Remedy, Standing, acting_role, obstacle
from registry.roles.rules import ROLES, Place
from registry.staffing.rules import Holder, is_complete

ANA, ION, EVA = (UUID(int=number) for number in (1, 2, 3))
PARTNER = Place("partner", "p")
SCHOOL, OTHER = Place("school", "s"), Place("school", "t")


def may(held: tuple[str, Place], role: str, place: Place = SCHOOL, partner: str = "p") -> bool:
    try:
        return bool(acting_role("me", [held], Standing("them", role, place, partner)))
    except Forbidden:
        return False


def test_a_coordinator_ends_every_role_of_the_partner() -> None:
    for role in ROLES:
        assert may(("coordinator", PARTNER), role)
        assert not may(("coordinator", PARTNER), role, partner="q")


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [("head", {"focal", "deputy", "staff"}), ("focal", {"staff"}), ("deputy", set())],
)
def test_at_a_school_one_ends_what_one_appoints(mine: str, theirs: set[str]) -> None:
    assert {role for role in ROLES if may((mine, SCHOOL), role)} == theirs
    assert not any(may((mine, OTHER), role) for role in ROLES)


def test_everybody_gives_up_their_own_and_nobody_else_anything() -> None:
    for role in ROLES:
        assert acting_role("me", [], Standing("me", role, SCHOOL, "p")) == role
    for role in set(ROLES) - {"coordinator", "head", "focal", "hq"}:
        assert not any(may((role, place), "staff") for place in (PARTNER, SCHOOL))


def test_the_remedy_names_who_is_lacking() -> None:
    people = [Holder(ANA, "head"), Holder(ION, "focal")]
    for leaver, by_school, remedy in (
        (people[0], True, Remedy.ASK_FOR_HEAD),
        (people[0], False, Remedy.INVITE_HEAD),
        (people[1], True, Remedy.INVITE_SECOND),
        (people[1], False, Remedy.INVITE_SECOND),
    ):
        found = obstacle(people, leaver, "active", by_school=by_school)
        assert found == ("last_second_manager", remedy)


def test_a_school_that_does_not_take_part_yet_keeps_its_head_only_from_itself() -> None:
    people = [Holder(ANA, "head"), Holder(ION, "focal")]
    assert obstacle(people, people[1], "verified", by_school=True) is None
    assert obstacle(people, people[0], "verified", by_school=False) is None
    found = obstacle(people, people[0], "verified", by_school=True)
    assert found == ("last_head", Remedy.ASK_FOR_HEAD)


holders = st.lists(
    st.builds(
        Holder,
        st.sampled_from([ANA, ION, EVA]),
        st.sampled_from(["head", "focal", "deputy"]),
    ),
    min_size=1,
    max_size=7,
    unique=True,
)


@given(holders, st.data(), st.booleans())
def test_whoever_leaves_an_active_school_leaves_it_complete(
    people: list[Holder], data: st.DataObject, by_school: bool
) -> None:
    leaver = data.draw(st.sampled_from(people))
    left = [each for each in people if each != leaver]
    can_leave = obstacle(people, leaver, "active", by_school=by_school) is None
    assert can_leave is is_complete(left)
