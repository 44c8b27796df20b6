"""Take pictures of pages for a person to look at: `python -m tests.browser.screenshots --help`.

Without an address it shows the living style sheet, in every way it can look.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.pages import Opener, started
from tests.browser.profiles import Profiles
from tests.browser.sample import PAGES, sample_app, served
from tests.servers import chromium

WAYS: dict[str, dict[str, Any]] = {
    "wide": {},
    "narrow": {"width": 320},
    "dark": {"dark": True},
    "narrow-dark": {"dark": True, "width": 320},
    "print": {"media": "print"},
    "forced": {"forced": True},
}


def main() -> None:
    """Read the command line and take the pictures."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument(
        "paths", nargs="*", default=[], help="paths to visit; default: the sample's"
    )
    reader.add_argument("--address", help="of a running deployment; default: the style sheet")
    reader.add_argument("--cookie", help="name=value of a sign-in")
    reader.add_argument("--ways", nargs="+", choices=WAYS, default=["wide", "narrow"])
    reader.add_argument(
        "--out", type=Path, default=Path("screenshots"), help="a folder git ignores"
    )
    given = reader.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    name, _, value = (given.cookie or "").partition("=")
    with _address(given.address) as address, started(chromium()) as browser:
        opener = Opener(Profiles(browser))
        for path in given.paths or PAGES:
            for way in given.ways:
                cookies = {name: value} if name else None
                visit = opener(address + path, cookies=cookies, **WAYS[way])
                picture = given.out / f"{_file_name(path)}-{way}.png"
                visit.page.screenshot(path=picture, full_page=True)
                print(picture, visit.status)
                opener.close()


@contextmanager
def _address(given: str | None) -> Iterator[str]:
    if given:
        yield given.rstrip("/")
        return
    with served(sample_app()) as address:
        yield address


def _file_name(path: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in path.strip("/")) or "home"


if __name__ == "__main__":
    main()
