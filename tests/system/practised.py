"""What a coordinator of the practice data does over HTTP."""

import json

import httpx

from tests.system.program import Program

R = "/registry/api/v1"


def sign_in(program: Program) -> dict[str, str]:
    """Sign the coordinator in; return the headers that say so."""
    people = json.loads(program.ciss("demo", "sign-ins", "--json").stdout)
    found = next(each for each in people if each["login"] == "coordinator")
    body = {
        "grant_type": "password",
        "username": found["login"],
        "password": found["password"],
        "otp": found["code"],
    }
    answer = httpx.post(f"{program.base}{R}/tokens", json=body)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def change_a_school(program: Program, headers: dict[str, str], town: str = "Elsewhere") -> str:
    """Give a school another town; return its id."""
    schools = f"{program.base}{R}/schools"
    school = httpx.get(f"{schools}?limit=1", headers=headers).json()["items"][0]
    etag = {"If-Match": f'"{school["row_version"]}"'}
    answer = httpx.patch(f"{schools}/{school['id']}", json={"town": town}, headers=headers | etag)
    assert answer.status_code == 200, answer.text
    return str(school["id"])
