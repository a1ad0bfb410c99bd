"""Lines of 転出証明書情報: made-up people who will move in."""

from __future__ import annotations

from datetime import date, timedelta

from tests.integration.inbound.sets import LAYOUTS

NOTICES = "001.move_out_certificate"
LAYOUT = LAYOUTS[NOTICES]


def today() -> date:
    from django.utils import timezone

    return timezone.localdate()


def person(number: str, place: int = 1, people: int = 1, **given: str) -> list[str]:
    """A sound line; `given` are columns by their Japanese names."""
    columns = {
        "届出番号": number,
        "連番": str(place),
        "異動者数": str(people),
        "届出区分": "1",
        "転出予定年月日": (today() - timedelta(days=3)).isoformat(),
        "来庁予定年月日": today().isoformat(),
        "来庁予定時刻": "10:30",
        "支援措置区分": "0",
        "氏名": "見本　渡",
        "氏名_フリガナ": "ミホン　ワタル",
        "性別": "1",
        "生年月日": "1985-05-05",
        "続柄表記": "世帯主",
        "住民種別": "1",
        "本籍": "大阪府堺市堺区見本町9100番地",
        "筆頭者": "見本　渡",
        "転出元住所": "大阪府堺市堺区見本町9100番地",
        "転出元方書": "架空荘101号",
        "転出元世帯主氏名": "見本　渡",
        "転入先郵便番号": "6440002",
        "転入先住所": "和歌山県御坊市薗9188番地",
        "転入先方書": "みほん荘202号",
    } | given
    return [columns.get(column.name, "") for column in LAYOUT.columns]


def family(number: str, **given: str) -> list[list[str]]:
    """Two adults and a child of five."""
    child = f"{today().year - 5}-02-02"
    return [
        person(number, 1, 3, **given),
        person(
            number,
            2,
            3,
            **{"氏名": "見本　航", "氏名_フリガナ": "ミホン　ワタリ", "性別": "2", "続柄表記": "妻"},
            **given,
        ),
        person(
            number,
            3,
            3,
            **{"氏名": "見本　岬", "氏名_フリガナ": "ミホン　ミサキ", "続柄表記": "子", "生年月日": child},
            **given,
        ),
    ]


def make_notice(number: str, *lines: list[str]) -> int:
    """As if a file had brought these lines a moment ago; the id of the notice."""
    from types import SimpleNamespace

    from django.utils import timezone

    from madoguchi.apps.expected.models import Notice
    from madoguchi.apps.expected.services.intake import Line, _Telling

    names = LAYOUT.names
    told = [dict(zip(names, line, strict=True)) for line in lines]
    found = [
        Line(number, int(cells["連番"]), False, str(place), {k: v for k, v in cells.items() if v})
        for place, cells in enumerate(told)
    ]
    staged = SimpleNamespace(layout=LAYOUT, mode=None, unread=frozenset())
    notice = Notice(number=number, people=0)
    _Telling(notice, found, staged, timezone.now()).apply()
    return notice.pk
