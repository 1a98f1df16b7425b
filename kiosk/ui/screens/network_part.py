"""What a screen of networks does: look, join, forget; each in words, and each with a way back."""

from functools import partial

from kiosk.core.refusals import Refused
from kiosk.core.wifi import MOST_NAME_BYTES, NetFault, Security, Spot, Wifi, checked
from kiosk.ui.kit.buttons import Typing
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.undo import Undoing
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.screens import network_view
from kiosk.ui.screens.network_words import fault_words, place_words, shown_name
from kiosk.workflows.networks import Chooses, Forgetting, Joining, Landing, Sight

_MOST_PASSWORD = 64


class NetworkPart(Screen):
    """The networks in reach, and how the box is connected; its frame is the subclass's.

    Args:
        networks: what is asked.
    """

    name = "network"

    def __init__(self, networks: Chooses) -> None:
        self.networks = networks
        self.sight: Sight | None = None
        self.joining: Joining | None = None
        self.chosen: Spot | None = None  # what may be done with it is asked
        self.asked_for: Spot | None = None  # whose password is typed
        self.is_naming = self.is_hidden = self.is_shown = False
        self.typing, self.naming = Typing(_MOST_PASSWORD), Typing(MOST_NAME_BYTES)
        self._undoing = Undoing(self, "network")
        self._aside: list[Forgetting] = []  # laid aside with their passwords, until a sweep

    def entered(self) -> None:
        """Look around; what an earlier visit forgot goes for good."""
        if self.sight is None and self.joining is None:
            self.stage.later(self.networks.sweep(), _nowhere, slow=True)
            self.look_around()

    def left(self) -> None:
        """Forget what was seen, typed and begun: its answer may never come here."""
        self.joining = self.sight = None
        self._undoing.clear()
        self._quiet()
        if self.has_aside:
            self._aside.clear()
            self.stage.later(self.networks.sweep(), _nowhere, slow=True)

    def _quiet(self) -> None:
        self.chosen = self.asked_for = None
        self.is_naming = self.is_hidden = self.is_shown = False
        self.typing.clear()
        self.naming.clear()

    # -- what it looks like ----------------------------------------------------------------------

    @property
    def is_busy(self) -> bool:
        """Whether an answer of the network is awaited."""
        return self.sight is None or self.joining is not None

    @property
    def has_aside(self) -> bool:
        """Whether something forgotten here lies aside with its password; a sweep is due."""
        return bool(self._aside)

    @property
    def is_asking(self) -> bool:
        """Whether a sheet or a keyboard lies over the list."""
        return self.is_naming or self.chosen is not None or self.asked_for is not None

    def content(self) -> Widget:
        """Return the networks at the left, how the box stands at the right."""
        return network_view.content(self)

    def over(self) -> Widget | None:
        """Return what is asked, if anything is."""
        return network_view.over(self)

    def toast(self) -> Widget | None:
        """Offer to undo the change that was made last."""
        return self._undoing.toast()

    # -- looking and choosing --------------------------------------------------------------------

    def look_around(self) -> Move:
        """Look around again."""
        look = self.networks.look()
        if isinstance(look, Refused):
            return self.refused(look)
        self.sight = None
        self.stage.later(look, self._seen, slow=True)
        self.renew()
        return None

    def _seen(self, sight: Sight) -> Move:
        self.sight = sight
        self.renew()
        return None

    def choose(self, spot: Spot) -> Move:
        """Take a network of the list."""
        if self.joining is not None:
            return self._wait()
        if spot.is_kept:
            self.chosen = spot
            return self.typed()
        if spot.is_joined:
            return Say(self.phrases.text("The box is in this network"), "ok")
        if spot.security is Security.OTHER:
            step = self.phrases.text("Take one with a WPA password")
            return Say(self.phrases.text("Cannot be joined here"), "no", step=step)
        if spot.security is Security.OPEN:
            return self._join(Wifi(spot.name, Security.OPEN))
        return self.ask(spot)

    def name_it(self) -> Move:
        """Ask for the name of a hidden network."""
        if self.joining is not None:
            return self._wait()
        self._quiet()
        self.is_naming = True
        return self.typed()

    def named(self) -> Move:
        """Take the name that was typed, and ask for the password."""
        name = self.naming.text.strip()
        no = checked(Wifi(name, Security.OPEN))
        if isinstance(no, Refused):
            return self.refused(no)  # what was typed stays, to be mended
        self.ask(Spot(name, 0, Security.WPA))
        self.is_hidden = True
        return None

    def ask(self, spot: Spot) -> Move:
        """Ask for its password."""
        self._quiet()
        self.asked_for = spot
        return self.typed()

    def reveal(self) -> Move:
        """Show the password, or hide it."""
        self.is_shown = not self.is_shown
        return self.typed()

    def typed(self) -> Move:
        """Show what is typed so far."""
        self.renew()
        return None

    def close(self) -> Move:
        """Ask nothing any more."""
        self._quiet()
        return self.typed()

    def written(self) -> Move:
        """Take the password that was typed."""
        if self.asked_for is None:
            return None
        spot, text, hidden = self.asked_for, self.typing.text, self.is_hidden
        kind = Security.OPEN if hidden and not text else spot.security
        wifi = checked(Wifi(spot.name, kind, text, hidden))
        if isinstance(wifi, Refused):
            return self.refused(wifi)  # what was typed stays, to be mended
        self.close()
        return self._join(wifi)

    # -- joining ---------------------------------------------------------------------------------

    def scanned_code(self, text: str) -> Move | bool:
        """Join the network of a Wi-Fi code; False for any other code."""
        wifi = self.networks.read(text)
        if wifi is None:
            return False
        if isinstance(wifi, Refused):
            return self.refused(wifi)
        self._quiet()
        return self._join(wifi)

    def enter(self, spot: Spot) -> Move:
        """Join a network that is kept."""
        self._quiet()
        return self._begin(self.networks.again(spot))

    def _join(self, wifi: Wifi) -> Move:
        return self._wait() if self.joining else self._begin(self.networks.begin(wifi))

    def _wait(self) -> Move:
        return Say(self.phrases.text("One moment, a network is being joined"))

    def _begin(self, joining: Joining | Refused) -> Move:
        if isinstance(joining, Refused):
            return self.refused(joining)
        self.joining = joining
        self._undoing.clear()
        self.stage.later(joining.run, partial(self._joined, joining), slow=True)
        self.renew()
        return None

    def _joined(self, joining: Joining, landing: Landing) -> Move:
        if self.joining is joining:  # and no other one since
            self.joining = None
        refused = self.networks.tick()
        self.look_around()
        if refused is not None:
            return self.refused(refused)
        if landing.fault is not None:
            step = place_words(landing.before, landing.standing, self.phrases)
            return Say(fault_words(landing.fault, self.phrases), "no", step=step)
        name = shown_name(joining.wifi.name)
        if landing.before not in {"", joining.wifi.name}:
            before = Spot(landing.before, 0, Security.WPA, is_kept=True)
            self._undoing.offer(partial(self._was, before), partial(self.enter, before))
        return Say(self.phrases.text("Joined {name}", name=name), "ok")

    def _was(self, before: Spot) -> str:
        say = self.phrases.text
        return say("{what}, before: {was}", what=say("Wi-Fi"), was=shown_name(before.name))

    # -- forgetting ------------------------------------------------------------------------------

    def forget(self, spot: Spot) -> Move:
        """Forget a network; for a while, until another change, it can be taken back."""
        self._quiet()
        forgetting = self.networks.forget(spot)
        if isinstance(forgetting, Refused):
            return self.refused(forgetting)
        self._aside.append(forgetting)  # now: who leaves before the answer leaves no password
        self.stage.later(forgetting.run, partial(self._forgotten, forgetting), slow=True)
        self.sight = None
        self.renew()
        return None

    def _forgotten(self, forgetting: Forgetting, fault: NetFault | None) -> Move:
        refused = self.networks.tick()
        self.look_around()
        if refused is not None:
            return self.refused(refused)
        if fault is not None:
            self._aside = [one for one in self._aside if one is not forgetting]
            return Say(fault_words(fault, self.phrases), "no")
        words = partial(self._gone, forgetting.spot)
        self._undoing.offer(words, partial(self._remember, forgetting))
        return Say(words(), "ok")

    def _gone(self, spot: Spot) -> str:
        return self.phrases.text("{name} is forgotten", name=shown_name(spot.name))

    def _remember(self, forgetting: Forgetting) -> Move:
        self.sight = None
        self.stage.later(forgetting.undo, self._remembered, slow=True)
        self.renew()
        return None

    def _remembered(self, fault: NetFault | None) -> Move:
        refused = self.networks.tick()
        self.look_around()
        if refused is not None:
            return self.refused(refused)
        return Say(fault_words(fault, self.phrases), "no") if fault is not None else None


def _nowhere(_nothing: None) -> Move:
    """Go nowhere: what was swept is seen in the next look."""
    return None
