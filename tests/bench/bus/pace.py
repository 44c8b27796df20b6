"""How fast this machine is beside the one on which the bars on time were set."""

from dataclasses import dataclass

SET_AT = 29_000
"""Facts a second that the raw publisher sent there (`backbone`, 2)."""
STEP = 5


@dataclass(frozen=True)
class Pace:
    """A share of that machine's speed; a faster one counts as that machine itself.

    A load in facts a second, and a time that may not be exceeded, say something only together
    with the processor they are held on. So a bar is held at this machine's share of the load,
    with so much more time.

    Attributes:
        raw: facts a second that the raw publisher sends here.

    """

    raw: float

    @property
    def share(self) -> float:
        """This machine's speed; 1.0 is the speed of the bars' machine."""
        return min(1.0, self.raw / SET_AT)

    def load(self, a_second: int) -> int:
        """Return the load here that weighs as much as this one there, a multiple of five."""
        return max(STEP, round(a_second * self.share / STEP) * STEP)

    def time(self, seconds: float) -> float:
        """Return the time here that is as long as this one there."""
        return seconds / self.share

    def line(self) -> str:
        """Return it in words."""
        return (
            f"the raw publisher sends {self.raw:,.0f}/s: {self.share:.2f} of the machine on which "
            "the bars on time were set; loads are multiplied with this and times divided by it"
        )
