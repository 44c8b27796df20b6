"""Set a deployment up: keys, databases, the partner, and links for the first people."""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import yaml

from allinone.demo import DEMO_CONFIG, check_may_practise, demo_began, load_demo
from allinone.demo_commands import show_sign_ins
from allinone.demo_stage import Scene
from allinone.deployment import Deployment
from chassis import log
from chassis.errors import Invalid, Refused
from chassis.settings import remember_certificate_prefix, remember_public_url
from registry.founding.actions import set_up
from registry.jurisdictions.actions import load_drafts
from registry.partners import queries as partners
from registry.people.formats import read_config
from registry.people.rules import Link


@click.command()
@click.option("--config", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--demo", "as_demo", is_flag=True, help="Fill it with invented schools and people.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def setup(deployment: Deployment, file: Path | None, as_demo: bool, as_json: bool) -> None:
    """Set up a new deployment in the data folder.

    Without --config or --demo it asks, if there is a terminal to ask at.
    """
    _check_new(deployment)
    content = _content(deployment, file, as_demo)
    if as_demo:
        check_may_practise(deployment)
        links = set_up_deployment(deployment, content, demo_began(deployment))
        # What is played is no traffic; 700 lines of it would hide how to sign in.
        log.configure("warning")
        load_demo(deployment, links, _watched)
        show_sign_ins(deployment, as_json)
    else:
        _show_links(set_up_deployment(deployment, content, deployment.clock.now()), as_json)


def set_up_deployment(deployment: Deployment, content: Any, now: datetime) -> list[Link]:
    """Make keys and databases, then the partner and its first people, in one transaction.

    Raises:
        Invalid: the content does not make sense; every fault is named, nothing was made.

    """
    config = read_config(content)
    remember_public_url(deployment.settings.data, config.public_url)
    remember_certificate_prefix(deployment.settings.data, config.certificate_prefix)
    deployment.keyring.make()
    deployment.migrate()
    with deployment.database("registry").write() as session:
        links = set_up(session, config, now)
        partner = partners.first(session)
        if partner is not None:
            load_drafts(session, partner, now)
    return links


def _watched(scenes: Sequence[Scene]) -> Iterator[Scene]:
    """Show how far the practice data is."""
    with click.progressbar(scenes, label="Making practice data", file=sys.stderr) as bar:
        yield from bar


def _check_new(deployment: Deployment) -> None:
    if deployment.is_set_up:
        raise Refused(
            f"{deployment.settings.data} is already set up. Start it with: ciss run",
            reason="already_set_up",
        )


def _content(deployment: Deployment, file: Path | None, as_demo: bool) -> Any:
    if as_demo:
        return {**DEMO_CONFIG, "public_url": deployment.settings.public_url}
    if file is None:
        if not sys.stdin.isatty():
            raise Invalid("Say what to set up: ciss setup --config setup.yaml, or --demo.")
        return _ask(deployment)
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Invalid(f"{file.name} is not readable as YAML: {error}") from error


def _ask(deployment: Deployment) -> dict[str, Any]:
    """Ask for what a configuration file would say."""
    return {
        "partner": {
            "code": click.prompt("Short code of the partner, like md"),
            "name": click.prompt("Name of the organisation"),
            "countries": _words(click.prompt("Countries, two letters each, like MD UA")),
            "langs": _words(click.prompt("Languages, like ro ru en", default="en")),
            "tz": click.prompt("Time zone", default="Europe/Chisinau"),
        },
        "prefixes": {
            "certificate": click.prompt("First letters of certificate numbers", default="SIS"),
            "sticker": click.prompt("First letters of sticker numbers", default="SIV"),
        },
        "public_url": click.prompt(
            "Address people will use", default=deployment.settings.public_url
        ),
        "people": [
            {"login": click.prompt("Sign-in name of who looks after the system"), "role": "ops"},
            {"login": click.prompt("Sign-in name of the coordinator"), "role": "coordinator"},
        ],
    }


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _show_links(links: list[Link], as_json: bool) -> None:
    if as_json:
        shown = [{"login": link.login, "role": link.role, "url": link.url} for link in links]
        click.echo(json.dumps({"invitations": shown}))
        return
    click.echo("Set up. Start it with: ciss run")
    click.echo("Then hand each link to its person; it works once, and is shown only now:")
    for link in links:
        click.echo(f"  {link.login} ({link.role}): {link.url}")
