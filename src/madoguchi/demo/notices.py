"""転出証明書情報 of the demo: households who are about to move in, on the next five open days and one on no day.

Nobody is real: every surname is a word for “sample”, every lot number begins at 9001. What a day brings follows from
that day alone, so that the full file of the next morning says the same of it, and each day has its family first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from madoguchi.domain.dates import Calendar
from madoguchi.domain.layouts import MANIFEST_NAME, Layout, Manifest, Mode, set_id

from .generator import SetFile, standard_layouts
from .places import CITY, MUNICIPALITY, PREFECTURE

NOTICES = "001.move_out_certificate"
DAYS = 5
SURNAMES = (
    ("見本", "ミホン"),
    ("架空", "カクウ"),
    ("試験", "シケン"),
    ("例題", "レイダイ"),
    ("様例", "ヨウレイ"),
    ("仮名", "カメイ"),
    ("模擬", "モギ"),
)
HOURS = ("09:00", "09:30", "10:30", "13:30", "15:00")


@dataclass(frozen=True, slots=True)
class Mover:
    """`born`: years before the day of the visit."""

    given: str
    kana: str
    sex: str
    relationship: str
    born: int
    nationality: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Household:
    """`out`: days between 転出予定日 and the visit."""

    movers: tuple[Mover, ...]
    out: int = 4
    protected: bool = False
    card: bool = True


FAMILY = Household(
    (
        Mover("航平", "コウヘイ", "1", "世帯主", 38),
        Mover("葵", "アオイ", "2", "妻", 36),
        Mover("湊", "ミナト", "1", "子", 9),
        Mover("凪", "ナギ", "2", "子", 4),
        Mover("渚", "ナギサ", "2", "子", 0),
    )
)
OTHERS = (
    Household((Mover("邉\U000e0112太", "ナベタ", "1", "世帯主", 27),), out=2),
    Household(
        (
            Mover("ＡＮＮＡ", "アンナ", "2", "世帯主", 31, "フィリピン", "205"),
            Mover("ＬＵＩＳ", "ルイス", "1", "子", 6, "フィリピン", "204"),
        )
    ),
    Household(
        (Mover("忍", "シノブ", "2", "世帯主", 34), Mover("蛍", "ホタル", "2", "子", 7)), protected=True
    ),
    Household((Mover("梅子", "ウメコ", "2", "世帯主", 78),), out=36, card=False),
    Household((Mover("岳", "ガク", "1", "世帯主", 24), Mover("楓", "カエデ", "2", "妻", 24)), out=10),
)


def generate_notices(
    out: Path, *, as_of: datetime, today: date, layouts: Mapping[str, Layout] | None = None
) -> Manifest:
    """Write a full set of notices into `out` (made if missing). The same arguments give the same bytes."""
    layout = (layouts or standard_layouts())[NOTICES]
    out.mkdir(parents=True, exist_ok=True)
    file = SetFile(out, layout, as_of, Mode.FULL)
    for values in _lines(today):
        file.add([values.get(name, "") for name in layout.names])
    file.close()
    manifest = Manifest(
        set_id=set_id(MUNICIPALITY, as_of, Mode.FULL),
        municipality=MUNICIPALITY,
        as_of=as_of,
        files=(file.entry(),),
    )
    (out / MANIFEST_NAME).write_bytes(manifest.write())
    return manifest


def _lines(today: date) -> Iterator[dict[str, str]]:
    calendar, day = Calendar(), today
    for _ in range(DAYS):
        day = calendar.next_open(day)
        for place, household in enumerate(_of_day(day)):
            yield from _household(household, day, place, HOURS[place])
        day += timedelta(days=1)
    monday = today - timedelta(days=today.weekday())
    yield from _household(OTHERS[4], monday, 9, "")


def _of_day(day: date) -> tuple[Household, ...]:
    first = day.toordinal() % len(OTHERS)
    return (FAMILY, *(OTHERS[(first + step) % len(OTHERS)] for step in range(3)))


def _household(household: Household, day: date, place: int, hour: str) -> Iterator[dict[str, str]]:
    surname, kana = SURNAMES[(day.toordinal() + place) % len(SURNAMES)]
    head = _name(surname, household.movers[0])
    lot = 9001 + (day.toordinal() * 10 + place) % 900
    for number, mover in enumerate(household.movers, 1):
        foreign = bool(mover.nationality)
        yield {
            "届出番号": f"99{day:%y%m%d}{place:02}",
            "連番": str(number),
            "異動者数": str(len(household.movers)),
            "届出区分": "1" if household.card else "2",
            "転出予定年月日": (day - timedelta(days=household.out)).isoformat(),
            "来庁予定年月日": day.isoformat() if hour else "",
            "来庁予定時刻": hour,
            "支援措置区分": "1" if household.protected else "0",
            "氏名": _name(surname, mover),
            "氏名_フリガナ": f"{kana}　{mover.kana}",
            "性別": mover.sex,
            "生年月日": _born(day, mover.born, place + number),
            "続柄表記": mover.relationship,
            "住民種別": "2" if foreign else "1",
            "国籍名等": mover.nationality,
            "在留資格等コード": mover.status,
            "在留期間の満了の日": (day + timedelta(days=400)).isoformat() if foreign else "",
            "本籍": "" if foreign else f"大阪府堺市堺区見本町{lot}番地",
            "筆頭者": "" if foreign else head,
            "転出元住所": f"大阪府堺市堺区見本町{lot}番地",
            "転出元世帯主氏名": head,
            "転入先郵便番号": "6440002",
            "転入先住所": f"{PREFECTURE}{CITY}薗{lot}番地",
            "転入先方書": f"みほん荘{100 + place}号",
        }


def _name(surname: str, mover: Mover) -> str:
    return f"{surname}　{mover.given}"


def _born(day: date, years: int, shift: int) -> str:
    """So many years before the visit, some weeks before that day of the year."""
    earlier = day - timedelta(days=20 + shift * 7)
    return earlier.replace(year=earlier.year - years, day=min(earlier.day, 28)).isoformat()
