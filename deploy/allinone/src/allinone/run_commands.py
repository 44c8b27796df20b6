"""Run the whole deployment in one process, or bring its databases up to date."""

import click

from allinone.compose import Town
from allinone.deployment import Deployment
from chassis import serve


@click.command()
@click.pass_obj
def run(deployment: Deployment) -> None:
    """Serve all four services until Ctrl-C."""
    deployment.check_set_up()
    settings = deployment.settings
    lock = serve.FolderLock(settings.data)
    lock.take()
    deployment.migrate()
    deployment.dispose()
    town: list[Town] = []

    def build() -> Town:
        town.append(Town(Deployment(settings)))
        return town[-1]

    here = f"http://{settings.host}:{settings.port}"
    elsewhere = "" if settings.public_url == here else f", for people at {settings.public_url}"
    click.echo(f"CISS is at {here}{elsewhere} - Ctrl-C ends it.", err=True)
    serve.Server(
        build,
        serve.options(settings),
        begin=lambda: town[-1].start(),  # noqa: PLW0108 - there is none yet
        end=lambda: town[-1].stop() if town else None,
    ).run()


@click.command()
@click.pass_obj
def migrate(deployment: Deployment) -> None:
    """Bring every database to the shape this version needs; `ciss run` does it by itself."""
    deployment.check_set_up()
    deployment.migrate()
    click.echo("Every database is up to date.", err=True)
