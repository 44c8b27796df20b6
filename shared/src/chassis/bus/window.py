"""Which facts were sent and not yet confirmed, and how far all of them are confirmed."""

from collections import deque
from dataclasses import dataclass, field


@dataclass
class Window:
    """Facts on their way to the broker, at most `limit` at a time.

    It opens by one until the first confirm has come, so that a broker that refuses is not
    flooded with copies at each new try.

    Attributes:
        limit: most facts that may be unconfirmed.
        confirmed: place up to which every fact is confirmed, without a gap; None before any.

    """

    limit: int = 500
    confirmed: int | None = None
    _tag: int = 0
    _sent: deque[tuple[int, int]] = field(default_factory=deque)
    _early: set[int] = field(default_factory=set)
    _is_open: bool = False

    @property
    def room(self) -> int:
        """Return how many more facts may be sent now."""
        return (self.limit if self._is_open else 1) - len(self._sent)

    @property
    def unconfirmed(self) -> int:
        """Return how many facts wait for their confirm, or for that of one before them."""
        return len(self._sent)

    def send(self, place: int) -> None:
        """Note that the fact at a place was sent; tags count up from one on a new channel."""
        self._tag += 1
        self._sent.append((self._tag, place))

    def confirm(self, tag: int, *, multiple: bool) -> int:
        """Note a confirm, of all up to a tag when `multiple`; return how many facts it settled."""
        self._is_open = True
        before = len(self._sent) - len(self._early)
        if not multiple and self._sent and tag >= self._sent[0][0]:
            self._early.add(tag)
        while self._sent and (
            (multiple and self._sent[0][0] <= tag) or self._sent[0][0] in self._early
        ):
            done, self.confirmed = self._sent.popleft()
            self._early.discard(done)
        return before - (len(self._sent) - len(self._early))
