"""転入 with 印鑑登録 and certificates in one visit: asked for, signed once, made after the entry, handed over."""

from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse

from madoguchi.apps.accounts.models import Staff
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.documents import queries as documents
from madoguchi.apps.receptions import phrases
from madoguchi.apps.receptions import queries as receptions
from madoguchi.apps.receptions import services as reception_services
from madoguchi.apps.receptions.passage import Passing
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import Incomplete
from madoguchi.apps.residents.types import Purpose
from madoguchi.apps.visits import certificates, policies, queries, services
from madoguchi.apps.visits.types import Notifier, Wanted
from madoguchi.domain.counter import VisitorKind
from tests.factories import make_resident
from tests.integration.receptions.flow import step
from tests.integration.visits import families

WHOLE = Wanted("residence_record_household", 2, items=("relationship",))
SEAL = Wanted("seal_registration", 1)


@pytest.fixture
def clerk(staff):
    return staff(Right.COUNTER, Right.ISSUE)


def client_of(actor) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    account = Staff.objects.get(pk=actor.staff_id)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def opened(clerk):
    """A family that moves in; the father registers a seal."""
    opened = families.arrived(clerk, families.FAMILY[:2])
    opened = services.add_event(opened.number, "seal_registration", seen=opened.version, by=clerk)
    who = {"person.wants_inkan": ["n1"]}
    opened = services.set_roles(opened.number, "e2", who, seen=opened.version, by=clerk)
    return families.noticed(families.answered(opened, clerk), clerk)


def asked(opened, clerk, *wanted):
    return services.set_certificates(opened.number, wanted, seen=opened.version, by=clerk)


def signed(opened, clerk):
    view = services.ask_signature(opened.number, seen=opened.version, by=clerk)
    reception_services.sign_on_paper(opened.number, seen=view.version, by=clerk)
    [made] = receptions.beside(opened.number, certificates.KIND)
    return made


def words_of(pdf: bytes) -> str:
    return "".join(
        "".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf)
    )


def test_asked_for_signed_with_the_notice_made_after_the_entry_and_handed_over(clerk, staff, opened):
    opened = asked(opened, clerk, WHOLE, SEAL)
    made = signed(opened, clerk)
    titles = {p.title: p for p in documents.of_reception(opened.number)}
    request = next(p for title, p in titles.items() if "住民票" in title)
    words = words_of(documents.pdf(request.id, by=clerk, purpose=Purpose.COUNTER))
    assert "架空一郎" in words and "和歌山県御坊市薗350番地" in words and "2通" in words.replace("２", "2")
    assert made.status is Status.MAKING and made.copies == 3 and made.fee_yen == 900
    with pytest.raises(Incomplete, match="異動の反映待ち：転入（国内から）"):
        step(made, clerk)
    client = client_of(clerk)
    shown = client.get(reverse("receptions:waiting") + "?status=making").content.decode()
    assert f"届出 {opened.number[4:]}" in shown and "異動の反映待ち" in shown
    shown = client.get(reverse("visits:progress", args=[opened.number])).content.decode()
    assert made.number[4:] in shown and "異動の反映待ち" in shown
    shown = client.get(reverse("receptions:detail", args=[made.number])).content.decode()
    assert "架空　一郎" in shown and "住民票の写し（世帯全員）　2通" in shown and "保留にする" not in shown
    made = reception_services.confirm_entry(made.number, phrases.ENTERED[2], seen=made.version, by=clerk)
    other = staff(Right.COUNTER, Right.ISSUE, name="試験 同僚")
    made = step(made, clerk)
    made = step(made, other)
    made = step(made, clerk)
    slip = Passing(number=opened.number[-4:])
    done = reception_services.go_on(made.number, slip, seen=made.version, by=clerk)
    assert done.status is Status.ISSUED


