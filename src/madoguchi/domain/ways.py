"""How a visitor and the departments come together once the procedures are known."""

from __future__ import annotations

from enum import StrEnum


class Way(StrEnum):
    """Values stand in packs and are stored."""

    WALK = "walk"
    """The visitor walks from counter to counter, called by number."""
    COME = "come"
    """The visitor stays at the counter; staff of the departments come there."""
    DESK = "desk"
    """One desk for all of it (おくやみコーナー); staff of the departments come there."""
    HAND_IN = "hand_in"
    """The forms are made once; the visitor hands them in at each counter."""

    @property
    def stays(self) -> bool:
        """Whether nobody is called: staff go to the visitor."""
        return self in (Way.COME, Way.DESK)
