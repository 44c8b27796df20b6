"""Write the pages of docs/ that are made from the code, or say which are out of date."""

from pathlib import Path

import click

from allinone import languages, permissions
from contracts import generated

STALE = 1
BREAKING = 2


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if something is stale.")
@click.option(
    "--release", is_flag=True, help="Promise the events as they are now to their readers."
)
@click.option("--folder", type=click.Path(path_type=Path), default=Path("docs"))
@click.pass_context
def docs(context: click.Context, check: bool, release: bool, folder: Path) -> None:
    """Write the generated pages of the documentation, and the catalogues of all languages.

    With --check or --release, exit code 2 if a released event has changed in a way that some
    reader of it would not bear.
    """
    if check:
        context.exit(_checked(folder))
    generated.write(folder)
    permissions.write(folder)
    languages.write(folder)
    if release:
        context.exit(_released(folder))


def _checked(folder: Path) -> int:
    stale = [*generated.stale(folder), *languages.stale(folder)]
    broken = generated.broken(folder)
    if permissions.is_stale(folder):
        stale.append(folder / permissions.PAGE)
    for name in stale:
        click.echo(f"{name} is out of date; make docs writes it again.", err=True)
    _tell(broken)
    return BREAKING if broken else STALE if stale else 0


def _released(folder: Path) -> int:
    try:
        changed = generated.release(folder)
    except generated.Breaking as refused:
        _tell(refused.faults)
        return BREAKING
    click.echo(f"{len(changed)} released events are new or have changed.")
    return 0


def _tell(broken: list[str]) -> None:
    for fault in broken:
        click.echo(f"{fault} (breaks a released event; see docs/events/README.md)", err=True)
