"""How a return at the counter looks: the goods as sold, the checklist, the ways it ends."""

from functools import partial

from kiosk.core import codes
from kiosk.core.words import Condition, Purpose, ReturnState, Size
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tabs
from kiosk.ui.kit.checks import CheckLine
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Progress
from kiosk.ui.kit.viewer import Thumb
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.reprint import Reprint
from kiosk.ui.screens.return_words import check_word, condition_word, reject_word
from kiosk.workflows.brought import ReturnCard
from kiosk.workflows.returns import tail

_PICTURE = {"L": 200, "M": 132, "S": 96}


class CustomerReturnView(Reprint):
    """The picture of one return; `customer_return` says what it does.

    Args:
        office: the counter.
        card: the return.
    """

    name = "customer_return"
    section = "returns"

    def __init__(self, office: Office, card: ReturnCard) -> None:
        super().__init__(office)
        self.card = card
        self.sheet = ""
        self.language = card.known.language

    def title(self) -> str:
        """Return which return."""
        return self.phrases.text("Return …{tail}", tail=tail(self.card.known))

    def content(self) -> Widget:
        """Return the goods and the checklist, or how it ended."""
        if self.card.known.state is not ReturnState.OPEN:
            return self._over()
        lay = self.skin.layout
        work = Split(
            left=self._goods(),
            right=self._checklist(),
            right_wide=lay.right["home"],
            gap=lay.gap,
            grow=1,
            least=160,
        )
        return Stack(children=[work, self._low()], gap=lay.dense)

    # -- the goods -------------------------------------------------------------------------------

    def _goods(self) -> Widget:
        lay = self.skin.layout
        rows: list[Widget] = [
            Row(gap=lay.gap, align="top", children=[self._picture(), self._words()]),
            Spacer(),
            self._choice("condition", self._conditions(), self.card.draft.condition.value),
            self._choice("size", self._sizes(), self.card.draft.size.value),
            *self._languages(),
        ]
        return Card(
            child=Stack(children=rows, gap=lay.dense if lay.size == "L" else 8),
            padding=lay.padding if lay.size == "L" else lay.dense,
        )

    def _picture(self) -> Widget:
        items = self.card.known.items
        photo = (items[0].photo or "") if items else ""
        return Thumb(
            id="return.picture",
            label=self.phrases.text("Compare with the picture"),
            key=photo,
            jpeg=self.office.picture(photo) if photo else None,
            edge_px=self.skin.px(_PICTURE[self.skin.layout.size]),
            do=self._compare if items else None,
        )

    def _words(self) -> Widget:
        say, known = self.phrases.text, self.card.known
        item = known.items[0] if known.items else None
        title = item.title if item else say("Goods not known here")
        lines: list[Widget] = [Label(label=title, style="section", lines=3, cuts=True)]
        if item and (item.detail or item.price_minor):
            price = self.phrases.money(item.price_minor, known.currency) if item.price_minor else ""
            words = " · ".join(word for word in (item.detail, price) if word)
            lines.append(Label(label=words, colour="ink2", cuts=True))
        if len(known.items) > 1:
            more = self.phrases.count("and {n} more", "and {n} more items", len(known.items) - 1)
            lines.append(Label(label=more, colour="ink2"))
        if self.card.name:
            lines.append(Label(label=self.card.name, colour="ink2", personal=True, cuts=True))
        if self.card.words:
            said = say("The customer: {words}", words=self.card.words)
            lines.append(Label(label=said, colour="ink2", personal=True, lines=2, cuts=True))
        if known.provisional:
            lines.append(Row(children=[Chip(label=say("Not announced"), icon="help", tone="warn"),
                                       Spacer()]))  # fmt: skip
        return Stack(children=lines, gap=6, grow=1, least=120)

    def _choice(self, name: str, choices: tuple[tuple[str, str], ...], chosen: str) -> Widget:
        say = self.phrases.text
        label = {"condition": say("Condition"), "size": say("Size"), "paper": say("Paper in")}[name]
        wide = max(self.skin.width(say(w), "row_meta") for w in ("Condition", "Size", "Paper in"))
        pick = {"condition": self._judge, "size": self._measure, "paper": self._speak}[name]
        tabs = Tabs(
            id=f"return.{name}",
            choices=choices,
            chosen=chosen,
            pick=pick,
            fill_width=True,
            grow=1,
            least=200,
        )
        return Row(gap=16, children=[Label(label=label, colour="ink2", wide=wide + 4), tabs])

    def _conditions(self) -> tuple[tuple[str, str], ...]:
        return tuple((one.value, condition_word(one, self.phrases)) for one in Condition)

    def _sizes(self) -> tuple[tuple[str, str], ...]:
        return tuple((size.value, size.value) for size in Size)

    def _languages(self) -> list[Widget]:
        known = self.desk.returns.languages()
        if len(known) <= 1:
            return []
        chosen = self.language if self.language in known else self.office.language
        return [self._choice("paper", tuple((one, one.upper()) for one in known), chosen)]

    # -- the checklist ---------------------------------------------------------------------------

    def _checklist(self) -> Widget:
        lay, ticked = self.skin.layout, self.card.draft.checks
        done = len(self.card.checks) - self.card.left
        lines = ScrollList(
            id="return.checks",
            items=tuple(
                (check.key, check_word(check, self.phrases), check.key in ticked)
                for check in self.card.checks
            ),
            row=self._line,
            row_px=max(56, self.skin.px(64)),
            gap=8,
            grow=1,
            least=120,
        )
        head = Row(
            gap=16,
            children=[
                Label(label=self._step(), style="section", grow=1, least=80, lines=2),
                Label(label=f"{done}/{len(self.card.checks)}", style="section", colour="ink2"),
            ],
        )
        bar = Progress(done=done, of=max(1, len(self.card.checks)))
        return Card(
            child=Stack(children=[head, bar, lines], gap=lay.dense if lay.size == "L" else 8),
            padding=lay.padding if lay.size == "L" else lay.dense,
        )

    def _step(self) -> str:
        """Return what to do now."""
        say = self.phrases.text
        if self.card.left:
            return say("Look the goods over")
        shots = self.desk.photos.shots(self.card.known.return_, Purpose.RETURN)
        if len(shots.taken) < shots.wanted:
            return say("Take the photos")
        return say("All in order")

    def _line(self, item: object) -> Widget:
        line: tuple[str, str, bool] = item  # type: ignore[assignment]
        key, words, is_on = line
        return CheckLine(
            id=f"check.{key}", label=words, is_on=is_on, do=partial(self._tick, key, on=not is_on)
        )

    # -- how it ends -----------------------------------------------------------------------------

    def _low(self) -> Widget:
        say, left = self.phrases.text, self.card.left
        shots = self.desk.photos.shots(self.card.known.return_, Purpose.RETURN)
        count = max(shots.wanted, len(shots.taken))
        photos = say("Photos {n} of {m}", n=len(shots.taken), m=count) if count else say("Photo")
        return Row(
            gap=self.skin.layout.dense,
            children=[
                Button(
                    id="return.decline",
                    label=say("Decline"),
                    icon="block",
                    rank="danger",
                    do=partial(self._open, "reject"),
                ),
                Button(
                    id="return.photos",
                    label=photos,
                    icon="photo_camera",
                    rank="outline",
                    do=self.photograph,
                ),
                Spacer(),
                Button(
                    id="return.accept",
                    label=say("Take it back"),
                    icon="task_alt",
                    rank="primary",
                    do=self._accept,
                    enabled=not left,
                    reason=self.phrases.count(
                        "{n} line of the checklist is open",
                        "{n} lines of the checklist are open",
                        left,
                    ),
                ),
            ],
        )

    def _over(self) -> Widget:
        """Return how a return ended that this screen was open for."""
        say, known = self.phrases.text, self.card.known
        is_taken = known.state is ReturnState.ACCEPTED
        head = say("Taken back") if is_taken else say("Declined")
        why = reject_word(known.why, self.phrases) if known.why else ""
        words = say("Parcel …{tail}", tail=codes.tail(known.parcel or "")) if is_taken else why
        icon, tone = ("check_circle", "ok") if is_taken else ("block", "bad")
        receipt = self.desk.receipts.of_return(known.return_)
        return Card(
            child=Stack(
                gap=self.skin.layout.dense,
                children=[
                    Spacer(),
                    Row(children=[Spacer(), IconBox(icon=icon, tone=tone, edge_px=96), Spacer()]),
                    Label(label=head, style="kpi", align="centre"),
                    Label(label=words, style="section", colour="ink2", align="centre", lines=2),
                    Spacer(),
                    Row(
                        gap=self.skin.layout.dense,
                        children=[
                            Spacer(),
                            *self.reprint_button("return.reprint", receipt),
                            Button(
                                id="return.back",
                                label=say("To the returns"),
                                rank="primary",
                                do=self.office.doors.returns,
                            ),
                        ],
                    ),
                ],
            )
        )

    # -- what it does: see customer_return.py ------------------------------------------------------

    def _compare(self) -> Move:
        raise NotImplementedError

    def _judge(self, condition: str) -> Move:
        raise NotImplementedError

    def _measure(self, size: str) -> Move:
        raise NotImplementedError

    def _speak(self, language: str) -> Move:
        raise NotImplementedError

    def _tick(self, key: str, *, on: bool) -> Move:
        raise NotImplementedError

    def _open(self, sheet: str) -> Move:
        raise NotImplementedError

    def photograph(self) -> Move:
        """See customer_return."""
        raise NotImplementedError

    def _accept(self) -> Move:
        raise NotImplementedError
