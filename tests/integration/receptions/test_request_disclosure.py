"""Prefilling must not disclose: what the register says gets to nobody who would have to say it."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.apps.accounts.models import Staff
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents.models import Document
from madoguchi.apps.outbox.models import OutboxRow
from madoguchi.apps.receptions import composing, queries, seats, services
from madoguchi.apps.receptions.cases import Case
from madoguchi.apps.receptions.guarding import Guard
from madoguchi.apps.receptions.types import Line, Party, RequestDraft, Stated, digest
from madoguchi.apps.residents.queries.frozen import resident_view
from madoguchi.apps.residents.types import HouseholdView
from madoguchi.domain.counter import Sufficient, VisitorKind
from tests.factories import make_resident, register_seal
from tests.thoroughness import examples

SECRETS = ("秘密町", "77番地", "秘密県", "秘密筆頭", "99-7777", "昭和45年3月1日", "1970-03-01")
STATED = {
    "stated_name": "見本太郎",
    "stated_address": "見本市述べた町5番地",
    "stated_birth": "昭和44年1月1日",
}
TYPED = {
    "visitor_name": "試験　代理",
    "visitor_address": "架空県代理市1番",
    "papers": ["power_of_attorney"],
    "identity": ["individual_number_card"],
    "certificate": ["residence_record_household"],
}
TO_STATE = [kind for kind in VisitorKind if kind not in (VisitorKind.SELF, VisitorKind.SAME_HOUSEHOLD)]


@pytest.fixture
def subject(database):
    return make_resident(
        name="見本　太郎",
        address_town="秘密町",
        address_number="77番地",
        domicile="秘密県秘密市1番",
        head_of_family_register="秘密筆頭",
        phone="0738-99-7777",
    )


@pytest.fixture
def at_counter(clerk) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(
        Staff.objects.get(pk=clerk.staff_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def post(client, view, page, **form):
    return client.post(
        reverse(f"receptions:{page}", args=[view.number]), {"version": view.version, **form}, follow=True
    )


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("kind", TO_STATE)
def test_the_page_shows_a_match_and_never_the_value(at_counter, clerk, subject, kind):
    view = services.start(subject.pk, by=clerk)
    papers = [] if kind is VisitorKind.LEGAL_REPRESENTATIVE else TYPED["papers"]
    form = {**TYPED, **STATED, "visitor_kind": kind.value, "papers": papers}
    for page in ("draft", "request"):
        text = post(at_counter, view, page, **form).content.decode()
        assert leaks(text) == []
        assert "一致しません" in text or page == "request"


def test_an_agents_form_preview_screen_and_record_have_nothing_of_the_register(
    at_counter, clerk, subject, monkeypatch
):
    view = services.start(subject.pk, by=clerk)
    form = {
        **TYPED,
        **STATED,
        "visitor_kind": "agent",
        "certificate": ["residence_record_household", "status_certificate"],
    }
    form |= {f"input_status_certificate_{name}": "述べた値" for name in _asked("status_certificate")}
    drawn = []
    monkeypatch.setattr(
        "madoguchi.apps.receptions.views.request.papers.preview",
        lambda paper, by: drawn.append(paper.data) or b"png",
    )
    post(at_counter, view, "preview", **form)
    assert drawn
    assert leaks(str(drawn)) == []
    page = post(at_counter, view, "request", **form).content.decode()
    assert "確認と署名" in page
    assert leaks(page) == []
    for paper in Document.objects.filter(reference=view.number):
        assert leaks(json.dumps(paper.data, ensure_ascii=False)) == []
    seat = Client(HTTP_HOST="localhost")
    seat.post("/", {"code": seats.offer_code(clerk, view.number).code})
    assert leaks(seat.get("/confirm/").content.decode()) == []
    services.sign_on_paper(view.number, seen=queries.get(view.number).version, by=clerk)
    record = json.dumps(OutboxRow.objects.get(key=view.number).payload, ensure_ascii=False)
    assert leaks(record) == []
    assert subject.resident_number in record


def _asked(certificate: str) -> list[str]:
    known = next(c for c in catalogue.certificates() if c.key == certificate)
    return [wanted.key for wanted in known.inputs]


def test_nothing_is_prefilled_before_identity(at_counter, clerk, subject):
    view = services.start(subject.pk, by=clerk)
    form = {"visitor_kind": "self", "certificate": ["residence_record_household", "family_register_whole"]}
    answer = post(at_counter, view, "preview", **form)
    assert "本人確認のあとに" in answer.content.decode()
    before = post(at_counter, view, "draft", **form).content.decode()
    assert "秘密県" not in before
    assert "空欄なら" not in before
    after = post(at_counter, view, "draft", **form, identity=["individual_number_card"]).content.decode()
    assert "空欄なら「秘密県秘密市1番」" in after


def test_a_holder_found_by_the_card_is_hidden_until_identity(at_counter, clerk, subject):
    register_seal(subject, "000123")
    at_counter.post(reverse("receptions:start_by_seal"), {"seal_card": "123"})
    view = services.start_by_seal("123", by=clerk)
    page = at_counter.get(reverse("receptions:request", args=[view.number])).content.decode()
    assert leaks(page) == []
    form = {"certificate": ["seal_registration"], "seal_card": "123"}
    shown = post(at_counter, view, "draft", visitor_kind="self", identity=["passport"], **form)
    assert "秘密町" in shown.content.decode()
    hidden = post(at_counter, view, "draft", visitor_kind="agent", identity=["passport"], **form)
    assert leaks(hidden.content.decode()) == []


def test_turning_to_an_agent_takes_what_was_shown_away(at_counter, clerk, subject):
    view = services.start(subject.pk, by=clerk)
    post(at_counter, view, "draft", visitor_kind="self", **{k: v for k, v in TYPED.items() if k != "papers"})
    text = post(at_counter, view, "draft", visitor_kind="agent", **TYPED).content.decode()
    assert leaks(text) == []


TEXT = st.text(max_size=12)
PARTIES = st.builds(Party, name=TEXT, address=TEXT, birth=TEXT, organisation=TEXT)


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_entered_only_the_proven_get_the_register(clerk, subject, data):
    """Opened: 本人, 同一世帯, or 法定代理人 with papers; and identity recorded. Nothing else opens it."""
    rules, visitors = catalogue.identity_rules(), catalogue.visitor_rules()
    certificates = {c.key: c for c in catalogue.certificates()}
    draft = RequestDraft(
        visitor_kind=data.draw(st.sampled_from(list(VisitorKind))),
        visitor_id=None,
        identity=tuple(data.draw(st.lists(st.sampled_from([d.key for d in rules.documents]), max_size=2))),
        lines=tuple(
            Line(key, 1, members=(subject.pk,))
            for key in data.draw(st.sets(st.sampled_from(list(certificates)), max_size=3))
        ),
        visitor=data.draw(PARTIES),
        stated=data.draw(st.builds(Stated, name=TEXT, address=TEXT, birth=TEXT)),
        papers=tuple(data.draw(st.lists(st.sampled_from([p.key for p in visitors.papers]), max_size=2))),
    )
    person = resident_view(subject, True)
    case = Case(
        draft,
        HouseholdView(subject.household_number, (person,), care=False),
        person.id,
        certificates,
        rules,
        visitors,
        timezone.localdate(),
    )
    own = draft.visitor_kind in (VisitorKind.SELF, VisitorKind.SAME_HOUSEHOLD)
    guardian = draft.visitor_kind is VisitorKind.LEGAL_REPRESENTATIVE and bool(
        set(draft.papers) & set(visitors.of(draft.visitor_kind).papers)
    )
    assert case.opened == ((own or guardian) and case.sufficient is not Sufficient.NO)
    if not case.opened:
        made = composing.Composition(
            _view(draft, person), case.household, certificates, rules, visitors, case.today, "", _open_guard()
        )
        assert leaks(str(made.about)) == [s for s in SECRETS if s in str(draft.stated)]
        assert made.head == ""


def _open_guard():
    return Guard(False, False, False, False, "", "")


def _view(draft, person):
    return SimpleNamespace(draft=draft, subject_id=person.id, number="")


def test_the_digest_is_of_the_request_not_of_its_proof(clerk, subject):
    draft = RequestDraft(VisitorKind.SELF, None, (), (Line("residence_record_household", 1),))
    proof = replace(draft, identity=("passport",), papers=("contract",), core_checked=True)
    assert digest(proof) == digest(draft)
    for change in (
        {"visitor_kind": VisitorKind.AGENT},
        {"visitor": Party(name="別人")},
        {"requester": Party(name="別人")},
        {"destination": "別の先"},
        {"lines": (Line("residence_record_household", 2),)},
        {"lines": (Line("residence_record_household", 1, items=("domicile",)),)},
        {"lines": (Line("residence_record_household", 1, exemption="other"),)},
    ):
        assert digest(replace(draft, **change)) != digest(draft)
