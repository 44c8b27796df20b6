"""What only the operator at the keyboard may do about people."""

import json
from typing import Protocol

import click

from chassis.clock import Clock
from chassis.db import Database
from registry.founding import actions


class Deployment(Protocol):
    """What the command works on."""

    @property
    def clock(self) -> Clock:
        """Return the deployment's clock."""

    def database(self, service: str) -> Database:
        """Return a service's database."""

    def check_set_up(self) -> None:
        """Refuse to go on in an empty folder."""


@click.command("invite-hq")
@click.argument("login")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def invite_hq(deployment: Deployment, login: str, as_json: bool) -> None:
    """Make a link for LOGIN of the international office; it is noted who was invited and when."""
    deployment.check_set_up()
    with deployment.database("registry").write() as session:
        link = actions.invite_hq(session, login, deployment.clock.now())
    if as_json:
        click.echo(json.dumps({"role": link.role, "url": link.url}))
        return
    click.echo("Hand this link to its person; it works once, and is shown only now:", err=True)
    click.echo(link.url)
