import pytest

from certification.verify.rules import LONGEST, clean_number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("SIS-MD-2026-000001-5", "SIS-MD-2026-000001-5"),
        ("  sis-md-2026-000001-5 ", "SIS-MD-2026-000001-5"),
        ("SIS–MD—2026‑000001−5", "SIS-MD-2026-000001-5"),
        ("SIS-MD-2026-000001-5.", "SIS-MD-2026-000001-5"),
        ("ＳＩＳ-ＭＤ-２０２６-000001-5", "SIS-MD-2026-000001-5"),
        ("sis md 2026 000001 5", "SIS-MD-2026-000001-5"),
        ("SISMD20260000015", "SIS-MD-2026-000001-5"),
        ("<b>", "B"),
        (" - / ", ""),
        ("", ""),
    ],
)
def test_a_number_is_read_as_it_is_meant(typed: str, meant: str) -> None:
    assert clean_number(typed) == meant


def test_a_very_long_number_is_cut() -> None:
    assert len(clean_number("9" * 100_000)) == LONGEST
