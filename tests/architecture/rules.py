"""The rules of the house that no linter knows: each yields what is wrong with one module."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

MOST_LINES = 300
MOST_TEST_LINES = 400
"""A file of tests is a list of small sentences; it may be a little longer."""
LONG_BY_NATURE = {"tests/system/test_story.py"}
"""One text, told step by step."""
MOST_FUNCTION_LINES = 40
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "base_service", "tools"}
IMPURE = {"asyncio", "io", "os", "pathlib", "random", "socket", "sqlite3", "subprocess", "time"}
COMPUTING = {"anyascii", "babel", "charset_normalizer", "pycountry", "rapidfuzz"}
"""Libraries that only turn values into values, or know the world's tables; rules may ask them."""
SUPPRESSION = re.compile(r"#\s*(?:noqa: [A-Z0-9, ]*[0-9]|type: ignore\[[a-z, -]+\])(.*)$")


@dataclass(frozen=True)
class Module:
    """One module: where it is, seen from the root, and what it says."""

    place: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def path(self) -> PurePosixPath:
        return PurePosixPath(self.place)

    @property
    def dotted(self) -> str:
        """Its name as imported: `registry.schools.rules`."""
        parts = self.path.with_suffix("").parts
        return ".".join(parts[parts.index("src") + 1 :]) if "src" in parts else self.path.stem

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imports(self) -> Iterator[tuple[str, str]]:
        """Yield each imported module and name: (`sqlalchemy.orm`, `Session`)."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, "") for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node.module or "", alias.name) for alias in node.names)

    def uses(self, dotted: str) -> Iterator[int]:
        """Yield the lines on which `dotted`, like `time.sleep`, stands."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node).endswith(dotted):
                yield node.lineno


Rule = Callable[[Module], Iterator[str]]


def says_what_it_is_for(module: Module) -> Iterator[str]:
    if module.path.name.startswith("test_"):
        return  # its tests say it, sentence by sentence
    if module.text.strip() and not ast.get_docstring(module.tree):
        yield "say in one line what this module is for"


def is_short(module: Module) -> Iterator[str]:
    lines = len(module.text.splitlines())
    most = MOST_TEST_LINES if module.place.startswith("tests/") else MOST_LINES
    if lines > most and module.place not in LONG_BY_NATURE:
        yield f"{lines} lines; split it by what changes together"
    for function in module.functions():
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > MOST_FUNCTION_LINES:
            yield f"{function.name} has {length} lines"


def is_no_drawer(module: Module) -> Iterator[str]:
    for part in (*module.path.parent.parts, module.path.stem):
        if part in DRAWERS:
            yield f"{part} says nothing; name it after what it holds"


def commits_nowhere(module: Module) -> Iterator[str]:
    if module.dotted == "chassis.db":
        return
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="commit")):
                yield f"line {node.lineno}: only the block that opened a transaction commits it"


def keeps_rules_pure(module: Module) -> Iterator[str]:
    if module.path.stem != "rules":
        return
    service = module.dotted.split(".")[0]
    for name, what in module.imports():
        first = name.split(".")[0]
        if first == service or name == "chassis.errors" or (name, what) == ("chassis", "errors"):
            continue
        if first not in (sys.stdlib_module_names | COMPUTING) - IMPURE:
            yield f"rules know no {name}"


def keeps_views_thin(module: Module) -> Iterator[str]:
    if module.path.stem not in ("views", "pages") or module.dotted.startswith("chassis."):
        return
    for name, what in module.imports():
        if name.split(".")[0] == "sqlalchemy" and (name, what) != ("sqlalchemy.orm", "Session"):
            yield f"{name}.{what} belongs into queries or actions"


def asks_the_machine_in_one_place(module: Module) -> Iterator[str]:
    doors = {
        "os.environ": "chassis.settings",
        "os.getenv": "chassis.settings",
        "datetime.now": "chassis.clock",
        "date.today": "chassis.clock",
        "time.time": "chassis.clock",
    }
    for use, door in doors.items():
        if module.dotted != door:
            yield from (f"line {line}: {use} only in {door}" for line in module.uses(use))


def keeps_instants_aware(module: Module) -> Iterator[str]:
    for name, what in module.imports():
        if name == "sqlalchemy" and what == "DateTime" and module.dotted != "chassis.db":
            yield "instants are kept as chassis.db.UtcDateTime, which refuses naive ones"


def gives_reasons(module: Module) -> Iterator[str]:
    for number, line in enumerate(module.text.splitlines(), 1):
        found = SUPPRESSION.search(line)
        if found and not re.search(r"[a-zA-Z]{3}", found[1]):
            yield f"line {number}: say why the checker is wrong here"


def waits_for_no_clock(module: Module) -> Iterator[str]:
    for line in (*module.uses("time.sleep"), *module.uses("asyncio.sleep")):
        yield f"line {line}: wait for what must happen, not for time to pass"


def skips_nothing(module: Module) -> Iterator[str]:
    for use in ("mark.skip", "mark.skipif", "mark.xfail", "pytest.skip", "pytest.xfail"):
        for line in module.uses(use):
            yield f"line {line}: a test runs, or waits by name; {use} hides it"


def mocks_nobody(module: Module) -> Iterator[str]:
    for name, _ in module.imports():
        if name.startswith(("unittest.mock", "mock")):
            yield "a test that mocks its neighbour proves only the mock"


FOR_ALL: tuple[Rule, ...] = (
    is_short,
    is_no_drawer,
    gives_reasons,
)
FOR_PROGRAM: tuple[Rule, ...] = (
    *FOR_ALL,
    says_what_it_is_for,
    commits_nowhere,
    keeps_rules_pure,
    keeps_views_thin,
    asks_the_machine_in_one_place,
    keeps_instants_aware,
)
FOR_TESTS: tuple[Rule, ...] = (
    *FOR_ALL,
    says_what_it_is_for,
    waits_for_no_clock,
    skips_nothing,
    mocks_nobody,
)
