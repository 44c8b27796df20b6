"""A report is taken in: cleaned, sealed, and answered once, however often it is sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, delete, update
from sqlalchemy.orm import Session

from chassis.db import Database
from chassis.errors import Invalid, NotFound, Refused, TooMany, sentence
from chassis.upsert import insert_into
from reports.channels import queries as channels
from reports.channels.queries import Place
from reports.codes import rules as codes
from reports.keys import formats as sealing
from reports.keys.formats import Keys
from reports.submissions import queries, rules
from reports.submissions.model import FirstAnswer, Report
from reports.taxonomies.formats import taxonomy
from reports.texts.rules import clean

FIRST_STATE = "acknowledged"
_ANSWER = "first answer"


@dataclass(frozen=True)
class Office:
    """What is needed to take reports in.

    Attributes:
        signing: the key under which form tokens are signed.

    """

    database: Database
    keys: Keys
    signing: bytes


@dataclass(frozen=True)
class Once:
    """One sending of one form: where its answer is kept, and what opens it."""

    mark: bytes
    secret: bytes
    answer_mark: bytes
    body_hash: str


def open_form(office: Office, slug: str, *, seconds: int, now: datetime) -> tuple[str, datetime]:
    """Return a token for one sending of a channel's form, and when it may be sent."""
    not_before = now + timedelta(seconds=seconds)
    return rules.new_token(office.signing, slug, not_before), not_before


