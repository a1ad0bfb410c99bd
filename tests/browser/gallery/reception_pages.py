"""The pages of a reception: the certificate request, the signature, the list and what follows."""

from types import SimpleNamespace as Thing
from typing import Any

from tests.browser.gallery.samples import HANAKO, JIRO, TARO, choice, frame

_FEES = {"household": 300, "member": 300, "seal": 300, "entry": 300}


def fee_for(posted: Any) -> Thing:
    counts = {value: int(posted.get(f"count_{value}", 1) or 0) for value in posted.getlist("certificate")}
    total = sum(_FEES[value] * count for value, count in counts.items())
    return Thing(
        total=f"{total}円", lines=[f"{_FEES[value]}円 × {count}通" for value, count in counts.items()]
    )


def ask(name: str, label: str, value: str = "", **more: Any) -> Thing:
    usual = {
        "error": "",
        "hint": "",
        "required": False,
        "choices": [],
        "match": "",
        "match_tone": "",
        "mj": False,
    }
    return Thing(**{**usual, "name": name, "label": label, "value": value, **more})


TYPED = ["legal_representative", "agent", "messenger", "third_party", "professional", "official"]


def for_kinds(kind: str, *kinds: str) -> Thing:
    return Thing(kinds=" ".join(kinds), shown=kind in kinds)


def kind_choices(kind: str) -> list[Thing]:
    labels = ["本人", "同一世帯の人", "法定代理人", "任意代理人", "使者", "第三者", "特定事務受任者", "公用"]
    kinds = ["self", "same_household", *TYPED]
    off = {"messenger": "この区分の方の請求は、ここでは受け付けられません。"}
    then = {"same_household": "household"} | dict.fromkeys(TYPED, "typed")
    return [
        Thing(value=k, label=label, key=str(n), checked=k == kind, off=off.get(k, ""), then=then.get(k, ""))
        for n, (k, label) in enumerate(zip(kinds, labels, strict=True), start=1)
    ]


def who(kind: str = "self") -> Thing:
    agents = ("legal_representative", "agent", "messenger")
    return Thing(
        kinds=kind_choices(kind),
        household=[choice("2", TARO.name, "1", note="夫"), choice("3", JIRO.name, "2", note="子")],
        in_household=for_kinds(kind, "same_household"),
        typed=for_kinds(kind, *TYPED),
        main=[ask("visitor_name", "氏名", mj=True), ask("visitor_address", "住所")],
        organisation=ask("visitor_organisation", "法人・官公署"),
        organisation_kinds=for_kinds(kind, "third_party", "professional", "official"),
        more=[ask("visitor_kana", "カナ"), ask("visitor_phone", "電話")],
        on_behalf=for_kinds(kind, *agents),
        requester=[ask("requester_name", "氏名", mj=True), ask("requester_address", "住所")],
        papers=[
            Thing(
                choice=choice("power_of_attorney", "委任状", "1"), kinds=for_kinds(kind, "agent", "messenger")
            ),
            Thing(choice=choice("contract", "契約書など", "2"), kinds=for_kinds(kind, "third_party")),
        ],
        papers_kinds=for_kinds(kind, "agent", "messenger", "third_party"),
        note="",
    )


def stated(kind: str = "self") -> Thing:
    fields = [
        ask("stated_name", "氏名", "見本髙﨑花子", match="一致", match_tone="yes", mj=True),
        ask("stated_address", "住所", "見本町二丁目", match="一致しません", match_tone="no"),
        ask("stated_birth", "生年月日", match="未入力", match_tone="open"),
    ]
    return Thing(kinds=for_kinds(kind, *TYPED), fields=fields)


def identity_documents() -> list[Thing]:
    return [
        choice("mynumber", "マイナンバーカード", "1", checked=True, note="1点で足ります"),
        choice("licence", "運転免許証", "2"),
        choice("passport", "旅券", "3"),
        choice("residence", "在留カード", "4"),
        choice("insurance", "資格確認書", "5", note="もう1点要ります"),
        choice("pension", "年金手帳", "6", note="もう1点要ります"),
    ]


def items() -> list[Thing]:
    return [
        choice("relationship", "世帯主・続柄", "1", checked=True),
        choice("domicile", "本籍・筆頭者", "2"),
        choice("history", "市内の住所履歴", "3"),
        choice("former", "旧氏・通称", "4"),
        choice("number", "マイナンバー", "5", off="第三者の請求には載せられません。"),
    ]


