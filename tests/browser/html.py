"""Read HTML as it was sent, without the mercy of a browser."""

from html.parser import HTMLParser

VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    }
)
HIDDEN_IN_EVERY_POST = frozenset({"csrf_token", "once"})
"""What forms hold where somebody can be signed in."""


def faults(html: str, hidden: frozenset[str] = HIDDEN_IN_EVERY_POST) -> list[str]:
    """Return what is wrong: crossed elements, double ids, inline style or script, bare forms."""
    reader = _Reader(hidden)
    reader.feed(html)
    reader.close()
    return reader.faults + [f"<{tag}> is never closed" for tag in reader.open]


class _Reader(HTMLParser):
    def __init__(self, hidden: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.hidden = hidden
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: set[str] = set()
        self.post_form: set[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._check(tag, given)
        if tag == "form" and given.get("method", "").lower() == "post":
            self.post_form = set()
        if self.post_form is not None and tag == "input":
            self.post_form.add(given.get("name", ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._check(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"line {self.getpos()[0]}: </{tag}> closes {self.open[-1:]}")
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]
        if tag == "form" and self.post_form is not None:
            missing = self.hidden - self.post_form
            self.faults += [f"line {self.getpos()[0]}: a form without {sorted(missing)}"] * bool(
                missing
            )
            self.post_form = None

    def _check(self, tag: str, given: dict[str, str]) -> None:
        wrong = [f"{name}=" for name in given if name == "style" or name.startswith("on")]
        wrong += ["inline"] if tag == "style" or (tag == "script" and "src" not in given) else []
        wrong += [f"second id {given['id']}"] if given.get("id") in self.ids else []
        self.ids |= {given["id"]} if "id" in given else set()
        self.faults += [f"line {self.getpos()[0]}: <{tag}> {fault}" for fault in wrong]
