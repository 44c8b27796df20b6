"""The forms in which assessors write findings, and a head answers them."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, TextAreaField, ValidationError
from wtforms.validators import Length, Optional, StopValidation

from certification.findings import rules
from certification.findings.model import Finding
from certification.findings.rules import Wish
from certification.standards.rules import HIGHEST, Criterion
from chassis.forms import Form, SelectChoice, needed
from chassis.http import LONGEST_VERSION
from chassis.words import trimmed

NA = "na"
"""The answer that a criterion does not apply."""
_GAPS = (
    ("", _l("No gap")),
    (rules.MINOR_GAP, _l("A small gap, to be closed within 180 days")),
    (rules.MAJOR_GAP, _l("A big gap")),
)


class FindingsForm(Form):
    """What was found for the criteria of one module; a criterion may be left for later."""

    def of(self, criterion: str) -> dict[str, Any]:
        """Return the fields of a criterion by their short names."""
        return {
            part: self[f"{part}_{_key(criterion)}"] for part in ("seen", "level", "gap", "reason")
        }

    def seen(self, criteria: Sequence[str]) -> dict[str, int]:
        """Return which version of each finding the page showed, 0 for none."""
        texts = {each: str(self.of(each)["seen"].data or "") for each in criteria}
        return {
            each: int(text) if text.isdecimal() and len(text) <= LONGEST_VERSION else 0
            for each, text in texts.items()
        }

    def wishes(self, said: Mapping[str, int | None]) -> list[Wish]:
        """Return what was found; criteria left for later are not in it."""
        found = []
        for criterion, self_level in said.items():
            fields = self.of(criterion)
            if fields["level"].data:
                level = None if fields["level"].data == NA else int(fields["level"].data)
                kind = rules.kind_of(level, self_level, fields["gap"].data)
                found.append(Wish(criterion, level, kind, fields["reason"].data))
        return found


class ResponseForm(Form):
    """What the school thinks of the findings."""

    accepted = RadioField(
        _l("Does your school agree with what was found?"),
        choices=[
            SelectChoice("yes", _l("Yes, we agree")),
            SelectChoice("no", _l("Not with everything")),
        ],
        validators=[needed(_l("Choose yes or no."))],
    )
    comment = TextAreaField(
        _l("What shall the panel know?"),
        description=_l("Name nobody. The panel and the assessors read it."),
        filters=[trimmed],
        validators=[Length(max=3000)],
    )

    def validate_comment(self, field: TextAreaField) -> None:
        """Ask for words where the school does not agree."""
        if self.accepted.data == "no" and not field.data:
            raise ValidationError(_("Say with what you do not agree."))


def findings_form(
    criteria: Sequence[Criterion], said: Mapping[str, int | None], data: Mapping[str, Any]
) -> FindingsForm:
    """Return the form with fields for each criterion, filled with what was found."""
    fields: dict[str, Any] = {}
    for each in criteria:
        key = _key(each.id)
        fields[f"seen_{key}"] = HiddenField()
        fields[f"level_{key}"] = RadioField(
            _l("%(criterion)s: what did you find?", criterion=each.id),
            choices=_levels(each, said),
            validators=[_Level(each.id), Optional()],
        )
        fields[f"gap_{key}"] = SelectField(
            _l("%(criterion)s: is there a gap?", criterion=each.id),
            choices=[SelectChoice(code, words) for code, words in _GAPS],
            default="",
        )
        fields[f"reason_{key}"] = TextAreaField(
            _l("%(criterion)s: how do you know?", criterion=each.id),
            filters=[trimmed],
            validators=[Length(max=rules.MOST_REASON), _Reason(each.id)],
        )
    form: FindingsForm = type("WholeFindingsForm", (FindingsForm,), fields)(data=data)
    return form


def answers_of(findings: Mapping[str, Finding]) -> dict[str, Any]:
    """Return findings as answers."""
    data: dict[str, Any] = {}
    for criterion, found in findings.items():
        key = _key(criterion)
        data[f"seen_{key}"] = found.row_version
        data[f"level_{key}"] = NA if found.found_level is None else str(found.found_level)
        data[f"gap_{key}"] = found.kind if found.kind in rules.GAPS else ""
        data[f"reason_{key}"] = found.reason
    return data


class _Level:
    """Ask for a level where there is a reason."""

    def __init__(self, criterion: str) -> None:
        self._criterion = criterion

    def __call__(self, form: Any, field: Any) -> None:
        if (form.of(self._criterion)["reason"].data or "").strip() and not field.data:
            raise StopValidation(
                _("%(criterion)s: choose what you found, too.", criterion=self._criterion)
            )


class _Reason:
    """Ask for a reason where there is a level."""

    def __init__(self, criterion: str) -> None:
        self._criterion = criterion

    def __call__(self, form: Any, field: Any) -> None:
        level = form.of(self._criterion)["level"].data
        if level and len(field.data) < rules.LEAST_REASON:
            raise ValidationError(
                _(
                    "%(criterion)s: write at least 20 letters on how you know.",
                    criterion=self._criterion,
                )
            )


def _levels(criterion: Criterion, said: Mapping[str, int | None]) -> list[SelectChoice]:
    offered = [
        SelectChoice(str(level), f"{level} – {criterion.levels[level]}")
        for level in range(HIGHEST + 1)
    ]
    if said.get(criterion.id, 0) is None:
        offered.append(SelectChoice(NA, _l("It does not apply, as the school says")))
    return offered


def _key(criterion: str) -> str:
    return criterion.replace(".", "_")
