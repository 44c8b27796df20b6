"""Every template keeps to what the strict content policy and the forms' safety ask."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture import sources

POST_FORM = re.compile(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", re.IGNORECASE | re.DOTALL)
SESSIONLESS = ("templates/reports/help/", "reports/help/pages.py", "reports/returns/pages.py")
"""Pages for children read no cookie, so there is no session that a forged form could ride on, and
no token to keep. `tests/reports/help` tries each of their addresses with a form of another site.
"""
INLINE = {
    "a style in the page": re.compile(r"<style\b|\sstyle=[\"']", re.IGNORECASE),
    "a script in the page": re.compile(r"<script\b(?![^>]*\bsrc=)|\son[a-z]+=[\"']", re.IGNORECASE),
    "an address of elsewhere": re.compile(
        r"(?:src|href|action)=[\"'](?:https?:)?//", re.IGNORECASE
    ),
    "text let through unescaped": re.compile(r"\|\s*safe\b|autoescape\s+false"),
}


def faults(text: str) -> Iterator[str]:
    yield from (what for what, pattern in INLINE.items() if pattern.search(text))
    for form in POST_FORM.findall(text):
        if not re.search(r"\bhidden\(|csrf_token|hidden_tag\(", form):
            yield "a form without its token"


def is_sessionless(path: str) -> bool:
    return any(part in path for part in SESSIONLESS)


def test_every_template_is_safe() -> None:
    found = [
        f"{sources.here(path)}: {fault}"
        for path in sources.templates()
        for fault in faults(path.read_text(encoding="utf-8"))
        if not (fault == "a form without its token" and is_sessionless(sources.here(path)))
    ]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "<form class='x' method='post'><button>Send</button></form>",
        "<p style='color: red'>no</p>",
        "<script>go()</script>",
        "<a onclick='go()'>go</a>",
        "<img src='https://elsewhere.example/x.png'>",
        "{{ note|safe }}",
    ],
)
def test_an_unsafe_template_is_noticed(text: str) -> None:
    assert list(faults(text))


@pytest.mark.parametrize(
    "text",
    [
        "<form method='post'>{{ hidden(form) }}<button>Send</button></form>",
        "<form method='get'><button>Find</button></form>",
        "<script src='/registry/static/htmx.min.js' defer></script>",
    ],
)
def test_a_safe_template_passes(text: str) -> None:
    assert not list(faults(text))


def unchecked(tree: ast.Module) -> Iterator[str]:
    """Yield each handler of a POST page that never asks a form whether it is valid."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for name, node in functions.items():
        marks = [ast.unparse(mark) for mark in node.decorator_list]
        if any(".post(" in mark for mark in marks) and not asks(name, functions, set()):
            yield name


def asks(name: str, functions: dict[str, ast.FunctionDef], seen: set[str]) -> bool:
    """Say whether a function, or one of its module that it calls, validates a form."""
    seen.add(name)
    named = {node.id for node in ast.walk(functions[name]) if isinstance(node, ast.Name)}
    inner = (named & functions.keys()) - seen
    return "validate" in ast.unparse(functions[name]) or any(
        asks(each, functions, seen) for each in inner
    )


def test_every_page_that_takes_a_form_checks_its_token() -> None:
    found = [
        f"{sources.here(path)}: {name} takes a form without asking whether it is valid"
        for path in sources.modules()
        if path.stem == "pages" and "chassis" not in sources.parts(path)
        if not is_sessionless(sources.here(path))
        for name in unchecked(sources.tree_of(path))
    ]
    assert not found, "\n" + "\n".join(found)


def test_a_page_that_checks_nothing_is_noticed() -> None:
    code = "@pages.post('/x', allow=anyone)\ndef take(session):\n    return actions.take(session)\n"
    assert list(unchecked(ast.parse(code))) == ["take"]
