"""Which texts of errors no catalogue would know: literals without a mark, and f-strings."""

import ast
from collections.abc import Iterator

from allinone.catalogues import AT_A_TERMINAL, ERRORS, is_in
from tests.architecture.rules import Module


def marks_its_sentences(module: Module) -> Iterator[str]:
    """Every text of an error can be said in another language."""
    place = module.place.partition("/src/")[2]
    if module.place.startswith("deploy/") or is_in(place, AT_A_TERMINAL):
        return
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in ERRORS:
                for found in _unmarked(node, module.tree):
                    yield f"line {found.lineno}: put this text into sentence(…)"


def _unmarked(call: ast.Call, tree: ast.Module) -> Iterator[ast.expr]:
    for first in call.args[:1]:
        if not isinstance(first, ast.Constant):
            yield from _texts(first, tree, frozenset())
    for keyword in call.keywords:
        if keyword.arg == "errors":
            yield from _texts(keyword.value, tree, frozenset())


def _texts(node: ast.expr, tree: ast.Module, seen: frozenset[str]) -> Iterator[ast.expr]:
    """Yield the texts that become part of a value, through the names it is made of."""
    if isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value
    ):
        yield node
    elif isinstance(node, ast.Name) and node.id not in seen:
        for value in _given(node.id, tree):
            yield from _texts(value, tree, seen | {node.id})
    for part in _parts(node):
        yield from _texts(part, tree, seen)


def _parts(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.Dict(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            return parts
        case ast.BinOp(left=left, right=right) | ast.IfExp(body=left, orelse=right):
            return [left, right]
        case ast.ListComp(elt=value) | ast.DictComp(value=value):
            return [value]
    return []


def _given(name: str, tree: ast.Module) -> Iterator[ast.expr]:
    """Yield what is put under a name, or into the mapping of that name, anywhere in a module."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.AugAssign(target=target, value=value):
                targets = [target]
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                targets = [target]
            case _:
                continue
        held = [each.value if isinstance(each, ast.Subscript) else each for each in targets]
        if any(isinstance(each, ast.Name) and each.id == name for each in held):
            yield value
