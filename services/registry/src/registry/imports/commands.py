"""School lists from the command line: the same steps as on the pages, with a bar."""

import json
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import click
from sqlalchemy.orm import Session

from chassis import jobs
from chassis.clock import Clock
from chassis.db import Database
from chassis.errors import Invalid, NotFound, Refused
from registry.adoptions.actions import apply
from registry.confirmations.actions import APPLY, confirm
from registry.confirmations.rules import ADD, SKIP, Duplicates
from registry.directory import formats as lists
from registry.directory import queries as directory
from registry.imports import formats, queries
from registry.imports.actions import READ, Reading, Upload, receive
from registry.partners import queries as partners
from registry.partners.model import Partner
from registry.uploads.actions import By
from registry.uploads.model import SchoolImport

SOME_REJECTED = 1
POLL_SECONDS = 0.3
ROLE = "ops"
WHO = "command-line"


class Deployment(Protocol):
    """What the commands work on."""

    @property
    def clock(self) -> Clock:
        """Return the deployment's clock."""

    def database(self, service: str) -> Database:
        """Return a service's database."""

    def check_set_up(self) -> None:
        """Refuse to go on in an empty folder."""


@click.group(name="registry")
def group() -> None:
    """Schools: take lists in and give them out; invite the international office."""


@group.group(name="import")
def import_() -> None:
    """Take lists into the registry."""


@group.group()
def export() -> None:
    """Give out what the registry holds."""


_partner = click.option("--partner", help="Code of the partner; the first one if not given.")


