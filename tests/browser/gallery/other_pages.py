"""Sign-in, the register, linkage, settings, the trail and the resident's own pages."""

from types import SimpleNamespace as Thing
from typing import Any

from django import forms

from tests.browser.gallery.flow_pages import aside
from tests.browser.gallery.samples import HANAKO, JIRO, TARO, choice, frame, resident, rows

AS_OF = Thing(words="令和8年8月12日（水）6時00分", is_old=False)
ONE_PAGE = Thing(words="1〜3件目／全3件", earlier_url="", later_url="")


class SignInForm(forms.Form):
    login = forms.CharField(label="利用者ID", widget=forms.TextInput(attrs={"autofocus": True}))
    password = forms.CharField(label="パスワード", widget=forms.PasswordInput)


class UnlockForm(forms.Form):
    password = forms.CharField(label="パスワード", widget=forms.PasswordInput)


def sign_in() -> dict[str, Any]:
    return {"form": SignInForm(), "municipality": "見本市"}


def sign_in_locked() -> dict[str, Any]:
    words = "続けて失敗したため、この利用者IDは15分間使えません。急ぐときは管理者に連絡してください。"
    return {"form": SignInForm(), "municipality": "見本市", "locked_out": words}


def unlock() -> dict[str, Any]:
    form = UnlockForm(data={"password": "x"})
    form.add_error("password", "パスワードが違います。")
    return {"form": form, "staff_name": "見本 職員三郎", "frame": frame("")}


def empty() -> dict[str, Any]:
    return {}


def search() -> dict[str, Any]:
    others = [
        resident(
            f"見本髙﨑 {name}",
            f"ミホンタカサキ {kana}",
            birth,
            age,
            sex,
            marks=marks,
            removed="除票" in marks,
        )
        for name, kana, birth, age, sex, marks in [
            ("一江", "カズエ", "昭和9年12月1日", 91, "女", []),
            ("英次", "エイジ", "昭和22年7月30日", 79, "男", ["除票"]),
            ("久美", "クミ", "昭和51年2月29日", 50, "女", ["◆"]),
            ("花子", "ハナコ", "平成2年10月10日", 35, "女", ["同姓同名"]),
            ("健", "ケン", "生年月日不詳", "", "男", []),
            ("美雪", "ミユキ", "令和元年5月2日", 7, "女", []),
        ]
    ]
    others[2].address, others[2].head = "システム確認が必要です（係長へ）", ""
    anna = resident("ＭＩＨＯＮ　ＡＮＮＡ", "ミホン アンナ", "平成5年6月7日", 33, "女", marks=["外国人"])
    return {
        "frame": frame("受付", search_text="タカサキ 見本町"),
        "query": "タカサキ 見本町",
        "chips": rows("text meaning value", ("タカサキ", "カナ", "0"), ("見本町", "住所", "1")),
        "results": [HANAKO, TARO, JIRO, *others, anna],
        "count": 10,
        "more": "37",
        "as_of": AS_OF,
        "errors": [],
        "search_url": "/posted/",
        "visit_url": "/",
        "expected_url": "/posted/",
        "receptions_url": "/",
        "seal_start_url": "/posted/",
    }


def search_start() -> dict[str, Any]:
    old = Thing(words="令和8年8月10日（月）6時00分", is_old=True)
    return {
        **search(),
        "query": "",
        "chips": [],
        "results": [],
        "more": "",
        "as_of": old,
        "frame": frame("受付"),
    }


def search_nobody() -> dict[str, Any]:
    return {**search(), "results": [], "more": ""}


def household() -> dict[str, Any]:
    return {
        "frame": frame("受付"),
        "household": Thing(
            number="000000000004321",
            head="見本髙﨑 花子",
            address="見本町一丁目2番地3",
            telephone="000-0000-4321",
        ),
        "members": [HANAKO, TARO, JIRO],
        "person": HANAKO,
        "visits": rows(
            "number when what status url",
            ("0812-0031", "令和8年8月12日", "住民票の写し", "作成待ち", "/"),
            ("0403-0007", "令和8年4月3日", "印鑑登録証明書", "完了", "/"),
        ),
        "cautions": ["同じ氏名の人がほかに1人います。生年月日を確かめてください。"],
        "as_of": AS_OF,
        "start_url": "/posted/",
        "search_url_back": "/",
    }


