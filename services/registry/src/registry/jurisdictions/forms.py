"""The forms of a country's profile, in plain words."""

import re
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length, NumberRange, Regexp

from chassis.forms import CheckboxesField, Form, SelectChoice, needed
from chassis.words import trimmed
from registry.jurisdictions import rules

_LINE = Length(max=120)
_ONE_LINE = Regexp(rf"(?:{rules.LINE.pattern})\Z", message=_l("Use letters and signs only."))
_TEXT = Regexp(rf"(?:{rules.TEXT.pattern})\Z", message=_l("Use letters and signs only."))
_URL = Regexp(
    rf"(?:{rules.HTTPS.pattern})?\Z", message=_l("Use an address that begins with https://.")
)
_PHONE = Regexp(rf"(?:{rules.PHONE.pattern})?\Z", message=_l("Use the number as it is dialled."))
_WEEK = (
    (1, _l("Monday")),
    (2, _l("Tuesday")),
    (3, _l("Wednesday")),
    (4, _l("Thursday")),
    (5, _l("Friday")),
    (6, _l("Saturday")),
    (7, _l("Sunday")),
)


def _line(label: Any, *more: Any, hint: Any = "") -> StringField:
    return StringField(
        label, description=hint, filters=[trimmed], validators=[_LINE, _ONE_LINE, *more]
    )


class ProfileForm(Form):
    """What holds in a country."""

    row_version = HiddenField()
    emergency = _line(_l("Emergency number"), _PHONE)
    helpline_name = _line(_l("Name of the helpline"))
    helpline_phone = _line(_l("Number of the helpline"), _PHONE)
    helpline_hours = _line(
        _l("Hours of the helpline"), hint=_l("For example: every day, day and night")
    )
    helpline_free = BooleanField(_l("The call is free"))
    hotline_name = _line(_l("Name of the hotline"))
    hotline_url = _line(_l("Web address of the hotline"), _URL)
    police_unit_name = _line(_l("Name of the police unit"))
    police_unit_url = _line(_l("Web address of the police unit"), _URL)
    police_unit_phone = _line(_l("Number of the police unit"), _PHONE)
    social_service_name = _line(_l("Name of the child protection service"))
    social_service_url = _line(_l("Web address of the child protection service"), _URL)
    social_service_phone = _line(_l("Number of the child protection service"), _PHONE)
    minority_age = IntegerField(
        _l("A person is a child below this age"),
        default=18,
        validators=[needed(_l("Enter an age.")), NumberRange(*rules.ADULT_AGES)],
    )
    weekend = CheckboxesField(
        _l("Days without school each week"),
        coerce=int,
        choices=[SelectChoice(day, name) for day, name in _WEEK],
        default=[6, 7],
    )
    holidays = TextAreaField(
        _l("Further days without work"),
        description=_l("One day on each line, as 2026-02-03."),
        validators=[Length(max=1000)],
    )
    source = TextAreaField(
        _l("Where you read all this"),
        description=_l("Laws with their numbers, web addresses, people asked by their office."),
        filters=[trimmed],
        validators=[needed(_l("Say where you read this.")), Length(max=500), _TEXT],
    )
    note = TextAreaField(
        _l("What the next person must know"),
        filters=[trimmed],
        validators=[Length(max=500), _TEXT],
    )

    def validate_weekend(self, field: CheckboxesField) -> None:
        """Leave a day to work on."""
        if len(set(field.data)) == len(_WEEK):
            raise ValidationError(str(_l("Leave at least one working day.")))

    def validate_holidays(self, _field: TextAreaField) -> None:
        """Read each line as a day."""
        try:
            days = self.days()
        except ValueError as error:
            raise ValidationError(str(_l("Use each date as 2026-02-03, one on a line."))) from error
        if len(days) > rules.MOST_HOLIDAYS:
            raise ValidationError(str(_l("Write at most %(most)s days.", most=rules.MOST_HOLIDAYS)))

    def validate_hotline_name(self, field: StringField) -> None:
        """Name what has an address."""
        _together(field, self.hotline_url, _l("Name the hotline."))

    def validate_hotline_url(self, field: StringField) -> None:
        """Give an address to what has a name."""
        _together(field, self.hotline_name, _l("Write the hotline's web address."))

    def validate_helpline_name(self, field: StringField) -> None:
        """Name what has a number."""
        _together(field, self.helpline_phone, _l("Name the helpline."))

    def validate_helpline_phone(self, field: StringField) -> None:
        """Give a number to what has a name."""
        _together(field, self.helpline_name, _l("Write the helpline's number."))

    def validate_police_unit_name(self, field: StringField) -> None:
        """Name what has an address or a number."""
        _together(field, self.police_unit_url, _l("Name the police unit."))
        _together(field, self.police_unit_phone, _l("Name the police unit."))

    def validate_social_service_name(self, field: StringField) -> None:
        """Name what has an address or a number."""
        _together(field, self.social_service_url, _l("Name the service."))
        _together(field, self.social_service_phone, _l("Name the service."))

    def days(self) -> list[str]:
        """Return the further days without work.

        Raises:
            ValueError: a line is no date.

        """
        lines = re.split(r"[\s,;]+", self.holidays.data or "")
        return [date.fromisoformat(line).isoformat() for line in lines if line]

    def content(self) -> dict[str, Any]:
        """Return what was written, as the profile keeps it."""
        helpline = self._service("helpline", "phone", "hours")
        if helpline:
            helpline["free"] = bool(self.helpline_free.data)
        return {
            "emergency": self.emergency.data or None,
            "helpline": helpline,
            "hotline": self._service("hotline", "url"),
            "police_unit": self._service("police_unit", "url", "phone"),
            "social_service": self._service("social_service", "url", "phone"),
            "minority_age": self.minority_age.data,
            "weekend": self.weekend.data,
            "holidays": self.days(),
            "source": self.source.data,
            "note": self.note.data or None,
        }

    def _service(self, kind: str, *parts: str) -> dict[str, Any] | None:
        name = self[f"{kind}_name"].data
        if not name:
            return None
        return {"name": name, **{part: self[f"{kind}_{part}"].data or None for part in parts}}


