"""The request page for every kind of visitor: what is asked, what is refused, what is recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.documents.models import Document
from madoguchi.apps.outbox.models import OutboxRow
from madoguchi.apps.receptions import queries, services
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import Incomplete, Line, OralAnswer, Party, RequestDraft, Stated
from madoguchi.apps.residents.services import doubt_seals
from madoguchi.apps.residents.types import NeedsCheck
from madoguchi.domain.counter import VisitorKind
from tests.factories import make_resident, protect, register_seal

HOUSEHOLD = Line("residence_record_household", 1)
SEAL = Line("seal_registration", 1, fields={"seal_card": "123"})
AGENT = RequestDraft(
    VisitorKind.AGENT,
    None,
    ("individual_number_card",),
    (HOUSEHOLD,),
    visitor=Party(
        name="試験　代理", address="架空県代理市1番", birth="昭和50年1月2日", phone="090-0000-0000"
    ),
    stated=Stated(name="見本太郎", address="見本市述べた町5番地"),
    papers=("power_of_attorney",),
)
SELF = RequestDraft(VisitorKind.SELF, None, ("individual_number_card",), (HOUSEHOLD,))


def begun(clerk, resident):
    return services.start(resident.pk, by=clerk)


def asked(clerk, resident, draft):
    view = begun(clerk, resident)
    return services.ask_signature(view.number, draft, seen=view.version, by=clerk)


def faults(clerk, resident, draft) -> dict[str, str]:
    """What keeps the request from going on: control → words."""
    view = begun(clerk, resident)
    with pytest.raises(Incomplete) as raised:
        services.ask_signature(view.number, draft, seen=view.version, by=clerk)
    return {fault.target: fault.words for fault in raised.value.faults}


def paper(view) -> dict[str, object]:
    return Document.objects.get(reference=view.number).data


def on_paper(clerk, view):
    """Signed by hand; gives the lines of the record."""
    services.sign_on_paper(view.number, seen=view.version, by=clerk)
    return OutboxRow.objects.get(key=view.number).payload


def test_an_agent_with_a_power_of_attorney_gets_what_was_said_onto_the_form(clerk, family):
    data = paper(asked(clerk, family[0], AGENT))
    assert data["visitor_name"] == "試験　代理"
    assert data["visitor_relation"] == "agent"
    assert data["requester_name"] == "見本太郎"
    assert data["subject_address"] == "見本市述べた町5番地"
    assert data["subject_names"] == ["見本太郎"]


def test_the_record_has_the_number_and_both_people(clerk, family):
    row = on_paper(clerk, asked(clerk, family[0], AGENT))[0]
    assert row["visitor_kind"] == "4"
    assert row["visitor_resident_number"] == ""
    assert row["requester_name"] == "見本太郎"
    assert row["subject_resident_numbers"].split() == [p.resident_number for p in family]
    assert row["stated_address"] == "見本市述べた町5番地"
    assert row["authority_papers"] == "委任状"


@pytest.mark.parametrize(
    ("change", "target"),
    [
        ({"papers": ()}, "papers"),
        ({"papers": ("contract",)}, "papers"),
        ({"identity": ()}, "identity-1"),
        ({"visitor": Party(address="架空")}, "visitor_name"),
        ({"visitor": Party(name="試験")}, "visitor_address"),
        ({"stated": Stated(name="見本太郎")}, "stated_address"),
        ({"stated": Stated(name="別人次郎", address="見本市")}, "stated_name"),
        ({"requester": Party(name="別の請求者")}, "requester_address"),
    ],
)
def test_what_an_agent_has_to_bring_and_say(clerk, family, change, target):
    assert target in faults(clerk, family[0], replace(AGENT, **change))


def test_an_address_that_does_not_fit_stops_no_record_but_a_seal(clerk, family):
    register_seal(family[0], "000123")
    assert asked(clerk, family[0], AGENT).status is Status.SIGNING
    seal = replace(AGENT, lines=(SEAL,), stated=replace(AGENT.stated, birth="昭和45年3月1日"))
    assert set(faults(clerk, family[0], seal)) == {"stated_address"}


def test_a_legal_representative_is_proven_by_papers_never_by_relationship(clerk, family):
    child = make_resident(
        name="見本　子",
        relationship="子",
        household_number=family[0].household_number,
        birth_date="2015-01-01",
    )
    parent = replace(
        AGENT, visitor_kind=VisitorKind.LEGAL_REPRESENTATIVE, papers=(), stated=Stated(), relation="母"
    )
    assert {"papers", "stated_name"} <= set(faults(clerk, child, parent))
    proven = replace(parent, papers=("family_register_copy",))
    data = paper(asked(clerk, child, proven))
    assert "見本　子" in data["subject_names"]
    assert data["subject_address"].endswith(child.address_number)


def test_a_third_party_gives_reason_and_papers(clerk, family):
    third = replace(AGENT, visitor_kind=VisitorKind.THIRD_PARTY, papers=())
    assert {"reason", "papers"} <= set(faults(clerk, family[0], third))
    whole = replace(
        third,
        papers=("contract",),
        reason="債権の保全",
        visitor=replace(third.visitor, organisation="架空金融株式会社"),
    )
    row = on_paper(clerk, asked(clerk, family[0], whole))[0]
    assert (row["visitor_kind"], row["reason"]) == ("6", "債権の保全")
    assert row["requester_organisation"] == "架空金融株式会社"


def test_a_person_asking_for_herself_needs_no_reason(clerk, family):
    assert asked(clerk, family[0], SELF).status is Status.SIGNING


@pytest.mark.parametrize(
    ("kind", "paper_key"),
    [(VisitorKind.PROFESSIONAL, "official_duty_request"), (VisitorKind.OFFICIAL, "public_request")],
)
def test_their_own_paper_is_the_request(clerk, family, trail, kind, paper_key):
    draft = replace(
        AGENT,
        visitor_kind=kind,
        papers=(paper_key,),
        reason="職務のため",
        visitor=Party(name="試験　職務", organisation="架空法律事務所"),
        stated=Stated(name="見本　太郎"),
    )
    view = begun(clerk, family[0])
    made = services.record_request(view.number, draft, seen=view.version, by=clerk)
    assert made.status is Status.MAKING
    assert not Document.objects.filter(reference=view.number).exists()
    assert OutboxRow.objects.get(key=view.number).payload[0]["visitor_organisation"] == "架空法律事務所"
    assert Action.RECEPTION_FINISHED in [e.action for e in trail()]


def test_nobody_else_gets_by_without_a_form(clerk, family):
    view = begun(clerk, family[0])
    with pytest.raises(Refused):
        services.record_request(view.number, SELF, seen=view.version, by=clerk)
    assert queries.get(view.number).status is Status.OPEN


def numbers(draft, **more):
    return replace(draft, lines=(replace(HOUSEHOLD, items=("individual_number",)),), **more)


def test_numbers_need_to_know_where_they_go(clerk, family):
    assert "destination" in faults(clerk, family[0], numbers(SELF))
    row = on_paper(clerk, asked(clerk, family[0], numbers(SELF, destination="架空銀行")))[0]
    assert (row["with_individual_number"], row["handing_over"], row["submitted_to"]) == ("1", "1", "架空銀行")


def test_numbers_for_an_agent_go_by_post(clerk, family):
    row = on_paper(clerk, asked(clerk, family[0], numbers(AGENT, destination="架空銀行")))[0]
    assert row["handing_over"] == "2"


@pytest.mark.parametrize("kind", [VisitorKind.THIRD_PARTY])
def test_numbers_for_a_third_party_never(clerk, family, kind):
    draft = numbers(AGENT, visitor_kind=kind, papers=("contract",), reason="理由", destination="先")
    assert "items_residence_record_household-1" in faults(clerk, family[0], draft)


def test_oral_questions_are_the_third_way(clerk, family):
    rules = ("insurance_certificate",)
    one = replace(SELF, identity=rules)
    assert "identity-1" in faults(clerk, family[0], one)
    questions = [q.key for q in _rules().oral][: _rules().oral_needed]
    matched = replace(one, oral=tuple(OralAnswer(key, True) for key in questions))
    row = on_paper(clerk, asked(clerk, family[0], matched))[0]
    assert row["verification_kind"] == "3"
    wrong = replace(one, oral=(*matched.oral[:-1], OralAnswer(questions[-1], False)))
    assert "identity-1" in faults(clerk, family[0], wrong)


def _rules():
    from madoguchi.apps.catalogue import queries as catalogue

    return catalogue.identity_rules()


def test_identity_counts_for_the_day_it_was_shown(clerk, family):
    from datetime import timedelta

    from django.utils import timezone

    view = begun(clerk, family[0])
    kept = services.save_draft(view.number, SELF, seen=view.version, by=clerk)
    composition = services.composition_to_look_at(kept, clerk, drafting=True)
    tomorrow = replace(composition, today=timezone.localdate() + timedelta(days=1))
    assert composition.case.opened
    assert tomorrow.case.identity == ()
    assert not tomorrow.case.opened


def test_an_exemption_costs_nothing_and_says_why(clerk, family):
    free = replace(SELF, lines=(replace(HOUSEHOLD, exemption="pension_report"),))
    view = asked(clerk, family[0], free)
    assert view.fee_yen == 0
    assert paper(view)["fee_exempt"] is True
    assert on_paper(clerk, view)[0]["fee_exemption"] == "年金の現況届"


def test_an_exemption_of_others_is_none(clerk, family):
    claimed = replace(SELF, lines=(replace(HOUSEHOLD, exemption="official_use"),))
    assert "exemption_residence_record_household" in faults(clerk, family[0], claimed)


def test_an_exemption_that_wants_a_reason(clerk, family):
    claimed = replace(SELF, lines=(replace(HOUSEHOLD, exemption="other"),))
    assert "exemption_reason" in faults(clerk, family[0], claimed)


@pytest.mark.parametrize("card", ["", "999"])
def test_no_card_no_certificate_the_holder_too(clerk, family, card):
    register_seal(family[0], "000123")
    seal = Line("seal_registration", 1, fields={"seal_card": card})
    assert "seal_card" in faults(clerk, family[0], replace(SELF, lines=(seal,)))


def test_a_registration_that_ended_blocks(clerk, family):
    from madoguchi.apps.residents.models import SealRegistration

    register_seal(family[0], "000123")
    SealRegistration.objects.update(status="2")
    assert "certificate-seal_registration" in faults(clerk, family[0], replace(SELF, lines=(SEAL,)))


def test_an_agent_for_a_seal_has_to_know_the_holder(clerk, family):
    register_seal(family[0], "000123")
    address = f"御坊市薗{family[0].address_number}"
    agent = replace(AGENT, lines=(SEAL,), papers=(), stated=Stated("見本太郎", address, ""))
    assert set(faults(clerk, family[0], agent)) == {"stated_birth"}
    wrong = replace(agent, stated=replace(agent.stated, birth="昭和45年3月2日"))
    assert set(faults(clerk, family[0], wrong)) == {"stated_birth"}
    right = replace(agent, stated=replace(agent.stated, birth="S45.3.1"))
    data = paper(asked(clerk, family[0], right))
    assert data["registrant_matched"] is True
    assert data["registrant_address"] == address


def test_a_start_from_the_card(clerk, family, trail):
    register_seal(family[0], "000123")
    view = services.start_by_seal("１２３", by=clerk)
    assert view.subject_id == family[0].pk
    assert view.draft.lines[0].fields == {"seal_card": "１２３"}
    searched = next(e for e in trail() if e.action == Action.SEARCHED)
    assert searched.subjects == [family[0].pk]
    assert "123" not in str(searched.detail)


@pytest.mark.parametrize("card", ["", "999", "0", "abc"])
def test_a_card_that_nobody_holds_starts_nothing(clerk, family, card):
    register_seal(family[0], "000123")
    with pytest.raises(Refused):
        services.start_by_seal(card, by=clerk)


def test_a_card_of_a_guarded_holder_stops(clerk, family):
    register_seal(family[0], "000123")
    protect(family[1])
    with pytest.raises(NeedsCheck):
        services.start_by_seal("123", by=clerk)


def removed(**more):
    usual = {"name": "見本　転出", "resident_status": "3", "removed_on": "2025-03-28", "removal_reason": "11"}
    return make_resident(**usual | more)


REMOVED = Line("removed_record", 1)


def test_a_removed_record_for_the_person_herself(clerk, database):
    assert asked(clerk, removed(), replace(SELF, lines=(REMOVED,))).status is Status.SIGNING


def test_of_a_removed_person_there_is_no_record_of_today(clerk, database):
    assert "certificate-residence_record_household" in faults(clerk, removed(), SELF)


def test_a_removed_record_that_is_too_old_is_gone(clerk, database):
    old = removed(removed_on="2014-06-19")
    assert "certificate-removed_record" in faults(clerk, old, replace(SELF, lines=(REMOVED,)))


def test_nobody_speaks_for_the_dead(clerk, database):
    dead = removed(removal_reason="13")
    assert begun(clerk, dead).draft.visitor_kind is VisitorKind.THIRD_PARTY
    for kind in (VisitorKind.SELF, VisitorKind.AGENT, VisitorKind.LEGAL_REPRESENTATIVE):
        assert "visitor_kind-1" in faults(clerk, dead, replace(SELF, visitor_kind=kind, lines=(REMOVED,)))


def test_a_relative_of_the_dead_is_a_third_party(clerk, database):
    heir = replace(
        AGENT,
        visitor_kind=VisitorKind.THIRD_PARTY,
        lines=(REMOVED,),
        reason="相続の手続",
        papers=("relation_proof",),
        stated=Stated("見本　転出", "見本市"),
    )
    assert asked(clerk, removed(removal_reason="13"), heir).status is Status.SIGNING


def test_a_family_register_is_asked_for_by_domicile_and_head(clerk, family):
    relation = Line("family_register_whole", 1, fields={"relation": "listed"})
    row = on_paper(clerk, asked(clerk, family[0], replace(SELF, lines=(relation,))))[0]
    assert row["family_register_domicile"] == family[0].domicile
    agent = faults(clerk, family[0], replace(AGENT, lines=(relation,)))
    assert {"input_family_register_whole_domicile"} <= set(agent)


def test_what_was_typed_for_the_certificate_wins(clerk, family):
    typed = {"relation": "descendant", "domicile": "架空県架空市2番", "head_of_family_register": "架空　祖父"}
    line = Line("family_register_whole", 1, fields=typed)
    row = on_paper(clerk, asked(clerk, family[0], replace(SELF, lines=(line,))))[0]
    assert row["family_register_domicile"] == "架空県架空市2番"


def test_everything_typed_comes_back(clerk, family):
    view = begun(clerk, family[0])
    draft = replace(AGENT, oral=(OralAnswer(_rules().oral[0].key, False),), reason="r", relation="友人")
    services.save_draft(view.number, draft, seen=view.version, by=clerk)
    kept = queries.get(view.number).draft
    assert replace(kept, identity_on=None) == replace(draft, lines=kept.lines)
    assert [x.certificate for x in kept.lines] == ["residence_record_household"]


def papers(view) -> list[dict[str, object]]:
    found = Document.objects.filter(reference=view.number, superseded=False)
    return [document.data for document in found.order_by("pk")]


def test_an_item_asked_for_on_one_certificate_is_not_ticked_for_another(clerk, family):
    with_domicile = Line("residence_record_household", 1, items=("domicile",))
    without = Line("residence_record_members", 2, members=(family[0].pk,))
    view = asked(clerk, family[0], replace(SELF, lines=(with_domicile, without)))
    shown = {tuple(sorted(k for k in data if k.startswith("want_"))): data for data in papers(view)}
    assert len(shown) == 2
    assert shown["want_residence_record_household",]["show_domicile"] is True
    assert not shown["want_residence_record_members",].get("show_domicile")
    assert shown["want_residence_record_members",]["subject_names"] == [family[0].name]


def test_certificates_that_ask_for_the_same_share_a_paper(clerk, family):
    alike = tuple(
        Line(key, 1, fields={"domicile": "見本県", "head_of_family_register": "見本太郎", "relation": "本人"})
        for key in ("family_register_whole", "family_register_supplement")
    )
    view = asked(clerk, family[0], replace(SELF, lines=alike))
    assert len(papers(view)) == 1


def test_where_it_goes_stands_once(clerk, family):
    draft = replace(SELF, lines=(Line("residence_record_household", 1, items=("resident_code",)),))
    data = paper(asked(clerk, family[0], replace(draft, destination="見本年金事務所")))
    assert data["destination"] == "見本年金事務所"
    assert "purpose" not in data


def test_a_seal_registration_that_nobody_is_sure_of_stops_the_certificate(clerk, family):
    register_seal(family[0], "000123")
    doubt_seals([family[0].resident_number])
    words = faults(clerk, family[0], replace(SELF, lines=(SEAL,)))
    assert any("印鑑登録の確認が要ります" in said for said in words.values())
