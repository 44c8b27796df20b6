"""The forms of the pages of imports."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import Length, Optional, Regexp

from chassis.forms import FileField, Form, SelectChoice, needed
from registry.confirmations.rules import ADD, SKIP
from registry.encodings.rules import CODECS
from registry.wordings.formats import DATE_FORMATS, FIELDS, country, field_word

EACH = "each"

_ENCODINGS = {
    "utf-8": _l("UTF-8 (most modern programs)"),
    "windows-1251": _l("Windows, Cyrillic"),
    "koi8-u": _l("KOI8, Cyrillic"),
    "ibm866": _l("DOS, Cyrillic"),
    "windows-1252": _l("Windows, Western Europe"),
    "windows-1250": _l("Windows, Central Europe"),
    "windows-874": _l("Windows, Thai"),
    "windows-1256": _l("Windows, Arabic"),
    "utf-16le": _l("Unicode text of Excel (UTF-16)"),
}

_DELIMITERS = {
    ";": _l("semicolon ;"),
    ",": _l("comma ,"),
    "\t": _l("tab"),
    "|": _l("bar |"),
}


def _encodings() -> list[SelectChoice]:
    known = [SelectChoice(name, f"{word}: {name}") for name, word in _ENCODINGS.items()]
    return known + [SelectChoice(name, name) for name in CODECS if name not in _ENCODINGS]


class UploadForm(Form):
    """Ask for a list."""

    file = FileField(
        _l("The list"),
        description=_l("CSV in any encoding, XLSX or XLS. Send it as the ministry gave it."),
        validators=[needed(_l("Choose a file."))],
    )
    country = SelectField(_l("Country of schools for which the list names none"))
    mapping = SelectField(_l("What the columns are"))
    encoding = SelectField(_l("Encoding of the letters"))

    def offer(self, countries: Sequence[str], mappings: Sequence[str]) -> None:
        """Fill the choices."""
        self.country.choices = [SelectChoice(code, country(code)) for code in countries] + [
            SelectChoice("", _("none: every school names its own"))
        ]
        self.mapping.choices = [SelectChoice("", _("find out"))] + [
            SelectChoice(name, name) for name in mappings
        ]
        self.encoding.choices = [SelectChoice("", _("find out")), *_encodings()]


class FileForm(Form):
    """Ask how a file is to be read."""

    row_version = HiddenField(validators=[Regexp(r"^\d+$")])
    encoding = SelectField(_l("Encoding of the letters"))
    delimiter = SelectField(_l("Sign between two columns"))
    sheet = SelectField(_l("Sheet"))
    header_line = StringField(
        _l("Line with the names of the columns"),
        description=_l("Write 0 when the list begins with a school at once."),
        validators=[Regexp(r"^\d{1,4}$", message=_l("Use a line number, such as 1."))],
    )

    def offer(self, detected: Mapping[str, Any]) -> None:
        """Fill the choices, and leave out what this kind of file does not have."""
        self.encoding.choices = _encodings()
        self.delimiter.choices = [SelectChoice(sign, word) for sign, word in _DELIMITERS.items()]
        self.sheet.choices = [SelectChoice(name, name) for name in detected["sheets"]]
        absent = ("encoding", "delimiter") if detected["kind"] == "xlsx" else ("sheet",)
        for name in absent:
            del self[name]

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen, as the reader of lists takes it."""
        names = ("encoding", "delimiter", "sheet")
        said = {name: self[name].data for name in names if name in self and self[name].data}
        return {**said, "header_line": int(self.header_line.data)}


class ColumnsForm(Form):
    """Ask what each column is; its questions are made for each list."""

    row_version = HiddenField(validators=[Regexp(r"^\d+$")])
    save_as = StringField(
        _l("Remember this under a name"),
        description=_l("The next list with the same columns is then read without asking."),
        validators=[Optional(), Length(max=80, message=_l("Use at most 80 letters."))],
    )

    def mapping(self) -> dict[int, str]:
        """Return column, counted from 0, to the field chosen."""
        return {
            int(field.name.partition("_")[2]): field.data
            for field in self
            if field.name.startswith("column_") and field.data
        }

    def dates(self) -> dict[str, str]:
        """Return field to the way chosen for its dates."""
        return {
            field.name.partition("_")[2]: field.data
            for field in self
            if field.name.startswith("dates_") and field.data
        }


def columns_form(
    names: Sequence[str], langs: Sequence[str], dates: Mapping[str, Sequence[str]], **given: Any
) -> ColumnsForm:
    """Return a form that asks what each of these columns is.

    Args:
        names: what the columns are called.
        langs: languages in which schools may have further names.
        dates: fields of which it must be asked how dates are written, to the ways that fit.
        given: what is chosen now, by the name of the question.

    """
    fields = [*FIELDS, *(f"names.{lang}" for lang in langs)]
    choices = [SelectChoice("", _("not needed"))]
    choices += [SelectChoice(field, field_word(field)) for field in fields]
    asked: dict[str, Any] = {
        f"column_{at}": SelectField(name, choices=choices) for at, name in enumerate(names)
    }
    for field, ways in dates.items():
        asked[f"dates_{field}"] = SelectField(
            _("How “%(field)s” writes dates", field=field_word(field)),
            choices=[SelectChoice(way, DATE_FORMATS[way]) for way in ways],
        )
    made: type[ColumnsForm] = type("ColumnsForm", (ColumnsForm,), asked)
    return made(data=given)


class ConfirmationForm(Form):
    """Ask for the word that a list may come in."""

    row_version = HiddenField(validators=[Regexp(r"^\d+$")])
    duplicates = RadioField(
        _l("Schools that are possibly here already"),
        choices=[
            SelectChoice(SKIP, _l("leave them out")),
            SelectChoice(ADD, _l("add them all: they are other schools")),
            SelectChoice(EACH, _l("as I say below for each")),
        ],
        default=SKIP,
    )
    whole_list = BooleanField(_l("This list names every school of the country"))

    def said(self) -> object:
        """Return what was said of duplicates: `skip`, `add`, or line to one of them or a school."""
        if self.duplicates.data != EACH:
            return self.duplicates.data
        return {
            field.name.partition("_")[2]: field.data
            for field in self
            if field.name.startswith("line_")
        }


def confirmation_form(pairs: Sequence[tuple[int, UUID | None]]) -> ConfirmationForm:
    """Return a form that also asks about each of these lines; a line may have a school to be."""
    asked: dict[str, Any] = {}
    for line, school in pairs:
        choices = [SelectChoice(SKIP, _("leave it out")), SelectChoice(ADD, _("add it"))]
        if school is not None:
            choices.append(SelectChoice(str(school), _("it is the school beside it")))
        label = _("Line %(line)s", line=line)
        asked[f"line_{line}"] = SelectField(label, choices=choices, default=SKIP)
    made: type[ConfirmationForm] = type("ConfirmationForm", (ConfirmationForm,), asked)
    return made()
