"""Each variable of the environment that the program reads is explained to whoever runs it."""

import ast
import re

from tests.architecture.sources import ROOT, tree_of

SETTINGS = ROOT / "shared/src/chassis/settings.py"
PAGE = ROOT / "docs/settings.md"


def variables(tree: ast.Module) -> set[str]:
    """Return the names read, as patterns: some have the name of a service in them."""
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    names = [text for text in texts if isinstance(text, str) and text.startswith("CISS_")]
    return {name.replace("{}", "(?:[A-Z]+|<SERVICE>)") for name in names if " " not in name}


def explained() -> set[str]:
    """Return the names in the first column of the page's tables."""
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    return {name for row in rows for name in re.findall(r"`(CISS_[A-Z_<>]+)`", row.split("|")[1])}


def test_each_variable_is_explained() -> None:
    said = explained()
    patterns = variables(tree_of(SETTINGS))
    assert not [name for name in patterns if not any(re.fullmatch(name, each) for each in said)]


def test_no_variable_is_explained_that_nobody_reads() -> None:
    patterns = variables(tree_of(SETTINGS))
    assert not [
        each for each in explained() if not any(re.fullmatch(name, each) for name in patterns)
    ]
