"""What a city hasn't confirmed: each mark in a file is one line, and a confirmed city has none."""

from __future__ import annotations

import pytest

from madoguchi.domain.counter import (
    Exemption,
    IdentityRules,
    Item,
    Limits,
    Municipality,
    ServiceHours,
    VisitorKind,
    VisitorRules,
    unconfirmed,
)
from madoguchi.domain.counter.organisation import SETTING_LABELS
from tests.unit.counter.test_standing import allow, certificate, refuse
from tests.unit.counter.test_visitors import all_visitors

CITY = Municipality(
    code="999993",
    name="見本市",
    addressee="見本市長",
    service_hours=ServiceHours(opens="8:30", closes="17:15"),
    departments=(),
    groups=(),
    confirmed=tuple(SETTING_LABELS),
)
VISITORS = VisitorRules(visitors=all_visitors(), notify_confirmed=True, basis="試験")
IDENTITY = IdentityRules(documents=(), basis="試験", confirmed=True)
SOUND = certificate(fee_confirmed=True)


def whats(certificates=(SOUND,), visitors=VISITORS, identity=IDENTITY, city=CITY) -> list[str]:
    return [found.what for found in unconfirmed(certificates, visitors, identity, city)]


def test_nothing_is_left_where_everything_is_confirmed():
    assert whats() == []


def test_every_mark_of_a_certificate_is_a_line():
    open_item = Item(
        key="extra",
        label="追加",
        field="with_extra",
        form_field="show_extra",
        allowed=(allow(VisitorKind.SELF, confirmed=False),),
    )
    marked = certificate(
        rules_confirmed=False,
        exemptions=(Exemption(key="welfare", label="生活保護", basis="試験"),),
        visitors=(allow(VisitorKind.SELF, confirmed=False), allow(VisitorKind.AGENT)),
        refusals=(refuse(VisitorKind.OFFICIAL).model_copy(update={"confirmed": False}),),
        items=(open_item,),
    )
    found = unconfirmed([marked, SOUND], VISITORS, IDENTITY, CITY)
    assert [(u.what, u.value) for u in found] == [
        ("手数料", "300円"),
        ("請求できる人", "試験の条例"),
        ("無料の事由", "生活保護"),
        ("請求できる人", "本人"),
        ("請求できない人", "公用"),
        ("請求できる人（追加）", "本人"),
    ]
    assert [u.mark for u in found] == [
        "fee_confirmed: true",
        "rules_confirmed: true",
        "exemptions の welfare に confirmed: true",
        "self の行に confirmed: true",
        "official の行に confirmed: true",
        "items の extra の self の行に confirmed: true",
    ]
    assert {(u.kind, u.key, u.label) for u in found} == {("certificates", "sample", "見本証明書")}


def test_each_setting_of_the_municipality_stands_until_it_is_named_as_confirmed():
    assert whats(city=CITY.model_copy(update={"confirmed": ()})) == list(SETTING_LABELS.values())
    for name, label in SETTING_LABELS.items():
        others = tuple(other for other in SETTING_LABELS if other != name)
        assert whats(city=CITY.model_copy(update={"confirmed": others})) == [label]


def test_settings_are_told_in_words():
    found = unconfirmed([], VISITORS, IDENTITY, CITY.model_copy(update={"confirmed": ()}))
    words = ["8:30〜17:15", "24", "別の職員", "あり", "1", "なし", CITY.limits.words, "なし", "60"]
    assert [u.value for u in found] == words


def test_visitors_papers_and_identity_are_told_too():
    visitors = VISITORS.model_copy(
        update={
            "visitors": (
                VISITORS.visitors[0].model_copy(update={"confirmed": False}),
                *VISITORS.visitors[1:],
            ),
            "notify_confirmed": False,
            "notify_candidates": (VisitorKind.AGENT,),
        }
    )
    found = unconfirmed([], visitors, IDENTITY.model_copy(update={"confirmed": False}), CITY)
    assert [(u.kind, u.what, u.value) for u in found] == [
        ("visitors", "本人の確認書類", "なし"),
        ("visitors", "本人通知の候補", "代理人"),
        ("identity", "本人確認書類と口頭質問", "書類0種類、口頭質問は2問"),
    ]


def test_the_limits_of_waiting_are_one_setting_told_in_words():
    city = CITY.model_copy(update={"confirmed": tuple(set(SETTING_LABELS) - {"limits"})})
    (found,) = unconfirmed((SOUND,), VISITORS, IDENTITY, city)
    assert found.value == "待ち15分・30分、期限3日前、保留14日、未反映3日"
    assert [city.limits.tone(minutes) for minutes in (14, 15, 29, 30)] == ["", "warn", "warn", "danger"]
    with pytest.raises(ValueError, match="短くできません"):
        Limits(wait_warn_minutes=20, wait_late_minutes=10)
