"""The steps of a request, as short as the tests need them."""

from __future__ import annotations

from django.test import Client

from madoguchi.apps.accounts.types import Actor, system
from madoguchi.apps.receptions import queries, seats, services
from madoguchi.apps.receptions.types import Line, ReceptionView, RequestDraft
from madoguchi.apps.residents.models import Resident
from madoguchi.domain.counter import VisitorKind

STROKES = {
    "version": 1,
    "width": 600,
    "height": 200,
    "strokes": [{"pointer": "pen", "points": [[10, 20, 0, 0.4, 0, 0], [60, 80, 9000, 0.6, 0, 0]]}],
}
DRAFT = RequestDraft(
    VisitorKind.SELF, None, ("driving_licence",), (Line("residence_record_household", 1, items=()),)
)


def asked(clerk: Actor, resident: Resident) -> ReceptionView:
    view = services.start(resident.pk, by=clerk)
    return services.ask_signature(view.number, DRAFT, seen=view.version, by=clerk)


def signed(clerk: Actor, resident: Resident) -> ReceptionView:
    view = asked(clerk, resident)
    services.sign(
        view.number, STROKES, content_digest=view.content_digest, terminal="1", by=system("署名画面")
    )
    return queries.get(view.number)


def screen(clerk: Actor, number: str) -> Client:
    """The resident's screen, paired with the clerk's counter from the page of this reception."""
    client = Client(HTTP_HOST="localhost")
    client.post("/", {"code": seats.offer_code(clerk, number).code})
    return client


def finish(clerk: Actor, view: ReceptionView) -> None:
    """From the request page to 作成待ち, signed on the screen."""
    asked = services.ask_signature(view.number, view.draft, seen=view.version, by=clerk)
    services.sign(
        view.number, STROKES, content_digest=asked.content_digest, terminal="1", by=system("署名画面")
    )
