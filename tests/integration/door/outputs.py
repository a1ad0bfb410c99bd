"""Every way on which something of a resident can leave this house, each as one function of a world.

The world has receptions in each state, papers signed and unsigned, a record that hasn't left, a quarantined line and
a resident's screen: all made while nobody was protected.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.documents import queries as documents
from madoguchi.apps.inbound.models import InboundFile, InboundSet, QuarantineRow
from madoguchi.apps.outbound.services import drain
from madoguchi.apps.receptions import queries, services
from madoguchi.apps.receptions.types import ReceptionView
from madoguchi.apps.residents.models import Resident
from madoguchi.integrations.objectstore import DirectoryStore
from tests.integration.door.acts import DRAFT, asked, screen, signed

SECRETS = ("秘密", "99-7777", "0738997777")
POSTED = {"certificate": "residence_record_household", "visitor_kind": "self", "identity": "driving_licence"}


@dataclass(frozen=True)
class World:
    subject: Resident
    open: ReceptionView
    asked: ReceptionView
    signed: ReceptionView
    suspended: ReceptionView
    staff: Client
    seat: Client
    set_id: int
    folder: Path


def make_world(clerk, staff: Client, subject: Resident, folder: Path) -> World:
    waiting = asked(clerk, subject)
    begun = services.start(subject.pk, by=clerk)
    aside = signed(clerk, subject)
    services.suspend(aside.number, "来庁の方の都合", [], seen=aside.version, by=clerk)
    return World(
        subject=subject,
        open=services.save_draft(begun.number, DRAFT, seen=begun.version, by=clerk),
        asked=waiting,
        signed=signed(clerk, subject),
        suspended=aside,
        staff=staff,
        seat=screen(clerk, waiting.number),
        set_id=_quarantined(subject),
        folder=folder,
    )


def _quarantined(subject: Resident) -> int:
    row = InboundSet.objects.create(
        manifest_sha256="x", manifest_key="x", manifest_version="x", found_at=timezone.now(), state="partly"
    )
    file = InboundFile.objects.create(
        set=row, name="x", layout_id="001.residents", layout_version="1", sha256="", rows=1
    )
    QuarantineRow.objects.create(
        file=file,
        line=2,
        column="住所_町字",
        value="秘密町",
        resident_number=subject.resident_number,
        classes=["address"],
    )
    return row.pk


def text_of(answer: HttpResponse) -> str:
    """What a person could read of it. A picture of a paper counts as all that stands on the paper."""
    kind = answer.headers.get("Content-Type", "")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if kind == "image/png":
        return "秘密（申請書の画像）"
    if kind == "application/pdf":
        return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(body))
    return body.decode(errors="replace") + body.decode("cp932", errors="replace") + str(answer.headers)


def searched(words: str) -> Callable[[World], str]:
    """The page less what was typed, which stands in the box again."""

    def search(world: World) -> str:
        answer = world.staff.post(reverse("residents:search"), {"q": words}, follow=True)
        return text_of(answer).replace(words, "")

    return search


def page(name: str, state: str = "signed") -> Callable[[World], str]:
    def look(world: World) -> str:
        return text_of(world.staff.get(reverse(f"receptions:{name}", args=[_view(world, state).number])))

    return look


def posted(name: str) -> Callable[[World], str]:
    def post(world: World) -> str:
        form = POSTED | {"version": _view(world, "open").version}
        return text_of(world.staff.post(reverse(f"receptions:{name}", args=[world.open.number]), form))

    return post


def posted_signed(name: str) -> Callable[[World], str]:
    def post(world: World) -> str:
        view = _view(world, "signed")
        form = {"version": view.version, "copies": "0"}
        return text_of(world.staff.post(reverse(f"receptions:{name}", args=[view.number]), form))

    return post


def stale(world: World) -> str:
    """Saved on a version that somebody else has left behind."""
    form = POSTED | {"version": 0, "visitor_kind": "same_household"}
    return text_of(world.staff.post(reverse("receptions:request", args=[world.open.number]), form))


def _view(world: World, state: str) -> ReceptionView:
    made: ReceptionView = getattr(world, state)
    return queries.get(made.number)


def paper(name: str, state: str) -> Callable[[World], str]:
    def open_it(world: World) -> str:
        number = getattr(world, state).number
        (one,) = documents.of_reception(number)
        url = reverse(f"receptions:{name}", args=[number, one.id])
        again = {"reason": "汚れた・破れた"}
        return text_of(world.staff.get(url) if name == "picture" else world.staff.post(url, again))

    return open_it


def on_screen(path: str) -> Callable[[World], str]:
    return lambda world: text_of(world.seat.get(path))


def household(world: World) -> str:
    return text_of(world.staff.get(reverse("residents:household", args=[world.subject.pk])))


def quarantine(world: World) -> str:
    return text_of(world.staff.get(reverse("inbound:set", args=[world.set_id])))


def log(world: World) -> str:
    asked_for = {"resident_number": world.subject.resident_number}
    return text_of(world.staff.post(reverse("logbook:events"), asked_for))


def csv(encoding: str) -> Callable[[World], str]:
    return lambda world: text_of(world.staff.post(reverse("outbound:export"), {"encoding": encoding}))


def files(world: World) -> str:
    drain(DirectoryStore(world.folder), timezone.now())
    return "".join(p.read_text(errors="replace") for p in world.folder.rglob("*") if p.is_file())


def listed(name: str) -> Callable[[World], str]:
    return lambda world: text_of(world.staff.get(reverse(name)))


def by_id(name: str, of: str) -> Callable[[World], str]:
    return lambda world: text_of(world.staff.get(reverse(name, args=[getattr(world, of).pk])))


SHOWING: dict[str, Callable[[World], str]] = {
    "search by name": searched("ミホン"),
    "search by address": searched("御坊市"),
    "household": household,
    "request page": page("request", "open"),
    "preview": posted("preview"),
    "picture before the signature": paper("picture", "asked"),
    "picture after the signature": paper("picture", "signed"),
    "print": paper("print", "signed"),
    "reprint": paper("print", "signed"),
    "CSV": csv("utf-8-sig"),
    "CSV for CP932": csv("cp932"),
    "file on the storage": files,
}
"""These show the address as long as nobody is protected, which proves that they are looked at rightly."""

SILENT: dict[str, Callable[[World], str]] = {
    "search by number": lambda world: searched(world.subject.resident_number)(world),
    "search by telephone": searched("7777"),
    "kept fragment": posted("draft"),
    "notices": listed("receptions:notices"),
    "page of a reception put aside": page("detail", "suspended"),
    "request page of one put aside": page("request", "suspended"),
    "application for protection": by_id("residents:apply", "subject"),
    "what an application did": by_id("residents:applied", "subject"),
    "waiting for a second person": page("guard_wait", "asked"),
    "held records": listed("outbound:held"),
    "signature page": page("signature", "asked"),
    "signature state": page("signature_state", "asked"),
    "detail": page("detail"),
    "list of receptions": listed("receptions:waiting"),
    "who else is there": posted("presence"),
    "both versions of a stale save": stale,
    "a step that is next": posted_signed("step"),
    "day sheet": listed("receptions:day_sheet"),
    "day sheet as CSV": listed("receptions:day_sheet_csv"),
    "list for 本人通知": listed("receptions:notices"),
    "imports": listed("inbound:sets"),
    "quarantine": quarantine,
    "records": listed("outbound:records"),
    "accounts": listed("accounts:accounts"),
    "log": log,
    "resident: confirm": on_screen("/confirm/"),
    "resident: sign": on_screen("/sign/"),
    "resident: where": on_screen("/where/"),
    "resident: waiting": on_screen("/waiting/"),
}

OUTPUTS = SHOWING | SILENT
