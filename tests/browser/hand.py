"""A hand that counts: what a person does at the counter, and the seconds it takes by the keystroke model.

Card, Moran, Newell: The Keystroke-Level Model (CACM 23(7), 1980). An operation of ours is a click, a shortcut or a filled
field. The system's own response is not in the model's seconds; it is measured beside them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

KEY = 0.20
"""K: one keystroke of an average skilled typist (55 words a minute)."""
POINT = 1.10
"""P: to bring the mouse to something."""
BUTTON = 0.20
"""B: pressing and letting go of the mouse's button."""
HOME = 0.40
"""H: from the keyboard to the mouse or back."""
THINK = 1.35
"""M: to prepare an act. Counted before every operation, which is more than the model's own rules would."""


@dataclass(slots=True)
class Hand:
    """Works a page as a person does. Starts with the hands on the keyboard."""

    page: Page
    operations: int = 0
    seconds: float = 0.0
    waited: float = 0.0
    """What the system itself took, as measured."""
    trace: list[str] = field(default_factory=list)
    _device: str = "keyboard"

    def press(self, key: str) -> None:
        """A shortcut or a key that does something: one operation, its modifiers are keystrokes too."""
        self._count(f"[{key}]", "keyboard", KEY * (key.count("+") + 1))
        self.page.keyboard.press(key)

    def click(self, target: Locator, called: str) -> None:
        self._count(called, "mouse", POINT + BUTTON)
        target.click()

    def fill(self, text: str, called: str) -> None:
        """Types into what has the focus."""
        self._count(f"{called}＝{len(text)}字", "keyboard", KEY * len(text))
        self.page.keyboard.type(text)

    def _count(self, called: str, device: str, seconds: float) -> None:
        self.operations += 1
        self.trace.append(called)
        self.seconds += THINK + seconds + (HOME if device != self._device else 0)
        self._device = device

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Around what the person waits for."""
        began = time.perf_counter()
        yield
        self.waited += time.perf_counter() - began

    def __str__(self) -> str:
        steps = re.sub(r"\s+", " ", " → ".join(self.trace))
        return f"{self.operations} operations, {self.seconds:.1f} s by the model, system {self.waited:.1f} s: {steps}"
