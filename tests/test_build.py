import threading
import time
from pathlib import Path

import pytest

from kiosk import build
from kiosk.config import load
from kiosk.core.prints import JobState
from kiosk.core.wifi import Reach, Security
from kiosk.gear import Gear
from kiosk.hw.ports import (
    DeviceState,
    PrintDone,
    PrintOutcome,
    Rhythm,
    Scan,
    Symbology,
    Tone,
)
from kiosk.hw.sim.buttons import SimButtons
from kiosk.hw.sim.buzzer import SimBuzzer
from kiosk.hw.sim.network import SimNetwork, SimSpot
from kiosk.places import place_of
from kiosk.store.db import Busy
from kiosk.store.prints import JobRow
from kiosk.ui.display import DisplaySettings, open_display
from kiosk.ui.screens import chips
from tests.core.test_attachments import MARIA
from tests.terminal import POINT, RACKS
from tests.waiting import eventually


def test_a_counter_starts_at_the_lock_with_its_shelves(
    shelved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    ui = '[ui]\ndriver = "dummy"\n'
    shelved.write_text(f'{POINT}language = "pt"\n{RACKS}{ui}', encoding="utf-8")
    app = build.counter_of(shelved, headless=False)
    for _ in range(3):
        app.turn(0.0)
    assert app.loop.screen.name == "lock"
    assert len(app.file.cells.all()) == 12
    assert app.loop.skin.phrases.language == "pt"
    app.close()


def test_a_second_start_finds_everything_as_it_was(shelved: Path) -> None:
    build.counter_of(shelved, headless=True).abandon()
    app = build.counter_of(shelved, headless=True)
    assert len(app.file.cells.all()) == 12
    assert app.file.journal.audit().differing == ()
    app.close()


def test_personal_fields_lie_among_the_photos_each_under_a_salt_of_its_own(shelved: Path) -> None:
    app = build.counter_of(shelved, headless=True)
    names = {str(app.desk.attachments.lay_down(MARIA, "o-1", lambda _: ())) for _ in range(2)}
    assert {path.name for path in (shelved.parent / "data/photos").glob("*/*")} == names
    assert len(names) == 2
    app.close()


def test_two_counters_on_one_file_are_refused(shelved: Path) -> None:
    app = build.counter_of(shelved, headless=True)
    with pytest.raises(Busy, match="open in another process"):
        build.counter_of(shelved, headless=True)
    app.close()


def test_a_bad_device_table_leaves_that_device_out_and_says_so(shelved: Path) -> None:
    shelved.write_text(POINT + RACKS + "[printer]\nwdith = 576\n", encoding="utf-8")
    app = build.counter_of(shelved, headless=True)
    app.turn(0.0)
    told = {d.device: d.what for d in app.desk.health.devices()}
    assert told == {"printer": "misconfigured", "settings": "misconfigured"}
    app.close()


def test_without_a_screen_a_scan_lights_its_cell(shelved: Path) -> None:
    app = build.counter_of(shelved, headless=True)
    app.inbox.put(Scan("CELL:A-03", Symbology.QR, "hand", 1.0))
    app.turn(0.0)
    assert app.loop.screen.name == "lookup"
    assert app.desk.lamps.shown.unmapped == {"A-03"}  # lit, had this box lamps
    app.close()


def test_a_bad_table_whose_last_good_copy_serves_is_told_as_settings_alone(shelved: Path) -> None:
    printer = '[printer]\ndriver = "file"\npath = "receipts.bin"\n'
    shelved.write_text(POINT + RACKS + printer, encoding="utf-8")
    build.counter_of(shelved, headless=True).close()
    shelved.write_text(POINT + RACKS + printer + "wdith = 576\n", encoding="utf-8")
    app = build.counter_of(shelved, headless=True)

    def told() -> dict[str, str]:
        app.turn(0.0)
        return {d.device: d.what for d in app.desk.health.devices()}

    eventually(lambda: told() == {"settings": "misconfigured", "printer": ""})
    app.close()


def test_a_paper_that_was_not_begun_at_the_end_is_queued_and_not_in_doubt(shelved: Path) -> None:
    app = build.counter_of(shelved, headless=True)
    with app.file.unit():
        for job in ("begun", "not-begun"):
            app.file.prints.keep(JobRow(job, "receipt", b"{}", JobState.SENDING, 1, attempts=1))
    app.inbox.put(PrintDone("not-begun", PrintOutcome.NOT_STARTED, 1.0))
    app.close()
    again = build.counter_of(shelved, headless=True)
    told = {state: again.file.prints.in_state(state) for state in ("queued", "uncertain")}
    assert [(j.id, j.attempts) for j in told["queued"]] == [("not-begun", 0)]
    assert [j.id for j in told["uncertain"]] == ["begun"]
    again.close()


def test_the_chip_of_a_sign_in_page_comes_and_goes_though_nobody_looks_around(
    shelved: Path,
) -> None:
    """Without its mail the box asks how far it gets; nobody opens the network's screen."""
    hotel = SimSpot(55, "", Security.OPEN, Reach.PORTAL)
    air = SimNetwork({"Hotel": hotel}, "Hotel")
    display = open_display(DisplaySettings("dummy", (1280, 800), None))
    gear = Gear(network=air, reach_s=0.01)
    app = build.CounterApp(place_of(load(shelved), shelved.parent), gear, display)

    def words() -> str:
        app.turn(0.0)
        found = chips.items(app.desk, app.loop.skin.phrases)
        return next(item.words for item in found if item.key == "mail")

    eventually(lambda: words() == "Wi-Fi asks to sign in")
    air.spots["Hotel"] = SimSpot(55, "", Security.OPEN)
    eventually(lambda: words().startswith("No network"))
    app.close()


def test_a_box_without_a_screen_answers_by_buzzer_and_hears_its_buttons(shelved: Path) -> None:
    buzzer, buttons = SimBuzzer(), SimButtons(("a",), time.monotonic)
    devices = Gear(buttons=(buttons,), button_cells={"a": ("A-03", "A-04")}, buzzer=buzzer)
    display = open_display(DisplaySettings("dummy", None, None))
    app = build.CounterApp(place_of(load(shelved), shelved.parent), devices, display, lookup=True)

    def ready() -> bool:
        app.turn(0.0)
        told = {d.kind for d in app.desk.health.devices() if d.state is DeviceState.READY}
        return told == {"buttons", "buzzer"}

    def heard(*tones: Tone) -> None:
        eventually(lambda: (app.turn(0.0), buzzer.played == list(tones))[1])

    eventually(ready)
    app.inbox.put(Scan("CELL:A-99", Symbology.QR, "hand", 1.0))
    heard(Tone.NO)
    app.inbox.put(Scan("CELL:A-03", Symbology.QR, "hand", 1.0))
    heard(Tone.NO, Tone.ATTENTION)  # known, and no lamp to show it
    assert app.desk.lamps.wanted() == {"A-03": Rhythm.TAKE}
    buttons.press("a")
    heard(Tone.NO, Tone.ATTENTION, Tone.OK)
    assert app.desk.lamps.wanted() == {}
    app.close()


def test_wrong_settings_of_a_button_are_told_as_the_buttons_trouble(shelved: Path) -> None:
    bad = '[[button]]\nname = "a"\ndriver = "gpio"\ncells = "A-01"\n'
    shelved.write_text(POINT + RACKS + bad, encoding="utf-8")
    app = build.counter_of(shelved, headless=True)
    app.turn(0.0)
    told = next(d for d in app.desk.health.devices() if d.kind != "settings")
    assert (told.kind, told.state, told.what) == ("buttons", DeviceState.FAILED, "misconfigured")
    assert told.detail == "is needed for driver gpio"
    app.close()


@pytest.mark.parametrize(("width", "height"), [(700, 480), (800, 1280)])
def test_a_screen_nobody_can_draw_on_is_no_screen(
    shelved: Path, width: int, height: int, caplog: pytest.LogCaptureFixture
) -> None:
    ui = f'[ui]\ndriver = "dummy"\nwidth = {width}\nheight = {height}\n'
    shelved.write_text(POINT + RACKS + ui, encoding="utf-8")
    app = build.counter_of(shelved, headless=False)
    app.turn(0.0)
    assert app.loop.screen.name == "lookup"
    told = [r.getMessage() for r in caplog.records if "too small or upright" in r.getMessage()]
    assert told == [
        f"a screen of {width} x {height} is too small or upright: going on as with --headless"
    ]
    app.close()


def test_a_box_that_is_nobodys_asks_and_is_no_counter_until_it_is_let_in(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text('[enrol]\nserver = "https://127.0.0.1:1"\n[ui]\ndriver = "dummy"\n')
    stop = threading.Event()
    stop.set()
    assert not build.set_up(path, stop)
    assert not (tmp_path / "data" / "counter.db").exists(), "there is no journal before a point"
