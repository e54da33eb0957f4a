"""Who comes next: so many at once, a few that wait, and of several wishes for the same draft the newest alone."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition

from engine import errors


class CheckerBusyError(errors.LindungError):
    """Other drafts are being checked at present. Nothing is lost; try again in a moment."""

    code = "checker_busy"


class CheckSupersededError(errors.ConflictError):
    """A newer version of this draft is checked in place of this one."""

    code = "check_superseded"


@dataclass(slots=True, kw_only=True, eq=False)
class _Wish:
    draft: Hashable
    revision: int
    is_dropped: bool = False


class Turns:
    """Gives turns to threads, first come first served. One draft has one turn at a time."""

    def __init__(self, *, most: int, seats: int, seconds: float) -> None:
        """Let ``most`` work side by side and ``seats`` wait, none of them longer than ``seconds``."""
        self._most, self._seats, self._seconds = most, seats, seconds
        self._working: list[_Wish] = []
        self._waiting: list[_Wish] = []
        self._changed = Condition()

    @contextmanager
    def turn(self, draft: Hashable, revision: int) -> Iterator[None]:
        """Hold a turn until the block ends.

        CheckSupersededError when a newer revision of the draft came meanwhile or was here before; CheckerBusyError when
        too many wait already, or it took too long.
        """
        wish = _Wish(draft=draft, revision=revision)
        with self._changed:
            self._sit_down(wish)
            try:
                came = self._changed.wait_for(lambda: wish.is_dropped or self._next() is wish, self._seconds)
            finally:
                if not wish.is_dropped:
                    self._waiting.remove(wish)
                    self._changed.notify_all()  # the one behind may find another turn free
            if wish.is_dropped:
                raise CheckSupersededError
            if not came:
                raise CheckerBusyError
            self._working.append(wish)
        try:
            yield
        finally:
            with self._changed:
                self._working.remove(wish)
                self._changed.notify_all()

    def _sit_down(self, wish: _Wish) -> None:
        """Take the seat of an older wish for the same draft, else the last one."""
        alike = [one for one in (*self._working, *self._waiting) if one.draft == wish.draft]
        if any(one.revision > wish.revision for one in alike):
            raise CheckSupersededError
        for place, one in enumerate(self._waiting):
            if one.draft == wish.draft:
                one.is_dropped = True
                self._waiting[place] = wish
                self._changed.notify_all()
                return
        if len(self._waiting) == self._seats:
            raise CheckerBusyError
        self._waiting.append(wish)

    def _next(self) -> _Wish | None:
        """Give the first that waits and whose draft is not being worked on; None while no turn is free."""
        if len(self._working) == self._most:
            return None
        busy = {one.draft for one in self._working}
        return next((one for one in self._waiting if one.draft not in busy), None)
