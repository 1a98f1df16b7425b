"""What python-escpos knows of models, as far as we use it."""

from kiosk.hw import printer_profiles as profiles


def test_a_misspelt_model_is_answered_with_those_like_it() -> None:
    assert profiles.nearest("TM-T20II") == ()
    assert profiles.nearest("tm-t88v")[0] == "TM-T88V"
    assert len(profiles.nearest("?")) > 30


def test_columns_are_the_models() -> None:
    assert [profiles.columns(name) for name in ("TM-T20II", "NT-5890K", "TM-T88V")] == [48, 32, 42]


def test_pages_have_one_byte_a_letter_and_ascii_as_it_is() -> None:
    found = dict(profiles.pages("TM-T20II"))
    assert (found[17], found[46], found[3]) == ("cp866", "cp1251", "cp860")
    assert 1 not in found  # CP932: its letters take two bytes
    for codec in set(found.values()):
        assert len(bytes(range(0x80, 0x100)).decode(codec, "replace")) == 128
        assert "A~".encode(codec) == b"A~"


def test_a_model_without_the_letters_of_a_language_is_known() -> None:
    said = [profiles.writes(name, "ru") for name in ("TM-T20II", "NT-5890K", "simple", "AF-240")]
    assert said == [True, True, False, False]
    assert profiles.writes("TM-T20II", "pt")
