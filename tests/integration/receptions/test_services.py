"""The certificate request from start to handing over, as services."""

from __future__ import annotations

import json

import pytest
from django.db import transaction

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused, system
from madoguchi.apps.audit.types import Action
from madoguchi.apps.documents import queries as documents
from madoguchi.apps.documents.models import Document
from madoguchi.apps.documents.services import SignatureVoid
from madoguchi.apps.outbox.models import OutboxRow
from madoguchi.apps.receptions import queries, seats, services
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.states import NEXT, Status
from madoguchi.apps.receptions.types import Incomplete, Line, RequestDraft, Stale
from madoguchi.apps.residents.types import NeedsCheck, Purpose
from madoguchi.domain.counter import VisitorKind
from tests.factories import make_resident, protect, register_seal
from tests.integration.receptions.flow import to

STROKES = {
    "version": 1,
    "width": 600,
    "height": 200,
    "strokes": [
        {
            "pointer": "pen",
            "points": [[10, 20, 0, 0.4, 0, 0], [60, 80, 9000, 0.6, 0, 0], [90, 40, 18000, 0.5, 0, 0]],
        }
    ],
}
HOUSEHOLD = Line("residence_record_household", 2, items=("relationship",))


def request(*lines: Line, kind=VisitorKind.SELF, visitor=None, identity=("driving_licence",)) -> RequestDraft:
    return RequestDraft(kind, visitor, identity, lines or (HOUSEHOLD,))


@pytest.fixture
def clerk(staff):
    return staff(Right.COUNTER, Right.ISSUE, Right.OUTBOUND_VIEW)


@pytest.fixture
def family(database):
    head = make_resident(name="見本　太郎", name_kana="ミホン　タロウ")
    wife = make_resident(
        name="見本　花子",
        name_kana="ミホン　ハナコ",
        relationship="妻",
        household_number=head.household_number,
        address_number=head.address_number,
    )
    return head, wife


def asked(clerk, resident, draft=None):
    view = services.start(resident.pk, by=clerk)
    return services.ask_signature(view.number, draft or request(), seen=view.version, by=clerk)


def signed(clerk, resident, draft=None):
    view = asked(clerk, resident, draft)
    services.sign(
        view.number, STROKES, content_digest=view.content_digest, terminal="署名画面1", by=system("署名画面")
    )
    return queries.get(view.number)


def test_every_status_has_a_row():
    assert set(NEXT) == set(Status)


def test_numbers_of_a_day_count_up(clerk, family):
    numbers = [services.start(family[0].pk, by=clerk).number for _ in range(3)]
    assert [n[-4:] for n in numbers] == ["0001", "0002", "0003"]


def test_a_whole_request_leaves_a_signed_paper_and_one_record(clerk, family):
    view = signed(clerk, family[0])
    assert view.status is Status.MAKING
    (paper,) = documents.of_reception(view.number)
    assert paper.signed
    row = OutboxRow.objects.get(key=view.number)
    assert row.payload[0]["certificate_kind"] == "01"
    assert row.payload[0]["copies"] == "2"
    assert row.payload[0]["fee_yen"] == "600"
    assert row.payload[0]["with_relationship"] == "1"
    assert row.payload[0]["with_domicile"] == "0"


def test_the_record_fits_its_layout(clerk, family):
    from madoguchi.apps.catalogue import queries as catalogue

    register_seal(family[0], "000123")
    seal = Line("seal_registration", 1, fields={"seal_card": "123"})
    view = signed(clerk, family[0], request(HOUSEHOLD, seal))
    known = catalogue.layout("out.certificate_request").fields
    for line in OutboxRow.objects.get(key=view.number).payload:
        assert set(line) <= set(known)


def test_two_forms_for_two_kinds_of_certificates(clerk, family):
    register_seal(family[0], "000123")
    seal = Line("seal_registration", 1, fields={"seal_card": "000123"})
    view = signed(clerk, family[0], request(HOUSEHOLD, seal))
    assert {d.title for d in documents.of_reception(view.number)} == {
        "住民票の写し等交付請求書",
        "印鑑登録証明書交付申請書",
    }


