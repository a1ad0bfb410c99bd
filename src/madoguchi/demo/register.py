"""One person of the demo register, and the row of each file that tells of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from madoguchi.domain.layouts import Layout

from .places import CITY, MUNICIPALITY, PREFECTURE, Address, Elsewhere

RESIDENTS = "001.residents"
PROTECTION = "001.protection"
SEAL = "002.seal"

JAPANESE, FOREIGN = "1", "2"
LIVING, LEAVING, REMOVED = "1", "2", "3"
MALE, FEMALE = "1", "2"
MOVED_IN, BORN, MOVED_OUT, DIED, MOVED_WITHIN = "01", "03", "11", "13", "21"

RELATIONSHIPS: Mapping[str, str] = {
    "01": "世帯主",
    "02": "夫",
    "03": "妻",
    "11": "子",
    "12": "父",
    "13": "母",
    "99": "同居人",
}


@dataclass(slots=True)
class Birth:
    """`date` is yyyy-mm-dd, also one no calendar has; `text` is 不詳表記 and makes it an uncertain one."""

    date: str
    text: str = ""


@dataclass(slots=True)
class Foreigner:
    roman: str
    kanji: str
    country: str
    nationality: str
    status: str
    period_ends: str
    since: str


@dataclass(slots=True)
class Removal:
    """除票: when and by which 異動事由; `destination` for those who moved out."""

    on: str
    reason: str
    destination: Elsewhere | None = None


@dataclass(slots=True)
class Seal:
    number: str
    registered_on: str
    ended_on: str = ""
    end_reason: str = ""


@dataclass(slots=True)
class Protection:
    history_number: int
    starts_on: str
    ends_on: str
    kind: str


@dataclass(slots=True, kw_only=True)
class Person:
    """Dates are yyyy-mm-dd, empty when there is none."""

    number: str
    household: str
    name: str
    kana: str
    sex: str
    birth: Birth
    relationship: tuple[str, ...]
    address: Address
    since: str
    became: str
    event: str
    event_on: str
    kind: str = JAPANESE
    status: str = LIVING
    former_surname: str = ""
    former_surname_kana: str = ""
    alias: str = ""
    alias_kana: str = ""
    phone: str = ""
    domicile: str = ""
    register_head: str = ""
    moved_in_from: Elsewhere | None = None
    previous: Address | None = None
    planned: Elsewhere | None = None
    foreigner: Foreigner | None = None
    removal: Removal | None = None
    seal: Seal | None = None
    protections: tuple[Protection, ...] = ()

    @property
    def living(self) -> bool:
        return self.removal is None


class Rows:
    """Rows in the column order of the layouts. A column the demo has nothing for stays empty."""

    def __init__(self, layouts: Mapping[str, Layout]) -> None:
        self._names = {key: layouts[key].names for key in (RESIDENTS, PROTECTION, SEAL)}

    def resident(self, person: Person) -> list[str]:
        values = resident_values(person)
        return [values.get(name, "") for name in self._names[RESIDENTS]]

    def protections(self, person: Person) -> Iterator[list[str]]:
        for protection in person.protections:
            values = protection_values(person.number, protection)
            yield [values.get(name, "") for name in self._names[PROTECTION]]

    def seal(self, person: Person) -> Iterator[list[str]]:
        if person.seal:
            values = seal_values(person.number, person.seal)
            yield [values.get(name, "") for name in self._names[SEAL]]


def resident_values(person: Person) -> dict[str, str]:
    """Column name of 001.residents → value, for all columns that have one."""
    values = {
        "宛名番号": person.number,
        "世帯番号": person.household,
        "住民種別": person.kind,
        "住民状態": person.status,
        "異動年月日": person.event_on,
        "異動年月日_不詳フラグ": "0",
        "異動届出年月日": person.event_on,
        "異動事由": person.event,
        "氏名": person.name,
        "氏名_フリガナ": person.kana,
        "旧氏": person.former_surname,
        "旧氏_フリガナ": person.former_surname_kana,
        "通称": person.alias,
        "通称_フリガナ": person.alias_kana,
        "氏名優先区分": "02" if person.alias else "01",
        "性別": person.sex,
        "生年月日": person.birth.date,
        "生年月日_不詳フラグ": "1" if person.birth.text else "0",
        "生年月日_不詳表記": person.birth.text,
        "続柄表記": "の".join(RELATIONSHIPS[code] for code in person.relationship),
        "住民となった年月日": person.became,
        "住民となった年月日_不詳フラグ": "0",
        "住所を定めた年月日": person.since,
        "住所を定めた年月日_不詳フラグ": "0",
        "本籍": person.domicile,
        "筆頭者": person.register_head,
        "電話番号": person.phone,
    }
    values.update((f"続柄コード{place}", code) for place, code in enumerate(person.relationship, 1))
    values.update(_address("住所", person.address))
    values.update(_address_codes("住所", person.address))
    values.update(_history(person))
    return values


def _history(person: Person) -> dict[str, str]:
    """The columns that only some people have."""
    values: dict[str, str] = {}
    if person.moved_in_from:
        values.update(_elsewhere("転入前住所", person.moved_in_from))
    if person.previous:
        values.update(_address("転居前住所", person.previous))
    if person.planned:
        values.update(_elsewhere("転出先住所（予定）", person.planned))
    if person.foreigner:
        values.update(_foreigner(person.foreigner))
    if person.removal:
        values.update(_removal(person.removal))
    return values


def _address_codes(prefix: str, address: Address) -> dict[str, str]:
    return {
        f"{prefix}_市区町村コード": MUNICIPALITY,
        f"{prefix}_町字コード": address.town.code,
        f"{prefix}_郵便番号": address.town.postal_code,
    }


def _address(prefix: str, address: Address) -> dict[str, str]:
    return {
        f"{prefix}_都道府県": PREFECTURE,
        f"{prefix}_市区郡町村名": CITY,
        f"{prefix}_町字": address.town.name,
        f"{prefix}_番地号表記": address.number,
        f"{prefix}_方書": address.building,
    }


def _elsewhere(prefix: str, place: Elsewhere) -> dict[str, str]:
    if place.country:
        return {f"{prefix}_国名等": place.country, f"{prefix}_国外住所": place.abroad}
    return {
        f"{prefix}_都道府県": place.prefecture,
        f"{prefix}_市区郡町村名": place.city,
        f"{prefix}_町字": place.town,
        f"{prefix}_番地号表記": place.number,
    }


def _foreigner(foreigner: Foreigner) -> dict[str, str]:
    permanent = foreigner.status == "105"
    return {
        "氏名_外国人ローマ字": foreigner.roman,
        "氏名_外国人漢字": foreigner.kanji,
        "国籍等_国名コード": foreigner.country,
        "国籍名等": foreigner.nationality,
        "第30条45規定区分": "02" if permanent else "01",
        "在留資格等コード": foreigner.status,
        "在留期間の満了の日": foreigner.period_ends,
        "外国人住民となった年月日": foreigner.since,
        "外国人住民となった年月日_不詳フラグ": "0",
    }


def _removal(removal: Removal) -> dict[str, str]:
    values = {
        "消除の届出年月日": removal.on,
        "消除の異動年月日": removal.on,
        "消除の異動年月日_不詳フラグ": "0",
        "消除の異動事由": removal.reason,
    }
    if removal.destination:
        values.update(_elsewhere("転出先住所（確定）", removal.destination))
    return values


def protection_values(number: str, protection: Protection) -> dict[str, str]:
    return {
        "宛名番号": number,
        "履歴番号": str(protection.history_number),
        "支援措置開始年月日": protection.starts_on,
        "支援措置終了年月日": protection.ends_on,
        "支援措置区分": protection.kind,
    }


def seal_values(number: str, seal: Seal) -> dict[str, str]:
    return {
        "宛名番号": number,
        "印鑑登録番号": seal.number,
        "登録年月日": seal.registered_on,
        "印鑑登録状態": "2" if seal.ended_on else "1",
        "廃止年月日": seal.ended_on,
        "廃止事由": seal.end_reason,
    }
