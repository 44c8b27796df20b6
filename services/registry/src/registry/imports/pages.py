"""Lists of schools as pages: sent, looked at step by step, confirmed, followed."""

from typing import Any, BinaryIO, cast
from uuid import UUID

from flask import Response, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.errors import DomainError, Invalid, Stale
from chassis.forms import Form, blame, validate_press
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock, database
from registry.confirmations.actions import confirm
from registry.confirmations.rules import duplicates_of
from registry.imports import actions, formats, queries
from registry.imports.forms import FileForm, UploadForm, columns_form, confirmation_form
from registry.layouts.actions import by_header, column_name
from registry.uploads import queries as uploads
from registry.uploads.actions import By
from registry.uploads.model import SchoolImport
from registry.wordings import formats as words

pages = PageBlueprint("imports", __name__, url_prefix="/registry")
SENDERS = roles(*queries.HOSTS)
ONE = "/imports/<uuid:identifier>"

register_sayings(
    {
        "list_sent": _l("The list is here. Nothing is in the registry yet: look at it first."),
        "list_read_again": _l("The list was read again."),
        "list_confirmed": _l("The list is being taken in."),
        "list_cancelled": _l("The list was stopped. What was added before stays."),
    }
)


@pages.get("/imports", allow=SENDERS)
def all_(session: Session) -> str:
    """Show lists sent before, and ask for the next."""
    return _all(session, _upload_form(session))


@pages.post("/imports", allow=SENDERS)
def send(session: Session) -> Any:
    """Take a list in for looking at it."""
    form = _upload_form(session)
    if form.validate_on_submit():
        file = form.file.data
        upload = actions.Upload(
            file=cast(BinaryIO, file.stream),
            file_name=file.filename or "list",
            country=form.country.data or None,
            mapping=form.mapping.data or None,
            chosen={"encoding": form.encoding.data} if form.encoding.data else {},
        )
        try:
            partner = queries.partner_of(session, actor())
            found = actions.receive(session, partner, upload, _by())
            return said("list_sent", _url("one_get", found.id))
        except Invalid as error:
            blame(form, error.errors or {"file": [error.detail]})
    return _all(session, form), 422


@pages.get("/imports/sample.csv", allow=SENDERS)
def sample(_session: Session) -> Response:
    """Give a small list to begin with."""
    answer = Response(formats.SAMPLE, mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename="schools-sample.csv")
    return answer


@pages.get(ONE, allow=SENDERS)
def one(session: Session, identifier: UUID) -> str:
    """Show what a list would do, how far it is, or what it did."""
    found = queries.get(session, actor(), identifier)
    state = uploads.state_of(session, found)
    if state == "uploaded":
        return _columns(session, found, _columns_form(session, found))
    return _render(
        "one",
        found,
        state=state,
        outdated=state == "preview" and uploads.others_came_in(session, found),
        warning=words.warning,
        change=words.change_words,
        read_columns=words.mapping_words(by_header(found)),
        **queries.looked_at(session, found, clock().now()),
    )


@pages.get(f"{ONE}/file", allow=SENDERS)
def file(session: Session, identifier: UUID) -> str:
    """Show how the file is read, and ask for corrections."""
    found = queries.get(session, actor(), identifier)
    return _render("file", found, form=_file_form(found))


@pages.post(f"{ONE}/file", allow=SENDERS)
def file_(session: Session, identifier: UUID) -> Any:
    """Read it another way."""
    found = queries.get(session, actor(), identifier)
    form = _file_form(found)
    if form.validate_on_submit():
        _check_version(form, found)
        try:
            actions.reread(session, found, form.chosen(), _by())
            return said("list_read_again", _url("one_get", identifier))
        except Invalid as error:
            blame(form, error.errors or {"": [error.detail]})
    return _render("file", found, form=form), 422


@pages.get(f"{ONE}/columns", allow=SENDERS)
def columns(session: Session, identifier: UUID) -> str:
    """Show what each column is, and ask for corrections."""
    found = queries.get(session, actor(), identifier)
    return _columns(session, found, _columns_form(session, found))


@pages.post(f"{ONE}/columns", allow=SENDERS)
def columns_(session: Session, identifier: UUID) -> Any:
    """Read the columns another way."""
    found = queries.get(session, actor(), identifier)
    form = _columns_form(session, found)
    if form.validate_on_submit():
        _check_version(form, found)
        name = form.save_as.data.strip() or None
        try:
            actions.remap(session, found, form.mapping(), _by(), save_as=name, dates=form.dates())
            return said("list_read_again", _url("one_get", identifier))
        except Invalid as error:
            blame(form, {"": words.explained(error)})
    return _columns(session, found, form), 422