def test_every_step_is_in_the_trail(clerk, colleague, family, trail):
    view = to(Status.HANDING, signed(clerk, family[0]), clerk, colleague)
    services.issue(view.number, view.number[-4:], seen=view.version, by=clerk)
    actions = [e.action for e in trail() if e.reference == view.number]
    for action in (
        Action.RECEPTION_STARTED,
        Action.IDENTITY_RECORDED,
        Action.SIGNATURE_ASKED,
        Action.SIGNED,
        Action.RECEPTION_FINISHED,
        Action.RECEPTION_ISSUED,
    ):
        assert action in actions


def test_the_signature_is_under_the_clerk_who_asked_for_it(clerk, family, trail):
    signed(clerk, family[0])
    event = next(e for e in trail() if e.action == Action.SIGNED)
    assert (event.staff_id, event.staff_name) == (clerk.staff_id, "署名画面（担当 試験 職員）")


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (RequestDraft(VisitorKind.SELF, None, ("driving_licence",), ()), "証明書を選んで"),
        (request(identity=()), "本人確認書類が足りません"),
        (request(identity=("student_card", "employee_card")), "本人確認書類が足りません"),
        (request(Line("residence_record_members", 1)), "載せる人を選んで"),
        (request(Line("residence_record_household", 99)), "通数は1から20"),
        (request(kind=VisitorKind.SAME_HOUSEHOLD), "窓口に来た世帯員を選んで"),
        (request(kind=VisitorKind.AGENT), "確認した書類に印を付けてください（委任状）"),
        (request(Line("seal_registration", 1, fields={"seal_card": ""})), "印鑑登録がありません"),
    ],
)
def test_what_is_missing_is_said_and_kept(clerk, family, draft, words):
    view = services.start(family[0].pk, by=clerk)
    with pytest.raises(Incomplete) as raised:
        services.ask_signature(view.number, draft, seen=view.version, by=clerk)
    assert words in str(raised.value)
    assert queries.get(view.number).status is Status.OPEN


@pytest.mark.parametrize(
    ("card", "accepted"), [("000123", True), ("123", True), ("", False), ("000124", False)]
)
def test_the_seal_card_has_to_be_there_and_fit(clerk, family, card, accepted):
    register_seal(family[0], "000123")
    draft = request(Line("seal_registration", 1, fields={"seal_card": card}))
    if accepted:
        assert asked(clerk, family[0], draft).status is Status.SIGNING
    else:
        with pytest.raises(Incomplete) as raised:
            asked(clerk, family[0], draft)
        assert "000123" not in str(raised.value)


def test_a_household_member_may_ask_and_stands_on_the_paper(clerk, family):
    head, wife = family
    draft = request(kind=VisitorKind.SAME_HOUSEHOLD, visitor=wife.pk)
    view = asked(clerk, head, draft)
    data = Document.objects.get(reference=view.number).data
    assert (data["visitor_name"], data["visitor_relation"]) == ("見本　花子", "household")


def test_a_protected_household_stops_before_anything_is_made(clerk, family, trail):
    protect(family[1])
    with pytest.raises(NeedsCheck) as raised:
        services.start(family[0].pk, by=clerk)
    assert str(raised.value) == "システム確認が必要です（係長へ）"
    assert Reception.objects.count() == 0
    assert trail()[-1].action == Action.REFUSED


def test_protection_that_comes_meanwhile_stops_papers_signature_and_print(clerk, family):
    view = asked(clerk, family[0])
    (paper,) = documents.of_reception(view.number)
    protect(family[0])
    with pytest.raises(NeedsCheck):
        services.sign(
            view.number, STROKES, content_digest=view.content_digest, terminal="1", by=system("署名画面")
        )
    assert queries.get(view.number).status is Status.SIGNING
    assert not OutboxRow.objects.exists()
    with pytest.raises(NeedsCheck):
        documents.pdf(paper.id, by=clerk, purpose=Purpose.COUNTER)


