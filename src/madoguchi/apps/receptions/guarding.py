"""May this reception go on for these people? Asked through the door each time, refusals committed at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils import timezone

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions import kinds
from madoguchi.apps.receptions.types import SEAL_CARD, Fault, ReceptionView, RequestDraft
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents import services as register
from madoguchi.apps.residents.types import HouseholdView, NeedsCheck, Purpose, ReleaseView, visit_tag
from madoguchi.domain.counter import VisitorKind
from madoguchi.domain.protection import Standing, standing

WORDS = {
    Standing.UNASKED: "システム確認が必要です。請求の内容を入れてから、確認を求めてください。",
    Standing.ASKED: "係長に知らせました。返事を待っています。",
    Standing.CHANGED: "請求の内容が変わりました。もう一度、確認を求めてください。",
    Standing.REFUSED: "この請求はこのまま進められません。係長の指示を受けてください。",
    Standing.RELEASED: "システム確認が済みました。",
}
"""Neutral on purpose: the visitor may read them over the counter."""
NOT_FOR_THESE = "この世帯では受け付けられません（係長へ）。"
CORE_CHECK = "基幹端末で確認し、「基幹端末で確認した」に印を付けてください。"


@dataclass(frozen=True, slots=True)
class Guard:
    """Whether a household needs a second person's check, and how that stands for this request.

    `core_check_needed`: protection data is too old, so any household needs a look at the core terminal. `state` is a
    Standing, or "" where no check is needed.
    """

    needed: bool
    released: bool
    with_address: bool
    core_check_needed: bool
    state: str
    words: str
    reference: str = ""
    """The reception's number, for the addresses of its pane."""


OPEN_TO_ALL = Guard(False, False, False, False, "", "")


def household_of(view: ReceptionView, by: Actor) -> HouseholdView:
    """The household of a reception, opened for it: an address under guard only by the release for this very request.

    Raises NoSuchResident.
    """
    return residents.open_household(
        by, Purpose.COUNTER, view.subject_id, reference=view.number, request=kinds.request_of(view)
    )


def household_if_any(view: ReceptionView, by: Actor) -> HouseholdView | None:
    """The same; None for a reception of people whom no register has yet."""
    return household_of(view, by) if view.subject_id else None


def people_of(household: HouseholdView | None, view: ReceptionView) -> frozenset[str]:
    """Whom a release has to name: the household's 宛名番号; for another kind than certificates the tag of the
    newcomers, too: its own, or the visit's beside which it was asked for."""
    numbers = frozenset(m.resident_number for m in household.members) if household else frozenset[str]()
    if kinds.of(view) is None:
        return numbers
    return numbers | {visit_tag(view.passage.beside or view.number)}


def _needed(household: HouseholdView | None, view: ReceptionView) -> bool:
    """A household that is guarded, or one that gets a protected member by this reception."""
    if household is not None and household.care:
        return True
    return kinds.of(view) is not None and bool(residents.guarded_numbers(people_of(household, view)))


def look(household: HouseholdView | None, view: ReceptionView, _by: Actor) -> Guard:
    """How things stand; never raises. For the request page while it is filled in."""
    stale = residents.protection_stale(timezone.localdate()) if household else False
    if not _needed(household, view):
        return Guard(False, False, False, stale, "", "")
    release = residents.release_of(view.number)
    now = _standing(release, household, view)
    is_released = now is Standing.RELEASED
    return Guard(
        needed=True,
        released=is_released,
        with_address=is_released and release is not None and release.with_address,
        core_check_needed=stale,
        state=now.value,
        words=WORDS[now],
        reference=view.number,
    )


def _standing(release: ReleaseView | None, household: HouseholdView | None, view: ReceptionView) -> Standing:
    people, request = people_of(household, view), kinds.request_of(view)
    return standing(release.ask if release else None, view.number, request, people, timezone.localdate())


def veiled(view: ReceptionView, guard: Guard) -> ReceptionView:
    """Without what was typed of addresses, telephones and 本籍 before protection came, as long as nobody released it.

    It may be the very address that is protected now; whoever stands there says it again.
    """
    if not guard.needed or guard.released or view.draft.under_guard:
        return view
    draft = view.draft
    lines = tuple(replace(line, fields=_cards(line.fields)) for line in draft.lines)
    shown = replace(
        draft,
        visitor=replace(draft.visitor, address="", phone=""),
        requester=replace(draft.requester, address="", phone=""),
        stated=replace(draft.stated, address=""),
        lines=lines,
        relation="",
        reason="",
        destination="",
        exemption_reason="",
    )
    return replace(view, draft=shown)


def _cards(fields: Mapping[str, str] | None) -> Mapping[str, str]:
    return {name: value for name, value in (fields or {}).items() if name == SEAL_CARD}


def check(household: HouseholdView | None, view: ReceptionView, by: Actor) -> Guard:
    """Where a paper, a signature, a record or handing over would follow. Raises NeedsCheck, recorded."""
    guard = look(household, view, by)
    if guard.needed and not guard.released:
        stop(household, by, view.number)
    return guard


def stop(household: HouseholdView | None, by: Actor, reference: str) -> None:
    """Raises NeedsCheck, written down at once: it outlives the transaction that it ends."""
    subjects = [m.id for m in household.members] if household else []
    audit.record_now(
        Entry(Action.REFUSED, by.who, Purpose.COUNTER.value, subjects=subjects, reference=reference)
    )
    refusal = NeedsCheck()
    refusal.recorded = True
    raise refusal


def check_start(household: HouseholdView, by: Actor, reference: str) -> None:
    """Before a reception begins. Raises NeedsCheck, recorded."""
    if household.care:
        stop(household, by, reference)


def visitor_refusal(guard: Guard, kind: VisitorKind) -> str:
    """Why this kind of visitor can't ask for a guarded household, or "": the pack's `when_guarded`."""
    refused = guard.needed and catalogue.visitor_rules().of(kind).when_guarded == "refused"
    return NOT_FOR_THESE if refused else ""


def faults(guard: Guard, draft: RequestDraft) -> tuple[Fault, ...]:
    """What the guard keeps the request from, each with its control."""
    refusal = visitor_refusal(guard, draft.visitor_kind)
    found = [Fault(refusal, "visitor_kind-1")] if refusal else []
    if guard.core_check_needed and not draft.core_checked:
        found.append(Fault(CORE_CHECK, "core_checked"))
    return tuple(found)


def note_core_check(guard: Guard, view: ReceptionView, by: Actor) -> None:
    """Who looked at the core terminal, in the trail with the signature's request. In the caller's transaction."""
    if guard.core_check_needed and view.draft.core_checked:
        audit.record(
            Entry(
                Action.CORE_CHECKED,
                by.who,
                Purpose.COUNTER.value,
                subjects=[view.subject_id],
                reference=view.number,
            )
        )


def ask(view: ReceptionView, by: Actor) -> Guard:
    """The clerk asks a second person about the request as it is saved. Raises Refused for a visitor who can't ask."""
    household = household_if_any(view, by)
    guard = look(household, view, by)
    refusal = visitor_refusal(guard, view.draft.visitor_kind)
    if refusal:
        raise Refused(refusal)
    if guard.needed and guard.state not in (Standing.ASKED, Standing.RELEASED):
        people = people_of(household, view)
        register.ask_release(view.number, kinds.request_of(view), people, view.subject_id, by=by)
    return look(household, view, by)


def end(number: str, why: str, *, by: Actor) -> None:
    """Handed over, cancelled or suspended: a release of this reception holds no longer."""
    register.end_release(number, why, by=by)
