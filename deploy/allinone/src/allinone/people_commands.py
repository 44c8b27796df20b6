"""Look after people from the console: let them in, help them back in, let them go."""

import json
from typing import Any

import click

from allinone.compose import SERVICES
from allinone.deployment import Deployment
from allinone.terminal import sure, visible
from chassis import seen
from registry.accounts import queries as accounts
from registry.erasures import actions as erasures
from registry.founding import actions as founding
from registry.resets import actions as resets
from registry.roles import queries as roles
from registry.roles.actions import CONSOLE
from registry.roles.rules import ROLES

_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_PLACE = click.option(
    "--at", "place", help="Where: an id, a country's code; the programme unless named."
)
_ROLE = click.argument("role", type=click.Choice(list(ROLES)), metavar="ROLE")


@click.group()
def people() -> None:
    """People: invite them, help them back in, let them go."""


@people.command()
@click.argument("login")
@_ROLE
@_PLACE
@_JSON
@click.pass_obj
def invite(deployment: Deployment, login: str, role: str, place: str | None, as_json: bool) -> None:
    """Make a link by which LOGIN accepts ROLE; the old one of the same offer ends."""
    deployment.check_set_up()
    with deployment.database("registry").write() as session:
        link = founding.invite(session, login, role, place, deployment.clock.now())
    _show_link(link.login, link.url, as_json, role=link.role)


@people.command()
@click.argument("login")
@_ROLE
@_PLACE
@click.pass_obj
def add(deployment: Deployment, login: str, role: str, place: str | None) -> None:
    """Give ROLE at once to LOGIN, who has come in already."""
    deployment.check_set_up()
    with deployment.database("registry").write() as session:
        founding.add(session, login, role, place, deployment.clock.now())
    click.echo("Done. It shows within a minute.", err=True)


@people.command()
@click.argument("login")
@click.option("--codes", is_flag=True, help="The phone or the sheet of codes is lost too.")
@_JSON
@click.pass_obj
def reset(deployment: Deployment, login: str, codes: bool, as_json: bool) -> None:
    """Make a link by which LOGIN chooses a new password; it works once, for a day."""
    deployment.check_set_up()
    with deployment.database("registry").write() as session:
        made = resets.from_console(session, login, renews_codes=codes, now=deployment.clock.now())
        login, url = made.user.login, made.url
    _show_link(login, url, as_json)


@people.command("roles")
@click.argument("login")
@_JSON
@click.pass_obj
def show_roles(deployment: Deployment, login: str, as_json: bool) -> None:
    """Show what LOGIN may do, and until when."""
    deployment.check_set_up()
    with deployment.database("registry").read() as session:
        user = accounts.of_login(session, login)
        rows = [_row(each) for each in roles.standing(session, user.id)]
        state = user.state
    if as_json:
        click.echo(json.dumps({"login": login, "state": state, "roles": rows}))
        return
    click.echo(f"{visible(login)}: {state}")
    for row in rows:
        until = f" until {row['until'][:10]}" if row["until"] else ""
        click.echo(f"  {row['role']} at {row['scope']} {row['place']}: {row['state']}{until}")


@people.command()
@click.argument("login")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def forget(deployment: Deployment, login: str, yes: bool) -> None:
    """End all roles of LOGIN and blank what names the person, in every service.

    A role that nobody else holds keeps a person here: invite somebody first.
    """
    deployment.check_set_up()
    if not yes:
        sure(f"Forget {visible(login)} for good?")
    with deployment.database("registry").write() as session:
        identifier = erasures.forget(session, login, who=CONSOLE, now=deployment.clock.now())
    for name, service in SERVICES.items():
        if service.remembers_people:
            with deployment.database(name).write() as session:
                seen.forget(session, identifier)
    click.echo("Forgotten: no service here names this person any more.", err=True)


def _row(membership: Any) -> dict[str, Any]:
    until = membership.valid_until
    return {
        "id": str(membership.id),
        "role": membership.role,
        "scope": membership.scope_type,
        "place": membership.scope_id,
        "state": membership.state,
        "until": until.isoformat() if until else None,
    }


def _show_link(login: str, url: str, as_json: bool, **more: str) -> None:
    if as_json:
        click.echo(json.dumps({"login": login, **more, "url": url}))
        return
    click.echo("Hand this link to its person; it works once, and is shown only now:", err=True)
    click.echo(url)
