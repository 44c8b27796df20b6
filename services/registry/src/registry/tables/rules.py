"""Where a text file's cells, header and rows are, whatever program wrote it."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from chassis.errors import Invalid, sentence
from registry.columns import rules as columns

DELIMITERS = ("\t", ";", "|", ",")
"""Signs that may stand between two cells; the first wins between equals."""

CELL_CHARACTERS = 131_072
"""A longer cell means that a quotation mark was never closed."""

HEADER_WITHIN = 30
"""The header is looked for among so many first rows."""

Row = tuple[int, list[str]]
"""The line a row begins on, counted from 1, and its cells."""

_SEPARATOR_LINE = re.compile(r'^"?sep=(.)"?\s*$', re.IGNORECASE)
_MARKUP = re.compile(
    rb"^\s*<(!doctype|html|head|body|table|meta|style|div|script|!--)", re.IGNORECASE
)
_LINE_END = re.compile(r"\r\n?|\n")
_XML = re.compile(rb"^\s*<\?xml", re.IGNORECASE)
_BINARY = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_FOREIGN = {
    b"%PDF": sentence("This is a PDF file."),
    b"\x89PNG": sentence("This is a picture."),
    b"\xff\xd8\xff": sentence("This is a picture."),
    b"GIF8": sentence("This is a picture."),
    b"{\\rtf": sentence("This is a text document."),
    b"\x1f\x8b": sentence("This file is packed."),
    b"7z\xbc\xaf": sentence("This file is packed."),
    b"Rar!": sentence("This file is packed."),
}
_SAVE_AS = sentence("Open it in a spreadsheet program, save it as CSV or XLSX and send that file.")


class Layout(NamedTuple):
    """How the cells of a text file are laid out."""

    delimiter: str
    first_line: int
    """The line the cells begin on: 2 after a line `sep=;`."""


def check_is_table(head: bytes) -> None:
    """Refuse a file whose first bytes show that it is something else.

    Raises:
        Invalid: `empty_file`, `html_not_table` for a web page under a spreadsheet's name,
            `not_a_table` for pictures, documents and archives.

    """
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise Invalid(
            "The file is empty. Open it, look whether your list is in it, and send it again.",
            reason="empty_file",
        )
    plain = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"")[:2000]
    plain = plain.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if _MARKUP.match(plain) or _XML.match(plain):
        raise Invalid(
            sentence(
                "This file is a web page under the name of a spreadsheet. %(save_as)s",
                save_as=_SAVE_AS,
            ),
            reason="html_not_table",
        )
    for mark, what in _FOREIGN.items():
        if head.startswith(mark):
            raise Invalid(
                sentence("%(what)s Send the list as CSV or XLSX.", what=what), reason="not_a_table"
            )


def check_is_text(head: bytes) -> None:
    """Refuse bytes that no table of text holds.

    Raises:
        Invalid: `not_a_table`.

    """
    if b"\x00" in head or len(_BINARY.findall(head)) > len(head) // 100:
        raise Invalid(
            "This file holds signs that are not text (such as zero bytes). "
            "Save the list again as CSV or XLSX and send that file.",
            reason="not_a_table",
        )


def line_end(text: str) -> str:
    """Return what ends a line, judged by the first one: a lone CR only in lists from old Macs."""
    found = _LINE_END.search(text)
    return "\r" if found and found[0] == "\r" else "\n"


class Records:
    """Cut lines of text into rows, one at a time, losing nothing.

    A cell in quotation marks may hold line breaks. A line whose quotation marks do not follow the
    rules of CSV, such as `"Rainbow" school;Kyiv`, is cut at its delimiters and kept as it stands.
    """

    def __init__(self, lines: Iterable[str], layout: Layout) -> None:
        self._lines = iter(lines)
        self._delimiter = layout.delimiter
        self._line = layout.first_line - 1
        self._taken: list[str] = []
        self._given_back: list[str] = []

    def _take(self) -> Iterator[str]:
        while True:
            line = self._given_back.pop() if self._given_back else next(self._lines, None)
            if line is None:
                return
            self._taken.append(line)
            yield line

    def __iter__(self) -> Iterator[Row]:
        """Yield each row that has anything in it, with the line it begins on."""
        csv.field_size_limit(CELL_CHARACTERS)
        while True:
            reader = csv.reader(self._take(), delimiter=self._delimiter, strict=True)
            try:
                for cells in reader:
                    start = self._line + 1
                    self._line += len(self._taken)
                    self._taken.clear()
                    if any(cells) and any(map(str.strip, cells)):
                        yield start, cells
            except csv.Error:
                yield self._as_it_stands()
            else:
                return

    def _as_it_stands(self) -> Row:
        first, *others = self._taken
        self._taken.clear()
        self._given_back.extend(reversed(others))
        self._line += 1
        return self._line, first.rstrip("\r\n").split(self._delimiter)


def detect_layout(lines: Sequence[str], *, whole: bool) -> Layout:
    """Find what stands between cells from the first lines of a file.

    Args:
        lines: with their ends.
        whole: whether these are all lines; if not, the last may be cut short.

    """
    separator = _SEPARATOR_LINE.match(lines[0]) if lines else None
    if separator:
        return Layout(separator[1], 2)
    widths = {sign: _widths(lines, sign, whole=whole) for sign in DELIMITERS}
    scores = {sign: _agreement(found) for sign, found in widths.items()}
    best = max(DELIMITERS, key=scores.__getitem__)
    if scores[best][0] > 0:
        return Layout(best, 1)
    # One column: cut at a sign that does not occur, so that commas in names stay.
    text = "".join(lines)
    return Layout(next((sign for sign in DELIMITERS if sign not in text), "\t"), 1)


def _widths(lines: Sequence[str], sign: str, *, whole: bool) -> list[int]:
    found = [len(cells) for _, cells in Records(lines, Layout(sign, 1))]
    return found if whole or len(found) < 3 else found[:-1]  # noqa: PLR2004  # last: cut short


def _agreement(widths: list[int]) -> tuple[float, int]:
    usual, times = max(Counter(widths).items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    share = times / len(widths) if widths else 0.0
    wide = next((width for width in widths if width > 1), 0)
    if usual < 2 or (wide != usual and share < 0.8):  # noqa: PLR2004  # columns; most rows
        return 0.0, 0
    return round(share, 2), usual


def find_header(records: Sequence[Row]) -> Row:
    """Choose the row that names the columns: the most known words, else the first of two cells.

    Raises:
        Invalid: `empty_file` when there is no row at all.

    """
    if not records:
        raise Invalid("The file holds no rows.", reason="empty_file")
    known = [columns.known(cells) for _, cells in records]
    if max(known) > 1:
        return records[known.index(max(known))]
    filled = (sum(map(bool, map(str.strip, cells))) for _, cells in records)
    likely = (
        row for row, words, full in zip(records, known, filled, strict=True) if words or full > 1
    )
    return next(likely, records[0])
