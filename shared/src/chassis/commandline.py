"""How every command line ends that cannot go on: a sentence, and no stack if we know better."""

import sys

import click

from chassis.errors import DomainError, Invalid
from chassis.settings import SettingsFault
from chassis.tracebacks import story

USAGE = 2
HELP = {"help_option_names": ["-h", "--help"]}


def run(command: click.Command, name: str) -> None:
    """Run a command; what can be understood is said in a sentence, with exit code 2.

    Anything else ends it with 1 and a stack without the contents of rows, since what a terminal
    shows is sent to others who might help.
    """
    try:
        command(prog_name=name)
    except SettingsFault as fault:
        sys.exit(_say(str(fault)))
    except Invalid as error:
        lines = [f"  {name}: {text}" for name, texts in error.errors.items() for text in texts]
        sys.exit(_say("\n".join([error.detail, *lines])))
    except DomainError as error:
        sys.exit(_say(error.detail))
    except Exception as error:  # noqa: BLE001 - whatever it is, it ends here
        click.echo(story(error), err=True)
        sys.exit(1)


def _say(text: str) -> int:
    click.echo(text, err=True)
    return USAGE
