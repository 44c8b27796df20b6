"""When a school has the people it needs."""

from itertools import product
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from registry.staffing.rules import Holder, is_complete, missing

ANA, ION, EVA = (UUID(int=number) for number in (1, 2, 3))
somebody = st.builds(
    Holder, st.sampled_from([ANA, ION, EVA]), st.sampled_from(["head", "focal", "deputy", "staff"])
)


def test_each_lack_has_its_word() -> None:
    assert missing([]) == ("head", "second")
    assert missing([Holder(ANA, "head")]) == ("second",)
    assert missing([Holder(ION, "deputy")]) == ("head",)
    assert missing([Holder(ANA, "head"), Holder(ANA, "focal")]) == ("other_person",)
    assert missing([Holder(ANA, "head"), Holder(ION, "focal")]) == ()


def test_staff_are_no_managers() -> None:
    assert missing([Holder(ANA, "head"), Holder(ION, "staff")]) == ("second",)


@given(st.lists(somebody, max_size=6))
def test_complete_means_two_different_people_in_the_two_kinds_of_post(people: list[Holder]) -> None:
    pairs = product(people, people)
    found = any(
        one.role == "head" and other.role in ("focal", "deputy") and one.user_id != other.user_id
        for one, other in pairs
    )
    assert is_complete(people) is found


@given(st.lists(somebody, max_size=5), somebody)
def test_one_more_person_never_makes_a_school_incomplete(
    people: list[Holder], more: Holder
) -> None:
    assert is_complete([*people, more]) or not is_complete(people)
