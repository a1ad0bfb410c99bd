"""name of a page → (template, function that makes its context)."""

from collections.abc import Callable
from types import SimpleNamespace as Thing
from typing import Any

from gallery.samples import HANAKO, JIRO, TARO, choice, frame

Context = Callable[[], dict[str, Any]]

_FEES = {"household": 300, "member": 300, "seal": 300, "entry": 300}


def fee_for(posted: Any) -> Thing:
    counts = {value: int(posted.get(f"count_{value}", 1) or 0) for value in posted.getlist("certificate")}
    total = sum(_FEES[value] * count for value, count in counts.items())
    lines = [f"{_FEES[value]}円 × {count}通" for value, count in counts.items()]
    return Thing(total=f"{total}円", lines=lines, exemptions=exemptions())


def exemptions() -> list[Thing]:
    return [choice("", "なし", checked=True), choice("pension", "年金の現況届"), choice("public", "公用")]


def visitor_kinds() -> list[Thing]:
    return [
        choice("self", "本人", "1", checked=True),
        choice("household", "同一世帯の人", "2"),
        choice("guardian", "法定代理人", "3", off="準備中です"),
        choice("agent", "任意代理人（委任状）", "4", off="準備中です"),
        choice("messenger", "使者", "5", off="準備中です"),
        choice("third", "第三者", "6", off="請求事由と疎明資料が要ります（係長へ）"),
        choice("official", "公用", "7", off="準備中です"),
    ]


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
        choice("number", "マイナンバー", "5", off="提出先の確認が要ります"),
    ]


def certificates() -> list[Thing]:
    usual = {"chosen": False, "count": 1, "fee": "300円", "off": "", "members": [], "items": [], "fields": []}
    members = [choice(str(i), person.name, str(i)) for i, person in enumerate([HANAKO, TARO, JIRO], start=6)]
    return [
        Thing(
            **{
                **usual,
                "value": "household",
                "label": "住民票の写し（世帯全員）",
                "key": "Q",
                "chosen": True,
                "items": items(),
            }
        ),
        Thing(
            **{
                **usual,
                "value": "member",
                "label": "住民票の写し（一部の人）",
                "key": "W",
                "members": members,
                "items": items(),
            }
        ),
        Thing(
            **{
                **usual,
                "value": "seal",
                "label": "印鑑登録証明書",
                "key": "E",
                "chosen": True,
                "fields": [Thing(name="seal_card", label="登録証番号", value="", error="")],
            }
        ),
        Thing(**{**usual, "value": "entry", "label": "住民票記載事項証明書", "key": "R", "items": items()}),
        Thing(
            **{
                **usual,
                "value": "removed",
                "label": "除票の写し",
                "key": "T",
                "off": "除かれた人はこの世帯にいません",
            }
        ),
    ]


def certificate_request() -> dict[str, Any]:
    return {
        "frame": frame("受付"),
        "reception": Thing(number="0812-0031", saved_at="10:42:05", version=3),
        "subject": HANAKO,
        "errors": [],
        "visitor_kinds": visitor_kinds(),
        "visitor": None,
        "household": [],
        "identity_documents": identity_documents(),
        "identity": Thing(enough=True, words="マイナンバーカード 1点で確認できます"),
        "certificates": certificates(),
        "fee": Thing(
            total="600円",
            lines=["住民票の写し 300円 × 1通", "印鑑登録証明書 300円 × 1通"],
            exemptions=exemptions(),
        ),
        "preview_image_url": "/paper.svg",
        "preview_url": "/paper.svg",
        "update_url": "/fee/",
        "submit_url": "/posted/",
        "back_url": "/",
        "other_resident_url": "/",
    }


def certificate_request_refused() -> dict[str, Any]:
    context = certificate_request()
    context["certificates"][2].fields[0].error = "登録証番号を入れてください"
    return {
        **context,
        "errors": [Thing(message="印鑑登録証明書：登録証番号を入れてください", target="seal_card")],
        "identity": Thing(enough=False, words="資格確認書のほかに、もう1点要ります"),
        "reception": Thing(number="", saved_at="", version=0),
    }


PAGES: dict[str, tuple[str, Context]] = {
    "certificate-request": ("pages/receptions/certificate_request.html", certificate_request),
    "certificate-request-refused": ("pages/receptions/certificate_request.html", certificate_request_refused),
}
