"""The pages of a reception after its request: the list, the signature, the steps, the day sheet."""

from types import SimpleNamespace as Thing
from typing import Any

from madoguchi.apps.receptions.passage import NOTHING_SAID, Passing
from tests.browser.gallery.samples import NOW, choice, frame, rows

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
CALLED = Thing(about="請求", papers="申請書", reopen="請求を直す（署名は無効になります）")


def steps(now: int) -> list[Thing]:
    def state(at: int) -> str:
        return "done" if at < now else "now" if at == now else "later"

    return [Thing(label=label, state=state(at)) for at, label in enumerate(STEPS)]


def _row(number: str, name: str, what: str, copies: int, label: str = "", **more: Any) -> Thing:
    usual = {
        "number": number,
        "when": "10時05分",
        "waiting": "6分",
        "waiting_tone": "",
        "name": name,
        "what": what,
        "copies": copies,
        "fee": f"{300 * copies}円",
        "status": "作成待ち",
        "staff": "見本 二葉",
        "here": "",
        "missing": "",
        "version": 3,
        "url": "/page/reception-detail/",
        "press": Thing(label=label, url="/posted/", href="", said=[("copies", str(copies))], off=""),
    }
    return Thing(**{**usual, **more})


def reception_list() -> dict[str, Any]:
    own = Thing(label="", url="/posted/", href="", said=[], off="つくった人とは別の職員が審査します。")
    to_page = Thing(label="確かめて交付", url="", href="/page/reception-handing/", said=[], off="")
    return {
        "frame": frame("一覧"),
        "tabs": rows(
            "label count url current",
            ("前の日まで", 1, "/", False),
            ("作成待ち", 4, "/", True),
            ("審査待ち", 2, "/", False),
            ("会計待ち", 0, "/", False),
            ("交付待ち", 2, "/", False),
            ("保留", 3, "/", False),
            ("交付済", 27, "/", False),
            ("取消", 1, "/", False),
        ),
        "filters": Thing(date="令和8年8月12日（水）", earlier_url="/", later_url=""),
        "receptions": [
            _row(
                "0812-0024",
                "見本田 一郎",
                "住民票 世帯全員 2通（本籍・筆頭者）",
                2,
                "2通つくった",
                waiting="37分",
                waiting_tone="danger",
            ),
            _row(
                "0812-0028",
                "見本𠮷野 葛\U000e0102",
                "印鑑登録証明",
                1,
                "1通つくった",
                waiting="18分",
                waiting_tone="warn",
                here="見本 三郎",
            ),
            _row("0812-0030", "見本邉\U000e010f 三郎", "住民票 一部", 1, press=own),
            _row("0812-0031", "見本髙﨑 花子", "住民票 世帯全員、印鑑登録証明", 2, press=to_page),
            _row(
                "0811-0007",
                "見本 四郎",
                "住民票 世帯全員",
                1,
                press=None,
                status="保留",
                missing="必要な書類がそろわない・委任状",
            ),
        ],
        "status": "making",
        "in_rows": False,
        "page": Thing(words="1〜5件目／全5件", earlier_url="", later_url=""),
        "scan_url": "/posted/",
        "sheet_url": "/page/day-sheet/",
        "notices_url": "",
    }


def reception_list_empty() -> dict[str, Any]:
    return {**reception_list(), "receptions": [], "page": Thing(words="0件", earlier_url="", later_url="")}


def signing() -> dict[str, Any]:
    return {
        "frame": frame("受付"),
        "reception": RECEPTION,
        "steps": steps(1),
        "request_facts": LINES,
        "called": CALLED,
        "fee_words": "600円",
        "screen": Thing(state="none", words="署名画面がつながっていません"),
        "pair": Thing(code="482915", expires="10時43分20秒まで", open_url="/page/resident-confirm/"),
        "poll_url": "/sign-state/",
        "preview_image_urls": ["/paper.svg", "/paper.svg"],
        "back_url": "/",
        "paper_url": "/posted/",
        "presence_url": "/others/",
        "aside": aside(),
    }


def _reasons(*words: str) -> list[Thing]:
    return [choice(word, word, str(n)) for n, word in enumerate(words, start=1)]


def aside(**more: str) -> Thing:
    usual: dict[str, Any] = {
        "suspend_url": "/posted/",
        "resume_url": "",
        "send_back_url": "",
        "reopen_url": "/posted/",
        "cancel_url": "/posted/",
        "suspend_reasons": _reasons("必要な書類がそろわない", "来庁の方の都合"),
        "missing": [choice("委任状", "委任状"), choice("手数料", "手数料")],
        "send_back_reasons": _reasons("通数がちがう", "記載項目がちがう"),
        "cancel_reasons": _reasons("来庁の方の申し出", "入力の誤り"),
    }
    return Thing(**{**usual, **more})


def task(title: str, words: str, button: str, **more: Any) -> Thing:
    usual: dict[str, Any] = {
        "url": "/posted/",
        "title": title,
        "words": words,
        "button": button,
        "off": "",
        "through": False,
        "copies": 2,
        "points": [],
        "payment": [],
        "amount": "600円",
        "asks_number": False,
        "identity_again": False,
        "core_check": False,
        "by_post": False,
        "said": NOTHING_SAID,
        "error": "",
    }
    return Thing(**{**usual, **more})


