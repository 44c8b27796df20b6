"""The encoding of a list is found from few words."""

import csv

import pytest

from registry.encodings import rules
from tests import lists

RUSSIAN = "Средняя общеобразовательная школа № 5;Гимназия имени Пушкина;Город Озёрск"
UKRAINIAN = "Середня школа №5;Ліцей імені Лесі Українки;Київ;вул. Їжакевича"
THAI = "โรงเรียนบ้านหนองบัว;โรงเรียนวัดพระธาตุ;เชียงใหม่"

SAMPLES = [
    ("windows-1251", RUSSIAN),
    ("windows-1251", RUSSIAN.upper()),
    ("windows-1251", UKRAINIAN),
    ("koi8-u", RUSSIAN.replace("№", "N")),
    ("koi8-u", UKRAINIAN.replace("№", "N")),
    ("koi8-u", UKRAINIAN.replace("№", "N").lower()),
    ("iso-8859-5", RUSSIAN.replace("№", "N")),
    ("ibm866", RUSSIAN),
    ("windows-874", THAI),
    ("windows-1252", "École élémentaire Jules Ferry;Besançon;Lycée de la Forêt"),
    ("windows-1252", "St Thomas’ School;London"),
    ("windows-1250", "Şcoala Naţională;Grădiniţa „Ghiocelul”;Bălţi"),
    ("windows-1250", "Szkoła Podstawowa nr 5;Łódź;Kraków;Święta"),
    ("windows-1253", "Δημοτικό Σχολείο Αθηνών;Γυμνάσιο Πατρών"),
    ("windows-1254", "Şehit Öğretmen İlkokulu;Ağrı;Iğdır"),
    ("windows-1255", "בית ספר יסודי;ירושלים"),
    ("windows-1256", "مدرسة النور الابتدائية;المدرسة الوطنية"),
    ("windows-1257", "Rīgas 5. vidusskola;Šiaulių gimnazija"),
]


def guessed(data: bytes) -> str | None:
    return rules.guess(rules.sample([data]), rules.high_bytes([data]), data)


@pytest.mark.parametrize(("name", "text"), SAMPLES)
def test_a_short_list_is_recognised_by_its_letters(name: str, text: str) -> None:
    assert guessed(text.encode(rules.CODECS[name])) == name


@pytest.mark.parametrize("name", ["windows-1251", "ibm866"])
def test_nearly_every_single_name_of_a_real_list_is_recognised(name: str) -> None:
    with (lists.REAL / "moscow.csv").open(encoding="utf-8", newline="") as file:
        names = sorted({row["name"] for row in csv.DictReader(file)})[::9]
    codec = rules.CODECS[name]
    encoded = [text.encode(codec) for text in names if text.isprintable() and _fits(text, codec)]
    wrong = [text.decode(codec) for text in encoded if guessed(text) != name]
    assert len(encoded) > 100
    assert len(wrong) <= 1, wrong


def _fits(text: str, codec: str) -> bool:
    return text.encode(codec, "ignore").decode(codec) == text


def test_a_byte_without_meaning_rules_an_encoding_out() -> None:
    words = "Школа".encode("cp1251")
    assert rules.guess(words, b"\x98", words) != "windows-1251"


def test_ascii_words_weigh_nothing() -> None:
    assert rules.score("School No. 5") == 0


def test_real_words_weigh_more_than_the_same_bytes_misread() -> None:
    misread = RUSSIAN.encode("cp1251").decode("koi8-u")
    assert rules.score(RUSSIAN) > rules.score(misread) + 1


@pytest.mark.parametrize(
    ("chosen", "codec"),
    [
        ("windows-1251", "cp1251"),
        ("CP1251", "cp1251"),
        (" utf8 ", "utf-8"),
        ("windows-874", "cp874"),
        ("gb18030", "gb18030"),
        ("rot13", None),
        ("idna", None),
        ("no such thing", None),
        ("", None),
    ],
)
def test_a_person_may_name_an_encoding_in_any_spelling(chosen: str, codec: str | None) -> None:
    assert rules.codec_of(chosen) == codec


def test_each_name_is_found_again_from_its_codec() -> None:
    assert [rules.name_of(codec) for codec in rules.CODECS.values()] == list(rules.CODECS)


@pytest.mark.parametrize("text", ["name;town\nĀboli;Rīga\n", "Назва;Місто\nШкола 1;Київ\n"])
@pytest.mark.parametrize("name", ["utf-16le", "utf-16be"])
def test_utf_16_without_a_mark_is_told_by_its_zero_bytes(name: str, text: str) -> None:
    assert rules.wide(text.encode(rules.CODECS[name])) == name


@pytest.mark.parametrize("data", [b"name;town\nA;B\n", b"a,b\x00c\r\nd,e", b"", b"\x00" * 40])
def test_other_bytes_are_not_utf_16(data: bytes) -> None:
    assert rules.wide(data) is None


def test_the_first_line_that_cannot_be_decoded_is_named() -> None:
    chunks = [b"one\ntwo\n", "три".encode()[:3], "три".encode()[3:], b"\n\xff\n"]
    assert rules.bad_line(chunks, "utf-8") == 4
    assert rules.bad_line(chunks[:3], "utf-8") is None
    assert rules.bad_line([b"one\n", b"\xd0"], "utf-8") == 2


def test_utf_8_with_one_broken_letter_is_not_taken_for_another_encoding() -> None:
    assert rules.damaged_utf8("Школа друга".encode() + b"\xff")
    assert not rules.damaged_utf8(UKRAINIAN.encode("koi8-u", "ignore"))
    assert not rules.damaged_utf8(THAI.encode("cp874"))


def test_a_list_of_an_encoding_nobody_weighed_gets_a_second_opinion() -> None:
    text = (
        "学校名,所在地\n東京都立日比谷高等学校,東京都千代田区\n大阪府立北野高等学校,大阪市淀川区\n"
    )
    found = guessed(text.encode("cp932") * 5)
    assert found == "shift_jis"
