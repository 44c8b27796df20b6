"""What somebody can do with an assessment now."""

from itertools import product

import pytest

from certification.assessments import rules as states
from certification.dossiers.rules import ANSWER, Part, Stand, presses, tasks

NOBODY = Part()
HEAD, PANEL = Part(is_head=True), Part(decides=True)
COORDINATOR, ASKED = Part(coordinates=True), Part(is_asked=True)
SECOND, LEAD = Part(assesses=True), Part(assesses=True, leads=True)


def test_whoever_has_no_part_can_only_look() -> None:
    for state, asked, left in product(states.STATES, (0, 2), (0, 26)):
        stand = Stand(state=state, asked=asked, left=left, has_agenda=True, day_reached=True)
        assert tasks(NOBODY, stand) == []


@pytest.mark.parametrize("part", [HEAD, PANEL, COORDINATOR, ASKED, SECOND, LEAD])
def test_nothing_is_offered_that_the_state_does_not_allow(part: Part) -> None:
    for state, asked, left, agenda in product(states.STATES, (0, 1, 2), (0, 3), (True, False)):
        stand = Stand(state=state, asked=asked, left=left, has_agenda=agenda, day_reached=agenda)
        for task in tasks(part, stand):
            assert state in states.FROM[states.ACCEPT if task == ANSWER else task]
        pressing = presses(part, stand)
        assert pressing is None or pressing in tasks(part, stand)


@pytest.mark.parametrize(
    ("part", "stand", "pressing"),
    [
        (COORDINATOR, Stand(state="submitted"), states.ASSIGN),
        (COORDINATOR, Stand(state="submitted", asked=1), None),
        (ASKED, Stand(state="submitted", asked=1), ANSWER),
        (LEAD, Stand(state="sift"), states.PLAN),
        (LEAD, Stand(state="sift", has_agenda=True), None),
        (SECOND, Stand(state="sift"), None),
        (HEAD, Stand(state="sift", has_agenda=True), states.ACCEPT_AGENDA),
        (HEAD, Stand(state="sift"), None),
        (SECOND, Stand(state="scheduled", has_agenda=True, day_reached=True), states.BEGIN),
        (LEAD, Stand(state="scheduled", has_agenda=True), None),
        (LEAD, Stand(state="fieldwork", left=1), states.FIND),
        (LEAD, Stand(state="fieldwork", left=0), states.SHARE),
        (SECOND, Stand(state="fieldwork", left=0), states.FIND),
        (HEAD, Stand(state="findings_shared"), states.RESPOND),
        (PANEL, Stand(state="moderation"), states.DECIDE),
        (HEAD, Stand(state="moderation"), None),
        (SECOND, Stand(state="minor_gaps"), states.FIND),
        (PANEL, Stand(state="awarded"), None),
    ],
)
def test_what_waits_for_somebody(part: Part, stand: Stand, pressing: str | None) -> None:
    assert presses(part, stand) == pressing
