"""What the screen says to every refusal: one sentence, and what to do next."""

from collections.abc import Mapping

from kiosk.core.refusals import Reason, Refused
from kiosk.ui.phrases import Phrases
from kiosk.ui.sentence import Sentence, n_
from kiosk.ui.sentences_day import DAY
from kiosk.ui.sentences_opening import OPENING
from kiosk.ui.sentences_people import PEOPLE

SENTENCES: Mapping[Reason, Sentence] = {
    Reason.NOT_ALLOWED: Sentence(n_("Your role may not do this"), n_("Ask a manager to sign in")),
    Reason.WRONG_STATE: Sentence(
        n_("This is not possible now"), n_("Scan it again to see how it stands")
    ),
    Reason.NOT_SIGNED_IN: Sentence(n_("Sign in first"), n_("Choose yourself and enter your PIN")),
    Reason.NOT_SYNCED: Sentence(
        n_("The point has no goods from the network yet"), n_("Wait for the first mail")
    ),
    Reason.STORAGE_READ_ONLY: Sentence(
        n_("Nothing can be saved now"), n_("Finding and lights work; call the technician")
    ),
    Reason.STORAGE_LOW: Sentence(
        n_("The disk is almost full"), n_("Issuing goes on; call the technician")
    ),
    Reason.UNKNOWN_CODE: Sentence(n_("Unknown code"), n_("Scan another code on the label")),
    Reason.NOT_KNOWN_HERE: Sentence(
        n_("Not known here"), n_("Look at the address, or accept it as surplus")
    ),
    Reason.NOT_ON_THIS_SCREEN: Sentence(
        n_("This code does nothing on this screen"), n_("Go home and scan it there")
    ),
    Reason.CARD_NOT_HERE: Sentence(
        n_("This command is not on this screen"), n_("Tap the button you need")
    ),
    Reason.TOO_SHORT: Sentence(
        n_("Too short to search"), n_("Type more digits"), n_("Type at least {least} characters")
    ),
    Reason.DELIVERY_CLOSED: Sentence(
        n_("This delivery is closed"), n_("Take the parcel as surplus in the next one")
    ),
    Reason.NOT_ARRIVED: Sentence(
        n_("This delivery has not been started"), n_("Open it and tap Arrived")
    ),
    Reason.DIFFERENCES_UNSEEN: Sentence(
        n_("Some parcels are missing"), n_("Look at the list, then close"),
        n_("Parcels missing: {missing}"),
    ),
    Reason.BOX_OF_OTHER_DELIVERY: Sentence(
        n_("This box is of another delivery"), n_("Put it aside, then open that delivery"),
        n_("This box is of delivery {delivery}"),
    ),
    Reason.DAMAGE_KIND_NEEDED: Sentence(
        n_("What is wrong with it must be said first"), n_("Choose the kind of damage")
    ),
    Reason.PHOTOS_MISSING: Sentence(
        n_("A photo is needed first"), n_("Take a photo, or go on without"),
        n_("Photos missing: {n}"),
    ),
    Reason.PHOTOS_FULL: Sentence(
        n_("There is no room for photos"), n_("They go once there is a network")
    ),
    Reason.NO_CAMERA: Sentence(n_("There is no camera"), n_("Go on without a photo")),
    Reason.CELL_BLOCKED: Sentence(
        n_("This cell is blocked"), n_("Choose another cell"), n_("Cell {cell} is blocked")
    ),
    Reason.CELL_FULL: Sentence(
        n_("This cell is full"), n_("Choose another cell"), n_("Cell {cell} is full")
    ),
    Reason.WRONG_ZONE: Sentence(
        n_("The parcel does not belong in this zone"), n_("Use the cell that blinks"),
        n_("The parcel does not belong in {cell}"),
    ),
    Reason.OTHER_CUSTOMER: Sentence(
        n_("This cell holds another customer's parcels"), n_("Use the cell that blinks"),
        n_("{cell} holds another customer's parcels"),
    ),
    Reason.OTHER_CELL: Sentence(
        n_("Another cell was meant"), n_("Scan it once more to keep it there"),
        n_("{suggested} was meant, this is {cell}"),
    ),
    Reason.NO_SUCH_CELL: Sentence(
        n_("There is no such cell"), n_("Scan the label on the shelf"),
        n_("There is no cell {cell}"),
    ),
    Reason.SAME_CELL: Sentence(
        n_("It lies there already"), n_("Scan another cell"), n_("It lies in {cell} already")
    ),
    Reason.NOTHING_HERE: Sentence(n_("Nothing lies here"), n_("Scan another cell")),
    Reason.CELL_NOT_EMPTY: Sentence(
        n_("Parcels lie in this cell"), n_("Move them to another cell first"),
        n_("Parcels lie in {cell}"),
    ),
    Reason.RACK_NAME: Sentence(
        n_("A rack is called by one or two Latin letters"), n_("Such as A, K or AB")
    ),
    Reason.RACK_TAKEN: Sentence(
        n_("There is such a rack already"), n_("Choose other letters"),
        n_("There is a rack {rack} already"),
    ),
    Reason.SHELVES_LIMIT: Sentence(
        n_("A rack cannot have so many shelves"), n_("Add another rack, or remove this one"),
        n_("A rack has 1 to {most} shelves"),
    ),
    Reason.CELLS_LIMIT: Sentence(
        n_("A shelf cannot have so many cells"), n_("Add a shelf, or another rack"),
        n_("A shelf has 1 to {most} cells"),
    ),
    Reason.TOO_MANY_CELLS: Sentence(
        n_("There are too many cells"), n_("Remove some of them first"),
        n_("More than {most} cells are too many"),
    ),
    Reason.LIGHT_TAKEN: Sentence(
        n_("One of these lights is another cell's"), n_("Choose others, or free that cell's first"),
        n_("Light {light} belongs to {cell}"),
    ),
    Reason.LIGHT_OUTSIDE: Sentence(
        n_("The strip has no such lights"), n_("Begin earlier, or choose fewer cells"),
        n_("The strip has {most} lights"),
    ),
    Reason.NOT_EXPIRED: Sentence(
        n_("Its term is not over"), n_("Put it back, the customer may still come")
    ),
    Reason.CLOCK_UNSURE: Sentence(
        n_("The clock is not sure"), n_("Wait until there is a network, nothing expires till then")
    ),
    Reason.NEVER_DISPOSED: Sentence(
        n_("This network disposes of nothing here"), n_("Pack it for the warehouse")
    ),
    Reason.DISPOSED_LATER: Sentence(
        n_("It must wait longer"), n_("Put it back, or pack it for the warehouse"),
        n_("It must wait longer, days left: {days}"),
    ),
    Reason.CODE_REQUIRED: Sentence(
        n_("A pickup code is needed"), n_("Ask the customer to show the code")
    ),
    Reason.CUSTOMER_FIRST: Sentence(
        n_("Open the customer first"), n_("Type the phone's last four, then the code")
    ),
    Reason.CODE_WRONG: Sentence(
        n_("The code does not fit"), n_("Ask the customer to refresh it"),
        n_("The code does not fit, tries left: {left}"),
    ),
    Reason.CODE_LOCKED: Sentence(
        n_("Too many wrong codes"), n_("Wait, then ask for a fresh code"),
        n_("Too many wrong codes, wait {minutes} min"),
    ),
    Reason.CODE_STALE: Sentence(
        n_("This code is no longer valid"), n_("Please refresh it in the app")
    ),
    Reason.UNCONFIRMED: Sentence(
        n_("The network has not confirmed this yet"), n_("Wait for mail, or ask a manager")
    ),
    Reason.CANCELLED: Sentence(
        n_("This order is cancelled"), n_("Put the parcel aside for the warehouse")
    ),
    Reason.NOTHING_READY: Sentence(
        n_("Nothing is ready for this customer"), n_("See what is in transit")
    ),
    Reason.OTHER_POINT: Sentence(
        n_("It waits at another point"), n_("The slip shows the customer the way"),
        n_("It waits at {address}"),
    ),
    Reason.NOT_PICKED: Sentence(
        n_("No parcel has been taken from the shelf"), n_("Take it from the lit cell and scan it")
    ),
    Reason.NOT_OF_THIS_CUSTOMER: Sentence(
        n_("This parcel is another customer's"), n_("Put it back into its cell")
    ),
    Reason.DELEGATE_FORBIDDEN: Sentence(
        n_("Only the customer in person may collect"), n_("Ask the customer to come")
    ),
    Reason.DOCUMENT_NEEDED: Sentence(
        n_("A document must be checked first"), n_("Look at the customer's document")
    ),
    Reason.UNPAID: Sentence(
        n_("Not paid yet"), n_("Take the payment first"), n_("To be paid: {amount}"),
    ),
    Reason.OVERPAID: Sentence(
        n_("More was paid than is due"), n_("Give the money back, then take what is due"),
        n_("Paid too much: {amount}"),
    ),
    Reason.NOTHING_DUE: Sentence(
        n_("Nothing is to be paid or given back"), n_("Look at the sum again")
    ),
    Reason.TOO_LITTLE: Sentence(
        n_("That is not enough"), n_("Ask the customer for the rest"), n_("{amount} are missing"),
    ),
    Reason.NOT_PAID_HERE: Sentence(
        n_("This network takes no payments here"), n_("Ask the customer to pay in the app")
    ),
    Reason.NO_TERMINAL: Sentence(
        n_("The card terminal does not answer"), n_("Take cash, or check its cable and power")
    ),
    Reason.PAYMENT_OPEN: Sentence(
        n_("The terminal has not finished the last card"), n_("Wait, or stop it first")
    ),
    Reason.MIXED_CURRENCIES: Sentence(
        n_("Parcels in two currencies are not paid together"),
        n_("Put some back and issue them one after the other"),
    ),
    Reason.AFTER_PAYMENT: Sentence(
        n_("Something was paid already"), n_("Give the money back first"),
        n_("Paid already: {amount}"),
    ),
    Reason.UNDECIDED: Sentence(
        n_("The customer has not decided yet"), n_("End the try-on when they are back")
    ),
    Reason.WHOLE_ONLY: Sentence(
        n_("This network takes parcels back whole"), n_("Refuse all of it, or nothing")
    ),
    Reason.NO_PRICE: Sentence(
        n_("Nobody knows what this costs by itself"), n_("Refuse all of it, or nothing")
    ),
    Reason.NO_TRY_ON: Sentence(
        n_("Nothing is tried on here"), n_("Ask the customer to decide at the counter")
    ),
    Reason.UNDO_TOO_LATE: Sentence(
        n_("Too late to undo"), n_("Somebody with the right must confirm"),
        n_("Too late to undo; may do it: {who}"),
    ),
    Reason.REASON_NEEDED: Sentence(
        n_("Too late to undo without a reason"), n_("Search the parcel and undo it there")
    ),
    Reason.WITNESS_NEEDED: Sentence(
        n_("A second person must confirm"), n_("Ask a colleague to enter their PIN")
    ),
    Reason.TOO_MANY_SESSIONS: Sentence(
        n_("Too many customers are waiting"), n_("Finish or cancel one of them")
    ),
    Reason.IN_SESSION: Sentence(
        n_("Parcels of this customer are on the counter"),
        n_("Issue them, or scan cells to put them back"),
    ),
    Reason.OTHER_STOCKTAKE_OPEN: Sentence(
        n_("Another count is under way"), n_("Finish it, or discard it")
    ),
    Reason.NOTHING_TO_COUNT: Sentence(
        n_("Nothing is to be counted here"), n_("Choose a rack, or tap cells")
    ),
    Reason.COUNT_TOO_LARGE: Sentence(
        n_("Too many cells for one count"), n_("Count rack by rack"),
        n_("More than {most} cells are too many for one count"),
    ),
    Reason.NOT_IN_COUNT: Sentence(
        n_("This cell is not in this count"), n_("Go to the cell that is shown"),
        n_("{cell} is not in this count"),
    ),
    Reason.NOTHING_SCANNED: Sentence(
        n_("Nothing was scanned here"), n_("Scan a parcel, or say that it is empty")
    ),
    Reason.NOT_EMPTY: Sentence(n_("Parcels were scanned here"), n_("Tap Next cell to count them")),
    Reason.TOO_MANY_SCANNED: Sentence(
        n_("Too many parcels for one cell"), n_("Tap Next cell, and tell a manager"),
        n_("More than {most} parcels in one cell"),
    ),
    Reason.SAME_PERSON: Sentence(
        n_("You counted this cell before"), n_("Let a colleague count it, or tap once more")
    ),
    Reason.UNCOUNTED: Sentence(
        n_("Not everything is counted yet"), n_("Count the cells that are left"),
        n_("Cells left to count: {n}"),
    ),
    Reason.STALE_LINE: Sentence(
        n_("Something was moved or issued meanwhile"), n_("Look at the list again, then apply")
    ),
    Reason.WRONG_FLOW: Sentence(
        n_("Drop-offs and returns are never packed together"), n_("Take a box of the other flow")
    ),
    Reason.WRONG_CLASS: Sentence(
        n_("It does not belong in this kind of box"), n_("Take a box of its kind")
    ),
    Reason.BOX_FULL: Sentence(
        n_("The box is full"), n_("Seal it and begin another"), n_("The box is full: {n}")
    ),
    Reason.BOX_EMPTY: Sentence(n_("The box is empty"), n_("Scan a parcel first, or give it up")),
    Reason.BOX_NOT_EMPTY: Sentence(
        n_("There are parcels in the box"), n_("Take them out first"),
        n_("Parcels in the box: {n}"),
    ),
    Reason.BOX_OVERDUE: Sentence(
        n_("The box was open for too long"), n_("Seal it and begin another"),
        n_("The box was open for more than {hours} h"),
    ),
    Reason.TOO_HEAVY: Sentence(
        n_("It is too heavy"), n_("Take something out"),
        n_("It is heavier than {kg} kg"),
    ),
    Reason.TOO_MANY_OPEN: Sentence(
        n_("Too many boxes are open"), n_("Seal one of them first"),
        n_("Open boxes at once, at most: {n}"),
    ),
    Reason.MOVED_TOO_OFTEN: Sentence(
        n_("It went from box to box too often"), n_("Put it back into its first box")
    ),
    Reason.SEAL_USED: Sentence(
        n_("This seal was used before"), n_("Take a new seal"),
        n_("Seal {seal} was used before"),
    ),
    Reason.SEAL_MISSING: Sentence(n_("A seal is needed"), n_("Scan the seal's number")),
    Reason.NOT_SEALED: Sentence(n_("This box is not sealed"), n_("Seal it, then scan it again")),
    Reason.NOTHING_LOADED: Sentence(n_("No box was checked yet"), n_("Scan the label of each box")),
    Reason.ACT_NOT_KEPT: Sentence(
        n_("What this act said is not kept here"), n_("Ask the network for it by its number")
    ),
    Reason.RECEIPT_NOT_KNOWN: Sentence(
        n_("This receipt is not known here"), n_("Look for the parcel by its number or order")
    ),
    Reason.RECEIPT_WAITS: Sentence(
        n_("The receipt waits for the printer already"), n_("It prints as soon as the printer can")
    ),
    Reason.ALREADY_PACKED: Sentence(
        n_("This parcel is packed already"), n_("Take it out of its box first"),
        n_("It lies in box …{box}"),
    ),
    Reason.NOT_OF_THIS_SELLER: Sentence(
        n_("This parcel is not this seller's"), n_("Put it back into its cell")
    ),
    Reason.CODE_RESET: Sentence(
        n_("There is a newer code"), n_("Ask the seller to show the newest one")
    ),
    Reason.NO_REQUEST: Sentence(
        n_("Nobody announced this return"), n_("Ask the customer to make a request in the app")
    ),
    Reason.NOT_RETURNABLE: Sentence(
        n_("These goods cannot be returned"), n_("Show the customer the network's rules")
    ),
    Reason.RETURN_TERM_OVER: Sentence(
        n_("The term for this return is over"), n_("Ask the customer to write to the network")
    ),
    Reason.MISMATCH: Sentence(
        n_("These are other goods"), n_("Compare them with the picture, or decline")
    ),
    Reason.CHECKLIST_OPEN: Sentence(
        n_("The checklist is not finished"), n_("Look the goods over and tick each line"),
        n_("Lines left on the checklist: {n}"),
    ),
    Reason.ALREADY_RETURNED: Sentence(
        n_("This was taken back already"), n_("Look for it among the returns")
    ),
    Reason.NOT_PACKED: Sentence(
        n_("It must be packed and closed"), n_("Ask the sender to pack it")
    ),
    Reason.FORBIDDEN: Sentence(n_("Such goods may not be sent"), n_("Give it back to the sender")),
    **OPENING,
    **PEOPLE,
    **DAY,
    Reason.NO_FILES: Sentence(n_("This box writes no files"), n_("Print it instead")),
    Reason.NOT_SAVED: Sentence(
        n_("The file could not be written"), n_("Put in another stick, then try again")
    ),
    Reason.NOT_CONNECTED: Sentence(
        n_("There is no such device here now"), n_("Check the cable and the power")
    ),
    Reason.NOT_OURS: Sentence(
        n_("This box does not drive these lamps"), n_("Set them up on the shelf node")
    ),
    Reason.WIFI_CODE: Sentence(
        n_("This is no Wi-Fi code we can use"), n_("Choose the network and type its password")
    ),
    Reason.WIFI_NAME: Sentence(
        n_("No network has such a name"), n_("A name has 1 to 32 bytes and no hidden signs")
    ),
    Reason.WIFI_PASSWORD: Sentence(
        n_("A password has 8 to 63 Latin signs"), n_("Correct it and repeat")
    ),
    Reason.ALREADY_ISSUED: Sentence(
        n_("This parcel was issued already"), n_("Open it to see when and by whom")
    ),
    Reason.ALREADY_PAID: Sentence(
        n_("This parcel was paid for already"), n_("Open it to see when and by whom")
    ),
    Reason.ALREADY_ERASED: Sentence(
        n_("It was done already"), n_("Nothing brings the data back; tell the customer")
    ),
    Reason.ASKED_BY_NETWORK: Sentence(
        n_("The network was asked, not this counter"), n_("It is taken back at the network")
    ),
    Reason.STALE: Sentence(n_("This is no longer so"), n_("Look again and repeat")),
    Reason.BAD_VALUE: Sentence(n_("This value is not possible"), n_("Correct it and repeat")),
}  # fmt: skip


def refusal(no: Refused, phrases: Phrases) -> tuple[str, str]:
    """Say why not, and what to do next, in the language of the screen."""
    sentence = SENTENCES[no.reason]
    step = phrases.text(sentence.step)
    if sentence.exact:
        try:
            return phrases.text(sentence.exact).format(**phrases.facts(no.facts)), step
        except KeyError:  # the refusal came without the facts the exact sentence names
            pass
    return phrases.text(sentence.what), step
