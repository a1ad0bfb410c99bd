"""The hearing: every answer is kept at once and brings the page as it is then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.visits import forms, queries, services
from madoguchi.apps.visits.presenting import asking, hearing, known, results, start
from madoguchi.apps.visits.presenting.common import field_of, typed_value, whom
from madoguchi.apps.visits.types import OpenVisit
from madoguchi.apps.visits.views.common import (
    COUNTER,
    not_open,
    opened_or_404,
    page,
    people_of,
    saved,
)
from madoguchi.domain.visits import DONT_KNOW, LATER, value_words

LIST = "list"


@policy(COUNTER)
@require_GET
def hearing_page(request: HttpRequest, number: str) -> HttpResponse:
    opened = opened_or_404(request, number)
    mode = LIST if request.GET.get("mode") == LIST else "one"
    elsewhere = not_open(opened)
    return elsewhere or render(request, "pages/visits/hearing.html", _context(opened, mode))


def _context(
    opened: OpenVisit,
    mode: str,
    *,
    stay: tuple[str, str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """`stay`: fact and event of the question that is being answered."""
    plan, people = opened.shown, people_of(opened)
    one = asking.asking_at(plan, *stay) if stay else None
    context = page(opened, 1)
    rows = hearing.check_list(plan, people) if mode == LIST else ()
    address = reverse("visits:hearing", args=[opened.number])
    context |= {
        "mode": mode,
        "mode_url": address if mode == LIST else f"{address}?mode={LIST}",
        "mode_label": "1問ずつ聞く" if mode == LIST else "一覧で聞く",
        "busy": opened.body.busy,
        "people": list(people.values()),
        "known": known.groups(plan, people, stale_before=_stale_before()),
        "question": asking.question(plan, people, None if rows else asking.next_question(plan, one)),
        "card": asking.card(plan, people),
        "rows": rows,
        "first_open": hearing.first_open(rows),
        "left": plan.questions_left,
        "put_off": sum(one.left for one in plan.askings),
        "parts": results.parts(plan, people, results.before_of(opened.before) if opened.before else None),
        "strip": hearing.strip(plan, people),
        "problems": start.problems(plan, reverse("visits:people", args=[opened.number]), only_serious=True),
    }
    return context | more


def _stale_before() -> datetime:
    return timezone.now() - timedelta(hours=catalogue.municipality().stale_after_hours)


def _show(
    request: HttpRequest,
    opened: OpenVisit,
    *,
    status: int = 200,
    mode: str = "one",
    stay: tuple[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    context = _context(opened, mode, stay=stay, **more) | {"oob": True}
    return render(request, "pages/visits/_hearing.html", context, status=status)


def _saved(
    request: HttpRequest,
    number: str,
    act: Callable[[int], OpenVisit],
    stay: tuple[str, str] | None = None,
) -> HttpResponse:
    return saved(request, number, act, _show, mode=request.POST.get("mode", "one"), stay=stay)


# -- answers


@policy(COUNTER)
@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """An answer by its digit (`answer`), chosen on the list (`choice`) or typed (`value`)."""
    asked, actor = forms.read_asked(request.POST), actor_for(request)
    given = request.POST.get("answer") or request.POST.get("choice", "")

    def act(seen: int) -> OpenVisit:
        if given in (DONT_KNOW, LATER):
            return services.leave_open(number, asked, later=given == LATER, seen=seen, by=actor)
        text = forms.answer_text(request.POST, queries.rules().catalogue)
        if not text:
            return services.take_back(number, asked, seen=seen, by=actor)
        return services.answer(number, asked, text, seen=seen, by=actor)

    return _saved(request, number, act, (asked.fact, asked.event or ""))


@policy(COUNTER)
@require_POST
def take_back(request: HttpRequest, number: str) -> HttpResponse:
    """The question of an answer is put again."""
    asked = forms.read_asked(request.POST)
    return _saved(request, number, _taking_back(request, number, asked), (asked.fact, asked.event or ""))


@policy(COUNTER)
@require_POST
def back(request: HttpRequest, number: str) -> HttpResponse:
    """Esc: the last answer is taken back; before the first one, to the page before."""
    opened = opened_or_404(request, number)
    given = hearing.strip(opened.shown, people_of(opened)).given
    if not given:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = reverse("visits:people", args=[number])
        return answer
    last = given[-1]
    asked = services.Asked(last.fact, tuple(m for m in last.members if m), last.event or None)
    return _saved(request, number, _taking_back(request, number, asked), (last.fact, last.event))


def _taking_back(request: HttpRequest, number: str, asked: services.Asked) -> Callable[[int], OpenVisit]:
    return lambda seen: services.take_back(number, asked, seen=seen, by=actor_for(request))


@policy(COUNTER)
@require_POST
def busy(request: HttpRequest, number: str) -> HttpResponse:
    """急ぎの受付 on or off."""
    wanted = bool(request.POST.get("busy"))
    answer = saved(
        request,
        number,
        lambda seen: services.set_busy(number, wanted, seen=seen, by=actor_for(request)),
        lambda request, opened, status=200, **more: render(
            request, "pages/visits/hearing.html", _context(opened, "one", **more), status=status
        ),
    )
    return redirect("visits:hearing", number=number) if answer.status_code == 200 else answer


# -- the pointing card


@policy(COUNTER)
@require_POST
def card(request: HttpRequest, number: str) -> HttpResponse:
    """The marks of the pointing card, and what stands for the numbers without one."""
    opened, actor = opened_or_404(request, number), actor_for(request)
    rest = request.POST.get("rest") == "unmarked"
    marks = forms.read_marks(request.POST)
    looked_up = bool(request.POST.get("looked_up"))
    rows = asking.card(opened.plan, people_of(opened))
    answers = forms.card_answers(opened.plan, rows, marks, rest=rest, looked_up=looked_up)
    return _saved(request, number, lambda seen: services.fill_card(number, answers, seen=seen, by=actor))


@policy(COUNTER)
@require_GET
def card_sheet(request: HttpRequest) -> HttpResponse:
    """The pointing card to print; nothing of anybody stands on it."""
    context = {
        "rows": asking.card_sheet(queries.rules().catalogue),
        "back_url": reverse("receptions:waiting"),
    }
    return render(request, "pages/visits/card_sheet.html", context)


# -- parts asked for after the page is shown


@policy(COUNTER)
@require_GET
def reason(request: HttpRequest, number: str) -> HttpResponse:
    """Why a procedure has its status."""
    opened = opened_or_404(request, number)
    status = results.STATUSES.get(request.GET.get("status", ""))
    if status is None:
        raise Http404
    whys = results.whys(opened.shown, people_of(opened), request.GET.get("procedure", ""), status)
    return render(request, "pages/visits/_reason.html", {"whys": whys})


@policy(COUNTER)
@require_GET
def not_required(request: HttpRequest, number: str) -> HttpResponse:
    """What was judged not required, line by line."""
    opened = opened_or_404(request, number)
    status = results.STATUSES["not_required"]
    lines = results.lines_of(opened.shown, people_of(opened), status)
    part = results.Part("not_required", results.HEADS[status], len(lines), 0, lines)
    return render(request, "pages/visits/_lines.html", page(opened, 1) | {"part": part})


@policy(COUNTER)
@require_GET
def closed_facts(request: HttpRequest, number: str) -> HttpResponse:
    """What is known and isn't spoken of (口頭不可), or what is derived (`part`), when staff open it."""
    opened = opened_or_404(request, number)
    groups = known.groups(opened.shown, people_of(opened), stale_before=_stale_before())
    group = next((g for g in groups if g.member == request.GET.get("member", "")), None)
    if group is None:
        raise Http404
    lines = group.derived if request.GET.get("part") == "derived" else group.closed
    return render(
        request, "pages/visits/_closed_facts.html", page(opened, 1) | {"group": group, "lines": lines}
    )


