"""Certificates that were signed for with a notice, as a kind of reception: made once the notice is entered."""

from __future__ import annotations

from django.urls import reverse

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents.types import Paper
from madoguchi.apps.receptions import queries as reception_queries
from madoguchi.apps.receptions import services as receptions
from madoguchi.apps.receptions.states import FINAL
from madoguchi.apps.receptions.types import ReceptionView, digest
from madoguchi.apps.residents.types import Unreflected
from madoguchi.apps.visits import certificates, queries, reflecting
from madoguchi.apps.visits.certificates import KIND
from madoguchi.apps.visits.types import OpenVisit

TAKEN_BACK = "入力の誤り"
"""Of `receptions.phrases.CANCEL`: the notice they belong to was opened again or given up."""


class VisitCertificateKind:
    """See `receptions.kinds.Kind`. Its papers are those of the visit."""

    key = KIND
    label = "届出と一緒の証明書"
    record = receptions.RECORD
    way: tuple[str, ...] = ()
    fixed = True

    def page(self, view: ReceptionView) -> str:
        return reverse("receptions:detail", args=[view.number])

    def slip(self, view: ReceptionView) -> str:
        """The visit's guide is what the visitor has."""
        return reverse("visits:print_all", args=[view.passage.beside])

    def about(self, view: ReceptionView) -> str:
        known = {c.key: c for c in catalogue.certificates()}
        shorts = [known[x.certificate].short for x in view.draft.lines if x.certificate in known]
        return f"{'、'.join(shorts)}（届出 {view.passage.beside[4:]}）"

    def request(self, view: ReceptionView) -> str:
        return digest(view.draft)

    def papers(self, view: ReceptionView, by: Actor, staff_name: str) -> tuple[Paper, ...]:
        """The visit's, among which its request is."""
        return certificates.papers(queries.open_visit(view.passage.beside, by=by), staff_name)

    def look(self, view: ReceptionView, by: Actor) -> None:
        """The door of the visit: whoever is guarded there is guarded here."""
        receptions.household_with_guard(reception_queries.get(view.passage.beside), by, going_on=True)

    def finish(self, view: ReceptionView, by: Actor) -> None:
        """Accepted when the notice was signed; nothing is signed here."""

    def over(self, view: ReceptionView) -> bool:
        """Handed over by number, as certificates are."""
        return view.status in FINAL

    def reopened(self, view: ReceptionView, by: Actor) -> None:
        """Nothing followed from it but the certificates."""

    def another_day(self, view: ReceptionView) -> None:
        """Handing over asks for identity again."""

    def waits(self, view: ReceptionView) -> Unreflected | None:
        visit = view.passage.beside
        return reflecting.of_visits([visit]).get(visit)

    def facts(self, view: ReceptionView, by: Actor, *, for_resident: bool) -> tuple[tuple[str, str], ...]:
        opened = queries.open_visit(view.passage.beside, by=by)
        lines = tuple(("証明書", words) for words in certificates.lines_in_words(opened))
        notifier = opened.body.notifier
        who = opened.person(notifier.person).name if notifier and notifier.person else ""
        staff = () if for_resident else (("届出の受付", opened.reception.short_number),)
        return (*staff, ("請求者", who), *lines)


def begin(opened: OpenVisit, by: Actor) -> None:
    """The reception of what was asked for with the notice, in the transaction of its signature."""
    if not opened.body.certificates or certificates.refusal(opened):
        return
    receptions.accept_beside(opened.number, KIND, certificates.composition(opened, by.name), by=by)


def take_back(number: str, by: Actor) -> None:
    """The notice doesn't hold any more: what was asked for with it is cancelled unless it was handed over."""
    for view in reception_queries.beside(number, KIND):
        if view.status not in FINAL:
            receptions.cancel(view.number, TAKEN_BACK, seen=view.version, by=by)
