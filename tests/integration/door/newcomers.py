"""A mother and her child move in from elsewhere, in no register yet; where they go must never show: 秘密."""

from __future__ import annotations

from datetime import date

import pypdfium2

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.receptions import guarding
from madoguchi.apps.receptions import services as receptions
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents import services as register
from madoguchi.apps.residents.states import GrantReason
from madoguchi.apps.residents.types import Decision
from madoguchi.apps.visits import queries, services
from madoguchi.apps.visits.services import Asked
from madoguchi.apps.visits.types import Newcomer, OpenVisit
from tests.integration.visits import families

HOME = "和歌山県御坊市秘密町77番地"
FAMILY = (
    Newcomer("架空　桜", "カクウ　サクラ", date(1987, 5, 1), "2", "世帯主", "日本人"),
    Newcomer("架空　葵", "カクウ　アオイ", date(2021, 6, 1), "2", "子", "日本人"),
)
NOTICE = {
    "event.new_address": HOME,
    "event.new_building": "秘密荘101",
    "event.new_head_name": "架空　桜",
    "event.old_address": "秘密県秘密市1番地",
}
PROTECTION = "person.protection"


def moving_in(by: Actor) -> OpenVisit:
    """The notice typed, little heard; nobody has spoken of protection."""
    opened = families.arrived(by, FAMILY)
    return families.noticed(opened, by, NOTICE)


def protected(
    opened: OpenVisit, by: Actor, people: tuple[str, ...] = ("n1",), word: str = "希望"
) -> OpenVisit:
    """Heard in another room, and marked."""
    asked = Asked(PROTECTION, people)
    return services.answer(opened.number, asked, word, seen=opened.version, by=by)


def released(opened: OpenVisit, by: Actor, senior: Actor, *, with_address: bool = False) -> OpenVisit:
    """A second person lets it go on."""
    guarding.ask(opened.reception, by)
    found = residents.release_of(opened.number)
    assert found is not None
    decision = Decision(True, GrantReason.APPLICANT_HERSELF, application_seen=True, with_address=with_address)
    register.answer_release(found.id, decision, by=senior)
    return queries.open_visit(opened.number, by=by)


def signed(opened: OpenVisit, by: Actor) -> OpenVisit:
    """On paper: the papers are made, the record and the tasks leave."""
    view = services.ask_signature(opened.number, seen=opened.version, by=by)
    receptions.sign_on_paper(opened.number, seen=view.version, by=by)
    return queries.open_visit(opened.number, by=by)


def words_of(pdf: bytes) -> str:
    """All that stands on it, without blanks."""
    pages = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)
