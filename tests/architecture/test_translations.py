"""Every language has each text that it needs, with the gaps and tags of the English words."""

from collections.abc import Sequence

import pytest

from allinone.catalogues import PACKAGES, Package, wanted_in
from chassis.catalogues import ENGLISH, PUBLIC, file_of, read
from tests.architecture.translations import faults

OTHERS = [lang for lang in PUBLIC if lang != ENGLISH]


def faults_of(package: Package, lang: str) -> list[str]:
    held = read(file_of(package.folder, lang), lang)
    found = []
    for text in wanted_in(package, lang):
        message = held.get(text)
        said = (message.string if message else None) or ""
        found += [f"{package.name}: {text!r}: {each}" for each in faults(
            text, said if isinstance(said, str) else tuple(said), held.num_plurals
        )]  # fmt: skip
    return found


@pytest.mark.parametrize("lang", OTHERS)
def test_a_language_is_complete(lang: str) -> None:
    found = [fault for package in PACKAGES for fault in faults_of(package, lang)]
    assert not found, f"{len(found)} faults\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("School", ""),
        ("School", " "),
        ("At %(place)s", "La"),
        ("At %(place)s", "La %(places)s"),
        ("100 %% of %(all)s", "100 % din %(all)s"),
        ("Read <b>this</b>", "Citiți <b>asta"),
        (("%(num)s school", "%(num)s schools"), ("%(num)s școală", "%(num)s școli")),
        (("%(num)s school", "%(num)s schools"), ("o școală", "", "%(num)s de școli")),
        (("%(num)s school", "%(num)s schools"), ("o școală", "%(num)s școli", "de școli")),
    ],
)
def test_what_does_not_fit_is_noticed(
    text: str | tuple[str, str], said: str | Sequence[str]
) -> None:
    assert list(faults(text, said, 3))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("School", "Școală"),
        ("At %(place)s", "La %(place)s"),
        (
            ("%(num)s school", "%(num)s schools"),
            ("o școală", "%(num)s școli", "%(num)s de școli"),
        ),
    ],
)
def test_what_fits_passes(text: str | tuple[str, str], said: str | Sequence[str]) -> None:
    assert not list(faults(text, said, 3))
