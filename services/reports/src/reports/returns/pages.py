"""Coming back with a code, as pages: each answer to a POST is the page itself."""

from contextlib import suppress
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis.auth import anyone
from chassis.errors import DomainError
from chassis.faults import StorageFault, not_kept
from chassis.forms import new_once
from chassis.pages import PageBlueprint
from chassis.resources import clock, database
from chassis.speech import told
from reports.help import forms
from reports.help.pages import FORM, NOT_KEPT, show, show_anyhow
from reports.submissions.views import office, refuse_files
from reports.texts.rules import LONGEST_MESSAGE
from reports.threads import actions
from reports.threads.queries import VisitOver
from reports.threads.views import begin_visit
from reports.wordings.formats import GOT_IT

LONGEST_CODE = 400
_WORDS = {
    "mistyped": _l("One number is not right. Look at your code again, number by number."),
    "no_such_code": _l("Nothing was sent with this code. Is it the right one?"),
    "slow_down": _l("Too many wrong codes were tried here. Wait a moment, then try again."),
    "visit_over": _l("You were away for a while. Type your code again to go on."),
}
_TRY_AGAIN = _l("This did not work just now. Try again in a moment.")

pages = PageBlueprint("returns", __name__)


@pages.blueprint.before_request
def only_words() -> None:
    """Take no file."""
    refuse_files(FORM, most=forms.MOST_BYTES)


@pages.get("/help/code", allow=anyone)
def code(session: Session) -> str:
    """Ask for the code."""
    return show(session, "enter", typed="", text="", note="")


@pages.post("/help/code", allow=anyone, own_transactions=True)
def code_() -> Any:
    """Open the thread, write in it, or leave it."""
    sent = request.form
    typed, token = sent.get("receipt", ""), sent.get("token", "")[:200]
    text = forms.text_of(sent)
    try:
        return _go(typed, token, text)
    except StorageFault as error:
        return _not_kept(typed, token, text, error)


def _go(typed: str, token: str, text: str) -> Any:
    sent = request.form
    try:
        if not token:
            return _thread(begin_visit(typed[: LONGEST_CODE + 1]), text=text)
        if sent.get("go") == "end":
            actions.end(office(), token, clock().now())
            return _plain("left")
        return _write(token, text) if sent.get("go") == "write" else _thread(token, text=text)
    except DomainError as error:
        if token and not isinstance(error, VisitOver):
            return _thread(token, text=text, note=told(error.detail)), error.status
        words = _WORDS.get(error.reason, _TRY_AGAIN)
        page = _plain("enter", typed=typed[:LONGEST_CODE], text=text, note=words)
        return page, error.status, error.headers()


def _write(token: str, text: str) -> Any:
    key = request.form.get("once", "")[:64] or None
    written = actions.write(office(), token, text, key, clock().now())
    return _thread(token, written=written)


def _thread(token: str, **more: Any) -> str:
    said = actions.look(office(), token, clock().now())
    more = {"text": "", "note": "", "written": None, **more}
    return _plain(
        "thread", token=token, said=said, state_text=GOT_IT, longest=LONGEST_MESSAGE, **more
    )


def _not_kept(typed: str, token: str, text: str, error: StorageFault) -> Any:
    """Show the same page again with all that was typed: nothing could be read, or be kept."""
    away = not_kept(error)
    more: dict[str, Any] = {"text": text, "note": NOT_KEPT}
    if not token:
        page = show_anyhow("enter", typed=typed[:LONGEST_CODE], **more)
        return page, away.status, away.headers()
    said = None
    with suppress(DomainError, StorageFault):
        said = actions.look(office(), token, clock().now())
    # The same mark again: what was kept after all is not kept a second time.
    once = request.form.get("once", "")[:64] or new_once()
    page = show_anyhow("thread", token=token, said=said, state_text=GOT_IT, once=once, **more)
    return page, away.status, away.headers()


def _plain(template: str, **more: Any) -> str:
    with database().read() as session:
        return show(session, template, **more)