def stopped() -> dict[str, Any]:
    return {
        "frame": frame("受付"),
        "reference": "0812-0007",
        "reception_kept": True,
        "search_url_back": "/",
        "ask_url": "/posted/",
        "reception": Thing(version=3),
        "aside": aside(suspend_url="", reopen_url=""),
        "back": "list",
    }


def inbound_history() -> dict[str, Any]:
    url = "/page/inbound-set/"
    names = "when business layout kind rows changed removed bad status seconds url"
    return {
        "frame": frame("連携"),
        "as_of": rows(
            "business words is_old",
            ("住民基本台帳", "8月12日 6:00", False),
            ("支援措置", "8月12日 6:00", False),
            ("印鑑登録", "8月10日 6:00", True),
        ),
        "running": Thing(label="住民基本台帳 全件", done=12400, total=20543, note="このまま離れても続きます"),
        "sets": rows(
            names,
            (
                "8月12日 6:02",
                "住民基本台帳",
                "001 住民 1.0",
                "全件",
                "20,543",
                103,
                0,
                0,
                "取込済",
                "14秒",
                url,
            ),
            ("8月12日 6:01", "支援措置", "001 支援措置 1.0", "全件", "37", 1, 0, 0, "取込済", "1秒", url),
            ("8月11日 6:02", "印鑑登録", "002 印鑑 1.0", "全件", "9,812", 12, 3, 2, "一部取込", "6秒", url),
            ("8月10日 6:02", "住民基本台帳", "001 住民 1.0", "全件", "1,204", 0, 0, 0, "保留", "2秒", url),
        ),
        "page": Thing(words="1〜4件目／全4件", earlier_url="", later_url=""),
        "run_url": "/posted/",
    }


def inbound_set() -> dict[str, Any]:
    return {
        "frame": frame("連携"),
        "set": Thing(
            when="8月11日 6:02",
            business="印鑑登録",
            layout="002 印鑑 1.0",
            kind="全件",
            status="一部取込",
            as_of="令和8年8月11日 6時00分",
            stopped="",
            notes=["検査数字が合わない宛名番号が1件あります。"],
        ),
        "figures": rows("label value", ("行", "9,812"), ("追加・変更", "12"), ("消除", "3"), ("隔離", "2")),
        "files": rows("name rows bytes digest_ok", ("seal_20260811_0600.csv", "9,812", "1.4 MB", True)),
        "quarantine": rows(
            "row column value reason status",
            (4021, "登録年月日", "20260231", "暦にない日付です（2026年2月31日）", "要確認"),
            (7718, "宛名番号", "", "宛名番号がありません", "要確認"),
        ),
        "page": Thing(words="1〜2件目／全2件", earlier_url="", later_url=""),
        "approve": None,
        "back_url": "/",
        "export_url": "/",
    }


def inbound_stopped() -> dict[str, Any]:
    context = inbound_set()
    context["set"].status = "要確認"
    words = "このまま取り込むと19,339人が消除になります。件数を業務システムの担当に確かめてください。"
    return {**context, "quarantine": [], "approve": Thing(url="/posted/", words=words)}


def outbound() -> dict[str, Any]:
    names = "number when layout destination status tries delivered_at note"
    layout, bucket = "証明書交付請求 1.0", "住民基本台帳（S3）"
    return {
        "frame": frame("連携"),
        "stopped": "10時31分から送り先につながりません。受付は続けられます。つながりしだい、4件を送ります。",
        "figures": rows("label value", ("今日の完了", "31件"), ("送信済", "27件"), ("未送信", "4件")),
        "filters": Thing(date_from="2026-08-12", date_to="2026-08-12", statuses=[choice("wait", "未送信")]),
        "records": rows(
            names,
            ("0812-0031", "10:58", layout, bucket, "再送待ち", 3, "", "次は11:02"),
            ("0812-0030", "10:51", layout, bucket, "未送信", 0, "", ""),
            ("0812-0027", "10:29", layout, bucket, "送信済", 1, "10:29:41", ""),
        ),
        "page": ONE_PAGE,
        "kinds": [("out.certificate_request", "証明書交付請求"), ("out.resident_move", "住民異動届")],
        "export_url": "/posted/",
        "send_url": "/posted/",
    }


