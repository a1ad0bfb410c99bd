"""Result and guide, and after the signature how far the departments are."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.visits import services
from madoguchi.apps.visits.presenting import guide as presenting
from madoguchi.apps.visits.presenting import start
from madoguchi.apps.visits.presenting.common import Option, whom
from madoguchi.apps.visits.types import OpenVisit
from madoguchi.apps.visits.views.common import (
    COUNTER,
    not_open,
    opened_or_404,
    page,
    people_of,
    saved,
)
from madoguchi.domain.guide import Language
from madoguchi.domain.visits import Status

LANGUAGES = {
    Language.JA: "日本語",
    Language.JA_EASY: "やさしい日本語",
    Language.EN: "English",
    Language.ZH_HANS: "简体中文",
    Language.ZH_HANT: "繁體中文",
    Language.KO: "한국어",
    Language.VI: "Tiếng Việt",
    Language.PT: "Português",
    Language.TL: "Tagalog",
}


@policy(COUNTER)
@require_GET
def result(request: HttpRequest, number: str) -> HttpResponse:
    opened = opened_or_404(request, number)
    elsewhere = not_open(opened)
    return elsewhere or result_page(request, opened)


def result_page(request: HttpRequest, opened: OpenVisit, **more: Any) -> HttpResponse:
    """The whole page; `faults` keep it from being signed."""
    status = 422 if more.get("faults") else 200
    return render(request, "pages/visits/result.html", _context(opened, **more), status=status)


def _context(opened: OpenVisit, **more: Any) -> dict[str, Any]:
    plan, people = opened.plan, people_of(opened)
    brought = {(b.label, b.member): b.had for b in opened.body.brought}
    offered = catalogue.guide_texts().offered
    context = page(opened, 3) | {
        "stops": presenting.stops(plan, people, brought),
        "counts": presenting.counts(plan),
        "addable": presenting.addable(plan, people),
        "languages": tuple(
            Option(k, v, k is opened.body.language) for k, v in LANGUAGES.items() if k in offered
        ),
        "large_print": opened.body.large_print,
        "problems": start.problems(plan, only_serious=True),
        "certificates_label": _certificates_label(opened),
    }
    return context | more


def _certificates_label(opened: OpenVisit) -> str:
    copies = sum(wanted.copies for wanted in opened.body.certificates)
    return f"証明書（{copies}通）" if copies else "証明書も請求する"


@policy(COUNTER)
@require_GET
def closed_results(request: HttpRequest, number: str) -> HttpResponse:
    """What isn't spoken of (口頭不可), when staff open it."""
    opened = opened_or_404(request, number)
    brought = {(b.label, b.member): b.had for b in opened.body.brought}
    stops = presenting.stops(opened.plan, people_of(opened), brought, silent=True)
    return render(request, "pages/visits/_closed_results.html", page(opened, 3) | {"stops": stops})


def _show(request: HttpRequest, opened: OpenVisit, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(
        request, "pages/visits/_result.html", _context(opened, **more) | {"oob": True}, status=status
    )


@policy(COUNTER)
@require_POST
def brought(request: HttpRequest, number: str) -> HttpResponse:
    """Whether something is there, for all people of the line; `had` "" takes it back."""
    label = request.POST.get("label", "")
    members: list[str | None] = [m for m in request.POST.get("members", "").split() if m] or [None]
    had = {"1": True, "0": False}.get(request.POST.get("had", ""))
    actor = actor_for(request)

    def act(seen: int) -> OpenVisit:
        opened = None
        for member in members:
            opened = services.set_brought(number, label, member, had, seen=seen, by=actor)
            seen = opened.version
        assert opened is not None
        return opened

    return saved(request, number, act, _show)


@policy(COUNTER)
@require_POST
def language(request: HttpRequest, number: str) -> HttpResponse:
    """Of the guide and the resident's screen."""
    wanted = request.POST.get("language", "")
    offered = {one.value for one in catalogue.guide_texts().offered}
    chosen = Language(wanted) if wanted in offered else Language.JA
    large = bool(request.POST.get("large_print"))
    return saved(
        request,
        number,
        lambda seen: services.set_language(
            number, chosen, large_print=large, seen=seen, by=actor_for(request)
        ),
        _show,
    )


@policy(COUNTER)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: str) -> HttpResponse:
    """A procedure is added or taken out, with the reason."""
    if request.method == "GET":
        return _change_form(request, opened_or_404(request, number))
    procedure, why = request.POST.get("procedure", ""), request.POST.get("reason", "")
    added, restore = bool(request.POST.get("added")), bool(request.POST.get("restore"))
    members = [m or None for m in request.POST.getlist("member")]
    actor = actor_for(request)

    def act(seen: int) -> OpenVisit:
        opened = None
        for member in members:
            if restore:
                opened = services.restore_procedure(number, procedure, member, seen=seen, by=actor)
            else:
                opened = services.change_procedure(
                    number, procedure, member, why, added=added, seen=seen, by=actor
                )
            seen = opened.version
        return opened or opened_or_404(request, number)

    return saved(request, number, act, _show)


def _change_form(request: HttpRequest, opened: OpenVisit) -> HttpResponse:
    """Of whom it can be: those with the other result."""
    procedure = opened.plan.rules.procedures.get(request.GET.get("procedure", ""))
    if procedure is None:
        raise Http404
    add, people = bool(request.GET.get("add")), people_of(opened)
    items = [
        item
        for item in opened.plan.items
        if item.procedure.id == procedure.id and (item.status is Status.NOT_REQUIRED) is add
    ]
    options = tuple(
        Option(item.member or "", whom(people, [item.member]), chosen=len(items) == 1 or not add)
        for item in items
    )
    context = page(opened, 3) | {
        "name": procedure.name,
        "procedure": procedure.id,
        "add": add,
        "whom": options,
        "changed": any(item.change for item in items),
    }
    return render(request, "pages/visits/_change.html", context)
