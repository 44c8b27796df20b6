"""Every role against every route, at home, at a neighbour's and elsewhere: all as declared."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

import pytest
from flask import Response

from allinone.permissions import Route, routes
from chassis.auth import SIGN_IN_PATH, STEP_UP_PATH
from chassis.belongings import named
from chassis.errors import DomainError
from registry.roles.rules import ROLES
from registry.tokens.actions import INTEGRATOR
from tests.permissions.world import ELSEWHERE, Thing, World

IN, SIGN_IN, ROLE, NOT_YOURS, NOT_THERE = "let in", "sign in", "role", "not yours", "not there"
OWN, NEIGHBOUR, FOREIGN = "own", "neighbour", "foreign"


@dataclass(frozen=True)
class Player:
    """Somebody (or some program) with one role at one kind of place, in one relation to things."""

    role: str | None
    scope: str
    place: str
    relation: str
    partner: str
    is_program: bool = False

    @property
    def name(self) -> str:
        return f"{self.role or 'no role'} ({self.scope}, {self.relation})"


def players(world: World) -> Iterator[Player]:
    own = world.partner.code
    for role, rule in ROLES.items():
        for scope in rule.scopes:
            home = {
                "network": "all",
                "partner": str(world.partner.id),
                "cohort": str(world.cohort),
                "school": str(world.school),
                "country": world.partner.countries[0],
            }.get(scope, str(world.stranger))
            yield Player(role, scope, home, OWN, own)
            if scope == "school":
                yield Player(role, scope, str(world.neighbour), NEIGHBOUR, own)
            elif scope in ("cohort", "country"):
                yield Player(role, scope, str(uuid4()), NEIGHBOUR, own)
            if scope != "network":
                yield Player(role, scope, str(uuid4()), FOREIGN, ELSEWHERE)
    yield Player(None, "", "", OWN, own)
    yield Player(None, "", "", FOREIGN, ELSEWHERE)
    yield Player(INTEGRATOR, "partner", str(world.partner.id), OWN, own, is_program=True)


def things_of(world: World, route: Route) -> list[Thing]:
    return [world.things[route.service, segment] for segment in route.things]


def declared(route: Route, things: Sequence[Thing], player: Player | None) -> str:
    """What the house rules say, said once more and without looking at the program."""
    if route.allow.is_open:
        return IN
    if player is None:
        return SIGN_IN
    names = route.allow.names
    if player.role not in names and (names != ("signed_in",) or player.is_program):
        return ROLE
    verdicts = [verdict(thing, player) for thing in things]
    return next((each for each in verdicts if each != IN), IN)


def verdict(thing: Thing, player: Player) -> str:
    if player.scope == "network" or (thing.person and player.relation == OWN):
        return IN
    if player.relation == FOREIGN or thing.kind == "person":
        return NOT_THERE
    is_of_partner = player.scope == "partner" or (thing.kind == "partner" and player.role)
    knows_place = player.scope in ("school", *thing.also_of)
    is_there = knows_place and player.relation == OWN
    if is_of_partner or (is_there and thing.kind == "school"):
        return IN
    return NOT_THERE if thing.is_secret else NOT_YOURS


class Play:
    """Calls routes as somebody, just so far that one sees whether they are let in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.apps = {name: house.app for name, house in world.town.houses.items()}

    def call(self, route: Route, path: str, token: str | None) -> str:
        is_api = "/api/" in path
        headers = {"Sec-Fetch-Site": "cross-site"}
        if token:
            headers |= (
                {"Authorization": f"Bearer {token}"} if is_api else {"Cookie": f"ciss={token}~"}
            )
        # No route reads such a body and no form comes from elsewhere. Both are refused after the
        # caller was looked at, and before anything else is done.
        more = {"data": "nothing", "content_type": "text/plain"} if is_api else {}
        app = self.apps[route.service]
        with app.test_request_context(path, method=route.method, headers=headers, **more):
            try:
                answer = app.make_response(app.dispatch_request())
                return IN if route.allow.is_open else told(answer)
            except DomainError as error:
                return WORDS.get(str(error), SIGN_IN if error.status == 401 else IN)


WORDS = {
    "Your role does not include this.": ROLE,
    "This is not one of yours.": NOT_YOURS,
    "There is no such thing here.": NOT_THERE,
}


def told(answer: Response) -> str:
    """What an answer says of the caller."""
    where = answer.headers.get("Location", "")
    assert not where.startswith(STEP_UP_PATH)
    return SIGN_IN if where.startswith(SIGN_IN_PATH) else IN


def path_of(rule: str, service: str, world: World) -> str:
    """The address of a route, with a thing of the school wherever it names one."""
    ids: dict[str, object] = {
        parameter: world.things[service, segment].id
        for segment, parameter in named(rule)
        if (service, segment) in world.things
    }

    def filling(part: re.Match[str]) -> str:
        choice = re.match(r"<any\((\w+)", part[0])
        return choice[1] if choice else str(ids.get(part[1], FILLINGS.get(part[1], UUID(int=0))))

    return re.sub(r"<(?:[^<>]*:)?([a-z_]+)>", filling, rule)


FILLINGS: dict[str, object] = {
    "secret": "0" * 32,
    "number": "00000000000000",
    "code": "M1",
    "module": "M1",
    "criterion": "M1.1",
    "slug": "no-such",
    "name": "no-such",
    "version": "1.0.0",
    "place": 0,
    "row_version": 1,
}


@pytest.mark.parametrize("service", ["registry", "training", "certification", "reports"])
def test_every_role_meets_every_route_as_declared(
    world: World, service: str, capsys: pytest.CaptureFixture[str]
) -> None:
    play, counts, wrong = Play(world), Counter[str](), []
    everybody = [None, *players(world)]
    for route in routes(world.town.houses[service].app, service):
        things, path = things_of(world, route), path_of(route.rule, service, world)
        self_of = next((thing.person for thing in reversed(things) if thing.person), None)
        # Where a path names nothing that is somebody's, it is nobody's own and nobody else's.
        many = [each for each in everybody if things or is_at_home(each)]
        for player in many:
            found = play.call(route, path, token_of(world, player, self_of))
            wanted = declared(route, things, player)
            counts[wanted] += 1
            if found != wanted:
                who = player.name if player else "nobody"
                wrong.append(f"{route.method} {route.rule} as {who}: {found}, not {wanted}")
    with capsys.disabled():
        print(f"\n{service}: {counts.total()} calls, {dict(sorted(counts.items()))}")
    assert not wrong, "\n".join(wrong[:40])


def is_at_home(player: Player | None) -> bool:
    return player is None or player.relation == OWN


def token_of(world: World, player: Player | None, self_of: UUID | None) -> str | None:
    if player is None:
        return None
    return world.token(
        [(player.role, player.scope, player.place)] if player.role else [],
        sub=self_of if player.relation == OWN and not player.is_program else None,
        partner=player.partner,
        tier="partner" if player.is_program else None,
    )


def test_a_player_who_is_wronged_is_noticed(world: World) -> None:
    house = world.town.houses["registry"].app
    route = next(each for each in routes(house, "registry") if each.rule == "/registry/clients")
    wider = replace(route, allow=replace(route.allow, names=(*route.allow.names, "staff")))
    staff = Player("staff", "school", str(world.school), OWN, world.partner.code)
    found = Play(world).call(route, route.rule, token_of(world, staff, None))
    assert found == declared(route, [], staff) == ROLE != declared(wider, [], staff)
