"""Which life events; then who, which day, who notifies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.presenters import stopping
from madoguchi.apps.residents.queries.people import NoSuchResident
from madoguchi.apps.residents.types import NeedsCheck, Purpose, Unreflected
from madoguchi.apps.visits import forms, newcomer_form, queries, services
from madoguchi.apps.visits.presenting import merging
from madoguchi.apps.visits.presenting import notifier as notifying
from madoguchi.apps.visits.presenting import start as presenting
from madoguchi.apps.visits.types import OpenVisit
from madoguchi.apps.visits.views.common import (
    COUNTER,
    not_open,
    opened_or_404,
    page,
    people_of,
    saved,
    steps,
)

SEEN = "seen"
"""The visits of the household that a person was told of before beginning one more."""
ONE_MORE = "この世帯の受付が、ほかにあります。その受付を続けるか、新しい受付として「受け付ける」をもう一度押してください。"


@policy(COUNTER)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, resident_id: int | None = None) -> HttpResponse:
    """Which life events; for a household, or for people nobody has yet."""
    try:
        if request.method == "POST" and (kinds := request.POST.getlist("event")):
            if _unknown_elsewhere(request, resident_id):
                return _start_page(request, resident_id, ONE_MORE)
            opened = services.start(resident_id, kinds, by=actor_for(request))
            return redirect("visits:people", number=opened.number)
        return _start_page(request, resident_id)
    except NoSuchResident:
        raise Http404 from None
    except NeedsCheck:
        return _stopped(request, resident_id)
    except Refused as refused:
        return _start_page(request, resident_id, refused.words)


def _stopped(request: HttpRequest, resident_id: int | None) -> HttpResponse:
    """The neutral stop, whose button begins a visit and no certificate request."""
    ask = reverse("visits:start_guarded", args=[resident_id]) if resident_id is not None else ""
    fields = [(name, value) for name in ("event", SEEN) for value in request.POST.getlist(name)]
    context = stopping.stop_context(ask_url=ask, ask_fields=fields)
    return render(request, stopping.TEMPLATE, context, status=403)


def _unknown_elsewhere(request: HttpRequest, resident_id: int | None) -> bool:
    """Has somebody begun a visit of this household that this person hasn't been told of yet?"""
    if resident_id is None:
        return False
    return bool({v.number for v in queries.unsigned_of([resident_id])} - set(request.POST.getlist(SEEN)))


@policy(COUNTER)
@require_POST
def start_guarded(request: HttpRequest, resident_id: int) -> HttpResponse:
    """係長に知らせる: a visit that a second person is asked about before anything is made."""
    if _unknown_elsewhere(request, resident_id):
        return _start_page(request, resident_id, ONE_MORE)
    try:
        opened = services.start_guarded(resident_id, request.POST.getlist("event"), by=actor_for(request))
    except NoSuchResident:
        raise Http404 from None
    return redirect("visits:people", number=opened.number)


def _start_page(request: HttpRequest, resident_id: int | None, error: str = "") -> HttpResponse:
    head, back = "", reverse("residents:search")
    waiting: Mapping[int, Unreflected] = {}
    others: tuple[merging.OpenElsewhere, ...] = ()
    if resident_id is not None:
        household = residents.open_household(actor_for(request), Purpose.COUNTER, resident_id)
        others = merging.elsewhere(
            queries.unsigned_of([m.id for m in household.members]), guarded=household.care
        )
        waiting = residents.unreflected([m.id for m in household.members])
        head = next((m.name for m in household.members if m.is_head), household.member(resident_id).name)
        back = reverse("residents:household", args=[resident_id])
    if request.method == "POST" and not error:
        error = "届出・手続を1つは選んでください。"
    chosen = request.POST.getlist("event") or request.GET.getlist("event")
    context = {
        "groups": presenting.event_groups(queries.rules(), chosen),
        "head": head,
        "steps": steps(0),
        "back_url": back,
        "submit_url": request.path,
        "error": error,
        "elsewhere": others,
        "unreflected": list(dict.fromkeys(notice.words for notice in waiting.values())),
    }
    return render(request, "pages/visits/start.html", context, status=422 if error else 200)


# -- who


@policy(COUNTER)
@require_GET
def people(request: HttpRequest, number: str) -> HttpResponse:
    opened = opened_or_404(request, number)
    elsewhere = not_open(opened)
    return elsewhere or render(request, "pages/visits/people.html", _people(opened))


def _people(
    opened: OpenVisit, typed: newcomer_form.TypedNewcomer | None = None, **more: Any
) -> dict[str, Any]:
    plan, shown = opened.plan, people_of(opened)
    context = page(opened, 0)
    context |= {
        "forms": presenting.event_forms(plan, shown),
        "people": list(shown.values()),
        "newcomer": _newcomer(opened, typed),
        "relationships": presenting.RELATIONSHIPS,
        "notifier": notifying.notifier(opened, shown),
        "problems": presenting.problems(plan, only_serious=True),
        "groups": presenting.event_groups(plan.rules),
        "events_words": context["events"],
        "elsewhere": _elsewhere(opened),
    }
    return context | more


