from hypothesis import given
from hypothesis import strategies as st

from kiosk.hw.framing import MOST_BYTES, SILENCE_S, TAB, Framer


def fed(*pieces: bytes, by_silence: bool = False) -> list[str]:
    framer = Framer(by_silence=by_silence)
    return [code for piece in pieces for code in framer.feed(piece, 1.0)]


def test_an_end_mark_ends_a_code() -> None:
    assert fed(b"41234567*8301\r") == ["41234567*8301"]
    assert fed(b"41234567*8301\n") == ["41234567*8301"]


def test_two_marks_in_a_row_make_no_empty_code() -> None:
    assert fed(b"\r\nA-07\r\n\r\nA-08\r\n") == ["A-07", "A-08"]


def test_half_a_code_waits_for_the_rest() -> None:
    assert fed(b"4123") == []
    assert fed(b"4123", b"4567", b"\r") == ["41234567"]


def test_spaces_case_and_gs_are_kept() -> None:
    assert fed(b" aB\x1d\t01 \r") == [" aB\x1d\t01 "]


def test_bytes_that_are_no_text_become_replacement_characters() -> None:
    assert fed(b"\xff\xfe\x0041\r") == ["\ufffd\ufffd\x0041"]


def test_a_letter_cut_between_two_reads_is_one_letter() -> None:
    raw = "Ж7\r".encode()
    assert fed(raw[:1], raw[1:]) == ["Ж7"]


@given(st.binary(max_size=40), st.integers(0, 40))
def test_it_does_not_matter_where_the_bytes_are_cut(raw: bytes, place: int) -> None:
    assert fed(raw[:place], raw[place:]) == fed(raw)


# -- too long --------------------------------------------------------------------------------------


def test_the_longest_code_passes_and_one_byte_more_is_dropped() -> None:
    framer = Framer(by_silence=False)
    longest = b"7" * MOST_BYTES
    assert framer.feed(longest + b"\r", 1.0) == (longest.decode(),)
    assert framer.dropped == 0
    assert framer.feed(longest + b"7\r", 1.0) == ()
    assert framer.dropped == 1


def test_ten_kilobytes_are_dropped_once_and_the_next_code_is_whole() -> None:
    framer = Framer(by_silence=False)
    told = [framer.feed(b"7" * 1000, float(n)) for n in range(10)]
    assert told == [()] * 10
    assert framer.feed(b"7\rA-07\r", 11.0) == ("A-07",)
    assert framer.dropped == 1


def test_what_never_ends_takes_no_more_memory_than_a_code() -> None:
    framer = Framer(by_silence=False)
    framer.feed(b"7" * 100_000, 1.0)
    assert len(framer._pending) == MOST_BYTES


# -- silence ---------------------------------------------------------------------------------------


def test_silence_ends_a_code_for_scanners_without_a_mark() -> None:
    framer = Framer(by_silence=True)
    told = [framer.feed(b"A-", -0.05), framer.feed(b"07", 0.0), framer.feed(b"", 0.05)]
    assert told == [(), (), ()]
    assert framer.feed(b"", SILENCE_S) == ("A-07",)
    assert framer.feed(b"", 9.0) == ()


def test_what_comes_after_the_silence_is_the_next_code() -> None:
    framer = Framer(by_silence=True)
    framer.feed(b"A-07", 1.0)
    assert framer.feed(b"A-08", 2.0) == ("A-07",)
    assert framer.feed(b"", 3.0) == ("A-08",)


def test_a_mark_ends_a_code_at_once_even_where_silence_would() -> None:
    assert fed(b"A-07\rA-08", by_silence=True) == ["A-07"]


def test_silence_ends_nothing_for_scanners_with_a_mark() -> None:
    framer = Framer(by_silence=False)
    framer.feed(b"A-", 1.0)
    assert framer.feed(b"", 60.0) == ()
    assert framer.feed(b"07\r", 61.0) == ("A-07",)


def test_too_much_that_ends_in_silence_is_dropped() -> None:
    framer = Framer(by_silence=True)
    framer.feed(b"7" * 10_000, 1.0)
    assert framer.feed(b"A-07", 2.0) == ()
    assert (framer.feed(b"", 3.0), framer.dropped) == (("A-07",), 1)


# -- anew ------------------------------------------------------------------------------------------


def test_a_device_that_comes_anew_has_no_half_code() -> None:
    framer = Framer(by_silence=False)
    framer.feed(b"4123", 1.0)
    framer.reset()
    assert framer.feed(b"A-07\r", 2.0) == ("A-07",)


def test_a_device_that_comes_anew_has_no_overlong_code() -> None:
    framer = Framer(by_silence=False)
    framer.feed(b"7" * 600, 1.0)
    framer.reset()
    assert framer.feed(b"A-07\r", 2.0) == ("A-07",)
    assert framer.dropped == 0


# -- where a scanner's settings differ -------------------------------------------------------------


def test_the_end_mark_is_the_one_that_was_set() -> None:
    framer = Framer(by_silence=False, ends=TAB)
    assert framer.feed(b"A\r\nB\tC", 1.0) == ("A\r\nB",)


def test_half_a_code_is_dropped_once_when_nothing_followed_for_too_long() -> None:
    framer = Framer(by_silence=False, gap_s=0.1)
    framer.feed(b"4123", 1.0)
    framer.feed(b"4", 1.09)  # no gap yet
    assert framer.feed(b"A-07\r", 1.3) == ("A-07",)
    assert framer.dropped == 1
    assert framer.feed(b"A-08\r", 9.0) == ("A-08",)
    assert framer.dropped == 1


def test_a_gap_ends_what_is_too_long_as_well() -> None:
    framer = Framer(by_silence=False, gap_s=0.1)
    framer.feed(b"7" * 600, 1.0)
    assert framer.feed(b"A-07\r", 1.2) == ("A-07",)
    assert framer.dropped == 1


def test_a_spoiled_code_is_dropped_up_to_its_end() -> None:
    framer = Framer(by_silence=False)
    framer.feed(b"41", 1.0)
    framer.spoil(1.0)
    assert framer.feed(b"23\rA-07\r", 1.0) == ("A-07",)
    assert framer.dropped == 1
    quiet = Framer(by_silence=True)
    quiet.spoil(1.0)
    quiet.feed(b"23", 1.0)
    assert quiet.feed(b"A-07", 2.0) == ()
    assert quiet.feed(b"", 3.0) == ("A-07",)


def test_one_waits_no_longer_than_the_silence_that_ends_a_code() -> None:
    quiet, marked = Framer(by_silence=True), Framer(by_silence=False)
    assert (quiet.patience(0.2), marked.patience(0.2)) == (0.2, 0.2)
    quiet.feed(b"A", 1.0)
    marked.feed(b"A", 1.0)
    assert (quiet.patience(0.2), quiet.patience(0.01)) == (SILENCE_S, 0.01)
    assert marked.patience(0.2) == 0.2
