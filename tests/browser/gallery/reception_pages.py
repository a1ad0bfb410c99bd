"""The pages of a reception: the certificate request, the signature, the list and what follows."""

from types import SimpleNamespace as Thing
from typing import Any

from tests.browser.gallery.samples import HANAKO, JIRO, TARO, choice, frame, rows

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


def certificate(value: str, label: str, key: str, **more: Any) -> Thing:
    usual = {"chosen": False, "count": 1, "fee": "300円", "off": "", "members": [], "items": [], "fields": []}
    return Thing(**{**usual, "value": value, "label": label, "key": key, **more})


def certificates() -> list[Thing]:
    members = [choice(str(i), person.name, str(i)) for i, person in enumerate([HANAKO, TARO, JIRO], start=6)]
    card = Thing(name="seal_card", label="登録証番号", value="", error="")
    return [
        certificate("household", "住民票の写し（世帯全員）", "Q", chosen=True, items=items()),
        certificate("member", "住民票の写し（一部の人）", "W", members=members, items=items()),
        certificate("seal", "印鑑登録証明書", "E", chosen=True, fields=[card]),
        certificate("entry", "住民票記載事項証明書", "R", items=items()),
        certificate("removed", "除票の写し", "T", off="除かれた人はこの世帯にいません"),
    ]


def certificate_request() -> dict[str, Any]:
    return {
        "frame": frame("受付"),
        "reception": Thing(number="0812-0031", saved_at="10:42:05", version=3),
        "subject": HANAKO,
        "errors": [],
        "visitor_kinds": visitor_kinds(),
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


def saved(posted: Any) -> dict[str, Any]:
    context = certificate_request()
    for row in context["certificates"]:
        row.chosen = row.value in posted.getlist("certificate")
        row.count = posted.get(f"count_{row.value}", 1)
        for item in row.items:
            item.checked = item.value in posted.getlist(f"items_{row.value}")
        for field in row.fields:
            field.value = posted.get(field.name, "")
    context["reception"].version = int(posted["version"]) + 1
    if posted.get("visitor_kind") == "household":
        context["household"] = [
            choice("2", TARO.name, "1", note="夫"),
            choice("3", JIRO.name, "2", note="子"),
        ]
    return {**context, "fee": fee_for(posted), "oob": True}


def certificate_request_refused() -> dict[str, Any]:
    context = certificate_request()
    context["certificates"][2].fields[0].error = "登録証番号を入れてください"
    return {
        **context,
        "errors": [Thing(message="印鑑登録証明書：登録証番号を入れてください", target="seal_card")],
        "identity": Thing(enough=False, words="資格確認書のほかに、もう1点要ります"),
        "reception": Thing(number="", saved_at="", version=0),
    }


LINES = [
    Thing(label="請求者", value="見本髙﨑 花子", mj=True),
    Thing(label="来庁者", value="本人", mj=False),
    Thing(label="本人確認", value="マイナンバーカード", mj=False),
    Thing(label="証明書", value="住民票の写し（世帯全員）1通　世帯主・続柄あり", mj=False),
    Thing(label="", value="印鑑登録証明書 1通", mj=False),
]
RECEPTION = Thing(
    number="0812-0031",
    status="作成待ち",
    version=7,
    saved_at="10:43:20",
    received_at="10時42分",
    staff="見本 職員三郎",
    cancelled_reason="",
)
STEPS = ["受付", "署名", "作成", "交付"]


def steps(now: int) -> list[Thing]:
    def state(at: int) -> str:
        return "done" if at < now else "now" if at == now else "later"

    return [Thing(label=label, state=state(at)) for at, label in enumerate(STEPS)]


def reception_list() -> dict[str, Any]:
    names = "number when waiting waiting_tone name what copies fee status staff url"
    url = "/page/reception-detail/"
    hanako, yoshino = "見本髙﨑 花子", "見本𠮷野 葛\U000e0102"
    return {
        "frame": frame("一覧"),
        "tabs": rows(
            "label count url current",
            ("署名待ち", 1, "/", False),
            ("作成待ち", 4, "/", True),
            ("交付待ち", 2, "/", False),
            ("完了", 27, "/", False),
            ("取消", 1, "/", False),
        ),
        "filters": Thing(date="令和8年8月12日（水）", earlier_url="/", later_url=""),
        "receptions": rows(
            names,
            (
                "0812-0024",
                "10:05",
                "37分",
                "danger",
                "見本田 一郎",
                "住民票の写し（世帯全員）",
                2,
                "600円",
                "作成待ち",
                "見本 二葉",
                url,
            ),
            (
                "0812-0028",
                "10:24",
                "18分",
                "warn",
                yoshino,
                "印鑑登録証明書",
                1,
                "300円",
                "作成待ち",
                "見本 二葉",
                url,
            ),
            (
                "0812-0030",
                "10:36",
                "6分",
                "",
                "見本邉\U000e010f 三郎",
                "住民票の写し（一部の人）",
                1,
                "0円",
                "作成待ち",
                "見本 三郎",
                url,
            ),
            (
                "0812-0031",
                "10:42",
                "0分",
                "",
                hanako,
                "住民票の写し（世帯全員）、印鑑登録証明書",
                2,
                "600円",
                "作成待ち",
                "見本 三郎",
                url,
            ),
        ),
        "page": Thing(words="1〜4件目／全4件", earlier_url="", later_url=""),
        "scan_url": "/posted/",
    }


def reception_list_empty() -> dict[str, Any]:
    return {**reception_list(), "receptions": [], "page": Thing(words="0件", earlier_url="", later_url="")}


def signing() -> dict[str, Any]:
    return {
        "frame": frame("受付"),
        "reception": RECEPTION,
        "steps": steps(1),
        "request_facts": LINES,
        "fee_words": "600円",
        "screen": Thing(state="none", words="署名画面がつながっていません"),
        "pair": Thing(code="482915", expires="10時43分20秒まで", open_url="/page/resident-confirm/"),
        "poll_url": "/sign-state/",
        "preview_image_urls": ["/paper.svg", "/paper.svg"],
        "back_url": "/",
        "paper_url": "/posted/",
    }


def detail(**more: Any) -> dict[str, Any]:
    names = "title image_url print_url prints"
    usual = {
        "frame": frame("一覧"),
        "reception": RECEPTION,
        "steps": steps(2),
        "request_facts": LINES,
        "fee_words": "600円",
        "papers": rows(
            names,
            ("住民票の写し等 交付請求書", "/paper.svg", "/posted/", 1),
            ("印鑑登録証明書 交付申請書", "/paper.svg", "/posted/", 0),
        ),
        "handover": Thing(url="/posted/", error=""),
        "reopen_url": "/posted/",
        "cancel": Thing(
            url="/posted/", reasons=[choice("wish", "申し出による", "1"), choice("wrong", "入力の誤り", "2")]
        ),
        "back_url": "/",
    }
    return {**usual, **more}


def detail_wrong_number() -> dict[str, Any]:
    return detail(
        handover=Thing(url="/posted/", error="受付番号が合いません。番号札をもう一度確かめてください。")
    )


def detail_missing_glyph() -> dict[str, Any]:
    words = "氏名の2文字目（U+9089 U+E01EF）は、この市の字形にありません"
    return detail(missing_glyphs=words, handover=None)


def detail_cancelled() -> dict[str, Any]:
    reception = Thing(**{**vars(RECEPTION), "status": "取消", "cancelled_reason": "来庁の方の申し出"})
    return detail(reception=reception, steps=[], handover=None, reopen_url="", cancel=None, papers=[])
