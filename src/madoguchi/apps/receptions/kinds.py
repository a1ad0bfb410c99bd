"""What a reception is about: certificates, or life events. Number, list, states, signature and seats are common;
the rest the reception asks its kind. An app above registers its own."""

from __future__ import annotations

from typing import Protocol

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.documents.types import Paper
from madoguchi.apps.receptions.types import CERTIFICATE, ReceptionView, digest
from madoguchi.apps.residents.types import Unreflected


class Kind(Protocol):
    """`key` is stored with the reception, `label` is for people, `record` the layout of what goes to the core systems.

    Each method that is given an actor asks the door and raises NeedsCheck; `papers` names `staff_name` on them.
    """

    key: str
    label: str
    record: str
    way: tuple[str, ...]
    """Its steps up to the signature, for people; empty for one that goes the way of certificates."""
    fixed: bool
    """Asked for and signed elsewhere: here it goes on or is cancelled, but nothing of it is changed or put aside."""

    def page(self, view: ReceptionView) -> str:
        """The address of the page on which a reception is continued, or (手続中, 完了) followed."""
        ...

    def slip(self, view: ReceptionView) -> str:
        """The address (POST, PDF) of what the visitor takes home when it is put aside, or ""."""
        ...

    def about(self, view: ReceptionView) -> str:
        """What it is about, for a line of a list. Nothing of the register."""
        ...

    def request(self, view: ReceptionView) -> str:
        """A digest of who asks for what: what a release of a guarded household is given for."""
        ...

    def papers(self, view: ReceptionView, by: Actor, staff_name: str) -> tuple[Paper, ...]:
        """The papers as they would be made now."""
        ...

    def look(self, view: ReceptionView, by: Actor) -> None:
        """Nothing but the door: may it go on now?"""
        ...

    def finish(self, view: ReceptionView, by: Actor) -> None:
        """Signed: whatever follows from it, in the transaction of the signature."""
        ...

    def over(self, view: ReceptionView) -> bool:
        """At 手続中: whether no department has anything left to do."""
        ...

    def reopened(self, view: ReceptionView, by: Actor) -> None:
        """Opened again, suspended or cancelled: what had followed is taken back."""
        ...

    def another_day(self, view: ReceptionView) -> None:
        """Taken up on another day: identity and papers seen prove nothing any more."""
        ...

    def waits(self, view: ReceptionView) -> Unreflected | None:
        """At 作成待ち: the notice that has to be entered in the core system before anything is made."""
        ...

    def facts(self, view: ReceptionView, by: Actor, *, for_resident: bool) -> tuple[tuple[str, str], ...]:
        """(label, words) for the page of the reception and the resident's screen."""
        ...


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.key] = kind


def of(view: ReceptionView) -> Kind | None:
    """The kind of a reception; None for a request for certificates, which the reception knows itself."""
    return None if view.kind == CERTIFICATE else _kinds[view.kind]


def check_changeable(view: ReceptionView) -> None:
    """May it be opened again or put aside? Raises Refused."""
    kind = of(view)
    if kind is not None and kind.fixed:
        raise Refused(
            f"「{kind.label}」の請求は、届出の受付で署名をいただいたものです。ここでは直せません。"
            "取り消して、証明書の請求として受け付け直してください。変えていません。"
        )


def request_of(view: ReceptionView) -> str:
    """What a release of this reception's household has to be given for."""
    kind = of(view)
    return kind.request(view) if kind else digest(view.draft)
