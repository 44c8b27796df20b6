"""Pages for children. They set no cookie and show no menu, so nothing is left behind."""

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from chassis.auth import anyone
from chassis.errors import DomainError, Invalid, NotFound
from chassis.faults import StorageFault, not_kept
from chassis.forms import new_once
from chassis.pages import PageBlueprint
from chassis.resources import clock, database
from reports.channels import queries as channels
from reports.channels.queries import Place
from reports.help import formats, forms, queries
from reports.help.rules import STEPS, Answers, country_name, step_after, step_before
from reports.paces.queries import lately, note, paces
from reports.paces.rules import seconds_to_fill_in
from reports.submissions import actions
from reports.submissions.queries import is_open
from reports.submissions.views import office, refuse_files
from reports.texts.rules import LONGEST_REPORT, clean
from reports.threads import actions as threads
from reports.wordings.formats import NOBODY_READS

EXIT_URL = "https://www.wikipedia.org/"
"""Where the exit button leads: a page that says nothing about who looks at it."""
FORGET = {"Clear-Site-Data": '"cache"'}
SENT_BEFORE = ("answered_before", "key_reused")
FORM = "application/x-www-form-urlencoded"

_WORDS = {
    "too_early": _l("Read it once more, then press the button again. Nothing is lost."),
    "form_token_invalid": _l("This page was open for a long time. Press the button once more."),
    "answered_before": _l(
        "You have sent this already. Press the button only if you want to send a second one."
    ),
    "unavailable": _l("Many people are writing just now. Press the button once more."),
}
_TOO_LONG = _l("This is too long to send in one piece. Make it a little shorter.")
NOT_KEPT = _l(
    "We did not get it. It is still here: press the button again. "
    "You can also call a number, or tell an adult you trust."
)
_WHY = {413: _TOO_LONG}

pages = PageBlueprint("help", __name__)
files = Blueprint(
    "help_files", __name__, static_folder="static", static_url_path="/reports/static/help"
)


@pages.blueprint.before_request
def only_words() -> None:
    """Take no file, and nothing of a size that only a file has."""
    refuse_files(FORM, most=forms.MOST_BYTES)


def trouble(error: DomainError) -> str:
    """Say that something did not work, in a page for children: with the numbers."""
    if error.status == NotFound.status and request.method != "POST":
        return show_anyhow("start", town="", found=None, is_known=False)
    return show_anyhow("trouble", note=_WHY.get(error.status, ""))


@pages.get("/help", allow=anyone)
def start(session: Session) -> str:
    """Show whom to call, and ask for the school."""
    return show(session, "start", town="", found=None, is_known=True)


@pages.post("/help", allow=anyone, own_transactions=True)
def start_() -> str:
    """Show the schools of a town; what was typed is in no address."""
    town = " ".join(request.form.get("town", "")[:100].replace("\x00", "").split())
    with database().read() as session:
        found = channels.in_town(session, town)
        return show(session, "start", town=town, found=found, is_known=True)


@pages.get("/help/numbers", allow=anyone)
def numbers(session: Session) -> str:
    """Show the numbers and nothing else."""
    return show(session, "numbers")


@pages.get("/help/leave", allow=anyone)
def leave(session: Session) -> AnyResponse:  # noqa: ARG001 - nothing is read
    """Lead away; the browser forgets what it kept of these pages."""
    answer = redirect(EXIT_URL, 303)
    answer.headers.update(FORGET)
    return answer


@pages.post("/help/leave", allow=anyone, own_transactions=True)
def leave_() -> Response:
    """End the visit and lead away."""
    # Whoever wants to leave leaves, also while nothing can be kept; the visit ends by itself.
    with suppress(DomainError, StorageFault):
        threads.end(office(), request.form.get("token", "")[:200], clock().now())
    page = render_template("reports/help/gone.html", exit_url=EXIT_URL)
    return make_response(page, 200, FORGET)


@pages.get("/help/<slug>", allow=anyone)
def channel(session: Session, slug: str) -> Any:
    """Show the first screen of a school's page, or that it is not open."""
    place = channels.by_slug(session, slug)
    if place is None:
        return show(session, "start", town="", found=None, is_known=False), 404
    return show(session, "first" if is_open(place) else "shut", place, text="")


@pages.post("/help/<slug>", allow=anyone, own_transactions=True)
def channel_(slug: str) -> Any:
    """Go a step on in the form; the answers travel in hidden fields."""
    sent, go = request.form, request.form.get("go", "")
    step = sent.get("step", "") if sent.get("step", "") in STEPS else ""
    answers = forms.read(sent, step, go)
    try:
        return _go(slug, step, go, answers)
    except StorageFault as error:
        if not step:
            raise
        return _not_kept(slug, step, answers, error)


