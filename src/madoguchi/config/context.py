"""What the frame of the staff pages shows, made once a request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.models import Staff
from madoguchi.apps.accounts.queries import actor_of
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.residents import queries as residents

CONFIRMATIONS = "receptions:confirmations"
OF_SECOND_PERSON = frozenset(
    {"confirmations", "confirmation", "protections", "application", "protection_end", "comparison"}
)
SECTIONS = (
    ("受付", "residents:search", (Right.COUNTER,)),
    ("来庁予定", "expected:list", (Right.COUNTER,)),
    ("一覧", "receptions:waiting", (Right.COUNTER,)),
    ("確認待ち", CONFIRMATIONS, (Right.PROTECTION_RELEASE,)),
    ("課の手続", "tasks:board", (Right.COUNTER,)),
    ("前方連携", "inbound:sets", (Right.IMPORT_VIEW,)),
    ("後方連携", "outbound:records", (Right.OUTBOUND_VIEW,)),
    ("設定", "accounts:accounts", (Right.ACCOUNTS,)),
    ("未確認", "operations:unconfirmed", (Right.ACCOUNTS,)),
    ("記録", "logbook:events", (Right.AUDIT_VIEW,)),
)


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    badge: str = ""
    badge_url: str = ""
    """Asked every 20 seconds for the badge's text."""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    counter: str
    now: datetime
    closes_at: datetime | None
    sections: tuple[Link, ...]
    menu: tuple[Link, ...]
    staff_name: str
    sign_out_url: str
    lock_url: str
    unlock_url: str
    idle_seconds: int
    search_url: str
    search_text: str
    characters_url: str
    single_keys: bool
    home_url: str
    municipality: str
    demo: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """For the staff pages; the resident pages and the page before sign-in get only what names nobody."""
    user = getattr(request, "user", None)
    if not isinstance(user, Staff):
        return {"demo": settings.DEMO}
    return {"frame": _frame(request, user), "demo": settings.DEMO}


def _frame(request: HttpRequest, staff: Staff) -> Frame:
    now = timezone.localtime()
    actor = actor_of(request)
    at_counter = actor is not None and actor.may(Right.COUNTER)
    return Frame(
        counter=" ".join(filter(None, (staff.department.name, staff.counter))),
        now=now,
        closes_at=_closing(now),
        sections=_sections(request),
        menu=(),
        staff_name=staff.name,
        sign_out_url=reverse("accounts:sign_out"),
        lock_url=reverse("accounts:lock"),
        unlock_url=reverse("accounts:unlock"),
        idle_seconds=settings.IDLE_LOCK_MINUTES * 60,
        search_url=reverse("residents:search") if at_counter else "",
        search_text=getattr(request, "search_text", ""),
        characters_url=reverse("entry:characters"),
        single_keys=staff.single_keys,
        home_url="/",
        municipality=_municipality(),
        demo=settings.DEMO,
    )


def _sections(request: HttpRequest) -> tuple[Link, ...]:
    actor = actor_of(request)
    here = _section_of(request)
    return tuple(
        _with_badge(Link(label, reverse(name), current=here in (name, _app_of(name))), name)
        for label, name, rights in SECTIONS
        if actor is not None and any(actor.may(right) for right in rights)
    )


def _app_of(name: str) -> str:
    return "" if name == CONFIRMATIONS else name.split(":")[0]


def _section_of(request: HttpRequest) -> str:
    """The app whose page this is; the second person's pages are a section of their own."""
    match = request.resolver_match
    if match is None:
        return "nowhere"
    return CONFIRMATIONS if match.url_name in OF_SECOND_PERSON else match.namespace


def _with_badge(link: Link, name: str) -> Link:
    if name != CONFIRMATIONS:
        return link
    waiting = residents.releases_waiting()
    return replace(
        link, badge=str(waiting) if waiting else "", badge_url=reverse("receptions:confirmations_count")
    )


def _closing(now: datetime) -> datetime | None:
    try:
        return catalogue.municipality().service_hours.closing(now)
    except catalogue.NotInCatalogue:
        return None


def _municipality() -> str:
    try:
        return catalogue.municipality().name
    except catalogue.NotInCatalogue:
        return ""