class NewProfileForm(ProfileForm):
    """The first or next profile of a country."""

    country = SelectField(_l("Country"))


class DutyForm(Form):
    """Who must tell whom, and by when."""

    row_version = HiddenField()
    who = _line(
        _l("Who has this duty"),
        needed(_l("Say who has the duty.")),
        hint=_l("For example: every teacher"),
    )
    codes = _line(
        _l("What it is about"),
        needed(_l("Write at least one code.")),
        Regexp(
            rf"\s*{rules.CODE.pattern}(?:[\s,;]+{rules.CODE.pattern})*\s*\Z",
            message=_l("Use codes in capital letters, such as SEXTORT, GROOM."),
        ),
        hint=_l("Codes of the list of harms, such as SEXTORT, GROOM."),
    )
    authority = _line(_l("Who must be told"), needed(_l("Say who must be told.")))
    deadline_hours = IntegerField(
        _l("Within how many hours"),
        validators=[needed(_l("Enter the hours.")), NumberRange(*rules.DEADLINE_HOURS)],
    )
    clock = SelectField(
        _l("Which hours count"),
        choices=[
            SelectChoice("wall", _l("All hours, day and night")),
            SelectChoice("working", _l("Only hours of working days")),
        ],
    )

    def content(self) -> dict[str, Any]:
        """Return the duty as the profile keeps it."""
        return {
            "who": self.who.data,
            "codes": sorted(set(re.findall(rules.CODE, self.codes.data))),
            "authority": self.authority.data,
            "deadline_hours": self.deadline_hours.data,
            "clock": self.clock.data,
        }


class PublicationForm(Form):
    """The review a publication rests on, and the version that was looked at."""

    row_version = HiddenField()
    reviewed_on = DateField(
        _l("Day on which somebody checked all of this"),
        description=_l("At most 365 days ago."),
        validators=[needed(_l("Enter the day of the check."))],
    )


def answers_of(content: dict[str, Any]) -> dict[str, Any]:
    """Return a profile's content as the answers of its form."""
    answers = {
        name: content[name] for name in ("emergency", "minority_age", "weekend", "source", "note")
    }
    for kind in ("helpline", "hotline", "police_unit", "social_service"):
        for part, value in (content[kind] or {}).items():
            answers[f"{kind}_{part}"] = value
    answers["holidays"] = "\n".join(content["holidays"])
    return answers


def _together(field: StringField, other: StringField, message: Any) -> None:
    if other.data and not field.data:
        raise ValidationError(str(message))
