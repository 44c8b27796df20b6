"""What the API and the pages tell of an import."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import Session

from chassis import jobs
from chassis.auth import Actor
from chassis.errors import Forbidden, NotFound
from registry.absences import queries as absences
from registry.layouts.actions import by_header, column_name
from registry.matches.rules import Outcome
from registry.partners import queries as partners
from registry.partners.model import Partner
from registry.uploads import queries as uploads
from registry.uploads.model import ImportRow, SchoolImport
from registry.wordings.formats import PROBLEMS, problem_words

LISTED = 20
SHOWN = 10
SAMPLES = 3
SAMPLE_CHARACTERS = 40

HOSTS = ("coordinator", "hq")
"""Who may send lists."""

VALUES = ("name", "official_code", "country", "area", "town")
"""What tells two schools apart at a glance."""


def partner_of(session: Session, actor: Actor) -> Partner:
    """Return the partner whose lists a person may send.

    Raises:
        Forbidden: `role_missing`.

    """
    partner = partners.by_code(session, actor.partner)
    if partner is None or not (actor.has("coordinator", "partner", partner.id) or actor.has("hq")):
        raise Forbidden("Your role does not include the lists of a partner.", reason="role_missing")
    return partner


def role_of(actor: Actor) -> str:
    """Return the role a person sends lists in."""
    return next(role for role in HOSTS if actor.has(role))


def get(session: Session, actor: Actor, import_id: UUID) -> SchoolImport:
    """Return an import of the person's partner.

    Raises:
        NotFound: there is none, or it is another partner's.

    """
    return uploads.get(session, import_id, partner_of(session, actor).id)


def told(session: Session, found: SchoolImport) -> dict[str, Any]:
    """Return an import as it is told to programs."""
    return _told(found, uploads.job_of(session, found))


def _told(found: SchoolImport, work: Row[Any] | None) -> dict[str, Any]:
    mapped = {int(column) for column in found.mapping}
    names = [column_name(found.header, column) for column in range(len(found.header))]
    return {
        "id": found.id,
        "state": uploads.state_with(found, work),
        "row_version": found.row_version,
        "file_name": found.file_name,
        "size": found.size,
        "sha256": found.sha256,
        "country": found.country,
        "detected": found.detected,
        "header": found.header,
        "mapping": by_header(found),
        "mapping_name": found.mapping_name,
        "unknown_columns": [name for at, name in enumerate(names) if at not in mapped],
        "date_formats": found.date_formats,
        "counts": found.counts or None,
        "rows": found.rows,
        "problems": found.problems,
        "warnings": found.warnings,
        "job": found.job_id,
        "problem": work.problem if work is not None and work.state == "failed" else None,
        "made_at": found.made_at,
        "confirmed_at": found.confirmed_at,
    }


def page(session: Session, partner: Partner, after: UUID | None, limit: int) -> dict[str, Any]:
    """Return imports, newest first; `next` names where the next page begins."""
    rows = uploads.newest(session, partner.id, after, limit + 1)
    works = uploads.jobs_of(session, rows[:limit])
    items = [_told(found, works.get(found.id)) for found in rows[:limit]]
    return {"items": items, "next": str(rows[limit - 1].id) if len(rows) > limit else None}


def job_told(session: Session, actor: Actor, job_id: UUID) -> dict[str, Any]:
    """Return how far a job has come.

    Raises:
        NotFound: there is none, or it works for another partner.

    """
    work = jobs.get(session, job_id)
    if "import_id" not in work.params:
        raise NotFound("There is no such job.")
    found = get(session, actor, UUID(work.params["import_id"]))
    result: Mapping[str, Any] = work.result or {}
    return {
        "id": work.id,
        "state": work.state,
        "done": work.done,
        "total": work.total,
        "counts": result.get("counts", result) or None,
        "problem": work.problem,
        "import": found.id,
    }


def duplicates(session: Session, import_id: UUID, after: int, limit: int) -> dict[str, Any]:
    """Return rows that are possibly schools we have, each beside what it may be."""
    rows = uploads.pairs(session, import_id, after, limit + 1)
    items = [
        {
            "line": row.line,
            "row": values_of(row),
            "school": {"id": str(school.id), **values_of(school)} if school else None,
            "other_line": row.twin_line,
            "other_row": values_of(other) if other else None,
        }
        for row, school, other in rows[:limit]
    ]
    return {"items": items, "next": str(items[-1]["line"]) if len(rows) > limit else None}


def values_of(thing: ImportRow | object) -> dict[str, Any]:
    """Return what tells a row or a school apart."""
    return {name: getattr(thing, name) for name in VALUES}


def looked_at(session: Session, found: SchoolImport, now: datetime) -> dict[str, Any]:
    """Return what the page of an import shows besides the import itself."""
    if found.state in ("reading", "applying"):
        return {"work": _work(session, found, now)}
    is_preview = found.state == "preview"
    return {
        "work": None,
        "done": _done(session, found),
        "pairs": uploads.pairs(session, found.id) if is_preview else [],
        "new": uploads.rows(session, found.id, Outcome.NEW, limit=SHOWN) if is_preview else [],
        "changed": uploads.rows(session, found.id, Outcome.CHANGED, limit=SHOWN)
        if is_preview
        else [],
        "problems": [(each, _sentence(session, found, each)) for each in found.problems],
        "missing": absences.missing(session, found, SHOWN) if found.country else [],
        "missing_count": count_missing(session, found),
    }


def count_missing(session: Session, found: SchoolImport) -> int:
    """Return how many schools of the country the list does not name."""
    return absences.count_missing(session, found) if found.country else 0


def _work(session: Session, found: SchoolImport, now: datetime) -> dict[str, Any]:
    """Return how far the work is; `seconds_left` only once that can be told."""
    job = uploads.job_of(session, found)
    if job is None:
        return {"state": "queued", "done": 0, "total": None, "seconds_left": None}
    passed = (now - job.started_at).total_seconds() if job.started_at else 0.0
    told = job.total and job.done and passed > 1
    left = round(passed * (job.total - job.done) / job.done) if told else None
    return {
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "seconds_left": left,
        "problem": job.problem,
    }


def _done(session: Session, found: SchoolImport) -> Mapping[str, int] | None:
    """Return what an applied list did, or one that was stopped in the middle."""
    if found.confirmed_at is None:
        return None
    job = uploads.job_of(session, found)
    return job.result if job is not None and job.result else None


def _sentence(session: Session, found: SchoolImport, kind: Mapping[str, Any]) -> str:
    """Say what is wrong with the first row of a kind, as an example."""
    problems = uploads.problems_on(session, found.id, kind["lines"][0])
    return problem_words(problems[0]) if problems else str(PROBLEMS[kind["code"]])


def samples(found: SchoolImport) -> list[str]:
    """Return for each column what its first cells say."""
    return [
        "; ".join(
            cells[column][:SAMPLE_CHARACTERS]
            for _, cells in found.sample[: SAMPLES + 1]
            if column < len(cells) and cells[column].strip()
        )
        for column in range(len(found.header))
    ]


def choices(session: Session, found: SchoolImport) -> list[tuple[int, UUID | None]]:
    """Return lines of possible duplicates, and the school that each may be."""
    return [
        (row.line, school.id if school else None)
        for row, school, _ in uploads.pairs(session, found.id)
    ]


def newest_whole_lists(session: Session, partner: Partner) -> list[tuple[SchoolImport, int]]:
    """Return each country's newest whole list, and how many schools it does not name."""
    lists = [
        absences.newest_whole_list(session, partner.id, country) for country in partner.countries
    ]
    return [(found, count_missing(session, found)) for found in lists if found is not None]
