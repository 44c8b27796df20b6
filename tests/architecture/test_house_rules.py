"""Every module keeps the rules of the house, and every rule is seen to bite."""

from pathlib import Path

import pytest

from tests.architecture import rules, sources
from tests.architecture.rules import Module, Rule


def faults(path: Path, asked: tuple[Rule, ...]) -> list[str]:
    module = Module(sources.here(path), path.read_text(encoding="utf-8"))
    return [f"{module.place}: {fault}" for rule in asked for fault in rule(module)]


def test_the_program_keeps_the_house_rules() -> None:
    found = [fault for path in sources.modules() for fault in faults(path, rules.FOR_PROGRAM)]
    assert not found, "\n" + "\n".join(found)


def test_the_tests_keep_the_house_rules() -> None:
    found = [
        fault for path in sources.modules_of_tests() for fault in faults(path, rules.FOR_TESTS)
    ]
    assert not found, "\n" + "\n".join(found)


LONG_FUNCTION = "def long() -> None:\n" + "    print()\n" * 40
VIEWS = "services/registry/src/registry/schools/views.py"
RULES = "services/registry/src/registry/schools/rules.py"
ACTIONS = "services/registry/src/registry/schools/actions.py"
TESTS = "tests/registry/test_it.py"

BROKEN: list[tuple[Rule, str, str]] = [
    (rules.says_what_it_is_for, ACTIONS, "x = 1\n"),
    (rules.is_short, ACTIONS, "x = 1\n" * 301),
    (rules.is_short, ACTIONS, LONG_FUNCTION),
    (rules.is_no_drawer, "services/registry/src/registry/schools/helpers.py", ""),
    (rules.is_no_drawer, "services/registry/src/registry/common/rules.py", ""),
    (rules.commits_nowhere, ACTIONS, "session.commit()\n"),
    (rules.keeps_rules_pure, RULES, "from sqlalchemy import select\n"),
    (rules.keeps_rules_pure, RULES, "from chassis import db\n"),
    (rules.keeps_rules_pure, RULES, "import random\n"),
    (rules.keeps_views_thin, VIEWS, "from sqlalchemy import select\n"),
    (rules.keeps_views_thin, VIEWS, "from sqlalchemy.orm import Session, joinedload\n"),
    (rules.asks_the_machine_in_one_place, "shared/src/chassis/web.py", "os.environ['HOME']\n"),
    (rules.asks_the_machine_in_one_place, "shared/src/chassis/web.py", "datetime.now(UTC)\n"),
    (rules.keeps_instants_aware, ACTIONS, "from sqlalchemy import DateTime\n"),
    (rules.gives_reasons, ACTIONS, "x = 1  # no" + "qa: E501\n"),
    (rules.gives_reasons, ACTIONS, "x = 1  # type: " + "ignore[misc]\n"),
    (rules.waits_for_no_clock, TESTS, "time.sleep(1)\n"),
    (rules.skips_nothing, TESTS, "@pytest.mark.xfail\ndef test_it(): ...\n"),
    (rules.mocks_nobody, TESTS, "from unittest.mock import Mock\n"),
]


@pytest.mark.parametrize(("rule", "place", "text"), BROKEN)
def test_a_rule_is_seen_to_bite(rule: Rule, place: str, text: str) -> None:
    assert list(rule(Module(place, text)))


KEPT: list[tuple[Rule, str, str]] = [
    (rules.keeps_rules_pure, RULES, "from datetime import date\nfrom chassis.errors import Gone\n"),
    (rules.keeps_rules_pure, RULES, "from registry.names import rules\n"),
    (rules.keeps_views_thin, VIEWS, "from sqlalchemy.orm import Session\n"),
    (rules.commits_nowhere, "shared/src/chassis/db.py", "session.commit()\n"),
    (rules.gives_reasons, ACTIONS, "x = 1  # no" + "qa: E501 - a long address\n"),
    (rules.gives_reasons, ACTIONS, "x = 1  # type: " + "ignore[misc] # untyped library\n"),
]


@pytest.mark.parametrize(("rule", "place", "text"), KEPT)
def test_a_rule_lets_good_code_pass(rule: Rule, place: str, text: str) -> None:
    assert not list(rule(Module(place, text)))