def _go(slug: str, step: str, go: str, answers: Answers) -> Any:
    token = request.form.get("form_token", "")
    with database().read() as session:
        place = channels.by_slug(session, slug)
        if place is None:
            raise NotFound("There is no page at this address.")
        if go in ("saved", "unwanted"):
            actions.forget_answer(office(), token, None)
            return show(session, "sent", place, wanted=go == "saved")
        if not is_open(place) and go != "send":
            return show(session, "shut", place, text=answers.text)
        if go == "send":
            return _send(session, place, answers, token)
        return _step(session, place, _next_step(step, go, answers), answers)


def _next_step(step: str, go: str, answers: Answers) -> str:
    if step == "text" and len(answers.text) > LONGEST_REPORT and go != "back":
        return step
    if request.form.get("review") == "yes":
        return "check"
    if go == "back":
        return step_before(step, answers) or "first"
    if go.startswith("change:"):
        return go.partition(":")[2]
    return step_after(step, answers)


def _step(session: Session, place: Place, step: str, answers: Answers) -> Any:
    """Show one page of the form, with a token of its own if it has none yet."""
    if step == "first":
        return show(session, "first", place, text="")
    step = step if step in STEPS else STEPS[0]
    is_long = len(answers.text) > LONGEST_REPORT
    if step == "check" and (is_long or not answers.what):
        step = "text" if is_long else "what"
    words = _TOO_LONG if step == "text" and is_long else ""
    token = request.form.get("form_token") or fresh_token(place)
    asked = _question(step, answers, form_token=token, note=words)
    page = show(session, "step", place, slug=place.channel.slug, **asked)
    return page, 422 if step == "text" and is_long else 200


def _question(step: str, answers: Answers, **more: object) -> dict[str, Any]:
    """Return what one page of the form shows."""
    at_end = step == "check"
    return {
        "step": step,
        "answers": answers,
        "back": step_before(step, answers) or "first",
        "question": formats.question(step),
        "summary": formats.summary(answers) if at_end else (),
        "cut": clean(answers.text).removed if at_end else (),
        "review": request.form.get("go", "").startswith("change:"),
        **more,
    }


def fresh_token(place: Place) -> str:
    """Return a token for one sending of this channel's form."""
    seconds = seconds_to_fill_in(lately(paces().reports))
    return actions.open_form(office(), place.channel.slug, seconds=seconds, now=clock().now())[0]


def _send(session: Session, place: Place, answers: Answers, form_token: str) -> Any:
    """Send the report; whatever is in the way, all that was written comes back with it."""
    if not answers.what or len(answers.text) > LONGEST_REPORT:
        return _step(session, place, "check", answers)
    lang = str(get_locale() or "en").replace("_", "-")
    body = forms.report_of(answers, form_token, lang)
    try:
        answer = actions.receive(office(), place.channel.slug, body, None, clock().now())
    except DomainError as error:
        return _not_sent(session, place, answers, error)
    note(paces().reports)
    return show(session, "code", place, answer=answer, form_token=form_token)


def _not_sent(session: Session, place: Place, answers: Answers, error: DomainError) -> Any:
    if error.reason == "not_open":
        return show(session, "shut", place, text=answers.text), error.status
    known = "answered_before" if error.reason in SENT_BEFORE else error.reason
    words = _WORDS.get(known, _WORDS["unavailable"])
    fresh = isinstance(error, Invalid) or error.reason in SENT_BEFORE
    token = fresh_token(place) if fresh else request.form.get("form_token", "")
    asked = _question("check", answers, form_token=token, note=words)
    page = show(session, "step", place, slug=place.channel.slug, **asked)
    return page, error.status, error.headers()


def _not_kept(slug: str, step: str, answers: Answers, error: StorageFault) -> Any:
    """Show the same page again with all that was said: nothing could be read, or be kept."""
    asked = _question(
        step,
        answers,
        # The same token again: what was kept after all is not kept a second time.
        form_token=request.form.get("form_token", ""),
        note=NOT_KEPT,
        review=request.form.get("review") == "yes",
        has_numbers=True,
    )
    away = not_kept(error)
    return show_anyhow("step", slug=slug, **asked), away.status, away.headers()


def show_anyhow(template: str, slug: str = "", **more: Any) -> str:
    """Render a page for children also while nothing can be read: with the numbers read last."""
    try:
        with database().read() as session:
            place = channels.by_slug(session, slug) if slug else None
            return show(session, template, place, slug=slug, **more)
    except StorageFault:
        return show(None, template, slug=slug, **more)


def show(session: Session | None, template: str, place: Place | None = None, **more: Any) -> str:
    """Render a page for children with what stands on all of them."""
    lang = str(get_locale() or "en")
    return render_template(
        f"reports/help/{template}.html",
        around=queries.around(session, place) if session else queries.last_around(),
        place=place,
        country_name=lambda code: country_name(code, lang),
        notice=NOBODY_READS,
        **{"once": new_once(), **more},
    )
