"""The forms by which schools are registered and claims are decided, and their words."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from chassis.forms import Form, SelectChoice, needed
from registry.claims.rules import CONTACT_CHARACTERS, Proof, State
from registry.names.rules import CODE_CHARACTERS, NAME_CHARACTERS, clean

Words = Mapping[str, Any]

STATES: Words = {
    State.OPEN: _l("Waiting"),
    State.APPROVED: _l("Believed"),
    State.REFUSED: _l("Refused"),
}
PROOFS: Words = {
    Proof.OFFICIAL_MAILBOX: _l("I wrote to the official mailbox of the school, and it answered"),
    Proof.PHONE_CALLBACK: _l("I called the number the authority has of the school"),
    Proof.LETTER_UPLOAD: _l("I have a letter of the school with its stamp or signature"),
}
ANOTHER = "another"
"""The answer that means: none of the schools that look alike."""


def _tidy(text: str | None) -> str:
    return clean(text or "")


def _line(label: Any, most: int, *more: Any, hint: Any = "") -> StringField:
    return StringField(
        label, description=hint, filters=[_tidy], validators=[*more, Length(max=most)]
    )


class RegistrationForm(Form):
    """What somebody says who registers their school."""

    country = SelectField(_l("Country"))
    name = _line(
        _l("Name of the school"),
        NAME_CHARACTERS.stop - 1,
        needed(_l("Write the name of the school.")),
        Length(min=NAME_CHARACTERS.start),
        hint=_l("As it stands on its sign or its letters."),
    )
    official_code = _line(
        _l("Official code"),
        CODE_CHARACTERS.stop - 1,
        hint=_l("As the ministry writes it, with every zero. It stands in most official letters."),
    )
    town = _line(_l("Town or village"), 120)
    contact = _line(
        _l("Mailbox or phone of the school"),
        CONTACT_CHARACTERS,
        hint=_l("One that belongs to the school, not to a person. We only use it to ask back."),
    )

    def offer_countries(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer the countries of the programme."""
        self.country.choices = [SelectChoice(code, name) for code, name in choices]


class ApprovalForm(Form):
    """How the coordinator made sure, and who shall be the head."""

    proof = RadioField(
        _l("How did you make sure?"),
        choices=[SelectChoice(str(proof), words) for proof, words in PROOFS.items()],
        validators=[needed(_l("Choose how you made sure."))],
    )
    school = RadioField(_l("Is it one of these?"), validators=[needed(_l("Choose one."))])
    login = _line(
        _l("Login for the head"),
        100,
        hint=_l("For example ana.rusu. You get a link to hand over; you can also do it later."),
    )

    def offer_schools(self, alike: Iterable[tuple[str, str]]) -> None:
        """Ask which school is meant, if the list has some that look alike."""
        choices = [SelectChoice(value, label) for value, label in alike]
        if not choices:
            del self.school
            return
        self.school.choices = [*choices, SelectChoice(ANOTHER, _l("No, it is another school"))]


class RefusalForm(Form):
    """Why a claim is refused."""

    reason = TextAreaField(
        _l("Why?"),
        description=_l("Kept with the claim, for those who look at it later. Name no person."),
        filters=[_tidy],
        validators=[needed(_l("Say why.")), Length(3, 300)],
    )
