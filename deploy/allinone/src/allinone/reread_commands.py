"""Let a service read a producer's log from its beginning, after that was restored."""

import click

from allinone.compose import SERVICES
from allinone.deployment import Deployment
from allinone.members import members_of
from chassis import audit as chain
from chassis.audit import Deed
from chassis.bus.pull import read_again
from chassis.errors import Invalid

WHO = "command-line"
_SERVICE = click.Choice(sorted(SERVICES))


@click.command()
@click.argument("service", type=_SERVICE)
@click.option("--source", type=_SERVICE, required=True, help="Whose log is read again.")
@click.pass_obj
def reread(deployment: Deployment, service: str, source: str) -> None:
    """Let SERVICE read the log of a producer from its beginning.

    The running program does it: at once without a broker, else within ten minutes. What was
    taken in before counts no second time. Needed only where `ciss events audit` names facts as
    missing; read models want `ciss events replay` after it.
    """
    member = members_of(deployment)[service]
    if source not in member.sources():
        raise Invalid(
            f"{service} does not listen to {source}, but to: {', '.join(member.sources())}.",
            reason="unknown_source",
        )
    with deployment.database(service).write() as session:
        read_again(session, source)
        deed = Deed(WHO, "log.reread", source)
        chain.append_all(session, [deed], now=deployment.clock.now())
    click.echo(f"{service} reads the log of {source} again, from its beginning.")
