"""Who may. Every URL names one of these; a URL without one is refused by the middleware."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from madoguchi.apps.accounts.rights import LABELS, Right
from madoguchi.apps.accounts.types import Actor, Refused

V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Policy:
    """What a URL asks of its visitor: nothing (`anyone`), to be signed in, or one right of several."""

    name: str
    signed_in: bool = True
    rights: frozenset[Right] = frozenset()

    def check(self, actor: Actor | None) -> None:
        """Raises Refused."""
        if not self.signed_in:
            return
        if actor is None:
            raise Refused("サインインが必要です。")
        if self.rights and not (self.rights & actor.rights):
            needed = "・".join(sorted(LABELS[r] for r in self.rights))
            raise Refused(f"この操作には「{needed}」の権限が必要です。必要なときは管理者に相談してください。")


ANYONE = Policy("anyone", signed_in=False)
SIGNED_IN = Policy("signed_in")


def needs(*rights: Right) -> Policy:
    """A policy that asks for one of these rights."""
    return Policy("+".join(sorted(rights)), rights=frozenset(rights))


def policy(rule: Policy) -> Callable[[V], V]:
    """Declares a view's policy. PolicyMiddleware asks it before the view runs."""

    def declare(view: V) -> V:
        view.policy = rule  # type: ignore[attr-defined]
        return view

    return declare


def answers(check: Callable[..., None]) -> Callable[..., bool]:
    """The yes-or-no half of a check: True where it doesn't raise Refused."""

    def can(*args: Any, **kwargs: Any) -> bool:
        try:
            check(*args, **kwargs)
        except Refused:
            return False
        return True

    can.__name__ = check.__name__.replace("check_", "can_", 1)
    return can
