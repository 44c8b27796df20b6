"""Assessments whose school did not answer to the findings go on by themselves."""

from certification.findings import actions
from chassis.worker import Timer

TIMERS = (Timer("answer_findings", 60, actions.go_on),)