def test_opened_again_they_are_cancelled_and_signed_anew_they_are_asked_for_again(clerk, opened):
    made = signed(asked(opened, clerk, WHOLE), clerk)
    with pytest.raises(Refused, match="ここでは直せません"):
        reception_services.reopen(made.number, seen=made.version, by=clerk)
    with pytest.raises(Refused, match="ここでは直せません"):
        reception_services.suspend(made.number, phrases.SUSPEND[0], [], seen=made.version, by=clerk)
    view = receptions.get(opened.number)
    reception_services.reopen(opened.number, seen=view.version, by=clerk)
    assert receptions.get(made.number).status is Status.CANCELLED
    again = queries.open_visit(opened.number, by=clerk)
    view = services.ask_signature(again.number, seen=again.version, by=clerk)
    reception_services.sign_on_paper(again.number, seen=view.version, by=clerk)
    states = [v.status for v in receptions.beside(opened.number, certificates.KIND)]
    assert states == [Status.CANCELLED, Status.MAKING]


def test_what_cant_be_asked_for_is_said_with_its_control(clerk, opened):
    with pytest.raises(Incomplete) as raised:
        asked(opened, clerk, Wanted("residence_record_members", 1), Wanted("residence_record_household", 99))
    assert {f.target for f in raised.value.faults} == {
        "count_residence_record_household",
        "members_residence_record_members-1",
    }
    with pytest.raises(Incomplete):
        asked(opened, clerk, Wanted("tax_payment_certificate", 1))
    assert queries.open_visit(opened.number, by=clerk).body.certificates == ()


def test_only_by_whoever_notifies_for_themselves_and_never_for_who_asks_for_protection(clerk, opened):
    opened = asked(opened, clerk, WHOLE)
    agent = Notifier(VisitorKind.AGENT, "n1", identity=("driving_licence",), papers=("proxy",))
    opened = services.set_notifier(opened.number, agent, seen=opened.version, by=clerk)
    assert "certificates" in {fault.target for fault in policies.faults(opened)}
    own = Notifier(VisitorKind.SELF, "n1", identity=("driving_licence",))
    opened = services.set_notifier(opened.number, own, seen=opened.version, by=clerk)
    assert not certificates.refusal(opened)
    asking = services.Asked("person.protection", ("n2",))
    opened = services.answer(opened.number, asking, "希望", seen=opened.version, by=clerk)
    assert certificates.refusal(opened)
    assert certificates.papers(opened, "") == ()


def test_a_household_of_the_register_asks_by_the_ordinary_request(clerk):
    opened = services.start(make_resident().pk, ["move_within"], by=clerk)
    assert "世帯の画面から" in certificates.refusal(opened)


def test_the_page_asks_and_takes_back(clerk, opened):
    client, address = client_of(clerk), reverse("visits:certificates", args=[opened.number])
    shown = client.get(address).content.decode()
    assert "印鑑登録証明書" in shown and "架空　桜" in shown and "納税証明" not in shown
    given = {"version": opened.version, "count_residence_record_members": "1"}
    answer = client.post(address, given)
    assert answer.status_code == 422 and "載せる人を選んでください" in answer.content.decode()
    answer = client.post(address, given | {"members_residence_record_members": ["n2", "r999"]})
    assert answer["Location"] == reverse("visits:result", args=[opened.number])
    assert queries.open_visit(opened.number, by=clerk).body.certificates == (
        Wanted("residence_record_members", 1, ("n2",)),
    )
    assert "証明書（1通）" in client.get(answer["Location"]).content.decode()
    client.post(address, {"version": opened.version})
    assert queries.open_visit(opened.number, by=clerk).body.certificates == ()


def test_the_code_on_the_drawn_guide_typed_by_a_scanner_leads_back(clerk, opened):
    picture = pypdfium2.PdfDocument(services.print_guide(opened.number, 0, by=clerk))[0]
    [code] = zxingcpp.read_barcodes(picture.render(scale=200 / 72).to_pil())
    assert code.text == f"302058-{opened.number}"
    client = client_of(clerk)
    for address, field in (("receptions:scan", "code"), ("residents:search", "q")):
        page = client.post(reverse(address), {field: code.text}, follow=True)
        assert page.redirect_chain[-1][0] == reverse("visits:hearing", args=[opened.number])
