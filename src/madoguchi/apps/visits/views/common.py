"""What the pages of a visit share: addresses, the head of each page, saving at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.policies import needs
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.receptions import presenters as reception_presenters
from madoguchi.apps.receptions.queries import NoSuchReception
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import Incomplete, Stale
from madoguchi.apps.visits import queries, reflecting
from madoguchi.apps.visits.presenting.common import People, Person
from madoguchi.apps.visits.presenting.passed import since_then
from madoguchi.apps.visits.types import WAY, OpenVisit, PersonView
from madoguchi.apps.visits.words import spoken_label
from madoguchi.domain.facts import Absent
from madoguchi.domain.protection import Standing
from madoguchi.domain.visits import Plan, value_words

COUNTER = needs(Right.COUNTER)


@dataclass(frozen=True, slots=True)
class StaleShown:
    title: str
    words: str


def steps(now: int) -> tuple[reception_presenters.Step, ...]:
    return reception_presenters.along(WAY, now)


def opened_or_404(request: HttpRequest, number: str) -> OpenVisit:
    try:
        return queries.open_visit(number, by=actor_for(request))
    except (queries.NoSuchVisit, NoSuchReception):
        raise Http404 from None


def people_of(opened: OpenVisit) -> People:
    guesses = {
        p.key: p.newcomer.kana_guess for p in opened.body.persons if p.newcomer and p.newcomer.kana_is_guess
    }
    return {p.key: _person(opened.plan, p, guesses.get(p.key, "")) for p in opened.persons}


def _person(plan: Plan, person: PersonView, kana_guess: str) -> Person:
    """With 続柄 and age, as far as the rules know them."""
    case, catalogue, words = plan.cases[0], plan.rules.catalogue, []
    for fact in ("person.relationship", "person.age"):
        value = case.value(fact, person.key)
        if not isinstance(value, Absent):
            words.append(value_words(catalogue[fact], value))
    return Person(person.key, person.name, "・".join(words), person.newcomer, kana_guess)


@dataclass(frozen=True, slots=True)
class Urls:
    """The addresses of a visit's pages and acts, by what templates call them."""

    number: str

    @property
    def towns(self) -> str:
        return reverse("entry:towns")

    @property
    def card_sheet(self) -> str:
        return reverse("visits:card_sheet")

    @property
    def list(self) -> str:
        return reverse("receptions:waiting")

    @property
    def detail(self) -> str:
        return reverse("receptions:detail", args=[self.number])

    def __getattr__(self, name: str) -> str:
        if name.startswith("_"):
            raise AttributeError(name)
        return reverse(f"visits:{name}", args=[self.number])


def page(opened: OpenVisit, step: int) -> dict[str, Any]:
    """The context that every page of an open visit has."""
    number = opened.number
    return {
        "reception": replace(
            reception_presenters.ReceptionHead.of(opened.reception),
            saved_at=f"{timezone.localtime(opened.saved_at):%-H:%M:%S}",
        ),
        "version": opened.version,
        "events": events_words(opened.plan),
        "steps": steps(step),
        "urls": Urls(number),
        "aside": reception_presenters.Aside.of(opened.reception),
        "presence_url": reverse("receptions:presence", args=[number]),
        "number": number,
        "guard": "" if opened.guard.released else opened.guard_words,
        "unreflected": unreflected_of(opened),
        "since_then": lambda: since_then(opened, people_of(opened)),  # worked out where a page shows it
        "guard_poll_url": _poll_url(opened),
        "guard_ask_url": reverse("receptions:guard_ask", args=[number]),
    }


def _poll_url(opened: OpenVisit) -> str:
    """Where the page asks for a second person's answer, "" while none is waited for."""
    if opened.guard.state != Standing.ASKED:
        return ""
    return f"{reverse('receptions:guard_state', args=[opened.number])}?state={Standing.ASKED}"


def unreflected_of(opened: OpenVisit) -> list[str]:
    """異動未反映: notices of these people that other visits took, in words."""
    found = reflecting.of_residents([p.resident_id for p in opened.body.persons if p.resident_id is not None])
    return list(dict.fromkeys(n.words for n in found.values() if n.reception_number != opened.number))


def events_words(plan: Plan) -> str:
    return "・".join(spoken_label(plan.rules, event.kind) for event in plan.visit.events)


def not_open(opened: OpenVisit) -> HttpResponse | None:
    """Where a visit that can't be changed now is looked at; None for an open one."""
    if opened.reception.status is Status.OPEN:
        return None
    if opened.reception.status is Status.SIGNING:
        return redirect("receptions:signature", number=opened.number)
    return redirect("receptions:detail", number=opened.number)


def seen_version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else 0


Show = Callable[..., HttpResponse]


def saved(
    request: HttpRequest, number: str, act: Callable[[int], OpenVisit], show: Show, **more: Any
) -> HttpResponse:
    """One act, then the part of the page that it changes. A stale or refused one shows what stands, and says so."""
    try:
        opened = act(seen_version(request))
    except Stale as stale:
        words = "画面はいまの内容になりました。もう一度、いまの内容を見て入れてください。"
        note = StaleShown(stale.words, words)
        return show(request, opened_or_404(request, number), stale=note, status=409, **more)
    except Incomplete as incomplete:
        return _refused(request, number, " ".join(f.words for f in incomplete.faults), show, more)
    except Refused as refused:
        return _refused(request, number, refused.words, show, more)
    return show(request, opened, **more)


def _refused(request: HttpRequest, number: str, words: str, show: Show, more: dict[str, Any]) -> HttpResponse:
    return show(request, opened_or_404(request, number), error=words, status=422, **more)
