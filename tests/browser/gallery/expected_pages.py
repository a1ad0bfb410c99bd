"""Who is expected: a day with one that is closed, one notice before and after its use, the day before."""

from __future__ import annotations

from types import SimpleNamespace as Thing
from typing import Any

from tests.browser.gallery.samples import frame, rows

AS_OF = Thing(words="令和8年8月12日（水）6時00分", is_old=False)
CLOSED = "システム確認が必要です（係長へ）"


def row(at: str, name: str = "", **given: Any) -> Thing:
    usual = {
        "others": "ほか4人" if name else "",
        "kana": "ミホンタカサキ　ハナコ" if name else "",
        "birth": "S63.5.1" if name else "",
        "people": 5,
        "planned": "R8.8.10",
        "late": "",
        "number": "9926081200",
        "state": "来庁前",
        "marks": () if name else ("◆",),
        "words": "" if name else CLOSED,
        "quiet": False,
        "day": "令和8年8月13日（木）",
        "url": "/",
    }
    return Thing(at=at, name=name, **{**usual, **given})


ROWS = [
    row("09:00", "見本髙﨑 花子"),
    row("09:30"),
    row("10:30", "見本邉\U000e0112 太郎", planned="R8.7.1", late="30日を過ぎています", people=1, others=""),
    row("時刻なし", "ＭＩＨＯＮ　ＡＮＮＡ", state="受付済", quiet=True, marks=("受付後に変更",)),
]


def expected_list() -> dict[str, Any]:
    days = Thing(
        words="令和8年8月13日（木）",
        today=False,
        earlier_url="/",
        later_url="/",
        undated=2,
        undated_url="/",
    )
    return {
        "frame": frame("来庁予定"),
        "rows": ROWS,
        "days": days,
        "in_rows": True,
        "as_of": AS_OF,
        "list_url": "/posted/",
        "prepare_url": "/",
        "back_url": "/",
    }


def expected_nobody() -> dict[str, Any]:
    chips = rows("text meaning value", ("ミホン", "カナ", "0"))
    return {**expected_list(), "rows": [], "days": None, "query": "ミホン", "chips": chips}


def _notice(**given: Any) -> dict[str, Any]:
    usual = {
        "number": "9926081200",
        "kind": "特例の転入（カード・オンラインの転出届）",
        "state": "来庁前",
        "day": "令和8年8月13日（木）",
        "at": "09:00",
        "planned": "令和8年8月10日（月）",
        "late": "",
        "people": 2,
        "as_of": "令和8年8月12日（水）6時00分",
        "old_home": "架空県架空市見本町9100番地",
        "new_home": "見本県見本市見本町9001番地　みほん荘100号",
        "mark": "",
        "closed": False,
        "doubtful": False,
        "withdrawn": False,
        "changed": False,
        "used": "",
        "used_url": "",
    }
    movers = rows(
        "name kana birth age sex relationship",
        ("見本髙﨑 花子", "ミホンタカサキ　ハナコ", "S63.5.1", 38, "女", "世帯主"),
        ("見本髙﨑 次郎", "ミホンタカサキ　ジロウ", "H28.1.1", 10, "男", "子"),
    )
    return {
        "frame": frame("来庁予定"),
        "notice": Thing(**{**usual, **given}),
        "people": [] if given.get("closed") else movers,
        "start_url": "/posted/",
        "back_url": "/",
        "closed_words": CLOSED,
        "error": "",
    }


def expected_notice() -> dict[str, Any]:
    return _notice()


def expected_closed() -> dict[str, Any]:
    return _notice(closed=True, mark="◆")


def expected_used() -> dict[str, Any]:
    used = "8月13日 9時2分に 見本 三郎 さんが受付 0813-0007 を始めています。"
    return _notice(used=used, used_url="/", changed=True, state="受付済", mark="◆", doubtful=True)


def expected_prepare() -> dict[str, Any]:
    def foreseen(notice: Thing, *figures: int | None) -> Thing:
        required, to_check, questions = figures
        return Thing(
            notice=notice,
            required=required,
            to_check=to_check,
            questions=questions,
            procedures=("転入届", "小中学校の転入学（就学通知書の交付）", "上下水道・ごみの案内"),
            departments=rows("name count", ("市民課", 1), ("教育委員会", 1), ("水道課", 1)),
        )

    return {
        "frame": frame("来庁予定"),
        "day": "令和8年8月13日（木）",
        "rows": [foreseen(ROWS[0], 8, 22, 28), foreseen(ROWS[1], None, None, None)],
        "departments": rows("name count", ("市民課", 1), ("教育委員会", 1), ("水道課", 1)),
        "earlier_url": "/",
        "later_url": "/",
        "list_url": "/",
    }
