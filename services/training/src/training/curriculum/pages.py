"""What is taught, as pages for anyone."""

from typing import Any

from flask import render_template
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis import catalogues
from chassis.auth import anyone
from chassis.pages import PageBlueprint
from training.curriculum import formats
from training.curriculum.rules import ALL_STAFF, STAFF, VENUES

pages = PageBlueprint("curriculum", __name__, url_prefix="/training", langs=catalogues.STAFF)
AUDIENCES = {
    STAFF: _l("Staff of a school"),
    ALL_STAFF: _l("Everybody who works in a school"),
    VENUES: _l("Internet cafés and other places"),
}


@pages.get("/curriculum", allow=anyone)
def all_(_session: Session) -> str:
    """Show every module: for whom it is, and how long it takes."""
    modules = formats.modules()
    parts = [(each, [row for row in modules if row.audience == each]) for each in AUDIENCES]
    return _render("all", parts=parts)


@pages.get("/curriculum/<code>", allow=anyone)
def one(_session: Session, code: str) -> str:
    """Show one module: what it holds, and what one can do afterwards."""
    module = formats.module(code)
    also = formats.module(module.passes_also) if module.passes_also else None
    return _render("one", module=module, also=also)


def _render(name: str, **more: Any) -> str:
    curriculum = formats.load()
    reader = get_locale()
    return render_template(
        f"training/curriculum/{name}.html",
        curriculum=curriculum,
        audiences=AUDIENCES,
        language=curriculum.langs[0],
        is_foreign=reader is not None and reader.language not in curriculum.langs,
        **more,
    )
