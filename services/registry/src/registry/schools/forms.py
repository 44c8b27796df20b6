"""The forms about a school, and its words for people."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms import DateField as PlainDateField
from wtforms.validators import Length, Optional

from chassis.forms import Form, SelectChoice, needed
from registry.names.rules import clean
from registry.schools.model import School
from registry.schools.rules import Basis, Kind, Operating, Ownership, Setting, SizeBand, State

Words = Mapping[str, Any]

STATES: Words = {
    State.LISTED: _l("Listed"),
    State.APPLIED: _l("Applied"),
    State.VERIFIED: _l("Verified"),
    State.ACTIVE: _l("Taking part"),
    State.DORMANT: _l("Silent for a year"),
    State.CLOSED: _l("Closed"),
    State.MERGED: _l("Part of another school"),
}
OPERATING: Words = {
    Operating.OPEN: _l("Open"),
    Operating.PROPOSED_TO_CLOSE: _l("To be closed"),
    Operating.CLOSED: _l("Closed"),
    Operating.PROPOSED_TO_OPEN: _l("To be opened"),
}
KINDS: Words = {
    Kind.PREPRIMARY: _l("Before primary"),
    Kind.PRIMARY: _l("Primary"),
    Kind.LOWER: _l("Lower secondary"),
    Kind.UPPER: _l("Upper secondary"),
    Kind.COMBINED: _l("Several stages together"),
    Kind.VOCATIONAL: _l("Vocational"),
    Kind.SPECIAL: _l("For children with special needs"),
}
OWNERSHIPS: Words = {
    Ownership.PUBLIC: _l("The state, a town or a district"),
    Ownership.PRIVATE: _l("A private owner"),
    Ownership.FAITH: _l("A faith community"),
    Ownership.NGO: _l("An association"),
    Ownership.OTHER: _l("Somebody else"),
}
SETTINGS: Words = {
    Setting.URBAN: _l("In a town"),
    Setting.PERIURBAN: _l("At the edge of a town"),
    Setting.RURAL: _l("In the country"),
}
SIZES: Words = {band: str(band) for band in SizeBand}
DEEDS: Words = {
    "school.added": _l("Added by hand"),
    "school.applied": _l("Somebody said that it is theirs"),
    "school.application_refused": _l("That was not so; back to the list"),
    "school.verified": _l("Verified"),
    "school.activated": _l("Has a head and a second person: takes part"),
    "school.changed": _l("Changed"),
    "school.closed": _l("Closed"),
    "school.merged": _l("Became part of another school"),
}
BASES: Words = {
    Basis.OFFICIAL_CODE: _l("The official code is right"),
    Basis.CLAIM: _l("The school itself has shown who it is"),
}
FIELDS: Words = {
    "name": _l("Official name"),
    "names": _l("Names in other languages"),
    "official_code": _l("Official code"),
    "town": _l("Town or village"),
    "area": _l("Area"),
    "kind": _l("Kind of school"),
    "ownership": _l("Who runs it"),
    "setting": _l("Where it lies"),
    "size_band": _l("How many pupils, roughly"),
    "boarding": _l("Pupils live there"),
    "langs": _l("Languages of teaching"),
    "tz": _l("Time zone"),
    "public_listing": _l("Who may see it"),
    "operating": _l("What the official list says"),
    "opened_on": _l("Opened"),
    "closed_on": _l("Closed"),
    "successor_code": _l("Code of the school that follows"),
}


def _tidy(text: str | None) -> str:
    return clean(text or "")


def _line(label: Any, most: int, *more: Any, hint: Any = "") -> StringField:
    return StringField(
        label, description=hint, filters=[_tidy], validators=[*more, Length(max=most)]
    )


def _one_of(label: Any, words: type[StrEnum], shown: Words) -> SelectField:
    choices = [SelectChoice("", _l("Not known"))]
    return SelectField(
        label, choices=choices + [SelectChoice(str(word), shown[word]) for word in words]
    )


class OwnForm(Form):
    """What a head may change about their school."""

    row_version = HiddenField()
    public_listing = BooleanField(_l("Anybody may see this school in the public list"))
    langs = _line(
        _l("Languages of teaching"), 200, hint=_l("Short forms with commas between: ro, ru")
    )
    size_band = _one_of(_l("How many pupils, roughly"), SizeBand, SIZES)
    setting = _one_of(_l("Where it lies"), Setting, SETTINGS)
    boarding = SelectField(
        _l("Pupils live there"),
        choices=[
            SelectChoice("", _l("Not known")),
            SelectChoice("yes", _l("Yes")),
            SelectChoice("no", _l("No")),
        ],
    )
    tz = _line(
        _l("Time zone"), 60, hint=_l("Such as Europe/Chisinau. Empty: the zone of the programme.")
    )

    def written(self) -> dict[str, Any]:
        """Return what was written, as JSON would have it."""
        return {
            "public_listing": bool(self.public_listing.data),
            "langs": [part for part in map(str.strip, self.langs.data.split(",")) if part],
            "size_band": self.size_band.data or None,
            "setting": self.setting.data or None,
            "boarding": {"yes": True, "no": False}.get(self.boarding.data),
            "tz": self.tz.data or None,
        }


class SchoolForm(OwnForm):
    """All that is known of a school, for coordinators."""

    name = _line(_l("Official name"), 300, needed(_l("Enter the name of the school.")))
    official_code = _line(
        _l("Official code"), 40, hint=_l("As the ministry writes it, with every zero.")
    )
    town = _line(_l("Town or village"), 120)
    area = _line(_l("Area"), 80, hint=_l("District or region, as in the official list."))
    kind = _one_of(_l("Kind of school"), Kind, KINDS)
    ownership = _one_of(_l("Who runs it"), Ownership, OWNERSHIPS)
    names = TextAreaField(
        _l("Names in other languages"),
        description=_l("One on a line, the language first: ru: Лицей «Заря»"),
        validators=[Length(max=7000)],
    )

    def written(self) -> dict[str, Any]:
        """Return what was written, as JSON would have it."""
        pairs = [line.partition(":") for line in self.names.data.splitlines() if line.strip()]
        return super().written() | {
            "name": self.name.data,
            "official_code": self.official_code.data,
            "town": self.town.data,
            "area": self.area.data,
            "kind": self.kind.data or None,
            "ownership": self.ownership.data or None,
            "names": {language.strip(): text.strip() for language, _, text in pairs},
        }


class NewSchoolForm(Form):
    """A school to be added by hand: what is needed to tell it from others."""

    name = _line(_l("Official name"), 300, needed(_l("Enter the name of the school.")))
    country = SelectField(_l("Country"))
    official_code = _line(
        _l("Official code"), 40, hint=_l("As the ministry writes it, with every zero.")
    )
    town = _line(_l("Town or village"), 120)
    area = _line(_l("Area"), 80, hint=_l("District or region, as in the official list."))
    confirmed = BooleanField(_l("This is another school"))

    def written(self) -> dict[str, Any]:
        """Return what was written, as JSON would have it."""
        names = ("name", "country", "official_code", "town", "area", "confirmed")
        return {name: self[name].data for name in names}


class VerificationForm(Form):
    """What a verification rests on."""

    basis = RadioField(
        _l("How do you know?"),
        choices=[SelectChoice(str(basis), words) for basis, words in BASES.items()],
        default=Basis.OFFICIAL_CODE,
    )


class ClosureForm(Form):
    """Why a school ends, and what follows."""

    how = RadioField(
        _l("What happened?"),
        choices=[
            SelectChoice("closed", _l("It closed")),
            SelectChoice("merged", _l("It became part of another school")),
        ],
        default="closed",
    )
    successor = _line(
        _l("The school that follows"),
        40,
        hint=_l("Its official code, or the number in the address of its page."),
    )
    closed_on = PlainDateField(_l("Last day"), validators=[Optional()])
    reason = TextAreaField(
        _l("Why?"),
        description=_l("Kept in the history of the school. Name no person."),
        filters=[_tidy],
        validators=[needed(_l("Say why.")), Length(3, 300)],
    )


def answers_of(school: School) -> dict[str, Any]:
    """Return a school as the answers of its form."""
    return {
        "name": school.name,
        "official_code": school.official_code or "",
        "town": school.town or "",
        "area": school.area or "",
        "kind": school.kind or "",
        "ownership": school.ownership or "",
        "setting": school.setting or "",
        "size_band": school.size_band or "",
        "boarding": {True: "yes", False: "no", None: ""}[school.boarding],
        "langs": ", ".join(school.langs),
        "tz": school.tz or "",
        "public_listing": school.public_listing,
        "names": "\n".join(f"{language}: {text}" for language, text in school.names.items()),
    }


def why(what: str, reason: str | None) -> str:
    """Say in words why something was done: a reason given, a basis, or what was changed."""
    if not reason:
        return ""
    if what == "school.verified":
        return str(BASES.get(reason, reason))
    if what == "school.changed":
        return ", ".join(str(FIELDS.get(name, name)) for name in reason.split(", "))
    return reason
