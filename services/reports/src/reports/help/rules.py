"""The way through the form for children, one question a page, and how places are called."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from babel import Locale

STEPS = ("who", "what", "age", "safe", "text", "check")
FIELD_OF = {"who": "who", "what": "what", "age": "age_band", "safe": "safe_now"}
"""The answer each step asks for; `text` asks for two, `check` for none."""
NOT_FOR_PRAISE = ("age", "safe")


@dataclass(frozen=True)
class Answers:
    """What was said so far; a child may leave out everything but `what`."""

    choices: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    wants_reply: bool = False

    @property
    def what(self) -> str | None:
        """What happened, once it was said."""
        return self.choices.get("what")


def steps_of(answers: Answers) -> tuple[str, ...]:
    """Return the pages of the form; who only says something good is asked less."""
    if answers.what == "PRAISE":
        return tuple(step for step in STEPS if step not in NOT_FOR_PRAISE)
    return STEPS


def step_after(step: str, answers: Answers) -> str:
    """Return the next page; the first one for a step that is none."""
    steps = steps_of(answers)
    if step not in steps:
        return steps[0]
    if step == "what" and not answers.what:
        return step
    return steps[min(steps.index(step) + 1, len(steps) - 1)]


def step_before(step: str, answers: Answers) -> str | None:
    """Return the page before; None where there is none."""
    steps = steps_of(answers)
    at = steps.index(step) if step in steps else 0
    return steps[at - 1] if at else None


def country_name(code: str, language: str) -> str:
    """Return the name of a country in a language, or the code itself when nobody knows it."""
    locale = Locale.parse(language, sep="-" if "-" in language else "_")
    return str(locale.territories.get(code, code))
