"""A made-up town that differs in every rule: nothing of the standard pack is hard-wired."""

from __future__ import annotations

from datetime import date

import pytest

from madoguchi.apps.catalogue.reading import PackRefused, read_packs
from madoguchi.domain.counter import (
    Allowance,
    Prefill,
    Refusal,
    Sufficient,
    VisitorKind,
    fee_of,
    papers_wanted,
    standing,
    unconfirmed,
)
from tests.conftest import PACKS, ROOT

TOWN = ROOT / "tests" / "packs" / "miyoshino"
SATURDAY, SUNDAY = date(2026, 11, 21), date(2026, 11, 22)


@pytest.fixture(scope="module")
def town():
    return {(item.kind, item.key): item.thing for item in read_packs([PACKS[0], TOWN])}


def test_its_fees_grounds_and_words_hold(town):
    record, seal = town["certificates", "residence_record_members"], town["certificates", "seal_registration"]
    assert (fee_of(record, 3, ""), fee_of(record, 3, "elderly"), fee_of(seal, 2, "")) == (750, 0, 400)
    with pytest.raises(KeyError):
        fee_of(record, 1, "pension_report")
    refused = standing(record, VisitorKind.THIRD_PARTY)
    assert isinstance(refused, Refusal)
    assert refused.words == "見吉野町では紙の請求書で受け付けます。"


def test_its_own_visitors_may_ask(town):
    seal, rules = town["certificates", "seal_registration"], town["visitors", "standard"]
    assert isinstance(standing(seal, VisitorKind.AGENT), Refusal)
    messenger = standing(seal, VisitorKind.MESSENGER)
    assert isinstance(messenger, Allowance)
    assert papers_wanted(rules.of(VisitorKind.MESSENGER), [messenger]) == ()
    assert (seal.identity_required, seal.accept_individual_number_card) == (False, True)
    agent = standing(town["certificates", "residence_record_members"], VisitorKind.AGENT)
    assert isinstance(agent, Allowance)
    assert papers_wanted(rules.of(VisitorKind.AGENT), [agent]) == (("letter",), ("council_letter",))


def test_its_own_care_holds(town):
    rules = town["visitors", "standard"]
    assert rules.of(VisitorKind.SAME_HOUSEHOLD).prefill is Prefill.NEVER
    assert rules.of(VisitorKind.AGENT).when_guarded == "release"
    assert rules.notify_candidates == (VisitorKind.AGENT, VisitorKind.THIRD_PARTY)


def test_its_own_papers_prove_identity(town):
    rules = town["identity", "documents"]
    day = date(2026, 4, 1)
    assert rules.sufficient(["library_card"], day, [("house_name", True)]) is Sufficient.ORAL
    with pytest.raises(KeyError):
        rules.of("driving_licence")


def test_its_own_days_and_steps_hold(town):
    assert town["calendars", "standard"].is_open(SATURDAY)
    assert not town["calendars", "standard"].is_open(SUNDAY)
    city = town["organisation", "municipality"]
    assert (city.review, city.payment, city.protection_stale_days) == ("no", False, 0)


def test_what_it_confirmed_is_not_asked_again(town):
    certificates = [thing for (kind, _), thing in town.items() if kind == "certificates"]
    found = unconfirmed(
        certificates,
        town["visitors", "standard"],
        town["identity", "documents"],
        town["organisation", "municipality"],
    )
    own = {"residence_record_members", "seal_registration"}
    assert not [u for u in found if u.key in own or u.kind != "certificates"]
    assert {u.key for u in found} == {c.key for c in certificates} - own


class TestPartsThatDoNotAgree:
    """One file may be sound and still name what isn't there: found with its line, before anything is loaded."""

    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [
            (
                "form: seal_certificate_application",
                "form: nowhere",
                ":8:7: エラー: 「nowhere」という様式がありません。",
            ),
            ('code: "11"', 'code: "01"', "証明書種別「01」は"),
            ('code: "11"', 'code: "98"', "証明書種別「98」がレイアウト"),
            ("key_hint: T", "key_hint: Q", "選択キー「Q」は"),
            ("own_papers: false", "papers: [nothing]", "「nothing」という書類は"),
            (
                "needs_seal_card: true",
                "inputs:\n  - {key: why, label: 理由, kind: text, form_field: why, field: why}",
                "「why」という欄はありません。",
            ),
            (
                "needs_seal_card: true",
                "inputs:\n  - {key: why, label: 理由, kind: text, field: why}",
                "「why」という列はありません。",
            ),
            (
                "needs_seal_card: true",
                "inputs:\n  - key: item\n    label: 税目\n    kind: choice\n    field: tax_item\n"
                "    choices: [{value: salt_tax, label: 塩税}]",
                "salt_tax",
            ),
        ],
    )
    def test_it_is_refused_with_its_place(self, tmp_path, old, new, words):
        text = (TOWN / "certificates" / "seal_registration.yaml").read_text(encoding="utf-8")
        assert old in text
        pack = tmp_path / "broken" / "certificates"
        pack.mkdir(parents=True)
        (pack / "seal_registration.yaml").write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(PackRefused) as raised:
            read_packs([PACKS[0], TOWN, tmp_path / "broken"])
        assert "broken/certificates/seal_registration.yaml" in str(raised.value)
        assert words in str(raised.value)
