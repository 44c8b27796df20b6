"""Keep count of the acceptance story: which of its steps are green, and which wait for what."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pytest

STEP = re.compile(r"test_a(\d\d)_")


@dataclass
class Story:
    """What the steps of one run came to, by their numbers."""

    waits: dict[int, str] = field(default_factory=dict)
    outcomes: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    def told(self) -> str:
        """Return the line for the summary, empty when no step was asked for."""
        red = [step for step, seen in self.outcomes.items() if seen != {"passed"}]
        parts = [f"{len(self.outcomes) - len(red)} green"]
        if red:
            parts.append(f"{len(red)} red: {', '.join(f'A{step}' for step in sorted(red))}")
        if self.waits:
            names = (f"A{step} {name}" for step, name in sorted(self.waits.items()))
            parts.append(f"{len(self.waits)} wait: {', '.join(names)}")
        return f"story: {', '.join(parts)}" if self.outcomes or self.waits else ""


_story = pytest.StashKey[Story]()


def step_of(nodeid: str) -> int | None:
    """Return the step's number out of a test's id: `test_a05_keys` is 5."""
    found = STEP.search(nodeid) if "test_story.py" in nodeid else None
    return int(found[1]) if found else None


class Narrator:
    """The plugin: one for each run, so that a run inside a run keeps its own count."""

    def __init__(self, story: Story) -> None:
        self.story = story

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Take the steps that wait out of the run."""
        waiting = [item for item in items if item.get_closest_marker("waits_for")]
        for item in waiting:
            mark = item.get_closest_marker("waits_for")
            if mark and (step := step_of(item.nodeid)):
                self.story.waits[step] = str(mark.args[0])
        items[:] = [item for item in items if item not in waiting]
        config.hook.pytest_deselected(items=waiting)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand what waits over to the process that reports, when the run is shared out."""
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["story_waits"] = sorted(self.story.waits.items())

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self.story.waits.update(dict(getattr(node, "workeroutput", {}).get("story_waits", [])))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        step = step_of(report.nodeid)
        if step and (report.when == "call" or report.outcome != "passed"):
            self.story.outcomes[step].add(report.outcome)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if line := self.story.told():
            terminalreporter.write_line(line, bold=True)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_story] = Story()
    config.pluginmanager.register(Narrator(config.stash[_story]), "story")