def receive(
    office: Office, slug: str, sent: Mapping[str, Any], key: str | None, now: datetime
) -> dict[str, Any]:
    """Take a report in and return the answer with its code; the same again for the same sending.

    `sent` is the form as it was filled in; `key` the sender's own key, if they have one.

    Raises:
        Invalid: `form_token_invalid`, `key_reused`.
        NotFound: there is no such channel.
        Refused: `not_open`, `answered_before`.
        TooMany: `too_early`, with the seconds left; the token stays good.
        Unavailable: too many are writing at this moment.

    """
    token = rules.read_token(office.signing, slug, sent["form_token"], now)
    once = _once(office.keys, sent, key)
    with office.database.read() as session:
        if (earlier := queries.answered(session, once.mark)) is not None:
            return _replay(earlier, once, now)
        place = _open_place(session, slug)
    if now < token.not_before:
        left = -int(-(token.not_before - now).total_seconds() // 1)
        raise TooMany("Read it once more, then send it.", retry_after=left, reason="too_early")
    with office.keys.slowly():
        with office.database.read() as session:
            if (earlier := queries.answered(session, once.mark)) is not None:
                return _replay(earlier, once, now)
        code = codes.new_code()
        root = office.keys.root(code)
    return _keep(office, place, once, _Fresh(code, root, sent), now)


def forget_answer(office: Office, form_token: str, key: str | None) -> None:
    """Delete the kept answer of a sending: its sender has the code, or does not want it."""
    once = _once(office.keys, {"form_token": form_token}, key)
    with office.database.write() as session:
        session.execute(
            update(FirstAnswer)
            .where(FirstAnswer.mark == once.mark, FirstAnswer.answer_mark == once.answer_mark)
            .values(answer=None, answer_until=None)
        )


def tidy(session: Session, now: datetime) -> None:
    """Delete answers whose 60 minutes are over, and what is known of forms that are too old."""
    session.execute(
        update(FirstAnswer)
        .where(FirstAnswer.answer_until <= now)
        .values(answer=None, answer_until=None)
    )
    session.execute(delete(FirstAnswer).where(FirstAnswer.until <= now))


@dataclass(frozen=True)
class _Fresh:
    code: str
    root: bytes
    sent: Mapping[str, Any]


def _once(keys: Keys, sent: Mapping[str, Any], key: str | None) -> Once:
    token = sent["form_token"].encode()
    # With a length before it, no key and token run into each other.
    own = (key or "").encode()
    secret = keys.derived("idem", len(own).to_bytes(4, "big") + own + token)
    return Once(
        mark=keys.mark("form", token),
        secret=secret,
        answer_mark=keys.mark("answer", secret),
        body_hash=rules.body_hash(sent),
    )


def _open_place(session: Session, slug: str) -> Place:
    place = channels.by_slug(session, slug)
    if place is None:
        raise NotFound("There is no page at this address.")
    if not queries.is_open(place):
        raise Refused(
            "Reporting is not open here.",
            reason="not_open",
            help=queries.help_numbers(place.profile),
        )
    return place


def _keep(office: Office, place: Place, once: Once, fresh: _Fresh, now: datetime) -> dict[str, Any]:
    removed, content = _cleaned(fresh.sent)
    answer = {
        "receipt": codes.grouped(fresh.code),
        "state": FIRST_STATE,
        "next_by": str(queries.first_look(place, fresh.sent["what"], now)),
        "help": queries.help_numbers(place.profile),
        "removed": removed,
    }
    report = _sealed(office.keys, place, fresh, content)
    report.day = place.today(now)
    with office.database.write() as session:
        if not _reserve(session, once, answer, now):
            return _replay(queries.answered(session, once.mark), once, now)
        _open_place(session, place.channel.slug)
        session.add(report)
    return answer


def _reserve(session: Session, once: Once, answer: Mapping[str, Any], now: datetime) -> bool:
    """Keep the answer; False when a twin was faster, for whom PostgreSQL waits here."""
    table = cast(Table, FirstAnswer.__table__)
    kept = {"body": once.body_hash, "at": now.timestamp(), "answer": answer}
    row = {
        "mark": once.mark,
        "answer_mark": once.answer_mark,
        "answer": sealing.seal(once.secret, json.dumps(kept).encode(), _ANSWER),
        "answer_until": rules.cut_up(now + rules.ANSWER_LASTS),
        "until": rules.day_after(now + rules.FORM_LASTS),
    }
    statement = insert_into(session, table).values(row).on_conflict_do_nothing()
    return session.execute(statement.returning(table.c.mark)).first() is not None


def _replay(earlier: FirstAnswer | None, once: Once, now: datetime) -> dict[str, Any]:
    answer = earlier.answer if earlier else None
    plain = sealing.unseal(once.secret, answer, _ANSWER) if answer else None
    if plain is None:
        raise Refused("This form was sent before.", reason="answered_before")
    kept: dict[str, Any] = json.loads(plain)
    if now.timestamp() - kept["at"] > rules.ANSWER_LASTS.total_seconds():
        raise Refused("This form was sent before.", reason="answered_before")
    if kept["body"] != once.body_hash:
        raise Invalid(
            "This form was sent before with other words.",
            errors={"form_token": [sentence("Ask for a new form.")]},
            reason="key_reused",
        )
    told: dict[str, Any] = kept["answer"]
    return told


def _cleaned(sent: Mapping[str, Any]) -> tuple[list[str], bytes]:
    """Return what was cut out of the text, and all that is kept of the form."""
    kinds = taxonomy().of(sent["what"])
    text = clean(sent.get("text") or "", keeps_host=all(kind.keeps_host for kind in kinds))
    kept = {name: value for name, value in sent.items() if name not in ("form_token", "text")}
    content = json.dumps({**kept, "text": text.text}, ensure_ascii=False)
    return list(text.removed), content.encode("utf-8", "replace")


def _sealed(keys: Keys, place: Place, fresh: _Fresh, content: bytes) -> Report:
    """Return the report with everything in it sealed.

    There is nobody yet who may read: the key of the content is sealed under the code, and so is
    the key of the thread, by a pair of its own, so that a found code never opens the story.
    """
    identifier: UUID = uuid4()
    private, public = sealing.new_pair()
    content_key = sealing.fresh()
    return Report(
        id=identifier,
        channel_id=place.channel.id,
        state=FIRST_STATE,
        lookup=keys.derived("lookup", fresh.root),
        reporter_public=public,
        reporter_private=sealing.seal(
            keys.derived("kek", fresh.root), private, f"{identifier}|reporter"
        ),
        thread_key=sealing.hand_over(public, sealing.fresh()),
        content_key=sealing.seal(
            keys.derived("content", fresh.root), content_key, f"{identifier}|content key"
        ),
        content=sealing.seal(content_key, content, f"{identifier}|content"),
    )
