"""The `ciss` command: set a deployment up, run it, look after it."""

import gc
from collections.abc import Mapping
from pkgutil import resolve_name

import click

from allinone.deployment import Deployment
from chassis import commandline, log
from chassis.settings import read_settings

COMMANDS: Mapping[str, str] = {
    "audit": "allinone.audit_commands:audit",
    "demo": "allinone.demo_commands:demo",
    "docs": "allinone.docs_commands:docs",
    "events": "allinone.events_commands:events",
    "migrate": "allinone.run_commands:migrate",
    "people": "allinone.people_commands:people",
    "registry": "allinone.registry_commands:registry",
    "run": "allinone.run_commands:run",
    "setup": "allinone.setup_commands:setup",
    "test": "allinone.clock_commands:test",
}
"""Where each command is; its module is read when it is asked for, since some need all services."""


class Commands(click.Group):
    """The commands, none of which is read before it is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Read a command's module and whatever that needs."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        # Nothing of what is read is ever thrown away; to look for that takes a fifth of the time.
        gc.disable()
        try:
            found: click.Command = resolve_name(COMMANDS[cmd_name])
        finally:
            gc.freeze()
            gc.enable()
        return found


@click.group(cls=Commands, context_settings=commandline.HELP)
@click.pass_context
def ciss(context: click.Context) -> None:
    """Certified Safe Internet School: set up, run and look after a deployment."""
    settings = read_settings()
    log.configure(settings.log_level)
    context.obj = Deployment(settings)


def main() -> None:
    """Run the command."""
    commandline.run(ciss, "ciss")


if __name__ == "__main__":
    main()
