"""The catalogues beside a folder of documentation, and the page that says how far each is."""

from collections.abc import Mapping
from pathlib import Path

from babel import Locale

from allinone.catalogues import PACKAGES, done, known_files, wanted_files, wanted_in
from chassis.catalogues import ENGLISH, PUBLIC, STAFF, file_of, reviewer

PAGE = "languages.md"
_TEXT = Path(__file__).parent / "data" / PAGE


def write(docs: Path) -> list[Path]:
    """Write the catalogues and the page anew where they differ; return what changed."""
    changed = _put(_catalogues(docs))
    # The page counts what stands in the catalogues, so it comes second.
    return [*changed, *_put(_page(docs))]


def stale(docs: Path) -> list[Path]:
    """Return what differs from the texts of the program, and catalogues of no known language."""
    wanted = _catalogues(docs)
    others = {path for path in known_files() if _is_beside(path, docs)} - wanted.keys()
    return sorted({*_differing({**wanted, **_page(docs)}), *others})


def table() -> str:
    """Return how far each language is, as rows of Markdown."""
    rows = ["| language | pages | texts | translated | checked by |", "|---|---|---|---|---|"]
    return "\n".join([*rows, *(_row(lang) for lang in PUBLIC if lang != ENGLISH)])


def _row(lang: str) -> str:
    needed = sum(len(wanted_in(package, lang)) for package in PACKAGES)
    there = sum(done(package, lang) for package in PACKAGES)
    pages = "all" if lang in STAFF else "public, and for children"
    names = {reviewer(file_of(package.folder, lang)) for package in PACKAGES}
    checked = "nobody yet" if "" in names else ", ".join(sorted(names))
    name = Locale.parse(lang).get_display_name(ENGLISH)
    return f"| {name} (`{lang}`) | {pages} | {needed} | {there} | {checked} |"


def _catalogues(docs: Path) -> Mapping[Path, str]:
    """Return the catalogues as they should be, where the program's source is beside the folder."""
    if not _is_beside(PACKAGES[0].folder, docs):
        return {}
    return wanted_files()


def _page(docs: Path) -> Mapping[Path, str]:
    if not _is_beside(PACKAGES[0].folder, docs):
        return {}
    return {docs / PAGE: _TEXT.read_text(encoding="utf-8").replace("{table}", table())}


def _is_beside(path: Path, docs: Path) -> bool:
    return path.resolve().is_relative_to(docs.resolve().parent)


def _differing(wanted: Mapping[Path, str]) -> list[Path]:
    return [
        path
        for path, text in wanted.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def _put(wanted: Mapping[Path, str]) -> list[Path]:
    changed = _differing(wanted)
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    return changed
