"""Lines of the central for the staff: taken, withdrawn, forgotten once they are over."""

from kiosk.core import posts
from kiosk.core.messages import Message
from kiosk.core.posts import MessagePosted, MessageWithdrawn, Posted
from kiosk.core.words import ClockQuality
from kiosk.workflows.counter import Counter
from kiosk.workflows.outcome import Done, rejected


class Posts:
    """Keeps the central's lines; within the mailroom's unit.

    Args:
        counter: what all activities share.
    """

    def __init__(self, counter: Counter) -> None:
        self._counter, self._store = counter, counter.store.notices

    def obey(self, message: Message) -> Done | None:
        """Take or withdraw a line; None for another's letter."""
        match message.facts:
            case MessagePosted() as letter:
                return self._take(letter)
            case MessageWithdrawn(post=post):
                return Done() if self._store.drop_post(post) else rejected("not_here")
            case _:
                return None

    def _take(self, letter: MessagePosted) -> Done:
        moment, standing = self._counter.clock(), self._store.posts()
        if posts.is_over(letter, moment.at, sure=moment.clock is not ClockQuality.UNSURE):
            return Done()  # it waited for longer than it was meant
        is_known = any(post.letter.post == letter.post for post in standing)
        why = posts.why_not(letter, len(standing), is_known=is_known)
        if why:
            return rejected(why)
        self._store.keep_post(letter, moment.at)
        if any(p.letter.post == letter.post and p.letter != letter for p in standing):
            self._store.unread_post(letter.post)  # it says something else; a snapshot repeats it
        return Done()


def over(counter: Counter) -> tuple[Posted, ...]:
    """Return the lines whose time is over: nobody is told of them any more."""
    moment = counter.clock()
    sure = moment.clock is not ClockQuality.UNSURE
    return tuple(
        post
        for post in counter.store.notices.posts()
        if posts.is_over(post.letter, moment.at, sure=sure)
    )
