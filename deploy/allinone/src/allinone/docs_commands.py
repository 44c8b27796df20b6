"""Write the pages of docs/ that are made from the code, or say which are out of date."""

from pathlib import Path

import click

from contracts.catalogue import stale_schemas, write_schemas

STALE = 1


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if something is stale.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("docs"))
@click.pass_context
def docs(context: click.Context, check: bool, folder: Path) -> None:
    """Write the generated pages of the documentation."""
    events = folder / "events"
    if not check:
        write_schemas(events)
        return
    stale = stale_schemas(events)
    for name in stale:
        click.echo(f"{name} is out of date; make docs writes it again.", err=True)
    if stale:
        context.exit(STALE)
