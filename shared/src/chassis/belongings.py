"""Whose a thing is that a path names: looked at for every route, before what it does begins."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask, current_app, request
from sqlalchemy.orm import Session

from chassis.auth import ALLOW, Actor, Allow, Role
from chassis.errors import Forbidden, NotFound
from chassis.resources import database

EXTENSION = "ciss-belongings"
SCHOOLS = "schools"
OFFICE = "partner"
"""The scope of roles that are held at a partner."""
_NAMED = re.compile(r"/([a-z][a-z-]*)/<(?:(?:uuid|string|path):)?([a-z_]+)>")
"""A segment and the parameter behind it, as `/schools/<uuid:school_id>`; numbers name nothing."""

_IDS = re.compile(r"<uuid:([a-z_]+)>")
"""A parameter that is an id; each names a thing and stands behind its segment."""


@dataclass(frozen=True)
class Belongs:
    """Where a thing belongs; one without school and people belongs to all of its partner.

    Attributes:
        partner: code of the partner that looks after it; None where only people have to do with it.
        office: id of that partner.
        school: the school it is part of.
        cohort, country: those it is part of.
        people: whom it concerns by name, such as the learner whose attempt it is.
        is_secret: whether nobody else is told that there is such a thing.

    """

    partner: str | None = None
    office: UUID | None = None
    school: UUID | None = None
    cohort: UUID | None = None
    country: str | None = None
    people: frozenset[UUID] = field(default_factory=frozenset)
    is_secret: bool = False

    def reaches(self, actor: Actor, held: Collection[Role]) -> bool:
        """Say whether somebody has to do with it, by who they are or by one of these roles."""
        if actor.id in map(str, self.people) or any(each.scope == "network" for each in held):
            return True
        if self.partner is None or self.partner != actor.partner:
            return False
        return any(self._is_place_of(each) for each in held)

    def _is_place_of(self, held: Role) -> bool:
        if held.scope == OFFICE:
            return held.id == str(self.office)
        if not (self.school or self.people):
            return True
        mine = {"school": self.school, "cohort": self.cohort, "country": self.country}
        return held.id == str(mine.get(held.scope))


Finder = Callable[[Session, Any], Collection[Belongs]]
"""Finds where a thing belongs, by what the path says of it; nothing when there is no such thing."""
Finders = Mapping[str, Finder]
"""By the segment of the path before the thing, such as `schools`."""


def shared(_session: Session, _named: Any) -> Collection[Belongs]:
    """Say of a thing that it is nobody's, such as a module of the curriculum."""
    return ()


def install(app: Flask, finders: Finders) -> None:
    """Keep an app's finders, once each route is sure to have those it needs.

    Raises:
        LookupError: a route names a thing of which nobody can say whose it is.

    """
    for rule in app.url_map.iter_rules():
        allow = getattr(app.view_functions[rule.endpoint], ALLOW, None)
        things = named(str(rule))
        unknown = [each for each, _ in things if each not in finders]
        unknown += sorted(set(_IDS.findall(str(rule))) - {parameter for _, parameter in things})
        if unknown and isinstance(allow, Allow) and not allow.is_open:
            raise LookupError(f"whose are the {unknown[0]} of {rule}?")
    app.extensions[EXTENSION] = finders


def named(rule: str) -> list[tuple[str, str]]:
    """Return the segments of a path that name things, each with its parameter."""
    return _NAMED.findall(rule)


def check_path(allow: Allow, actor: Actor | None) -> None:
    """Refuse whoever holds none of a route's roles where the things in its path belong.

    What is not there is left to the route, which knows how to say so.

    Raises:
        NotFound: it is another partner's, or a secret, or other people's own.
        Forbidden: `not_yours`.

    """
    if actor is None or allow.is_open or request.url_rule is None:
        return
    held = [each for each in actor.roles if allow.counts(each.role)]
    asked = [each for each in _asked() if not _is_at(each, held)]
    if not asked:
        return
    with database().read() as session:
        for segment, value in asked:
            _check(_finders()[segment](session, value), actor, held)


def _finders() -> Finders:
    found: Finders = current_app.extensions[EXTENSION]
    return found


def _asked() -> list[tuple[str, Any]]:
    """Return the things in this request's path that are somebody's, each with its segment."""
    values = request.view_args or {}
    path = named(str(request.url_rule))
    return [(each, values[name]) for each, name in path if _finders()[each] is not shared]


def _is_at(asked: tuple[str, Any], held: Collection[Role]) -> bool:
    """Say whether the token itself tells that somebody has a role at the school of the path."""
    segment, value = asked
    at_school = {each.id for each in held if each.scope == "school"}
    return segment == SCHOOLS and str(value) in at_school


def _check(places: Collection[Belongs], actor: Actor, held: Collection[Role]) -> None:
    if not places or any(each.reaches(actor, held) for each in places):
        return
    if all(each.is_secret or each.partner != actor.partner for each in places):
        raise NotFound("There is no such thing here.")
    raise Forbidden("This is not one of yours.", reason="not_yours")