def logbook() -> dict[str, Any]:
    names = "number when who department kind target purpose outcome seal"
    staff, citizens = "見本 三郎", "市民課"
    return {
        "frame": frame("記録"),
        "filters": Thing(resident_number="", kinds=[choice("look", "照会")]),
        "seal": Thing(ok=True, words="10時42分05秒まで封印済"),
        "events": rows(
            names,
            (
                184213,
                "8/12 10:42:05",
                staff,
                citizens,
                "印刷",
                "受付 0812-0031",
                "証明書交付",
                "許可",
                "封印済",
            ),
            (184212, "8/12 10:41:51", staff, citizens, "照会", "1世帯3人", "証明書交付", "許可", "封印済"),
            (
                184211,
                "8/12 10:41:40",
                staff,
                citizens,
                "検索",
                "10人（ほか37人）",
                "証明書交付",
                "許可",
                "封印済",
            ),
            (
                184210,
                "8/12 10:40:02",
                "見本 四郎",
                "税務課",
                "照会",
                "1世帯2人",
                "証明書交付",
                "拒否",
                "封印済",
            ),
        ),
        "page": Thing(words="1〜50件目／全3,812件", earlier_url="", later_url="/"),
        "search_url": "/posted/",
        "seal_start_url": "/posted/",
        "export_url": "/posted/",
    }


def logbook_broken() -> dict[str, Any]:
    return {
        **logbook(),
        "seal": Thing(ok=False, broken=True, words="184,209番で鎖が切れています"),
        "events": [],
    }


def accounts() -> dict[str, Any]:
    return {
        "frame": frame("設定"),
        "staff": rows(
            "id login name department counter groups active",
            (1, "mihon03", "見本 職員三郎", "市民課", "3番窓口", ["窓口"], True),
            (2, "mihon02", "見本 係長子", "市民課", "", ["窓口", "審査"], True),
            (3, "mihon09", "見本 情報太", "情報政策課", "", ["管理者"], True),
            (4, "mihon01", "見本 旧職員", "税務課", "", ["窓口"], False),
        ),
    }


def unconfirmed() -> dict[str, Any]:
    """As long a list as the standard pack makes: the table scrolls, not the page."""
    certificate = rows(
        "what value mark",
        ("手数料", "300円", "fee_confirmed: true"),
        ("請求できる人", "印鑑条例", "rules_confirmed: true"),
        ("無料の事由", "生活保護を受けている人", "exemptions の livelihood_protection に confirmed: true"),
        (
            "請求できる人（本籍・筆頭者）",
            "同一世帯の人",
            "items の domicile の same_household の行に confirmed: true",
        ),
    )
    city = rows("what value mark", ("審査", "別の職員", "confirmed に review を加える"))
    groups = [
        (
            "証明書",
            "納税証明書（継続検査用）",
            "standard/certificates/vehicle_inspection_certificate.yaml",
            certificate,
        ),
        (
            "証明書",
            "住民票の写し（世帯全員）",
            "standard/certificates/residence_record_household.yaml",
            certificate,
        ),
        ("証明書", "印鑑登録証明書", "mihon/certificates/seal_registration.yaml", certificate),
        ("組織", "見本市", "mihon/organisation/municipality.yaml", city),
    ]
    return {"frame": frame("設定"), "count": 13, "groups": rows("kind label file rows", *groups)}


def unconfirmed_none() -> dict[str, Any]:
    return {"frame": frame("設定"), "count": 0, "groups": []}


def resident_page(**more: Any) -> dict[str, Any]:
    return {"municipality": "見本市", "poll_url": "", **more}


def resident_confirm() -> dict[str, Any]:
    lines = rows(
        "label value mj",
        ("お名前", "見本髙﨑 花子", True),
        ("ほしい証明書", "住民票の写し（世帯全員）　1通", False),
        ("のせる項目", "世帯主・続柄", False),
        ("", "印鑑登録証明書　1通", False),
    )
    return resident_page(
        lines=lines, fee="600円", confirm_url="/page/resident-sign/", wrong_url="/posted/", version=7
    )


def resident_sign() -> dict[str, Any]:
    summary = "住民票の写し 1通、印鑑登録証明書 1通　600円"
    return resident_page(summary=summary, sign_url="/posted/", back_url="/", version=7)


def resident_sign_pen_only() -> dict[str, Any]:
    return {**resident_sign(), "pens": "pen"}


def resident_waiting() -> dict[str, Any]:
    return resident_page(poll_url="/state/", poll_ms=200)


def resident_done() -> dict[str, Any]:
    return resident_page(number="0812-0031")


def resident_pair() -> dict[str, Any]:
    return resident_page(code_error="番号がちがうか、時間がすぎました。職員にお知らせください。")
