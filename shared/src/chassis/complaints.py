"""What is wrong with a piece of work, said when it is new and then once a minute."""

from structlog.typing import FilteringBoundLogger

from chassis.clock import monotonic

AGAIN_SECONDS = 60.0
_MOST_KEPT = 50


class Complaints:
    """All one piece of work has to complain of; who repeats it every second fills no log."""

    def __init__(self, log: FilteringBoundLogger, **names: str) -> None:
        self._log = log
        self._names = names
        self._said_at: dict[tuple[str, str], float] = {}
        self._is_open = False

    def tell(
        self, event: str, problem: str, *, error: Exception | None = None, **more: object
    ) -> None:
        """Say that something is wrong, unless just this was said less than a minute ago.

        Args:
            event: the name of the line.
            problem: what is wrong.
            error: a fault of ours, to be shown with its stack instead.
            more: what else the line holds; it makes no new problem of an old one.

        """
        now = monotonic()
        said_at = self._said_at.get((event, problem))
        if said_at is not None and now - said_at < AGAIN_SECONDS:
            return
        if len(self._said_at) >= _MOST_KEPT:
            self._said_at.clear()
        self._said_at[event, problem] = now
        self._is_open = True
        if error is None:
            self._log.warning(event, **self._names, problem=problem, **more)
        else:
            self._log.error(event, **self._names, exc_info=error, **more)

    def end(self, event: str) -> None:
        """Say that all goes well again, if anything was said to be wrong."""
        if self._is_open:
            self._is_open = False
            self._log.info(event, **self._names)
