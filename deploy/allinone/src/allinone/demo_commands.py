"""Commands for a deployment filled with invented schools and people."""

import json

import click

from allinone.demo_parts import FILE, demo_sign_ins
from allinone.deployment import Deployment
from allinone.terminal import sure
from chassis.errors import Refused
from chassis.serve import FolderLock


@click.group()
def demo() -> None:
    """Commands for a deployment filled with invented schools and people."""


@demo.command("sign-ins")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def sign_ins(deployment: Deployment, as_json: bool) -> None:
    """Show how to sign in as each invented person, with the code of this half minute."""
    deployment.check_set_up()
    show_sign_ins(deployment, as_json)


@demo.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def drop(deployment: Deployment, yes: bool) -> None:
    """Delete all practice data, and leave the folder ready for a real set-up."""
    deployment.check_set_up()
    file = deployment.settings.data / FILE
    if not file.exists():
        raise Refused("This is no practice deployment; nothing was deleted.", reason="not_demo")
    if not yes:
        sure(f"Delete everything in {deployment.settings.data}?")
    FolderLock(deployment.settings.data).take()
    deployment.wipe()
    file.unlink()
    click.echo("All practice data is gone.")


def show_sign_ins(deployment: Deployment, as_json: bool) -> None:
    """Print how to sign in as each invented person."""
    found = demo_sign_ins(deployment)
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo("Invented people to sign in as (ciss demo sign-ins shows fresh codes):")
    for each in found:
        code = f"  code {each['code']}" if each["code"] else ""
        click.echo(f"  {each['role']:<14} {each['login']:<14} {each['password']}{code}")
