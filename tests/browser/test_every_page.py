"""No page is left out of those that are opened."""

import re
from uuid import UUID

from werkzeug.routing import Map, Rule

from allinone.compose import FIRST_SEGMENTS, Town
from tests.browser.demo_town import Served
from tests.browser.places import PAGES

NO_PAGES = (
    re.compile(r"/api/|/static/|\.(csv|xlsx|svg|json)$"),
    re.compile(r"/(healthz|readyz|metrics)$"),
)
"""What programs read, files, and the API documents, whose viewer is Swagger UI's own page."""
LEADS_ON = {
    "/registry",
    "/registry/session/renewal",
    "/registry/external/start",
    "/registry/external/again",
    "/registry/external/callback",
    "/help/leave",
}
"""These show nothing themselves: they send the reader to another page."""


def test_every_page_is_opened_by_somebody(town: Served) -> None:
    maps = {name: house.app.url_map for name, house in Town(town.deployment).houses.items()}
    opened = [_rule_of(maps, path) for _, path in PAGES]
    pages = [rule for each in maps.values() for rule in each.iter_rules() if _is_page(rule)]
    assert not [str(rule) for rule in pages if rule not in opened]


def _is_page(rule: Rule) -> bool:
    path = str(rule)
    is_read = "GET" in (rule.methods or ()) and path not in LEADS_ON
    return is_read and not any(other.search(path) for other in NO_PAGES)


def _rule_of(maps: dict[str, Map], path: str) -> Rule:
    """Return the rule that answers a path, whatever its ids are."""
    filled = re.sub(r"{[^}]*}", str(UUID(int=1)), path.partition("?")[0])
    service = FIRST_SEGMENTS.get(filled.split("/")[1], "registry")
    rule, _ = maps[service].bind("localhost").match(filled, return_rule=True)
    return rule
