import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Unavailable
from reports.keys import formats
from reports.keys.formats import Keys, fresh, hand_over, new_pair, seal, take_over, unseal

LIGHT = Keys(b"p" * 32, rounds=1, memory=8192)


@given(plain=st.binary(max_size=3000))
def test_what_is_sealed_opens_at_its_place_with_its_key_only(plain: bytes) -> None:
    key = fresh()
    sealed = seal(key, plain, "here")
    assert unseal(key, sealed, "here") == plain
    assert unseal(key, sealed, "there") is None
    assert unseal(fresh(), sealed, "here") is None


def test_a_flipped_byte_and_a_cut_end_are_noticed() -> None:
    key = fresh()
    sealed = seal(key, b"text", "here")
    flipped = sealed[:-1] + bytes([sealed[-1] ^ 1])
    assert unseal(key, flipped, "here") is None
    assert [unseal(key, sealed[:end], "here") for end in (0, 10, 40)] == [None] * 3


def test_short_texts_have_one_length() -> None:
    assert len({len(seal(fresh(), b"x" * size, "p")) for size in range(1, 511)}) == 1


def test_a_key_is_handed_over_to_one_pair() -> None:
    private, public = new_pair()
    key = fresh()
    assert take_over(private, hand_over(public, key)) == key


def test_without_the_pepper_nothing_can_be_derived() -> None:
    other = Keys(b"q" * 32, rounds=1, memory=8192)
    assert LIGHT.root("1") != other.root("1")
    assert LIGHT.derived("a", b"s") != other.derived("a", b"s")
    assert LIGHT.derived("a", b"s") != LIGHT.derived("b", b"s")
    assert LIGHT.mark("a", b"s") != LIGHT.derived("a", b"s")
    assert "pppp" not in repr(LIGHT)


def test_only_two_hash_at_once_and_the_rest_is_told_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(formats, "PATIENCE_SECONDS", 0.01)
    busy = Keys(b"p" * 32)
    inside = threading.Barrier(3)
    done = threading.Event()

    def hold() -> None:
        with busy.slowly():
            inside.wait()
            done.wait(10)

    holders = [threading.Thread(target=hold) for _ in range(2)]
    for each in holders:
        each.start()
    inside.wait()
    with pytest.raises(Unavailable), busy.slowly():
        pass
    done.set()
    for each in holders:
        each.join()
    with busy.slowly():
        pass