def test_a_change_after_the_signature_voids_it(clerk, family, trail):
    view = signed(clerk, family[0])
    opened = services.reopen(view.number, seen=view.version, by=clerk)
    assert opened.status is Status.OPEN
    assert documents.of_reception(view.number) == ()
    assert not OutboxRow.objects.exists()
    assert Action.SIGNATURE_VOIDED in [e.action for e in trail()]


def test_what_was_shown_is_what_is_signed(clerk, family):
    view = asked(clerk, family[0])
    with pytest.raises(SignatureVoid):
        services.sign(view.number, STROKES, content_digest="0" * 64, terminal="1", by=system("署名画面"))


def test_a_stale_write_is_refused_with_who_changed(clerk, staff, family):
    other = staff(Right.COUNTER, name="試験 別人")
    view = services.start(family[0].pk, by=clerk)
    services.save_draft(view.number, request(), seen=view.version, by=other)
    with pytest.raises(Stale) as raised:
        services.save_draft(view.number, request(), seen=view.version, by=clerk)
    assert "試験 別人" in raised.value.words


def test_ones_own_saves_never_collide(clerk, family):
    view = services.start(family[0].pk, by=clerk)
    for _ in range(3):
        services.save_draft(view.number, request(), seen=view.version, by=clerk)


def test_handing_over_needs_the_number(clerk, colleague, family):
    view = to(Status.HANDING, signed(clerk, family[0]), clerk, colleague)
    with pytest.raises(Incomplete):
        services.issue(view.number, "9999", seen=view.version, by=clerk)
    assert services.issue(view.number, view.number[-4:], seen=view.version, by=clerk).status is Status.ISSUED


def test_a_cancelled_reception_takes_its_record_back(clerk, family):
    view = signed(clerk, family[0])
    services.cancel(view.number, "入力の誤り", seen=view.version, by=clerk)
    assert not OutboxRow.objects.exists()
    with pytest.raises(Refused):
        services.issue(view.number, view.number[-4:], seen=view.version + 1, by=clerk)


def test_a_record_that_has_left_needs_a_person(clerk, family):
    view = signed(clerk, family[0])
    OutboxRow.objects.update(state="sent")
    with pytest.raises(Refused):
        services.reopen(view.number, seen=view.version, by=clerk)
    cancelled = services.cancel(view.number, "入力の誤り", seen=view.version, by=clerk)
    assert "基幹システム側の取消も必要です" in cancelled.cancelled_reason


def test_a_character_that_no_font_draws_stops_before_the_signature(clerk, family):
    odd = make_resident(name="架空　\U000f0000")
    with pytest.raises(Exception) as raised:
        asked(clerk, odd)
    assert "U+F0000" in str(raised.value)
    assert Reception.objects.get(subject_id=odd.pk).status == Status.OPEN


def test_the_second_print_is_marked_and_counted(clerk, family, trail):
    from madoguchi.apps.documents import services as papers

    view = signed(clerk, family[0])
    (paper,) = documents.of_reception(view.number)
    first, second = papers.print_out(paper.id, by=clerk), papers.print_out(paper.id, by=clerk)
    assert first != second
    assert [e.action for e in trail()][-1] == Action.REPRINTED
    assert documents.of_reception(view.number)[0].prints == 2


def test_a_screen_is_paired_once_and_shows_what_waits(clerk, family):
    view = asked(clerk, family[0])
    code = seats.offer_code(clerk, view.number).code
    token = seats.pair(code)
    assert token is not None
    assert seats.pair(code) is None
    seat = seats.of_token(token)
    assert (seat.step, seat.reception_number) == ("confirm", view.number)
    services.sign(
        view.number, STROKES, content_digest=view.content_digest, terminal="1", by=system("署名画面")
    )
    assert seats.of_token(token).step == "done"


def test_a_recording_that_is_none_is_refused(clerk, family):
    view = asked(clerk, family[0])
    with pytest.raises(ValueError), transaction.atomic():
        services.sign(
            view.number, {"strokes": []}, content_digest=view.content_digest, terminal="1", by=system("x")
        )
    with pytest.raises(ValueError):
        services.parse_recording(json.dumps([1, 2]))
