"""The counter as a process of its own, with a clerk in it who never rests; to be killed.

`python -m tests.faults.clerk_child KIOSK_TOML CENTRAL_DB DELIVERY...` takes in every parcel of the
deliveries and hands all of them out, by scans and touches on the real screens. It says a line for
everything the screen has confirmed: `received P`, `stored P`, `issued P`; and `done` at the end.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kiosk import moments, places
from kiosk.build import CounterApp
from kiosk.central.store_sqlite import open_questions
from kiosk.config import load
from kiosk.core.words import DeliveryState, ParcelState
from kiosk.gear import Gear
from kiosk.hw.ports import Scan, Symbology
from kiosk.ui.display import DisplaySettings, open_display

PIN, STAFF, POINT = "739152", "anna", "7731"


def say(*words: str) -> None:
    """Tell the parent, at once and whole."""
    os.write(sys.stdout.fileno(), (" ".join(words) + "\n").encode())


class Clerk:
    """Somebody who works as fast as the counter lets them."""

    def __init__(self, app: CounterApp, central: Path) -> None:
        self.app, self.file, self.central = app, app.file, central

    # -- hands -----------------------------------------------------------------------------------

    def until(self, met: Callable[[], object]) -> None:
        while not met():
            self.app.turn(0.01)

    def at(self, screen: str) -> None:
        self.until(lambda: self.app.loop.screen.name == screen)

    def scan(self, text: str) -> None:
        self.app.inbox.put(Scan(text, Symbology.UNKNOWN, "hand", time.monotonic()))

    def tap(self, widget: str) -> None:
        self.until(lambda: self.app.loop.screen.find(widget))
        self.app.loop.tap(widget)
        self.app.turn(0.0)
        self.until(lambda: self.app.loop.idle)

    def comes_to(self, parcel: str, *states: ParcelState) -> None:
        """Wait until a parcel stands so, and the screen has shown it."""

        def stands() -> bool:
            found = self.file.parcels.get(parcel)
            return found is not None and found.state in states

        self.until(stands)
        self.until(lambda: self.app.loop.idle)

    # -- a shift ---------------------------------------------------------------------------------

    def sign_in(self) -> None:
        access = self.app.desk.access
        self.until(lambda: any(person.staff == STAFF for person in access.people()))
        if not next(person.has_pin for person in access.people() if person.staff == STAFF):
            access.set_pin(STAFF, PIN)
            access.sign_out()
        self.tap(f"lock.{STAFF}")
        for digit in PIN:
            self.tap(f"pin.{digit}")
        self.tap("pin.enter")
        self.at("home")

    def take_in(self, delivery: str) -> None:
        deliveries, parcels = self.file.deliveries, self.file.parcels
        self.until(lambda: deliveries.get(delivery) and parcels.of_delivery(delivery))
        if deliveries.get(delivery).state is DeliveryState.CLOSED:
            return
        self.tap("rail.accept")
        self.scan(delivery)
        self.at("accept")
        if deliveries.get(delivery).state is DeliveryState.ANNOUNCED:
            self.tap("accept.arrive")
        for parcel in parcels.of_delivery(delivery):
            self.put_away(parcel.parcel, parcel.state)
        self.tap("accept.close")
        self.at("deliveries")
        self.tap("rail.issue")

    def put_away(self, code: str, state: ParcelState) -> None:
        if state not in {ParcelState.EXPECTED, ParcelState.RECEIVED}:
            return
        self.scan(code)
        self.comes_to(code, ParcelState.RECEIVED)
        say("received", code)
        self.scan(f"CELL:{self.file.parcels.get(code).suggested}")
        self.comes_to(code, ParcelState.STORED)
        say("stored", code)

    def hand_out(self, delivery: str) -> None:
        waiting = [
            p for p in self.file.parcels.of_delivery(delivery) if p.state is not ParcelState.ISSUED
        ]
        for customer in dict.fromkeys(p.customer_ref for p in waiting if p.customer_ref):
            self.scan(self.code_of(customer))
            self.at("customer")
            mine = [p.parcel for p in waiting if p.customer_ref == customer]
            for code in mine:
                self.scan(code)
                self.comes_to(code, ParcelState.PICKED)
            self.tap("issue.confirm")
            self.at("issued")
            for code in mine:
                say("issued", code)
            self.tap("issued.next")
            self.at("home")

    def code_of(self, customer: str) -> str:
        """The code that the network's app shows the customer, once its digest is here."""
        self.until(lambda: self.file.codes.windows(customer))
        books = open_questions(self.central)
        code = books.pickup_code(POINT, customer, moments.wall_ms())
        books.close()
        assert code is not None
        return code


def main(settings: Path, central: Path, deliveries: list[str]) -> None:
    """Work until nothing is left, then wait to be killed."""
    place = places.place_of(load(settings), settings.parent)
    display = open_display(DisplaySettings("dummy", (1280, 800)))
    clerk = Clerk(CounterApp(place, Gear(), display), central)
    clerk.sign_in()
    for delivery in deliveries:
        clerk.take_in(delivery)
    for delivery in deliveries:
        clerk.hand_out(delivery)
    say("done")
    clerk.until(lambda: False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
