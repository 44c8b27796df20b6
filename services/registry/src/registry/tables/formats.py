"""Uploaded bytes read as a table: CSV in any encoding, or a spreadsheet."""

import io
from collections.abc import Callable, Iterator
from itertools import islice
from typing import BinaryIO, Literal

from chassis.errors import Invalid, sentence
from registry.encodings import rules as encodings
from registry.tables import rules
from registry.tables.rules import Row
from registry.workbooks import formats as workbooks

CHUNK_BYTES = 65_536
LAYOUT_LINES = 400


class Table:
    """A header and rows of text, read again from the start each time they are asked for.

    Attributes:
        kind: `csv` or `xlsx`; `xlsx` stands for the older XLS too.
        encoding: as IANA names it, such as `windows-1251`; empty for spreadsheets.
        delimiter: the sign between cells; empty for spreadsheets.
        header: names as given, `""` for columns without one.
        header_line: counted from 1; 0 when the list has no header.
        sheet: the sheet that is read, and `sheets` all there are; empty for CSV.
        number_columns: columns in which a spreadsheet held numbers, known after reading the rows.

    """

    def __init__(
        self,
        records: Callable[[], Iterator[Row]],
        *,
        kind: Literal["csv", "xlsx"],
        encoding: str = "",
        delimiter: str = "",
        header_line: int | None = None,
    ) -> None:
        self.kind = kind
        self.encoding = encoding
        self.delimiter = delimiter
        self.sheet = ""
        self.sheets: tuple[str, ...] = ()
        self.number_columns: set[int] = set()
        self._records = records
        self.header_line, self.header = self._header(header_line)
        if next(self.rows(), None) is None:
            raise Invalid("The file has a header and no rows below it.", reason="no_rows")

    def _header(self, chosen: int | None) -> Row:
        first = list(islice(self._records(), rules.HEADER_WITHIN))
        if chosen is None:
            return rules.find_header(first)
        if chosen == 0:
            return 0, [""] * max((len(cells) for _, cells in first), default=0)
        rows = (row for row in self._records() if row[0] >= chosen)
        line, header = next(rows, (0, []))
        if line != chosen:
            raise Invalid(
                sentence("There is no row on line %(chosen)s.", chosen=chosen), reason="no_header"
            )
        return line, header

    def rows(self) -> Iterator[Row]:
        """Yield each row below the header: the line it begins on, counted from 1, and its cells.

        Rows with nothing in them are left out. Memory stays flat for CSV.
        """
        return (row for row in self._records() if row[0] > self.header_line)

    __iter__ = rows


def open_table(
    source: bytes | BinaryIO,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    header_line: int | None = None,
) -> Table:
    """Read a list, finding out by itself what the person did not say.

    Args:
        source: bytes, or a file that can be read again from its start.
        encoding: any of `encodings.rules.CODECS`; found when None.
        delimiter: one sign; found when None.
        sheet: name of a spreadsheet's sheet; the first with anything in it when None.
        header_line: the line of the header, 0 for none; found when None.

    Raises:
        Invalid: `empty_file`, `no_rows`, `not_a_table`, `html_not_table`, `protected`,
            `too_many_rows`, `too_large`, `no_sheet`, `no_header`, `unknown_encoding`,
            `undecodable` (with `line`).

    """
    text = Text(source)
    rules.check_is_table(text.head)
    if workbooks.is_workbook(text.head):
        return _open_workbook(text.file(), sheet, header_line)
    codec = _codec(text, encoding)
    first = list(islice(text.lines(codec), LAYOUT_LINES))
    layout = rules.detect_layout(first, whole=len(first) < LAYOUT_LINES)
    if delimiter:
        layout = layout._replace(delimiter=delimiter)
    return Table(
        lambda: iter(rules.Records(text.lines(codec, layout.first_line), layout)),
        kind="csv",
        encoding=encodings.name_of(codec),
        delimiter=layout.delimiter,
        header_line=header_line,
    )


class Text:
    """The bytes of an upload, read from the start again and again without holding them all."""

    def __init__(self, source: bytes | BinaryIO) -> None:
        self._source = source
        self.head = self.file().read(CHUNK_BYTES)

    def file(self) -> BinaryIO:
        """Return the bytes as a file at its start."""
        if isinstance(self._source, bytes):
            return io.BytesIO(self._source)
        self._source.seek(0)
        return self._source

    def chunks(self) -> Iterator[bytes]:
        """Yield all bytes, a piece at a time."""
        file = self.file()
        while chunk := file.read(CHUNK_BYTES):
            yield chunk

    def lines(self, codec: str, first: int = 1) -> Iterator[str]:
        """Yield decoded lines with their ends, from line `first`, without a mark of order."""
        file = self.file()
        file.seek(_mark(self.head, codec))
        end = rules.line_end(self.head.decode(codec, "ignore"))
        wrapper = io.TextIOWrapper(file, encoding=codec, newline=end)
        try:
            yield from islice(wrapper, first - 1, None)
        finally:
            wrapper.detach()


def _mark(head: bytes, codec: str) -> int:
    marks = (mark for mark, name in encodings.BOMS.items() if encodings.CODECS[name] == codec)
    return max((len(mark) for mark in marks if head.startswith(mark)), default=0)


def _codec(text: Text, chosen: str | None) -> str:
    name = chosen or _detect(text)
    codec = encodings.codec_of(name)
    if codec is None:
        raise Invalid(
            sentence("Lists in the encoding %(name)s cannot be read.", name=name),
            reason="unknown_encoding",
        )
    if not codec.startswith("utf-16"):
        for chunk in text.chunks():
            rules.check_is_text(chunk)
    line = encodings.bad_line(text.chunks(), codec)
    if line is not None:
        raise _undecodable(name, line)
    return codec


def _detect(text: Text) -> str:
    for mark, name in encodings.BOMS.items():
        if text.head.startswith(mark):
            return name
    wide = encodings.wide(text.head)
    if wide and encodings.bad_line(text.chunks(), encodings.CODECS[wide]) is None:
        return wide
    rules.check_is_text(text.head)
    line = encodings.bad_line(text.chunks(), "utf-8")
    if line is None:
        return "utf-8"
    words = encodings.sample(text.chunks())
    if encodings.damaged_utf8(words):
        raise _undecodable("utf-8", line)
    found = encodings.guess(words, encodings.high_bytes(text.chunks()), text.head)
    if found is None:
        raise _undecodable("utf-8", line)
    return found


def _undecodable(name: str, line: int) -> Invalid:
    return Invalid(
        sentence(
            "Line %(line)s holds signs that do not exist in the encoding %(name)s. "
            "Choose another encoding, or save the list again as CSV in UTF-8.",
            line=line,
            name=name,
        ),
        reason="undecodable",
        line=line,
        encoding=name,
    )


def _open_workbook(file: BinaryIO, sheet: str | None, header_line: int | None) -> Table:
    book = workbooks.Workbook(file, sheet)
    table = Table(book.records, kind="xlsx", header_line=header_line)
    table.sheet, table.sheets = book.sheet, book.sheets
    table.number_columns = book.number_columns
    return table
