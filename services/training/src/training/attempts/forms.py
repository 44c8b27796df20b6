"""A drawn quiz as a form: every item is a question that can be answered without a mouse."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField

from chassis.forms import CheckboxesField, Form, SelectChoice, needed
from training.curriculum.rules import MULTI, ORDER

Question = Mapping[str, Any]


class Asked(NamedTuple):
    """One item on the page: what is asked, and the fields that take the answer."""

    stem: str
    kind: str
    fields: list[Field]


class QuizForm(Form):
    """Answers to a quiz; `of` makes the form of one draw."""

    questions: Sequence[Question] = ()

    @classmethod
    def of(cls, questions: Sequence[Question]) -> "QuizForm":
        """Return the form of these questions, with what was sent."""
        fields: dict[str, Any] = {}
        for at, question in enumerate(questions):
            fields |= _fields(at + 1, question)
        made: QuizForm = type("DrawnQuizForm", (cls,), fields)()
        made.questions = questions
        return made

    def asked(self) -> list[Asked]:
        """Return the questions with their fields, in the order drawn."""
        return [
            Asked(question["stem"], question["kind"], self._fields_of(at, question))
            for at, question in enumerate(self.questions)
        ]

    def answers(self) -> dict[str, list[str]]:
        """Return the options chosen of each item, as an attempt takes them."""
        found = {}
        for at, question in enumerate(self.questions):
            fields = self._fields_of(at, question)
            if question["kind"] == ORDER:
                places = {
                    int(field.data): option["id"]
                    for field, option in zip(fields, question["options"], strict=True)
                }
                found[question["id"]] = [places[place] for place in sorted(places)]
            elif question["kind"] == MULTI:
                found[question["id"]] = list(fields[0].data)
            else:
                found[question["id"]] = [fields[0].data]
        return found

    def validate(self, extra_validators: Any = None) -> bool:
        """Check that everything is answered, and that no place is given twice."""
        is_good = super().validate(extra_validators)
        for at, question in enumerate(self.questions):
            if question["kind"] == ORDER and not self._places_differ(at, question):
                is_good = False
        return is_good

    def _places_differ(self, at: int, question: Question) -> bool:
        fields = self._fields_of(at, question)
        chosen = [field.data for field in fields]
        for field in fields:
            if field.data and chosen.count(field.data) > 1:
                field.errors = [*field.errors, _("Give each place once.")]
        return len(set(chosen)) == len(chosen)

    def _fields_of(self, at: int, question: Question) -> list[Field]:
        name = f"q{at + 1}"
        if question["kind"] != ORDER:
            return [self[name]]
        return [self[f"{name}_{place + 1}"] for place in range(len(question["options"]))]


def _fields(number: int, question: Question) -> dict[str, Field]:
    name = f"q{number}"
    options = [SelectChoice(each["id"], each["text"]) for each in question["options"]]
    if question["kind"] == ORDER:
        places = [SelectChoice(str(at + 1), str(at + 1)) for at in range(len(options))]
        return {
            f"{name}_{at + 1}": SelectField(
                option["text"],
                choices=[SelectChoice("", _l("Choose its place")), *places],
                validators=[needed(_l("Question %(no)s: choose a place for each.", no=number))],
            )
            for at, option in enumerate(question["options"])
        }
    if question["kind"] == MULTI:
        text = _l("Question %(no)s: choose at least one answer.", no=number)
        return {name: CheckboxesField(question["stem"], choices=options, validators=[needed(text)])}
    text = _l("Question %(no)s: choose an answer.", no=number)
    return {name: RadioField(question["stem"], choices=options, validators=[needed(text)])}
