"""Confirm a list, which queues the work that lets it into the registry."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from chassis import jobs
from chassis.errors import Invalid, Refused, sentence
from registry.confirmations.rules import Duplicates
from registry.matches.rules import Outcome
from registry.partners import queries as partners
from registry.uploads import queries
from registry.uploads.actions import By, note
from registry.uploads.model import ImportRow, SchoolImport

APPLY = "school_import.apply"
"""The kind of job that applies a list."""


def confirm(
    session: Session, found: SchoolImport, duplicates: Duplicates, by: By, *, whole_list: bool
) -> UUID:
    """Let a list into the registry; return the job that does it.

    Raises:
        Invalid: a line named is no possible duplicate, or its school is not to be had.
        Refused: `not_ready` while it is read or no column is the name, `already_confirmed`,
            `cancelled`, `outdated` when another list came in since it was compared.

    """
    # Two lists said yes to at one moment take turns, so the second sees the first.
    partners.get(session, found.partner_id, lock=True)
    _check_ready(session, found)
    _settle(session, found, duplicates)
    found.state, found.whole_list = "applying", whole_list
    found.duplicates = {"others": duplicates.others}
    found.confirmed_by, found.confirmed_at = by.id, by.now
    params = {"import_id": str(found.id)}
    found.job_id = job_id = jobs.start(session, APPLY, params, now=by.now, made_by=by.id)
    note(session, found, "confirmed", by)
    session.flush()
    return job_id


def _check_ready(session: Session, found: SchoolImport) -> None:
    state = queries.state_of(session, found)
    if state == "failed" and found.confirmed_at is not None:
        return
    words = {
        "uploaded": ("not_ready", sentence("Say first which column is the name.")),
        "reading": ("not_ready", sentence("The list is still being read.")),
        "failed": ("not_ready", sentence("The list could not be read.")),
        "applying": ("already_confirmed", sentence("This list is being taken in already.")),
        "done": ("already_confirmed", sentence("This list is in the registry already.")),
        "cancelled": ("cancelled", sentence("This list was cancelled. Send it again.")),
    }
    if state in words:
        reason, text = words[state]
        raise Refused(text, reason=reason)
    if queries.others_came_in(session, found):
        raise Refused(
            "Another list came in since this one was compared. Have it compared again.",
            reason="outdated",
        )


def _settle(session: Session, found: SchoolImport, duplicates: Duplicates) -> None:
    """Turn what a person said of single rows into what these rows do."""
    lines = duplicates.lines
    if not lines:
        return
    known = queries.duplicate_lines(session, found.id, lines)
    errors: list[str] = [
        sentence("Line %(line)s is no possible duplicate.", line=line)
        for line in lines
        if line not in known
    ]
    chosen = {line: school for line, school in lines.items() if school is not None}
    errors += _not_to_be_had(session, found, list(chosen.values()))
    if errors:
        raise Invalid("Please look at the duplicates again.", errors={"duplicates": errors})
    mine = ImportRow.import_id == found.id
    added = [line for line in lines if line not in chosen]
    session.execute(
        update(ImportRow)
        .where(mine, ImportRow.line.in_(added))
        .values(outcome=Outcome.NEW, twin_id=None, twin_line=None)
    )
    for line, school_id in chosen.items():
        session.execute(
            update(ImportRow)
            .where(mine, ImportRow.line == line)
            .values(outcome=Outcome.CHANGED, school_id=school_id)
        )


def _not_to_be_had(session: Session, found: SchoolImport, chosen: list[UUID]) -> list[str]:
    free = queries.free_schools(session, found, chosen)
    lost = [each for each in chosen if each not in free or chosen.count(each) > 1]
    return [
        sentence("%(each)s is no school of yours, or two lines are it.", each=each)
        for each in sorted(set(lost))
    ]
