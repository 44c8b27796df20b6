"""Profiles of the browser, lent to one visit after the other.

A fresh profile is a fresh process, which takes longer to start than a page takes to be looked at.
"""

from playwright.sync_api import Browser, Page

NOTHING = "about:blank"
_EMPTY = "() => { localStorage.clear(); sessionStorage.clear(); }"
_KEPT = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"


class Profiles:
    """A page in a profile of its own for each who asks; with nothing of an earlier visit in it."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[bool, list[Page]] = {True: [], False: []}

    def lend(self, *, js: bool) -> Page:
        """Return a page that shows nothing, where scripts run or not."""
        if self._free[js]:
            return self._free[js].pop()
        context = self._browser.new_context(java_script_enabled=js, reduced_motion="reduce")
        return context.new_page()

    def take_back(self, page: Page, *, js: bool) -> None:
        """Take out what the visit has left, for the next one."""
        context = page.context
        page.unroute_all()
        page.evaluate(_EMPTY)
        context.clear_cookies()
        left = [*context.cookies(), *page.evaluate(_KEPT)]
        assert not left, f"still in the profile: {left}"
        page.goto(NOTHING)
        self._free[js].append(page)
