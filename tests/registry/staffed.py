"""Schools with people in their posts, made through the front door."""

from dataclasses import dataclass, field
from typing import Any

from tests.registry.front_door import Door, Person, R


@dataclass
class Staffed:
    """A school, and who holds which post there, by role."""

    id: str
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def place(self) -> dict[str, str]:
        return {"type": "school", "id": self.id}

    def as_(self, door: Door, role: str) -> dict[str, str]:
        """Return the header of the one who holds a post."""
        person = self.people[role]
        return door.token(role, scope="school", id=self.id, sub=person.id, login=person.login)

    def state(self, door: Door) -> str:
        answer = door.client.get(f"{R}/schools/{self.id}", headers=door.token("coordinator"))
        return str(answer.json["state"])

    def join(self, door: Door, role: str, login: str = "") -> Person:
        """Let somebody new take a post."""
        joined = door.person(login or f"{role}.{self.id[-6:]}", role, self.place)
        self.people[role] = joined
        return joined


def new_school(door: Door, code: str = "0010", name: str = "Liceul Lumina") -> Staffed:
    body = {"country": "MD", "name": name, "official_code": code, "town": "Orhei"}
    made = door.client.post(f"{R}/schools", json=body, headers=door.token("coordinator"))
    assert made.status_code == 201, made.json
    return Staffed(made.json["id"])


def verify(door: Door, school: Staffed) -> Any:
    return door.client.post(
        f"{R}/schools/{school.id}/verification",
        json={"basis": "official_code"},
        headers=door.token("coordinator"),
    )


def with_people(door: Door, *roles: str, code: str = "0010") -> Staffed:
    """Return a verified school whose posts are held by so many different people."""
    school = new_school(door, code)
    assert verify(door, school).status_code == 200
    for role in roles:
        school.join(door, role)
    return school
