"""What an error says can be said in every language."""

import pytest

from tests.architecture import sources
from tests.architecture.rules import Module
from tests.architecture.sentences import marks_its_sentences

PLACE = "services/registry/src/registry/schools/rules.py"


def test_every_text_of_an_error_is_marked() -> None:
    found = [
        f"{sources.here(path)}: {fault}"
        for path in sources.modules()
        for fault in marks_its_sentences(
            Module(sources.here(path), path.read_text(encoding="utf-8"))
        )
    ]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "raise Refused(f'There are {count} left.')",
        "raise Invalid(errors={'name': ['Write a name.']})",
        "raise Invalid('No.', errors={'name': [f'Use {most} letters.']})",
        "text = f'Use {most} letters.'\nraise Invalid(text, errors={'name': [text]})",
        "wrong = {}\nwrong['name'] = ['Write a name.']\nraise Invalid(errors=wrong)",
        "raise Refused('There are ' + str(count))",
    ],
)
def test_an_unmarked_text_is_noticed(text: str) -> None:
    assert list(marks_its_sentences(Module(PLACE, text)))


@pytest.mark.parametrize(
    "text",
    [
        "raise Refused('There are none left.', reason='empty')",
        "raise Refused(sentence('There are %(count)s left.', count=count))",
        "text = sentence('Write a name.')\nraise Invalid(text, errors={'name': [text]})",
    ],
)
def test_a_marked_text_passes(text: str) -> None:
    assert not list(marks_its_sentences(Module(PLACE, text)))
