"""The `ciss` command: set a deployment up, run it, look after it."""

import sys

import click

from allinone.audit_commands import audit
from allinone.clock_commands import test
from allinone.compose import Deployment
from allinone.docs_commands import docs
from allinone.events_commands import events
from allinone.run_commands import migrate, run
from allinone.setup_commands import demo, setup
from chassis import log
from chassis.errors import DomainError, Invalid
from chassis.settings import SettingsFault, read_settings
from registry.imports.commands import group as registry
from registry.people.commands import invite_hq

USAGE = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def ciss(context: click.Context) -> None:
    """Certified Safe Internet School: set up, run and look after a deployment."""
    settings = read_settings()
    log.configure(settings.log_level)
    context.obj = Deployment(settings)


registry.add_command(invite_hq)
for command in (audit, demo, docs, events, migrate, registry, run, setup, test):
    ciss.add_command(command)


def main() -> None:
    """Run the command; what can be understood is said in a sentence, with exit code 2."""
    try:
        ciss(prog_name="ciss")
    except SettingsFault as fault:
        sys.exit(_say(str(fault)))
    except Invalid as error:
        lines = [f"  {name}: {text}" for name, texts in error.errors.items() for text in texts]
        sys.exit(_say("\n".join([error.detail, *lines])))
    except DomainError as error:
        sys.exit(_say(error.detail))


def _say(text: str) -> int:
    click.echo(text, err=True)
    return USAGE


if __name__ == "__main__":
    main()
