"""How a question looks: its words, and the answers with a sign beside each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from reports.help.rules import FIELD_OF, Answers
from reports.taxonomies.formats import taxonomy
from reports.taxonomies.rules import PRAISE, UNSURE
from reports.wordings import formats as words


@dataclass(frozen=True)
class Choice:
    """One answer: a word of the form, a sign and what the child reads."""

    value: str
    sign: str
    label: str


@dataclass(frozen=True)
class Question:
    """One page of the form.

    Attributes:
        name: of the answer it asks for.
        exact: finer answers, shown only if wanted.
        may_skip: whether it can be left out.

    """

    name: str
    title: str
    choices: Sequence[Choice]
    exact: Sequence[Choice] = ()
    may_skip: bool = True


def question(step: str) -> Question | None:
    """Return the question of a step; None for the steps that ask no choice."""
    made = {"who": _who, "what": _what, "age": _age, "safe": _safe}
    return made[step]() if step in made else None


def summary(answers: Answers) -> list[tuple[str, str, str]]:
    """Return what was answered: the step, the question, the answer in words."""
    lines = []
    for step, name in FIELD_OF.items():
        asked = question(step)
        value = answers.choices.get(name)
        if asked is not None and value:
            every = [*asked.choices, *asked.exact]
            said = next((each.label for each in every if each.value == value), value)
            lines.append((step, asked.title, said))
    return lines


def _who() -> Question:
    return Question("who", _("Who is it about?"), _signed(words.WHO))


def _what() -> Question:
    groups = [*_signed(words.GROUPS), *_signed({PRAISE: words.PRAISE, UNSURE: words.UNSURE})]
    kinds = taxonomy().kinds
    exact = [Choice(code, "", str(words.WHAT[code])) for code in kinds if code in words.WHAT]
    return Question("what", _("What happened?"), groups, exact, may_skip=False)


def _age() -> Question:
    choices = [Choice(value, "", str(label)) for value, label in words.AGES.items()]
    return Question("age_band", _("How old are you?"), choices)


def _safe() -> Question:
    return Question("safe_now", _("Are you safe now?"), _signed(words.SAFE))


def _signed(answers: Mapping[str, tuple[str, object]]) -> list[Choice]:
    return [Choice(value, sign, str(label)) for value, (sign, label) in answers.items()]
