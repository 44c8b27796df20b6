"""Fill in the forms of pages as a browser would."""

from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient


def fields(page: Any, action: str = "") -> dict[str, str]:
    """Return what the form of a page that leads to `action` would send unchanged.

    Without `action` it is the page's last form.
    """
    found = BeautifulSoup(page.text, "html.parser").select("main form[method=post]")
    form = next((each for each in found if action and each.get("action") == action), found[-1])
    return {str(each["name"]): str(each.get("value", "")) for each in form.select("input[name]")
            if each.get("type") not in ("radio", "checkbox")}  # fmt: skip


def send(browser: FlaskClient, page_path: str, action: str = "", **typed: Any) -> Any:
    """Open a page, fill in its form and send it."""
    page = browser.get(page_path)
    assert page.status_code == 200, page.text
    return browser.post(action or page_path, data={**fields(page, action), **typed})
