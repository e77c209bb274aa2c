"""How a long job says how far it is, and learns that it must stop."""

from typing import Protocol


class Tell(Protocol):
    """Hear how far a job is; raise `Cancelled` out of the call to stop it.

    `done` and `total` are counted in the same unit; `total` 0 means unknown.
    `note` is a short Chinese phrase for what is being done now.
    """

    def __call__(self, done: int, total: int, note: str = "") -> None:
        """Hear it."""
        ...


def silent(done: int, total: int, note: str = "") -> None:
    """Hear and say nothing: for callers with nobody watching."""