@pages.get(f"{ONE}/confirmation", allow=SENDERS)
def confirmation(session: Session, identifier: UUID) -> str:
    """Ask for the last word."""
    found = queries.get(session, actor(), identifier)
    return _confirmation(session, found, confirmation_form(queries.choices(session, found)))


@pages.post(f"{ONE}/confirmation", allow=SENDERS)
def confirmation_(session: Session, identifier: UUID) -> Any:
    """Let the list in."""
    found = queries.get(session, actor(), identifier)
    form = confirmation_form(queries.choices(session, found))
    if form.validate_on_submit():
        _check_version(form, found)
        try:
            duplicates = duplicates_of(form.said())
            confirm(session, found, duplicates, _by(), whole_list=form.whole_list.data)
            return said("list_confirmed", _url("one_get", identifier))
        except DomainError as error:
            blame(form, getattr(error, "errors", None) or {"": [error.detail]})
    return _confirmation(session, found, form), 422


@pages.post(f"{ONE}/comparison", allow=SENDERS)
def comparison(session: Session, identifier: UUID) -> Any:
    """Compare the list with what is in the registry by now."""
    validate_press()
    found = queries.get(session, actor(), identifier)
    actions.compare_again(session, found, _by())
    return said("list_read_again", _url("one_get", identifier))


@pages.post(f"{ONE}/cancellation", allow=SENDERS)
def cancellation(session: Session, identifier: UUID) -> Any:
    """Stop."""
    validate_press()
    actions.cancel(session, queries.get(session, actor(), identifier), _by())
    return said("list_cancelled", _url("one_get", identifier))


@pages.get(f"{ONE}/rejected.csv", allow=SENDERS)
def rejected(session: Session, identifier: UUID) -> Response:
    """Give the rows that cannot be taken, to be corrected and sent again."""
    found = queries.get(session, actor(), identifier)
    return formats.rejections_answer(database(), found)


def _by() -> By:
    return By(id=actor().id, role=queries.role_of(actor()), now=clock().now())


def _url(page: str, identifier: UUID) -> str:
    return url_for(f"imports.{page}", identifier=identifier)


def _render(page: str, found: SchoolImport, **context: Any) -> str:
    return render_template(
        f"registry/imports/{page}.html",
        found=found,
        country_name=words.country,
        field_word=words.field_word,
        **context,
    )


def _check_version(form: Form, found: SchoolImport) -> None:
    if form["row_version"].data != str(found.row_version):
        raise Stale("Somebody changed this list meanwhile. Look at it again.")


def _upload_form(session: Session) -> UploadForm:
    partner = queries.partner_of(session, actor())
    form = UploadForm()
    form.offer(partner.countries, uploads.mapping_names(session, partner.id))
    return form


def _all(session: Session, form: UploadForm) -> str:
    partner = queries.partner_of(session, actor())
    after = request.args.get("after", type=UUID)
    page = queries.page(session, partner, after, queries.LISTED)
    lists = queries.newest_whole_lists(session, partner)
    return render_template("registry/imports/list.html", form=form, page=page, lists=lists)


def _file_form(found: SchoolImport) -> FileForm:
    form = FileForm(data={**found.detected, "row_version": found.row_version})
    form.offer(found.detected)
    return form


def _columns_form(session: Session, found: SchoolImport) -> Any:
    partner = queries.partner_of(session, actor())
    unclear = {field: ways for field, ways in found.date_formats.items() if len(ways) > 1}
    given = {f"column_{column}": field for column, field in found.mapping.items()}
    chosen = found.chosen.get("date_formats", {})
    given |= {f"dates_{field}": chosen.get(field, ways[0]) for field, ways in unclear.items()}
    given |= {"row_version": found.row_version, "save_as": found.mapping_name}
    names = [column_name(found.header, column) for column in range(len(found.header))]
    return columns_form(names, partner.langs, unclear, **given)


def _columns(session: Session, found: SchoolImport, form: Any) -> str:
    asked = [form[f"column_{column}"] for column in range(len(found.header))]
    dates = [field for field in form if field.name.startswith("dates_")]
    state = uploads.state_of(session, found)
    samples = queries.samples(found)
    return _render(
        "columns", found, form=form, asked=asked, dates=dates, samples=samples, state=state
    )


def _confirmation(session: Session, found: SchoolImport, form: Any) -> str:
    pairs = uploads.pairs(session, found.id)
    state = uploads.state_of(session, found)
    missing = queries.count_missing(session, found)
    outdated = uploads.others_came_in(session, found)
    if not form.row_version.data:
        form.row_version.data = found.row_version
    return _render(
        "confirm",
        found,
        form=form,
        pairs=pairs,
        state=state,
        missing=missing,
        outdated=outdated,
    )