def detail(**more: Any) -> dict[str, Any]:
    names = "title image_url print_url prints before"
    before = "8月12日 10時50分 見本 二葉（汚れた・破れた）"
    usual = {
        "frame": frame("一覧"),
        "reception": RECEPTION,
        "steps": steps(2),
        "request_facts": LINES,
        "called": CALLED,
        "history": rows("label value", ("署名", "8月12日 10時43分")),
        "fee_words": "600円",
        "task": task("作成", "基幹端末で証明書を 2通 つくり、枚数を確かめてください。", "2通つくった"),
        "aside": aside(),
        "suspended": None,
        "papers": rows(
            names,
            ("住民票の写し等 交付請求書", "/paper.svg", "/posted/", 2, before),
            ("印鑑登録証明書 交付申請書", "/paper.svg", "/posted/", 0, ""),
        ),
        "reprint_reasons": ["印刷できていなかった", "汚れた・破れた"],
        "presence_url": "/others/",
        "back_url": "/",
    }
    return {**usual, **more}


def detail_reviewing() -> dict[str, Any]:
    points = [
        choice(v, w, str(n)) for n, (v, w) in enumerate([("people", "対象者"), ("copies", "通数")], start=1)
    ]
    methods = [choice("cash", "現金", "1", checked=True), choice("other", "その他", "2")]
    words = "できた証明書と請求の内容を見くらべてください。"
    step = task("審査", words, "審査した", through=True, points=points, payment=methods, asks_number=True)
    return detail(
        reception=Thing(**{**vars(RECEPTION), "status": "審査待ち"}),
        task=step,
        aside=aside(send_back_url="/posted/"),
    )


def detail_handing() -> dict[str, Any]:
    words = "番号札と合うことを確かめ、内容を見ていただいて渡します。"
    return detail(
        reception=Thing(**{**vars(RECEPTION), "status": "交付待ち"}),
        task=task("交付", words, "交付する", asks_number=True, identity_again=True),
    )


def detail_by_post() -> dict[str, Any]:
    """One certificate goes to the person by post, and the protection data is old."""
    words = "本人の住民票の住所あてに郵送します。来庁の方には渡しません。"
    return detail(
        reception=Thing(**{**vars(RECEPTION), "status": "交付待ち"}),
        task=task("交付", words, "発送した", by_post=True, core_check=True),
    )


def detail_wrong_number() -> dict[str, Any]:
    error = "受付番号が合いません。番号札をもう一度確かめてください。"
    return detail(
        task=task("交付", "", "交付する", asks_number=True, said=Passing(number="9999"), error=error)
    )


def detail_suspended() -> dict[str, Any]:
    return detail(
        reception=Thing(**{**vars(RECEPTION), "status": "保留"}),
        suspended=Thing(suspended_reason="必要な書類がそろわない", missing=["委任状"]),
        task=None,
        steps=[],
        aside=aside(suspend_url="", reopen_url="", resume_url="/posted/"),
    )


def detail_missing_glyph() -> dict[str, Any]:
    words = "氏名の2文字目（U+9089 U+E01EF）は、この市の字形にありません"
    return detail(missing_glyphs=words, task=None)


def detail_cancelled() -> dict[str, Any]:
    reception = Thing(**{**vars(RECEPTION), "status": "取消", "cancelled_reason": "来庁の方の申し出"})
    nothing = aside(suspend_url="", reopen_url="", cancel_url="")
    return detail(reception=reception, steps=[], task=None, aside=nothing, papers=[])


def stale() -> dict[str, Any]:
    differences = rows(
        "label mine theirs",
        ("本人確認", "運転免許証", "旅券（パスポート）"),
        ("住民票 世帯全員の通数", "3通", "2通"),
    )
    notice = Thing(
        number="0812-0031",
        who="見本 二葉",
        when="10時42分",
        differences=differences,
        version=4,
        take_over_url="/posted/",
        theirs_url="/",
        warning="",
        off="",
    )
    return {"frame": frame("一覧"), "stale": notice, "kept": [("certificate", "household")]}


def day_sheet() -> dict[str, Any]:
    def kind(label: str, copies: int) -> Thing:
        counted = Thing(issued=copies, copies=copies, paid_copies=copies - 1, free_copies=1, cancelled=0)
        return Thing(label=label, yen=f"{300 * (copies - 1):,}円", kind=counted)

    waits = [("受付から交付まで", 27, "12分", "41分"), ("うち 作成", 27, "3.2分", "9.5分")]
    sheet = Thing(
        received=30,
        issued=27,
        cancelled=1,
        kinds=[kind("住民票の写し（世帯全員）", 21), kind("印鑑登録証明書", 11)],
        total=kind("合計", 32),
        money=rows("label taken given_back kept", ("現金", "9,300円", "300円", "9,000円")),
        money_total="9,000円",
        waits=rows("label visits average longest", *waits),
        hours=rows("label received issued", ("9時台", 12, 10), ("10時台", 18, 17)),
    )
    return {
        "frame": frame("一覧"),
        "sheet": sheet,
        "date": "令和8年8月12日（水）",
        "municipality": "見本市",
        "now": NOW,
        "earlier_url": "/",
        "later_url": "",
        "csv_url": "/",
        "back_url": "/",
    }


def notices() -> dict[str, Any]:
    names = "number issued visitor what state url settle_url"
    return {
        "frame": frame("一覧"),
        "tabs": rows(
            "label url current", ("未処理", "/", True), ("通知した", "/", False), ("対象外", "/", False)
        ),
        "rows": rows(
            names,
            (
                "20260812-0031",
                "8月12日 10時55分",
                "任意代理人",
                "住民票 世帯全員 1通",
                "未処理",
                "/",
                "/posted/",
            ),
        ),
        "open": True,
        "page": Thing(words="1〜1件目／全1件", earlier_url="", later_url=""),
        "back_url": "/",
    }