def certificate(value: str, label: str, key: str, **more: Any) -> Thing:
    usual = {
        "chosen": False,
        "count": 1,
        "fee": "300円",
        "off": "",
        "note": "",
        "members": [],
        "items": [],
        "fields": [],
        "exemption": None,
        "next": False,
    }
    return Thing(**{**usual, "value": value, "label": label, "key": key, **more})


def exemption(value: str) -> Thing:
    choices = [choice("", "なし", checked=True), choice("pension", "年金の現況届")]
    return ask(f"exemption_{value}", "無料の事由", choices=choices)


def certificates() -> list[Thing]:
    members = [choice(str(i), person.name, str(i)) for i, person in enumerate([HANAKO, TARO, JIRO], start=6)]
    card = ask("seal_card", "登録証の番号", required=True)
    return [
        certificate(
            "household",
            "住民票の写し（世帯全員）",
            "Q",
            chosen=True,
            items=items(),
            exemption=exemption("household"),
        ),
        certificate("member", "住民票の写し（一部の人）", "W", members=members, next=True),
        certificate("seal", "印鑑登録証明書", "E", chosen=True, fields=[card], next=True),
        certificate("entry", "住民票記載事項証明書", "R", items=items()),
        certificate("removed", "除票の写し", "T", off="住民登録がある人です。"),
    ]


def certificate_request() -> dict[str, Any]:
    return {
        "frame": frame("受付"),
        "reception": Thing(number="0812-0031", saved_at="10:42:05", version=3),
        "subject": Thing(**vars(HANAKO), hidden=""),
        "errors": [],
        "who": who(),
        "identity_documents": identity_documents(),
        "questions": [
            Thing(name="oral_household", words="ご家族の生年月日を教えてください。", matched=None),
            Thing(name="oral_before", words="前の住所を教えてください。", matched=True),
        ],
        "identity": Thing(enough=True, words="マイナンバーカード 1点で確認できます"),
        "stated": stated(),
        "certificates": certificates(),
        "reasons": Thing(fields=[], post=""),
        "fee": Thing(total="600円", lines=["住民票の写し 300円 × 1通", "印鑑登録証明書 300円 × 1通"]),
        "guard": Thing(needed=False, released=False, core_check_needed=False),
        "core_checked": False,
        "go_on": "署名へ進む",
        "preview_image_url": "/paper.svg",
        "preview_url": "/paper.svg",
        "update_url": "/fee/",
        "submit_url": "/posted/",
        "back_url": "/",
        "other_resident_url": "/",
    }


def saved(posted: Any) -> dict[str, Any]:
    context = certificate_request()
    for row in context["certificates"]:
        row.chosen = row.value in posted.getlist("certificate")
        row.count = posted.get(f"count_{row.value}", 1)
        for group, options in (("items", row.items), ("members", row.members)):
            for option in options:
                option.checked = option.value in posted.getlist(f"{group}_{row.value}")
        for field in row.fields:
            field.value = posted.get(field.name, "")
    context["reception"].version = int(posted["version"]) + 1
    kind = posted.get("visitor_kind", "self")
    context |= {"who": who(kind), "stated": stated(kind)}
    for field in context["who"].main:
        field.value = posted.get(field.name, "")
    return {**context, "fee": fee_for(posted), "oob": True}


def certificate_request_agent() -> dict[str, Any]:
    """Somebody who has to state whom it is about, with numbers that go by post."""
    context = certificate_request()
    hidden = {**vars(context["subject"]), "hidden": "住所・生年月日は伏せています。聞いて照合してください。"}
    reasons = [ask("destination", "提出先", required=True)]
    return {
        **context,
        "subject": Thing(**hidden),
        "who": who("agent"),
        "stated": stated("agent"),
        "reasons": Thing(fields=reasons, post="窓口では渡しません。本人の住民票の住所へ郵送します。"),
        "guard": Thing(needed=False, released=False, core_check_needed=True),
        "preview_image_url": "",
    }


def certificate_request_refused() -> dict[str, Any]:
    context = certificate_request()
    context["certificates"][2].fields[0].error = "登録証の番号を入れてください"
    return {
        **context,
        "errors": [Thing(message="印鑑登録証明書：登録証の番号を入れてください", target="seal_card")],
        "identity": Thing(enough=False, words="資格確認書のほかに、もう1点要ります"),
        "reception": Thing(number="", saved_at="", version=0),
    }
