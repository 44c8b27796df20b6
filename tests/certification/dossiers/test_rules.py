"""What somebody can do with an assessment now."""

from itertools import product

import pytest

from certification.assessments import rules as states
from certification.dossiers.rules import ANSWER, MISSED, QUIET, Part, Stand, late, presses, tasks

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
        (HEAD, Stand(state="sift", has_agenda=True, day_over=True), None),
        (LEAD, Stand(state="sift", has_agenda=True, day_over=True), states.PLAN),
        (SECOND, Stand(state="scheduled", has_agenda=True, day_reached=True), states.BEGIN),
        (LEAD, Stand(state="scheduled", has_agenda=True), None),
        (LEAD, Stand(state="fieldwork", left=1), states.FIND),
        (LEAD, Stand(state="fieldwork", left=0), states.SHARE),
        (SECOND, Stand(state="fieldwork", left=0), states.FIND),
        (HEAD, Stand(state="findings_shared"), states.RESPOND),
        (PANEL, Stand(state="moderation"), states.DECIDE),
        (HEAD, Stand(state="moderation"), None),
        (SECOND, Stand(state="minor_gaps", gaps=1), states.FIND),
        (SECOND, Stand(state="minor_gaps"), None),
        (PANEL, Stand(state="minor_gaps", gaps=1), None),
        (PANEL, Stand(state="minor_gaps"), states.DECIDE),
        (PANEL, Stand(state="awarded"), None),
    ],
)
def test_what_waits_for_somebody(part: Part, stand: Stand, pressing: str | None) -> None:
    assert presses(part, stand) == pressing


@pytest.mark.parametrize(
    ("stand", "how"),
    [
        (Stand(state="scheduled", day_reached=True), None),
        (Stand(state="scheduled", day_reached=True, day_over=True), MISSED),
        (Stand(state="sift", day_over=True), MISSED),
        (Stand(state="fieldwork", day_over=True), None),
        (Stand(state="submitted", quiet_days=13), None),
        (Stand(state="submitted", quiet_days=14), QUIET),
        (Stand(state="moderation", quiet_days=20), QUIET),
        (Stand(state="findings_shared", quiet_days=20), None),
        (Stand(state="minor_gaps", quiet_days=99), None),
        (Stand(state="awarded", quiet_days=99), None),
    ],
)
def test_what_runs_late(stand: Stand, how: str | None) -> None:
    assert late(stand) == how
