"""A reader finds every feature of the registry on one page, in its own words."""

from tests.architecture.sources import ROOT

SERVICE = ROOT / "services/registry"


def test_the_map_of_registry_names_every_feature_in_its_own_words() -> None:
    text = (SERVICE / "README.md").read_text()
    lines = {
        f"| `{file.parent.name}` | {file.read_text().splitlines()[0].strip(chr(34))} |"
        for file in (SERVICE / "src/registry").glob("*/__init__.py")
    }
    assert not sorted(lines - set(text.splitlines()))
