"""Made-up people and things in the shapes that the page templates describe at their tops."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace as Thing
from typing import Any

JST = timezone(timedelta(hours=9))
NOW = datetime(2026, 8, 12, 10, 42, tzinfo=JST)


def choice(value: str, label: str, key: str = "", **more: Any) -> Thing:
    usual = {"checked": False, "off": "", "note": ""}
    return Thing(**{**usual, "value": value, "label": label, "key": key, **more})


def rows(names: str, *lines: Sequence[Any]) -> list[Thing]:
    """Things from a table: names separated by blanks, then one tuple each."""
    return [Thing(**dict(zip(names.split(), line, strict=True))) for line in lines]


def frame(section: str, **more: Any) -> Thing:
    labels = [("受付", ""), ("一覧", "3"), ("連携", ""), ("設定", ""), ("記録", "")]
    sections = rows(
        "label badge url current", *[(word, badge, "/", word == section) for word, badge in labels]
    )
    usual = {
        "counter": "市民課 3番窓口",
        "now": NOW,
        "closes_at": NOW.replace(hour=17, minute=15),
        "sections": sections,
        "menu": rows("label url", ("自分の設定", "/"), ("窓口を替える", "/")),
        "staff_name": "見本 職員三郎",
        "sign_out_url": "/posted/",
        "lock_url": "/posted/",
        "unlock_url": "/posted/",
        "idle_seconds": 600,
        "search_url": "/posted/",
        "search_text": "",
        "characters_url": "/characters/",
        "single_keys": True,
    }
    return Thing(**{**usual, **more})


def resident(name: str, kana: str, birth: str, age: int, sex: str, **more: Any) -> Thing:
    usual = {
        "name": name,
        "kana": kana,
        "birth": birth,
        "age": age,
        "sex": sex,
        "address": "見本町一丁目2番地3",
        "head": "見本髙﨑 花子",
        "relationship": "世帯主",
        "marks": [],
        "removed": False,
        "chosen": False,
        "url": "/page/household/",
        "resident_number": "000001000000011",
        "domicile": "見本県見本市見本町一丁目2番地",
        "moved_in": "平成11年4月1日",
        "seal": "登録あり（A-0001234）",
        "former_surname": "葛\U000e0102城",
        "alias": "",
    }
    return Thing(**{**usual, **more})


HANAKO = resident("見本髙﨑 花子", "ミホンタカサキ ハナコ", "昭和45年3月3日", 56, "女", chosen=True)
TARO = resident("見本髙﨑 太郎", "ミホンタカサキ タロウ", "昭和43年11月20日", 57, "男", relationship="夫")
JIRO = resident("見本髙﨑 次郎", "ミホンタカサキ ジロウ", "平成17年5月5日", 21, "男", relationship="子")

PAPER = """<svg xmlns="http://www.w3.org/2000/svg" width="595" height="842" viewBox="0 0 595 842">
<rect width="595" height="842" fill="#fff"/>
<g font-family="sans-serif" font-size="11" fill="#1a1a1a">
<text x="297" y="70" text-anchor="middle" font-size="20">REQUEST</text>
<g fill="none" stroke="#4d4d4d"><rect x="45" y="130" width="505" height="150"/>
<path d="M45 180h505M45 230h505M140 130v150"/>
<rect x="45" y="300" width="505" height="130"/><path d="M45 330h505M45 380h505M140 300v130"/>
<rect x="45" y="450" width="505" height="80"/></g>
<text x="150" y="360">{chosen}</text></g></svg>"""
