"""A visit as a kind of reception: what its papers are, what follows from the signature, what is taken back."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents.types import Paper
from madoguchi.apps.outbox import services as outbox
from madoguchi.apps.receptions import services as receptions
from madoguchi.apps.receptions.states import FOLLOWED
from madoguchi.apps.receptions.types import ReceptionView
from madoguchi.apps.tasks import queries as task_queries
from madoguchi.apps.tasks import services as tasks
from madoguchi.apps.visits import certificate_kind, certificates, handing, queries, records, reflecting
from madoguchi.apps.visits.asking_for import request_of
from madoguchi.apps.visits.models import VisitRecord
from madoguchi.apps.visits.papers import papers
from madoguchi.apps.visits.storing import freeze, thaw
from madoguchi.apps.visits.types import KIND, WAY, Body, OpenVisit
from madoguchi.apps.visits.words import event_labels, is_spoken, players, spoken_label, told


class VisitKind:
    """See `receptions.kinds.Kind`."""

    key = KIND
    label = "届出・手続"
    record = records.RECORD
    way: tuple[str, ...] = WAY
    fixed = False

    def page(self, view: ReceptionView) -> str:
        return reverse(f"visits:{'progress' if view.status in FOLLOWED else 'hearing'}", args=[view.number])

    def slip(self, view: ReceptionView) -> str:
        return reverse("visits:print_all", args=[view.number])

    def about(self, view: ReceptionView) -> str:
        rules = catalogue.rules()
        kinds = [event.kind for event in _body(view).events]
        return "・".join(
            dict.fromkeys(spoken_label(rules, kind) for kind in kinds if kind in rules.life_events)
        )

    def request(self, view: ReceptionView) -> str:
        return request_of(_body(view))

    def papers(self, view: ReceptionView, by: Actor, staff_name: str) -> tuple[Paper, ...]:
        return papers(queries.open_visit(view.number, by=by), staff_name)

    def look(self, view: ReceptionView, by: Actor) -> None:
        receptions.household_with_guard(view, by, going_on=True)

    def finish(self, view: ReceptionView, by: Actor) -> None:
        """The notice goes to the outbox, each procedure to its department."""
        opened = queries.open_visit(view.number, by=by)
        rows = records.record_rows(opened, timezone.localtime(view.opened_at))
        if rows:
            outbox.add(self.record, view.number, rows, records.tag(opened))
        tasks.add(view.number, timezone.localdate(), handing.drafts(opened), by=by)
        certificate_kind.begin(opened, by)
        _of(view).update(handed_over_at=timezone.now(), residents=reflecting.concerned(opened))

    def over(self, view: ReceptionView) -> bool:
        return not task_queries.any_open(view.number)

    def reopened(self, view: ReceptionView, by: Actor) -> None:
        tasks.withdraw(view.number, by=by)
        certificate_kind.take_back(view.number, by)
        _of(view).update(handed_over_at=None)

    def another_day(self, view: ReceptionView) -> None:
        body = _body(view)
        if body.notifier is None:
            return
        nobody = replace(body.notifier, identity=(), oral=(), papers=(), core_checked=False, on=None)
        _of(view).update(body=freeze(replace(body, notifier=nobody)))

    def waits(self, view: ReceptionView) -> None:
        """Nothing is made of a visit itself."""

    def facts(self, view: ReceptionView, by: Actor, *, for_resident: bool) -> tuple[tuple[str, str], ...]:
        opened = queries.open_visit(view.number, by=by)
        spoken = (event for event in opened.visit.events if is_spoken(opened.plan.rules, event.kind))
        lines = [line for event in spoken for line in _notice(opened, event.key)]
        forms = "、".join(dict.fromkeys(catalogue.form(p.form_key).title for p in papers(opened, "")))
        lines += [("証明書", words) for words in certificates.lines_in_words(opened)]
        if opened.body.certificates and not certificates.refusal(opened):
            lines += [("証明書の手数料", f"{certificates.composition(opened, '').fee:,}円")]
        lines += [("署名する様式", forms)] if forms else []
        return (*lines, *(() if for_resident else _proof(opened)))


def _body(view: ReceptionView) -> Body:
    return thaw(_of(view).values_list("body", flat=True).get())


def _of(view: ReceptionView) -> QuerySet[VisitRecord]:
    return VisitRecord.objects.filter(reception_number=view.number)


def _notice(opened: OpenVisit, event: str) -> list[tuple[str, str]]:
    """What the notice says, as the resident may read it: who, when, and where unless that is withheld."""
    blank = opened.guarded and not opened.guard.with_address
    wanted = ["event.date"] + ([] if blank else ["event.new_address", "event.new_building"])
    found = [told(opened, event, fact, None) for fact in wanted]
    names = "、".join(opened.person(key).name for key in players(opened, event))
    said = [(one.label, one.words) for one in found if one is not None]
    return [("届出", event_labels(opened, (event,))), ("対象の方", names), *said]


def _proof(opened: OpenVisit) -> tuple[tuple[str, str], ...]:
    notifier, rules = opened.body.notifier, catalogue.identity_rules()
    if notifier is None:
        return ()
    name = opened.person(notifier.person).name if notifier.person else notifier.party.name
    shown = "・".join(document.label for document in rules.documents if document.key in notifier.identity)
    return (("届出人", name), ("本人確認", shown))
