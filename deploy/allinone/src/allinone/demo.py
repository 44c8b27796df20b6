"""Fill a new deployment with invented schools and people, by the deeds of those very people."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files
from io import BytesIO
from typing import Any
from uuid import UUID

from allinone.compose import SERVICES
from allinone.demo_office import open_the_office
from allinone.demo_people import Cast, Played
from allinone.demo_stage import Scene, Stage
from allinone.demo_thread import SchoolWay, journeys
from allinone.deployment import Deployment
from chassis.clock import StillClock
from chassis.errors import Refused
from chassis.jobs import Runner
from registry.claims import actions as claims
from registry.confirmations.actions import confirm
from registry.confirmations.rules import Duplicates
from registry.doers import actions as doers
from registry.imports.actions import Upload, receive
from registry.jurisdictions import actions as jurisdictions
from registry.partners import queries as partners
from registry.people.rules import Link
from registry.roles.rules import Place
from registry.schools import actions as schools
from registry.schools import queries as school_queries
from registry.uploads.actions import By
from registry.uploads.model import SchoolImport

Watch = Callable[[Sequence[Scene]], Iterable[Scene]]
AGE = timedelta(days=660)
"""How long ago an invented deployment began: long enough for a certificate to end."""

DEMO_CONFIG: Mapping[str, Any] = {
    "partner": {
        "code": "md-demo",
        "name": "Child Safety Network (demo)",
        "countries": ["MD", "BY", "UA", "RU"],
        "langs": ["ro", "ru", "uk", "be", "en"],
        "tz": "Europe/Chisinau",
    },
    "prefixes": {"certificate": "SIS", "sticker": "SIV"},
    "people": [
        {"login": "ops", "role": "ops"},
        {"login": "coordinator", "role": "coordinator"},
    ],
}

VERIFIED_CODES = {
    "MD": ("0001", "0002", "0003", "0005", "0006", "0008", "0009", "0010", "0011"),
    "UA": ("UA001", "UA002", "UA004", "UA005"),
    "BY": ("BY001", "BY004"),
    "RU": ("RU001", "RU004"),
}
"""Schools that take part; all others only stand on the list."""

NUMBERS: Mapping[str, Any] = {
    "emergency": "000 demo",
    "helpline": {
        "name": "Children’s helpline (demo)",
        "phone": "000 demo",
        "hours": "every day, day and night",
        "free": True,
    },
    "hotline": {"name": "Hotline (demo)", "url": "https://hotline.example.org"},
    "police_unit": {"name": "Police unit (demo)", "url": None, "phone": "000 demo"},
    "social_service": {"name": "Child protection (demo)", "url": None, "phone": "000 demo"},
    "duties": [
        {
            "who": "Everybody who works at a school (demo)",
            "codes": ["SEXTORT"],
            "authority": "Prosecutor’s office (demo)",
            "deadline_hours": 24,
            "clock": "wall",
        }
    ],
    "weekend": [6, 7],
    "source": "Invented for practice. Not checked by a lawyer.",
}


def check_may_practise(deployment: Deployment) -> None:
    """Refuse invented people where strangers could sign in as them.

    Raises:
        Refused: `public_address`, when the deployment's address is not this machine's own.

    """
    if not deployment.settings.is_loopback:
        raise Refused(
            "Practice data has passwords that everybody knows: it is only for an address of "
            "this machine, such as http://127.0.0.1:8080.",
            reason="public_address",
        )


def demo_began(deployment: Deployment) -> datetime:
    """Return when an invented deployment that is made now was set up."""
    return deployment.clock.now() - AGE


def load_demo(deployment: Deployment, links: list[Link], watch: Watch = iter) -> None:
    """Play the past of a deployment that was set up at `demo_began`.

    Args:
        deployment: set up with `DEMO_CONFIG`.
        links: the invitations set-up made, in the order of the configuration.
        watch: hands on what happens, one by one, and may show how far it is.

    """
    today = deployment.clock.now()
    clock = StillClock(today - AGE)
    prefix = DEMO_CONFIG["prefixes"]["certificate"]
    past = Deployment(replace(deployment.settings, certificate_prefix=prefix), clock)
    try:
        play = _Play(past, clock, today)
        play.cast.accept("ops", links[0])
        play.cast.accept("coordinator", links[1])
        play.begin()
        scenes = sorted(play.scenes(), key=lambda scene: scene[0])
        play.stage.play(watch(scenes), today)
    finally:
        past.dispose()


class _Play:
    """What the office does, and when the schools set out."""

    def __init__(self, past: Deployment, clock: StillClock, today: datetime) -> None:
        self.cast = Cast(past, clock)
        self.stage = Stage(past, clock, self.cast)
        self._clock = clock
        self._today = today
        self._database = past.database("registry")
        with self._database.read() as session:
            partner = partners.first(session)
            if partner is None:
                raise Refused("Set this deployment up first.", reason="not_set_up")
            self._partner = partner
        self._here = Place("partner", str(partner.id))

    def begin(self) -> None:
        """Appoint the office, take a list in, and open the first cohort."""
        self.appoint_the_office()
        self.import_list("schools.csv")
        self._clock.advance(timedelta(days=1))
        self.verify_schools()
        self.publish_numbers("MD")
        self.stage.hear()
        open_the_office(self.stage, self._today)

    def scenes(self) -> list[Scene]:
        """Return everything that happens after the first days."""
        ways = [SchoolWay(self.stage, each, str(self._school(each.code))) for each in journeys()]
        return [
            *(scene for way in ways for scene in way.scenes(self._today)),
            (self._ago(330), lambda: self.publish_numbers("UA")),
            (self._ago(310), lambda: self.publish_numbers("MD")),
            (self._ago(289), self._appoint_anew),
            (self._ago(20), lambda: self._offer("later1", "trainer")),
            (self._ago(4), self._claim),
            (self._ago(3), lambda: self.write_draft("RU")),
            (self._ago(2), lambda: self._offer("later2", "coach")),
            (self._ago(1), lambda: self.import_list("autumn.csv", is_confirmed=False)),
        ]

    def appoint_the_office(self) -> None:
        """Let the coordinator invite who works for the partner, and the console the head office."""
        self._clock.advance(timedelta(days=1))
        for login in self.cast.of_place("partner"):
            self.cast.join(login, by="coordinator", place=self._here)
        self.cast.join_head_office("hq")

    def import_list(self, name: str, *, is_confirmed: bool = True) -> None:
        """Send a list as the coordinator, and let it in."""
        self._clock.advance(timedelta(days=1))
        content = files("allinone").joinpath("data", "demo", name).read_bytes()
        by = By(id=self.cast["coordinator"].actor.id, role="coordinator", now=self._clock.now())
        upload = Upload(file=BytesIO(content), file_name=name, country="MD", chosen={})
        with self._database.write() as session:
            found = receive(session, self._partner, upload, by)
        if is_confirmed:
            self._let_in(found, by)

    def verify_schools(self) -> None:
        """Take some of the listed schools into the programme, by their codes."""
        with self._database.write() as session:
            wanted = [
                school.id
                for country, codes in VERIFIED_CODES.items()
                for code in codes
                if (school := school_queries.live_with_code(session, country, code.casefold()))
            ]
            doer = doers.doer(session, self.cast["coordinator"].actor, self._clock.now())
            schools.verify_many(session, wanted, by=doer)

    def publish_numbers(self, country: str) -> None:
        """Let one person write a country's numbers and another one publish them."""
        drafted = self.write_draft(country)
        now = self._clock.now()
        publisher = self.cast["coordinator"].actor
        with self._database.write() as session:
            jurisdictions.publish(session, drafted, now.date(), by=publisher, now=now)

    def write_draft(self, country: str) -> UUID:
        """Let somebody write a country's numbers down, for another one to publish."""
        writer = self.cast["safeguarding"].actor
        with self._database.write() as session:
            return jurisdictions.draft(
                session, country, NUMBERS, by=writer, now=self._clock.now()
            ).id

    def _ago(self, days: int) -> datetime:
        return self._today - timedelta(days=days)

    def _appoint_anew(self) -> None:
        """Appoint again whose role was for a year."""
        for login in ("coach", "assessor", "observer"):
            self.cast.join_again(login, by="coordinator", place=self._here)

    def _claim(self) -> None:
        """Let a school that nobody listed ask to take part."""
        school = {
            "name": "Școala „Podul Nou” (demo)",
            "country": "MD",
            "town": "Edineț",
            "contact": "The secretary, 000 demo",
        }
        with self._database.write() as session:
            claims.register(session, school, claimant=None, now=self._clock.now())

    def _offer(self, login: str, role: str) -> None:
        """Invite somebody who does not answer."""
        self.cast.invite(login, by="coordinator", role=role, place=self._here)

    def _school(self, code: str) -> UUID:
        with self._database.read() as session:
            country = next(name for name, codes in VERIFIED_CODES.items() if code in codes)
            school = school_queries.live_with_code(session, country, code.casefold())
        if school is None:
            raise Refused(f"There is no school {code} on the list.", reason="not_listed")
        return school.id

    def _let_in(self, found: SchoolImport, by: By) -> None:
        with self._database.write() as session:
            merged = session.merge(found)
            job = confirm(session, merged, Duplicates(), by, whole_list=False)
        Runner(self._database, SERVICES["registry"].jobs, self._clock).run_one(only=job)


__all__ = [
    "DEMO_CONFIG",
    "Played",
    "check_may_practise",
    "demo_began",
    "load_demo",
]
