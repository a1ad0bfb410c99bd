"""Made-up people and things in the shapes that the page templates describe at their tops."""

from datetime import datetime, timedelta, timezone
from types import SimpleNamespace as Thing
from typing import Any

JST = timezone(timedelta(hours=9))
NOW = datetime(2026, 8, 12, 10, 42, tzinfo=JST)


def choice(value: str, label: str, key: str = "", **more: Any) -> Thing:
    return Thing(
        **{"value": value, "label": label, "key": key, "checked": False, "off": "", "note": "", **more}
    )


def frame(section: str, **more: Any) -> Thing:
    sections = [
        Thing(label=label, url="/", badge=badge, current=label == section)
        for label, badge in [("受付", ""), ("一覧", "3"), ("連携", ""), ("設定", ""), ("記録", "")]
    ]
    usual = {
        "counter": "市民課 3番窓口",
        "now": NOW,
        "closes_at": NOW.replace(hour=17, minute=15),
        "sections": sections,
        "menu": [Thing(label="自分の設定", url="/"), Thing(label="窓口を替える", url="/")],
        "staff_name": "見本 職員三郎",
        "sign_out_url": "/posted/",
        "lock_url": "/posted/",
        "unlock_url": "/posted/",
        "idle_seconds": 600,
        "search_url": "/posted/",
        "search_text": "",
        "single_keys": True,
    }
    return Thing(**{**usual, **more})


def resident(name: str, kana: str, birth: str, age: int, sex: str, address: str, **more: Any) -> Thing:
    usual = {
        "head": name,
        "relationship": "世帯主",
        "number": "000001000000011",
        "marks": [],
        "url": "/page/household/",
    }
    given = {"name": name, "kana": kana, "birth": birth, "age": age, "sex": sex, "address": address}
    return Thing(**{**usual, **given, **more})


HANAKO = resident("見本髙﨑 花子", "ミホンタカサキ ハナコ", "昭和45年3月3日", 56, "女", "見本町一丁目2番地3")
TARO = resident(
    "見本髙﨑 太郎",
    "ミホンタカサキ タロウ",
    "昭和43年11月20日",
    57,
    "男",
    "見本町一丁目2番地3",
    relationship="夫",
)
JIRO = resident(
    "見本髙﨑 次郎",
    "ミホンタカサキ ジロウ",
    "平成17年5月5日",
    21,
    "男",
    "見本町一丁目2番地3",
    relationship="子",
)

PAPER = """<svg xmlns="http://www.w3.org/2000/svg" width="595" height="842" viewBox="0 0 595 842">
<rect width="595" height="842" fill="#fff"/>
<g font-family="Noto Sans CJK JP, sans-serif" font-size="11" fill="#1a1a1a">
<text x="297" y="70" text-anchor="middle" font-size="20" font-weight="700">住民票の写し等 交付請求書</text>
<text x="45" y="110">見本市長 様</text><text x="550" y="110" text-anchor="end">令和8年8月12日</text>
<g fill="none" stroke="#4d4d4d"><rect x="45" y="130" width="505" height="150"/><path d="M45 180h505M45 230h505M140 130v150"/>
<rect x="45" y="300" width="505" height="130"/><path d="M45 330h505M45 380h505M140 300v130"/>
<rect x="45" y="450" width="505" height="80"/></g>
<text x="55" y="160">請求者 住所</text><text x="150" y="160">見本町一丁目2番地3</text>
<text x="55" y="210">氏名（署名）</text><text x="55" y="260">生年月日</text><text x="150" y="260">昭和45年3月3日</text>
<text x="55" y="320">対象者</text><text x="150" y="320">見本髙﨑 花子</text><text x="55" y="360">証明書</text>
<text x="150" y="360">{chosen}</text><text x="55" y="410">手数料</text><text x="55" y="475">本人確認</text></g></svg>"""
