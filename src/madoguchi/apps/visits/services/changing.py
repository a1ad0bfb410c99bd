"""What staff settle beside the hearing: procedures, things brought, who notifies, mode, language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions.types import Fault, Incomplete, Party
from madoguchi.apps.visits import certificates, editing
from madoguchi.apps.visits.services.common import change
from madoguchi.apps.visits.types import KEPT_UNSEEN, Body, Notifier, OpenVisit, Wanted
from madoguchi.domain.guide import Language
from madoguchi.domain.visits import Change


def change_procedure(
    number: str, procedure: str, member: str | None, reason: str, *, added: bool, seen: int, by: Actor
) -> OpenVisit:
    """Add a procedure or take one out, with the reason; the tables' own result stays to be seen.

    Raises Incomplete without a reason, Refused for a procedure the pack doesn't have.
    """
    if not reason.strip():
        raise Incomplete((Fault("理由を入れてください。", "reason"),))

    def edit(opened: OpenVisit) -> Body:
        if procedure not in opened.plan.rules.procedures or not opened.visit.events:
            raise Refused("その手続はありません。開き直してください。")
        now = timezone.now()
        return editing.with_change(opened.body, Change(procedure, member, added, by.name, reason, now))

    did = "add_procedure" if added else "remove_procedure"
    return change(number, edit, did, [procedure], seen=seen, by=by)


def restore_procedure(number: str, procedure: str, member: str | None, *, seen: int, by: Actor) -> OpenVisit:
    """What the tables say counts again."""
    return change(
        number,
        lambda opened: editing.without_change(opened.body, procedure, member),
        "restore_procedure",
        [procedure],
        seen=seen,
        by=by,
    )


def set_brought(
    number: str, label: str, member: str | None, had: bool | None, *, seen: int, by: Actor
) -> OpenVisit:
    """Whether a thing of the bring lists is there; None: not asked."""
    return change(
        number,
        lambda opened: editing.with_brought(opened.body, label, member, had),
        "brought",
        seen=seen,
        by=by,
    )


def set_notifier(number: str, notifier: Notifier, *, seen: int, by: Actor) -> OpenVisit:
    """Who notifies, and what identified them today. Papers the pack doesn't know are left out.

    Raises Refused for a person who isn't of this visit.
    """
    rules = catalogue.identity_rules()
    papers, questions = {d.key for d in rules.documents}, {q.key for q in rules.oral}

    def edit(opened: OpenVisit) -> Body:
        if notifier.person and all(p.key != notifier.person for p in opened.body.persons):
            raise Refused("届け出る人が、この受付にいません。選び直してください。")
        kept = replace(
            notifier,
            identity=tuple(key for key in notifier.identity if key in papers),
            oral=tuple(answer for answer in notifier.oral if answer.key in questions),
            party=_party(opened, notifier.party),
            on=timezone.localdate(),
        )
        return replace(opened.body, notifier=kept)

    return change(number, edit, "notifier", seen=seen, by=by)


def set_certificates(number: str, wanted: Sequence[Wanted], *, seen: int, by: Actor) -> OpenVisit:
    """Certificates asked for with the notice; none takes them all back. Raises Incomplete, each with its control."""

    def edit(opened: OpenVisit) -> Body:
        if found := certificates.faults(opened, wanted):
            raise Incomplete(found)
        return replace(opened.body, certificates=tuple(wanted))

    return change(number, edit, "certificates", [one.certificate for one in wanted], seen=seen, by=by)


def _party(opened: OpenVisit, typed: Party) -> Party:
    """What a careful visit's page doesn't show comes back from it empty: of the same person it stays."""
    before = opened.body.notifier
    if not opened.careful or before is None or before.party.name != typed.name:
        return typed
    return replace(
        typed, **{name: getattr(typed, name) or getattr(before.party, name) for name in KEPT_UNSEEN}
    )


def set_busy(number: str, busy: bool, *, seen: int, by: Actor) -> OpenVisit:
    """急ぎの受付: only what must be settled today is asked; the rest is open work of the departments."""
    return change(number, lambda opened: replace(opened.body, busy=busy), "busy", seen=seen, by=by)


def set_language(number: str, language: Language, *, large_print: bool, seen: int, by: Actor) -> OpenVisit:
    """Of the guide and the resident's screen."""

    def edit(opened: OpenVisit) -> Body:
        return replace(opened.body, language=language, large_print=large_print)

    return change(number, edit, "language", seen=seen, by=by)
