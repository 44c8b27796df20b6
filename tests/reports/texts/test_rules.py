import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.texts.rules import ADDRESS_GONE, clean

NAUGHTY: list[str] = json.loads(
    (Path(__file__).parents[2] / "data/text/blns.json").read_text(encoding="utf-8")
)
GONE = ADDRESS_GONE
CHANGED = {
    '<a href=http://foo.bar/#x=`y></a><img alt="`><img src=x:x onerror=javascript:alert(1)></a>">':
        f'<a href={GONE}></a><img alt="`><img src=x:x onerror=javascript:alert(1)></a>">',
    '<SCRIPT/XSS SRC="http://ha.ckers.org/xss.js"></SCRIPT>': f'<SCRIPT/XSS SRC="{GONE}"></SCRIPT>',
    '<SCRIPT/SRC="http://ha.ckers.org/xss.js"></SCRIPT>': f'<SCRIPT/SRC="{GONE}"></SCRIPT>',
    "<SCRIPT SRC=http://ha.ckers.org/xss.js?< B >": f"<SCRIPT SRC={GONE}< B >",
    "<SCRIPT SRC=//ha.ckers.org/.j>": f"<SCRIPT SRC=//{GONE}>",
    "<iframe src=http://ha.ckers.org/scriptlet.html <": f"<iframe src={GONE} <",
    "http://a/%%30%30": GONE,
    '<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE foo [ <!ELEMENT foo ANY ><!ENTITY xxe '
    'SYSTEM "file:///etc/passwd" >]><foo>&xxe;</foo>':
        '<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE foo [ <!ELEMENT foo ANY ><!ENTITY '
        f'xxe SYSTEM "{GONE}" >]><foo>&xxe;</foo>',
    "File:///": GONE,
    "http://www.cum.qc.ca/": GONE,
}  # fmt: skip
"""The ten with an address, as they are kept."""


def without_controls(text: str) -> str:
    return "".join(s for s in text if s in "\t\n" or unicodedata.category(s) != "Cc")


def test_sixteen_of_the_naughty_strings_change_and_the_rest_is_kept_to_the_byte() -> None:
    changed = {text: clean(text) for text in NAUGHTY if clean(text).text != text}
    assert len(NAUGHTY) == 515
    assert len(changed) == 16
    addresses = {text: found.text for text, found in changed.items() if found.removed}
    assert addresses == CHANGED
    controls = {text: found.text for text, found in changed.items() if not found.removed}
    assert len(controls) == 6
    assert controls == {text: without_controls(text) for text in controls}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("see http://x.example/a", f"see {GONE}"),
        ("HTTPS://X.EXAMPLE now", f"{GONE} now"),
        ("hxxp://x.example", GONE),
        ("it is data:image/png;base64,AAAA ok", f"it is {GONE} ok"),
        ("magnet:?xt=urn:btih:abc", GONE),
        ("www.x.example, yes", f"{GONE}, yes"),
        ("at x.example/photo?id=1 there", f"at {GONE} there"),
        ("\u0434\u0438\u0432.\u0443\u043a\u0440/a", GONE),
        ("x.example alone is text", "x.example alone is text"),
        ("javascript:alert(1) is text", "javascript:alert(1) is text"),
        ("my data: it was stolen", "my data: it was stolen"),
        ("and/or 1/2 e.g/x", "and/or 1/2 e.g/x"),
        ("end.Next words", "end.Next words"),
        ("a\r\nb\rc\x00\u0085d\te", "a\nbcd\te"),
        ("e\u0301", "\u00e9"),
    ],
)
def test_an_address_is_cut_and_words_are_not(text: str, kept: str) -> None:
    assert clean(text).text == kept
    assert clean(text).removed == (("address",) if GONE in kept else ())


def test_a_run_that_may_hide_a_picture_is_cut() -> None:
    found = clean(f"look {'QUJD' * 200} there")
    assert (found.text, found.removed) == ("look [code removed] there", ("encoded",))
    assert clean("a" * 511).text == "a" * 511


def test_only_the_host_stays_where_a_useful_site_is_blocked() -> None:
    found = clean("http://me:pw@lib.example/secret and data:x,y", keeps_host=True)
    assert found.text == f"[address removed: lib.example] and {GONE}"


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once
