"""Coming back with a code, as pages: each answer to a POST is the page itself."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis.auth import anyone
from chassis.errors import DomainError
from chassis.pages import PageBlueprint
from chassis.resources import clock, database
from reports.help import forms
from reports.help.pages import FORM, show
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
        if not token:
            return _thread(begin_visit(typed[: LONGEST_CODE + 1]), text=text)
        if sent.get("go") == "end":
            actions.end(office(), token, clock().now())
            return _plain("left")
        return _write(token, text) if sent.get("go") == "write" else _thread(token, text=text)
    except DomainError as error:
        if token and not isinstance(error, VisitOver):
            return _thread(token, text=text, note=error.detail), error.status
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


def _plain(template: str, **more: Any) -> str:
    with database().read() as session:
        return show(session, template, **more)
