"""Forms of pages: safe against forged posts and double clicks, with errors that say what to do.

A token is an HMAC over the session of the verified sign-in (a constant for visitors), so no Flask
session and no cookie of its own is needed. A visitor's token is the same for everyone; there,
`chassis.pages.check_same_origin` holds off forged posts.
"""

import hmac
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, ClassVar
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Field, HiddenField, SelectMultipleField, ValidationError
from wtforms import Form as PlainForm
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from chassis.auth import csrf_context
from chassis.errors import Invalid
from chassis.http import LONGEST_VERSION
from chassis.speech import told

__all__ = [
    "CheckboxesField",
    "FileField",
    "Form",
    "SelectChoice",
    "blame",
    "csrf_token",
    "needed",
    "new_once",
]

_STALE_PAGE = _l(
    "This page was open for too long, or you signed in again since. Press the button once more."
)

_PRESS_AGAIN = _l("Press the button once more.")

_NO_SIGN = _l("Leave out signs that cannot be shown.")

_WORDS = {
    "This field is required.": _l("Fill this in."),
    "Not a valid choice.": _l("Choose one of the answers shown."),
    "Invalid Choice: could not coerce.": _l("Choose one of the answers shown."),
    "Invalid Choice(s): one or more data inputs could not be coerced.": _l(
        "Choose from the answers shown."
    ),
    "Not a valid integer value.": _l("Use a whole number, such as 12."),
    "Not a valid decimal value.": _l("Use a number, such as 12.5."),
    "Not a valid float value.": _l("Use a number, such as 12.5."),
    "Not a valid date value.": _l("Use the date as 2026-02-03."),
    "Not a valid datetime value.": _l("Use the date and time as 2026-02-03 14:30."),
    "Not a valid time value.": _l("Use the time as 14:30."),
    "Invalid email address.": _l("Use an e-mail address such as name@example.org."),
    "Invalid URL.": _l("Use a web address such as https://www.example.org."),
    "Invalid input.": _l("Check this and write it again."),
    "Number must be at least %(min)s.": _l("Use a number of %(min)s or more."),
    "Number must be at most %(max)s.": _l("Use a number of %(max)s or less."),
    "Number must be between %(min)s and %(max)s.": _l("Use a number from %(min)s to %(max)s."),
    "Field must be between %(min)d and %(max)d characters long.": _l(
        "Write from %(min)d to %(max)d letters."
    ),
    "Field must be equal to %(other_name)s.": _l("Write the same in both places."),
    "File does not have an approved extension.": _l("Choose a file of one of the kinds named."),
    "File does not have an approved extension: {extensions}": _l(
        "Choose a file that ends in {extensions}."
    ),
    "File must be between {min_size} and {max_size} bytes.": _l(
        "Choose a smaller file that is not empty."
    ),
}


class _Words:
    """What WTForms says by itself, in our words and the reader's language."""

    def gettext(self, string: str) -> str:
        return str(_WORDS.get(string, string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        known = {
            "Field must be at least %(min)d character long.": lambda: ngettext(
                "Write at least %(min)d letter.", "Write at least %(min)d letters.", n, min=n
            ),
            "Field cannot be longer than %(max)d character.": lambda: ngettext(
                "Write at most %(max)d letter.", "Write at most %(max)d letters.", n, max=n
            ),
        }
        if singular in known:
            return str(known[singular]())
        return singular if n == 1 else plural


def csrf_token() -> str:
    """Return the token every form of this session carries."""
    sid, key = csrf_context()
    return hmac.new(key, b"page form\0" + sid.encode(), sha256).hexdigest()


def new_once() -> str:
    """Return a fresh id for one showing of a form; two posts with the same id do the work once."""
    return uuid4().hex


class _SessionBound(CSRF):
    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:  # noqa: ARG002 - theirs
        return csrf_token()

    def validate_csrf_token(self, form: PlainForm, field: CSRFTokenField) -> None:  # noqa: ARG002 - theirs
        if not hmac.compare_digest((field.data or "").encode(), csrf_token().encode()):
            raise ValidationError(str(_STALE_PAGE))


def _is_shown_id(_form: PlainForm, field: Field) -> None:
    if not field.raw_data or not re.fullmatch(r"[0-9a-f]{32}", str(field.data)):
        field.data = new_once()
        raise ValidationError(str(_STALE_PAGE))


class CheckboxesField(SelectMultipleField):
    """A question with several boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Form(FlaskForm):
    """The parent of every form; alone it serves a page that has only a button."""

    class Meta(FlaskForm.Meta):
        csrf: ClassVar[bool] = True
        csrf_class: ClassVar[type[CSRF]] = _SessionBound
        csrf_context: ClassVar[None] = None
        csrf_field_name: ClassVar[str] = "csrf_token"

        def get_translations(self, form: PlainForm) -> _Words:  # noqa: ARG002 - theirs
            """Speak in our words."""
            return _Words()

    once = HiddenField(default=new_once, validators=[_is_shown_id])
    """Idempotency key of the post; kept while the person corrects errors."""

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Check every field, and that no text holds a sign no database keeps."""
        is_good = bool(super().validate(extra_validators))
        for field in self:
            if isinstance(field.data, str) and "\x00" in field.data:
                field.errors = [*field.errors, str(_NO_SIGN)]
                is_good = False
        return is_good

    @property
    def problems(self) -> list[tuple[str | None, str]]:
        """Every error with the id of the input that can mend it; None where no input can."""
        found: list[tuple[str | None, str]] = [(None, str(text)) for text in self.form_errors]
        for field in self:
            target = None if isinstance(field, HiddenField) else _first_input(field)
            found += [(target, str(text)) for text in field.errors]
        return found


def _first_input(field: Field) -> str:
    """Radio buttons and boxes are a list of inputs: the label of the list cannot take the focus."""
    return (
        f"{field.id}-0"
        if field.type in {"CheckboxesField", "FieldList", "RadioField"}
        else str(field.id)
    )


def blame(form: Form, errors: Mapping[str, Sequence[str]]) -> None:
    """Show a domain error's field messages beside the fields, the rest on top of the form."""
    for name, found in errors.items():
        texts = [told(text) for text in found]
        place = form.form_errors if name not in form else form[name].errors
        if name in form:
            form[name].errors = [*place, *texts]
        else:
            form.form_errors = [*place, *texts]


def validate_press() -> None:
    """Check the post of a page that asks nothing and is only a button.

    Raises:
        Invalid: the page was open for too long, or is not ours.

    """
    if not Form().validate_on_submit():
        raise Invalid(str(_PRESS_AGAIN))


def version_shown(form: Form) -> int:
    """Return the `row_version` a form's page showed; 0, which nothing has, when it names none."""
    text = str(form["row_version"].data or "")
    return int(text) if text.isdecimal() and len(text) <= LONGEST_VERSION else 0


def needed(message: Any) -> InputRequired:
    """Ask for an answer, in words that name it: "Enter the town."."""
    return InputRequired(message=message)