@policy(COUNTER)
@require_http_methods(["GET", "POST"])
def overrule(request: HttpRequest, number: str) -> HttpResponse:
    """F2: what is known is put right for this visit, with a reason."""
    if request.method == "GET":
        return _overrule_form(request, opened_or_404(request, number))
    asked = services.Asked(
        request.POST.get("fact", ""),
        tuple(filter(None, [request.POST.get("member", "")])),
        request.POST.get("event") or None,
    )
    text, why = request.POST.get("value", ""), request.POST.get("reason", "")
    actor = actor_for(request)
    return _saved(
        request, number, lambda seen: services.overrule(number, asked, text, why, seen=seen, by=actor)
    )


def _overrule_form(request: HttpRequest, opened: OpenVisit) -> HttpResponse:
    fact = opened.shown.rules.catalogue.facts.get(request.GET.get("fact", ""))
    people, member = people_of(opened), request.GET.get("member") or None
    if fact is None or (member is not None and member not in people):
        raise Http404
    case = next((c for c in opened.shown.cases if c.held(fact.key, member).statements), opened.shown.cases[0])
    value = case.value(fact.key, member)
    context = page(opened, 1) | {
        "fact": fact.key,
        "label": fact.label,
        "event": case.about(fact.key, member).event or "",
        "member": member or "",
        "whom": whom(people, [member]) if member else "",
        "known": value_words(fact, value),
        "field": field_of(fact, value),
        "typed": typed_value(value),
    }
    return render(request, "pages/visits/_overrule.html", context)