@import_.command("schools")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--country", help="Country of rows that name none, such as MD.")
@click.option("--any-country", is_flag=True, help="Take countries the partner does not serve too.")
@click.option("--mapping", help="Name of a remembered mapping of columns.")
@click.option("--encoding", help="Encoding of the file; found out if not given.")
@click.option("--duplicates", type=click.Choice([SKIP, ADD]), default=SKIP, show_default=True)
@click.option("--whole-list", is_flag=True, help="The list names every school of its country.")
@click.option("--rejected", type=click.Path(path_type=Path), help="Write rejected rows here.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@_partner
@click.pass_context
def import_schools(context: click.Context, /, file: Path, **options: Any) -> None:
    """Take a list of schools in: CSV in any encoding, XLSX or XLS.

    Exit code 0: all rows are in. 1: some were rejected, all others are in. 2: nothing was done.
    """
    deployment: Deployment = context.obj
    deployment.check_set_up()
    desk = _Desk(deployment, quiet=options["as_json"])
    found = desk.read(file, options)
    if not options["dry_run"]:
        desk.confirm(found, options)
    told = desk.told(found)
    if options["rejected"]:
        desk.write_rejected(found, options["rejected"])
    click.echo(json.dumps(told, default=str) if options["as_json"] else _words(told))
    if told["counts"]["rejected"]:
        context.exit(SOME_REJECTED)


class _Desk:
    """One list on its way in, in this process."""

    def __init__(self, deployment: Deployment, *, quiet: bool) -> None:
        self._database = deployment.database("registry")
        self._clock = deployment.clock
        self._quiet = quiet

    def read(self, file: Path, options: dict[str, Any]) -> UUID:
        with file.open("rb") as stream, self._database.write() as session:
            partner = partner_named(session, options["partner"])
            upload = Upload(
                file=stream,
                file_name=file.name,
                country=options["country"],
                any_country=options["any_country"],
                mapping=options["mapping"],
                chosen={"encoding": options["encoding"]} if options["encoding"] else {},
            )
            found = receive(session, partner, upload, self._by())
            identifier, job, state = found.id, found.job_id, found.state
        if state == "uploaded":
            raise Invalid(
                "No column is known to be the name. Say what the columns are on the page of lists, "
                "remember it under a name, and use --mapping NAME.",
                errors={"columns": [", ".join(found.header)]},
            )
        if job is not None:
            self._work(job, "Reading")
        return identifier

    def confirm(self, identifier: UUID, options: dict[str, Any]) -> None:
        duplicates = Duplicates(others=options["duplicates"])
        with self._database.write() as session:
            found = session.get_one(SchoolImport, identifier)
            whole = options["whole_list"]
            job = confirm(session, found, duplicates, self._by(), whole_list=whole)
        self._work(job, "Taking in")

    def told(self, identifier: UUID) -> dict[str, Any]:
        """Return the import, with the counts of what was done, or of what would be."""
        with self._database.read() as session:
            found = session.get_one(SchoolImport, identifier)
            told = queries.told(session, found)
            if found.state == "done" and found.job_id is not None:
                told["counts"] = dict(jobs.get(session, found.job_id).result)
            return told

    def write_rejected(self, identifier: UUID, path: Path) -> None:
        with self._database.read() as session, path.open("w", encoding="utf-8", newline="") as out:
            found = session.get_one(SchoolImport, identifier)
            out.writelines(formats.rejections(session, found))

    def _by(self) -> By:
        return By(id=WHO, role=ROLE, now=self._clock.now())

    def _work(self, job: UUID, label: str) -> None:
        """Do a job here, unless a running worker was quicker; then follow it.

        Raises:
            Refused: it failed, or somebody cancelled it.

        """
        with ExitStack() as kept:
            shown: Any = None
            if not self._quiet:
                bar = click.progressbar(length=1, label=label, file=sys.stderr)
                shown = kept.enter_context(bar)
            kinds: dict[str, jobs.Step] = {READ: Reading(), APPLY: apply}
            followed = {kind: _followed(step, shown) for kind, step in kinds.items()}
            jobs.Runner(self._database, followed, self._clock).run_one(only=job)
            row = self._state(job)
            while row.state in jobs.OPEN:
                threading.Event().wait(POLL_SECONDS)
                row = self._state(job)
                _show(shown, row.done, row.total)
        if row.state != "done":
            raise Refused(row.problem or "This list was cancelled meanwhile.", reason=row.state)

    def _state(self, job: UUID) -> Any:
        with self._database.read() as session:
            return jobs.get(session, job)


def _followed(step: jobs.Step, shown: Any) -> jobs.Step:
    def followed(session: Session, work: jobs.Work, now: Any) -> None:
        step(session, work, now)
        _show(shown, work.done, work.total)

    return followed


def _show(shown: Any, done: int, total: int | None) -> None:
    if shown is not None and total:
        shown.length = total
        shown.update(done - shown.pos)


def _words(told: dict[str, Any]) -> str:
    counts, is_done = told["counts"], told["state"] == "done"
    lines = [
        f"{told['rows']} rows, read as {told['detected']['encoding'] or told['detected']['kind']}.",
        f"{'Added' if is_done else 'To be added'}: {counts['new']}",
        f"{'Changed' if is_done else 'To be changed'}: {counts['changed']}",
        f"As they were: {counts['unchanged']}",
        f"Possibly here already: {counts['possible_duplicates']}",
        f"Rejected: {counts['rejected']}",
    ]
    for kind in told["problems"]:
        where = ", ".join(map(str, kind["lines"]))
        more = " …" if kind["count"] > len(kind["lines"]) else ""
        lines.append(f"  {kind['code']} in {kind['column'] or 'the row'}: line {where}{more}")
    if counts["rejected"] and is_done:
        lines.append("All other rows are in. Correct the rejected ones and send them again.")
    return "\n".join(lines)


def partner_named(session: Session, code: str | None) -> Partner:
    """Return the partner a command works for.

    Raises:
        NotFound: there is none, or none with this code.

    """
    found = partners.by_code(session, code) if code else partners.first(session)
    if found is None:
        raise NotFound("There is no such partner.")
    return found


@export.command("schools")
@click.option("--format", "kind", type=click.Choice(["csv", "xlsx"]), default="csv")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@_partner
@click.pass_obj
def export_schools(
    deployment: Deployment, kind: str, out: Path | None, partner: str | None
) -> None:
    """Give out all schools; the import reads the file again as unchanged."""
    deployment.check_set_up()
    database = deployment.database("registry")
    with database.read() as session:
        found = partner_named(session, partner)
        languages = directory.languages(session, found.id)
    schools = directory.walk(database, directory.Wanted(partner_id=found.id))
    with ExitStack() as kept:
        stream = kept.enter_context(out.open("wb")) if out else sys.stdout.buffer
        if kind == "xlsx":
            lists.write_workbook(stream, schools, languages)
        else:
            stream.writelines(line.encode() for line in lists.csv_lines(schools, languages))
