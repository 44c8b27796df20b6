"""Open a page as a person would, and say whether it is fit to be shown."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, sync_playwright

from tests.browser.html import faults
from tests.browser.profiles import Profiles

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--metrics-recording-only",
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
)
NARROW = 320
NEUTRAL = "Information"

_TITLES = """() => ({
  title: document.title,
  headings: [...document.querySelectorAll('h1')].map(e => e.innerText),
  place: document.querySelector('.brand-name')?.innerText ?? '',
})"""
_SIDEWAYS = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const wide = [...document.querySelectorAll('body *')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && (box.right > room + 1 || box.left < -1);
  });
  return wide.slice(0, 5).map(e => e.outerHTML.slice(0, 120)).concat('the page is too wide');
}"""
_UNLABELLED = """() => [...document.querySelectorAll('input, select, textarea')]
  .filter(e => e.type !== 'hidden' && e.type !== 'submit')
  .filter(e => !e.labels?.length && !e.ariaLabel && !e.getAttribute('aria-labelledby'))
  .map(e => e.outerHTML)"""
_SMALL = """() => [...document.querySelectorAll('button, .btn, input, select, summary, nav a')]
  .filter(e => e.checkVisibility() && e.type !== 'hidden' && !e.closest('.tick, .answers > label'))
  .filter(e => { const box = e.getBoundingClientRect(); return box.height && box.height < 43.5; })
  .map(e => e.outerHTML.slice(0, 160))"""
_REACHABLE = """() => {
  document.body.addEventListener('htmx:beforeRequest', e => e.preventDefault());
  const seen = new Set();
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter(e => e.type !== 'hidden' && !e.disabled && e.checkVisibility() && e.tabIndex >= 0)
    .filter(e => e.type !== 'radio' || !seen.has(e.name) && seen.add(e.name))
    .map((e, at) => { e.dataset.walk = at; return e.outerHTML.slice(0, 160); });
}"""
_FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  const alike = e.type === 'radio'
    ? document.querySelector(`input[type=radio][name="${e.name}"][data-walk]`) : e;
  return { at: alike?.dataset.walk ?? null,
           seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
}"""
_GRAVE = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .filter(v => ['serious', 'critical'].includes(v.impact))
  .flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 160)} ${n.failureSummary}`))"""


@dataclass
class Visit:
    """A page that was opened, and what happened on the way."""

    page: Page
    host: str
    js: bool
    status: int = 0
    html: str = ""
    """The answer as it was sent, before the browser mended anything."""
    console: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    """Requests to any other host."""

    def listen(self) -> None:
        """Take note of errors and of requests from now on."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._catch)
        self.page.on("request", self._meet)

    def turn_away(self) -> None:
        """Take no note any more; the page is somebody else's from now on."""
        self.page.remove_listener("console", self._hear)
        self.page.remove_listener("pageerror", self._catch)
        self.page.remove_listener("request", self._meet)

    def go(self, url: str) -> None:
        """Open an address in the same profile."""
        answer = self.page.goto(url, wait_until="load")
        assert answer is not None
        self.status, self.html = answer.status, answer.text()

    def _hear(self, said: ConsoleMessage) -> None:
        text = said.text
        own_answer = f"status of {self.status or 4}" in text or "Failed to load resource" in text
        if said.type == "error" and not (own_answer and self.status >= 400):
            self.console.append(text)

    def _catch(self, error: Error) -> None:
        self.console.append(str(error))

    def _meet(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self.host:
            self.strangers.append(request.url)


class Opener:
    """Opens pages, each in a profile that holds nothing and is nobody else's meanwhile."""

    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles
        self._visits: list[Visit] = []

    def __call__(
        self,
        url: str,
        *,
        js: bool = True,
        width: int = 1280,
        dark: bool = False,
        media: Literal["screen", "print"] = "screen",
        forced: bool = False,
        cookies: Mapping[str, str] | None = None,
    ) -> Visit:
        """Open `url`. A language from the right is asked for by the address, as a reader does."""
        page = self._profiles.lend(js=js)
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(
            media=media,
            color_scheme="dark" if dark else "light",
            forced_colors="active" if forced else "none",
        )
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        page.context.add_cookies(
            [{"name": n, "value": v, "url": origin} for n, v in (cookies or {}).items()]
        )
        visit = Visit(page, parts.netloc, js)
        self._visits.append(visit)
        visit.listen()
        visit.go(url)
        return visit

    def close(self) -> None:
        """Give every profile back."""
        while self._visits:
            visit = self._visits.pop()
            visit.turn_away()
            self._profiles.take_back(visit.page, js=visit.js)


@contextmanager
def started(chromium: str) -> Iterator[Browser]:
    """Start Chromium without a window and without anything of its own on the network."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield browser
        browser.close()


def assert_page_is_sound(visit: Visit, *, for_children: bool = False) -> None:
    """Fail, naming every fault at once, unless the page may be shown to people.

    Pages for children know no session, and their title says nothing in a history.
    """
    found = {
        "markup": faults(visit.html, frozenset()) if for_children else faults(visit.html),
        "title": _title_faults(visit.page, NEUTRAL if for_children else None),
        "console": visit.console,
        "other hosts": visit.strangers,
        "labels": _ask(visit.page, _UNLABELLED),
        "too wide at 320 px": _too_wide(visit.page),
        "small targets": _ask(visit.page, _SMALL),
        "axe": grave(visit.page) if visit.js else [],
        "keyboard": keyboard_faults(visit.page),
    }
    wrong = {name: list(texts) for name, texts in found.items() if texts}
    assert not wrong, f"{visit.page.url}: {wrong}"


def grave(page: Page) -> list[str]:
    """Return what axe finds serious or critical, in this colour scheme and at this width."""
    page.evaluate(AXE.read_text())
    return _ask(page, _GRAVE)


def keyboard_faults(page: Page) -> list[str]:
    """Walk the page with the Tab key; return what it cannot reach or does not show as reached."""
    wanted = _ask(page, _REACHABLE)
    page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0); }")
    reached, shown = set(), set()
    # A date is several stops: its parts, which the browser itself marks, and its calendar.
    stops = len(wanted) + 2 + 4 * sum('type="date"' in html for html in wanted)
    for _ in range(stops):
        page.keyboard.press("Tab")
        spot: dict[str, Any] = page.evaluate(_FOCUSED)
        if spot["at"] is not None:
            reached.add(int(spot["at"]))
            if spot["seen"]:
                shown.add(int(spot["at"]))
        if len(shown) == len(wanted):
            break
    missed = [f"not reached: {html}" for at, html in enumerate(wanted) if at not in reached]
    return missed + [f"focus not seen: {wanted[at]}" for at in sorted(reached - shown)]


def _title_faults(page: Page, wanted: str | None) -> list[str]:
    found: dict[str, Any] = page.evaluate(_TITLES)
    headings, title = found["headings"], found["title"]
    if len(headings) != 1:
        return [f"{len(headings)} h1: {headings}"]
    if wanted is not None:
        return [] if title == wanted else [f"the title is {title!r}"]
    heading, place, title = (" ".join(each.split()) for each in (*headings, found["place"], title))
    good = title.endswith(f"{heading} – {place}")
    return [] if good else [f"the title {title!r} is not {heading!r} and {place!r}"]


def _too_wide(page: Page) -> list[str]:
    size = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 640})
    found = _ask(page, _SIDEWAYS)
    if size:
        page.set_viewport_size(size)
    return found


def _ask(page: Page, script: str) -> list[str]:
    found: list[str] = page.evaluate(script)
    return found