def _elsewhere(opened: OpenVisit) -> tuple[merging.OpenElsewhere, ...]:
    """Other visits of this household that nobody has signed for: each can be made part of this one."""
    ids = [p.resident_id for p in opened.body.persons if p.resident_id is not None]
    found = queries.unsigned_of(ids, opened.number)
    return merging.elsewhere(found, guarded=opened.careful, here=opened.number)


def _newcomer(opened: OpenVisit, typed: newcomer_form.TypedNewcomer | None) -> newcomer_form.NewcomerForm:
    given = typed or newcomer_form.TypedNewcomer.after(opened.body.persons)
    fields = presenting.newcomer_fields(opened.plan.rules.catalogue, given.values, given.errors)
    title = "住民登録のない方を直す" if given.key else "住民登録のない方（転入・出生など）"
    return newcomer_form.NewcomerForm(given.key, title, fields, given.kana_guessed)


def _show(
    request: HttpRequest,
    opened: OpenVisit,
    *,
    status: int = 200,
    typed: newcomer_form.TypedNewcomer | None = None,
    **more: Any,
) -> HttpResponse:
    context = _people(opened, typed, **more) | {"oob": True}
    return render(request, "pages/visits/_people.html", context, status=status)


@policy(COUNTER)
@require_POST
def roles(request: HttpRequest, number: str) -> HttpResponse:
    """Who plays one part of an event."""
    event, fact = request.POST.get("event", ""), request.POST.get("fact", "")
    players = {fact: [key for key in request.POST.getlist("player") if key]}
    return saved(
        request,
        number,
        lambda seen: services.set_roles(number, event, players, seen=seen, by=actor_for(request)),
        _show,
    )


@policy(COUNTER)
@require_POST
def date(request: HttpRequest, number: str) -> HttpResponse:
    """A day of an event, or another of its own items."""
    item = forms.typed_item(request.POST)
    return saved(
        request,
        number,
        lambda seen: services.fill_in(number, [item], seen=seen, by=actor_for(request)),
        _show,
    )


@policy(COUNTER)
@require_POST
def add_event(request: HttpRequest, number: str) -> HttpResponse:
    kind = request.POST.get("event", "")
    answer = saved(
        request,
        number,
        lambda seen: services.add_event(number, kind, seen=seen, by=actor_for(request)),
        lambda request, opened, **more: render(request, "pages/visits/people.html", _people(opened, **more)),
    )
    return redirect("visits:people", number=number) if answer.status_code == 200 else answer


@policy(COUNTER)
@require_POST
def remove_event(request: HttpRequest, number: str) -> HttpResponse:
    event = request.POST.get("event", "")
    return saved(
        request,
        number,
        lambda seen: services.remove_event(number, event, seen=seen, by=actor_for(request)),
        _show,
    )


@policy(COUNTER)
@require_GET
def retype_newcomer(request: HttpRequest, number: str) -> HttpResponse:
    """The form with what was typed of one newcomer, to be typed anew."""
    opened = opened_or_404(request, number)
    person = next((p for p in opened.body.persons if p.key == request.GET.get("person")), None)
    if person is None or person.newcomer is None:
        raise Http404
    typed = newcomer_form.TypedNewcomer.of(person.key, person.newcomer)
    context = page(opened, 0) | {"newcomer": _newcomer(opened, typed), "focus_newcomer": True}
    context["relationships"] = presenting.RELATIONSHIPS
    return render(request, "pages/visits/_newcomer.html", context)


@policy(COUNTER)
@require_POST
def newcomer(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody who isn't in the register yet, new or typed anew. What can't be read stays in the form."""
    typed = newcomer_form.read_newcomer(request.POST, queries.rules().catalogue, timezone.localdate())
    if typed.errors:
        return _show(request, opened_or_404(request, number), status=422, typed=typed)
    actor, person = actor_for(request), typed.newcomer()

    def act(seen: int) -> OpenVisit:
        if typed.key:
            return services.change_newcomer(number, typed.key, person, seen=seen, by=actor)
        return services.add_newcomer(number, person, seen=seen, by=actor)

    answer = saved(request, number, act, _show, focus_newcomer=True)
    if answer.status_code == 200:
        return answer
    return _show(request, opened_or_404(request, number), status=answer.status_code, typed=typed)


@policy(COUNTER)
@require_POST
def remove_newcomer(request: HttpRequest, number: str) -> HttpResponse:
    key = request.POST.get("person", "")
    return saved(
        request,
        number,
        lambda seen: services.remove_newcomer(number, key, seen=seen, by=actor_for(request)),
        _show,
    )


@policy(COUNTER)
@require_POST
def notifier(request: HttpRequest, number: str) -> HttpResponse:
    """Who notifies, and what identified them."""
    given = forms.read_notifier(request.POST)
    return saved(
        request,
        number,
        lambda seen: services.set_notifier(number, given, seen=seen, by=actor_for(request)),
        _show,
    )
