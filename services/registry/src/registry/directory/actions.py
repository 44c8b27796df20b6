"""Hand out the list of schools as a file."""

from io import BytesIO

from flask import Response
from sqlalchemy.orm import Session

from chassis.errors import Refused, sentence
from chassis.resources import database
from registry.directory import formats, queries
from registry.directory.queries import Wanted

MOST_IN_WORKBOOK = 100_000
"""A workbook is made as a whole before it is sent, so it has a bound; a CSV has none."""

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_answer(session: Session, wanted: Wanted) -> Response:
    """Answer with a CSV; each thousand schools is read when it is sent."""
    languages = queries.languages(session, wanted.partner_id)
    lines = formats.csv_lines(queries.walk(database(), wanted), languages)
    return _named("schools.csv", Response(lines, mimetype="text/csv"))


def workbook_answer(session: Session, wanted: Wanted) -> Response:
    """Answer with a workbook.

    Raises:
        Refused: `too_many_for_workbook`.

    """
    if not wanted.q and queries.is_longer(session, wanted, MOST_IN_WORKBOOK):
        raise Refused(
            sentence(
                "A workbook holds at most %(most)s schools. Narrow the list, or take CSV.",
                most=format(MOST_IN_WORKBOOK, ","),
            ),
            reason="too_many_for_workbook",
        )
    languages = queries.languages(session, wanted.partner_id)
    file = BytesIO()
    formats.write_workbook(file, queries.walk(database(), wanted), languages)
    return _named("schools.xlsx", Response(file.getvalue(), mimetype=WORKBOOK))


def _named(name: str, answer: Response) -> Response:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
