import re
import time
from pathlib import Path

import pytest

from kiosk import moments
from kiosk.core.words import ClockQuality


def test_ids_are_uuid7_and_rise_with_time() -> None:
    first, second = moments.new_id(lambda: 1_000), moments.new_id(lambda: 2_000)
    assert [len(part) for part in first.split("-")] == [8, 4, 4, 4, 12]
    assert first[14] == "7"
    assert first[19] in "89ab"
    assert first < second


def test_a_thousand_ids_of_one_moment_differ() -> None:
    assert len({moments.new_id(lambda: 5) for _ in range(1000)}) == 1000


def test_a_moment_carries_boot_and_quality() -> None:
    stamp = moments.moment(moments.boot_id())
    assert len(stamp.boot) == 16
    assert stamp.mono <= time.monotonic_ns() // 1_000_000
    assert stamp.clock in ClockQuality


def test_jitter_stays_between_a_half_and_one_and_a_half() -> None:
    draw = moments.drawn_jitter()
    drawn = [draw() for _ in range(200)]
    assert min(drawn) >= 0.5
    assert max(drawn) <= 1.5
    assert len(set(drawn)) > 100


def test_salts_are_16_bytes_and_never_the_same() -> None:
    assert len(moments.salt()) == 16
    assert moments.salt() != moments.salt()


def test_secrets_are_32_bytes_and_never_the_same() -> None:
    assert len(moments.secret()) == 32
    assert moments.secret() != moments.secret()
    assert len(moments.nonce()) == 16


def test_a_board_is_named_by_its_numbers_and_a_laptop_by_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = (str(tmp_path / "serial"), str(tmp_path / "cid"))
    monkeypatch.setattr("kiosk.moments._BOARD", places)
    assert moments.board_id() == ""
    (tmp_path / "serial").write_bytes(b"100000001234abcd\0")
    alone = moments.board_id()
    assert re.fullmatch("[0-9a-f]{64}", alone)
    (tmp_path / "cid").write_bytes(b"035344\n")
    whole = moments.board_id()
    assert whole not in {"", alone}
    (tmp_path / "cid").write_bytes(b"035345\n")
    copied = moments.board_id()
    (tmp_path / "serial").write_bytes(b"1000000012345678\0")
    moved = moments.board_id()
    assert len({alone, whole, copied, moved}) == 4


def test_a_secret_word_is_made_of_its_letters_and_never_twice() -> None:
    words = {moments.secret_word("ABC", 20) for _ in range(20)}
    assert len(words) == 20
    assert all(set(word) <= set("ABC") and len(word) == 20 for word in words)
