"""What a child's page sends: only what is on the form is read, and nothing is refused."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from reports.help.rules import FIELD_OF, Answers
from reports.submissions import rules
from reports.taxonomies.formats import taxonomy
from reports.taxonomies.rules import UNSURE

LONGEST_KEPT = 20_000
"""More than may be sent is kept while the child makes it shorter."""
MOST_BYTES = LONGEST_KEPT * 12 + 16 * 1024
"""A form with such a text in any script: a letter has up to 4 bytes, each sent as `%XX`."""

_WORDS: Mapping[str, tuple[str, ...]] = {
    "who": rules.WHO,
    "what": tuple(taxonomy().words()),
    "age_band": rules.AGES,
    "safe_now": rules.SAFE,
}


def read(sent: MultiDict[str, str], step: str, go: str) -> Answers:
    """Return the answers on a page, hidden ones and the one just given.

    Going back keeps the answer this page showed before; skipping takes it away.
    """
    found = {name: sent.get(name, "") for name in _WORDS}
    asked = FIELD_OF.get(step)
    if asked and go == "back":
        found[asked] = found[asked] or sent.get("kept", "")
    if asked and go == "skip":
        found[asked] = UNSURE if asked == "what" else ""
    return Answers(
        choices={name: word for name, word in found.items() if word in _WORDS[name]},
        text=text_of(sent),
        wants_reply=sent.get("wants_reply") == "yes",
    )


def text_of(sent: MultiDict[str, str]) -> str:
    """Return what was written, with one kind of line break and no sign that cannot be shown."""
    text = sent.get("text", "").replace("\r\n", "\n")[:LONGEST_KEPT]
    return "".join(sign for sign in text if sign in "\t\n" or unicodedata.category(sign) != "Cc")


def report_of(answers: Answers, form_token: str, lang: str) -> dict[str, Any]:
    """Return the report as the API would have read it."""
    what = answers.what or UNSURE
    return {
        "form_token": form_token,
        "lang": lang,
        "when": None,
        "platform": None,
        "who": answers.choices.get("who"),
        "what": what,
        "age_band": answers.choices.get("age_band"),
        "safe_now": answers.choices.get("safe_now"),
        "text": answers.text,
        "about_staff": all(kind.past_school for kind in taxonomy().of(what)),
        "about_programme": False,
        "wants_reply": answers.wants_reply,
    }
