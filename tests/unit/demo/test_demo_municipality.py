"""The generated municipality: exact counts, the same bytes again, rows that its own layouts take."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.demo import GeneratedSet, generate, generate_difference, people, places, standard_layouts
from madoguchi.demo.numbers import check_digit, landline, mobile
from madoguchi.demo.register import PROTECTION, RESIDENTS, SEAL, resident_values
from madoguchi.demo.shapes import SHARES, size_counts
from madoguchi.domain.layouts import MANIFEST_NAME, Manifest, Metered, Row, checked, parse_lines

AS_OF = datetime(2026, 8, 12, 7, 0, tzinfo=timezone(timedelta(hours=9)))
LATER = AS_OF + timedelta(days=1)
LAYOUTS = standard_layouts()

Records = list[dict[str, str]]


@pytest.fixture(scope="module")
def gobo(tmp_path_factory: pytest.TempPathFactory) -> GeneratedSet:
    return generate(tmp_path_factory.mktemp("gobo"), seed=1, as_of=AS_OF)


def records(of: GeneratedSet, key: str) -> Iterator[dict[str, str]]:
    """Rows by column name, read strictly by the layout."""
    entry = of.manifest.entry(key)
    assert entry
    with (of.folder / entry.name).open("rb") as file:
        metered = Metered(file)
        rows = list(checked(LAYOUTS[key], parse_lines(LAYOUTS[key], metered)))
        assert list(entry.faults(metered.measured(len(rows)))) == []
    for row in rows:
        assert isinstance(row, Row), row
        yield dict(zip(LAYOUTS[key].names, row.values, strict=True))


@pytest.fixture(scope="module")
def residents(gobo: GeneratedSet) -> Records:
    return list(records(gobo, RESIDENTS))


@pytest.fixture(scope="module")
def living(residents: Records) -> Records:
    return [row for row in residents if row["住民状態"] != "3"]


def test_the_city_has_its_residents_and_households_exactly(living: Records, gobo: GeneratedSet) -> None:
    assert len(living) == gobo.residents == 20_543
    assert len({row["世帯番号"] for row in living}) == gobo.households == 10_635


def test_every_household_has_one_head_and_one_address(living: Records) -> None:
    heads = Counter(row["世帯番号"] for row in living if row["続柄コード1"] == "01")
    assert set(heads.values()) == {1}
    assert len(heads) == 10_635
    homes = {(row["世帯番号"], row["住所_町字"], row["住所_番地号表記"], row["住所_方書"]) for row in living}
    assert len(homes) == 10_635


def test_numbers_are_unique_and_carry_their_check_digit(residents: Records) -> None:
    numbers = [row["宛名番号"] for row in residents]
    assert len(set(numbers)) == len(numbers)
    assert all(number[-1] == check_digit(number[:-1]) for number in numbers)
    assert check_digit("123456789") == "2"  # 9·2+8·3+7·4+6·5+5·6+4·7+3·2+2·3+1·4 = 174 = 15·11+9; 11−9 = 2


def test_everybody_is_recognisably_made_up(residents: Records) -> None:
    for row in residents:
        assert re.fullmatch("9[0-9]{9}", row["宛名番号"])
        assert re.match("9[0-9]{3}番地", row["住所_番地号表記"])
        assert re.fullmatch("|0738-00-[0-9]{4}|090-0[0-9]{3}-[0-9]{4}", row["電話番号"])
    assert {row["住所_町字"] for row in residents} <= {town.name for town in places.towns()}


def test_the_city_is_an_ageing_one(living: Records) -> None:
    born = [row["生年月日"] for row in living if not row["生年月日_不詳表記"]]
    old = sum(day <= "1961-08-12" for day in born) / len(born)
    young = sum(day > "2011-08-12" for day in born) / len(born)
    hundred = sum(day <= "1926-08-12" for day in born) / len(born)
    assert 0.30 < old < 0.40
    assert 0.09 < young < 0.15
    assert hundred < 0.004


def test_every_hard_kind_of_person_is_there(residents: Records, living: Records) -> None:
    kinds: dict[str, Callable[[dict[str, str]], bool]] = {
        "foreign": lambda row: row["住民種別"] == "2" and row["国籍名等"] != "",
        "alias": lambda row: row["通称"] != "",
        "former surname": lambda row: row["旧氏"] != "",
        "uncertain birth": lambda row: row["生年月日_不詳フラグ"] == "1",
        "birth in no calendar": lambda row: (
            row["生年月日"][5:] == "02-29" and int(row["生年月日"][:4]) % 4 > 0
        ),
        "selector": lambda row: re.search("[\U000e0100-\U000e01ef]", row["氏名"]) is not None,
        "beyond the basic plane": lambda row: "𠮷" in row["氏名"],
        "髙 or 﨑": lambda row: re.search("[髙﨑]", row["氏名"]) is not None,
        "leaving": lambda row: row["住民状態"] == "2" and row["転出先住所（予定）_町字"] != "",
        "same household, other surname": lambda row: row["続柄表記"] == "妻の母",
    }
    assert {kind: any(map(test, living)) for kind, test in kinds.items()} == dict.fromkeys(kinds, True)
    gone = Counter(row["消除の異動事由"] for row in residents if row["住民状態"] == "3")
    assert set(gone) == {"11", "13"}
    assert 300 < sum(gone.values()) < 1000


def test_nothing_happens_after_the_day_of_the_set_or_before_birth(residents: Records) -> None:
    for row in residents:
        days = [
            row[name]
            for name in ("異動年月日", "住民となった年月日", "住所を定めた年月日", "消除の異動年月日")
        ]
        assert max(days) <= "2026-08-12"
        if row["生年月日"] and not row["生年月日_不詳表記"] and row["生年月日"][5:] != "02-29":
            assert row["生年月日"] <= min(day for day in days if day)


def test_protection_and_seals_belong_to_people_of_the_register(
    gobo: GeneratedSet, residents: Records
) -> None:
    known = {row["宛名番号"]: row for row in residents}
    protected = {row["宛名番号"] for row in records(gobo, PROTECTION)}
    assert protected <= set(known)
    assert 0.002 < len(protected) / gobo.residents < 0.007
    assert gobo.protected == len(protected)
    seals = list(records(gobo, SEAL))
    assert len({row["印鑑登録番号"] for row in seals}) == len(seals)
    for seal in seals:
        person = known[seal["宛名番号"]]
        assert (seal["印鑑登録状態"] == "1") == (person["住民状態"] != "3")
        assert int(seal["登録年月日"][:4]) - int((person["生年月日"] or "1900")[:4]) >= 15
    assert gobo.seals == sum(seal["印鑑登録状態"] == "1" for seal in seals)


def test_some_households_are_protected_as_a_whole_and_some_provisionally(gobo: GeneratedSet) -> None:
    kinds = Counter(row["支援措置区分"] for row in records(gobo, PROTECTION))
    assert kinds["5"] > 5
    assert kinds["8"] > 0


def contents(of: GeneratedSet) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in of.folder.iterdir()}


def small(folder: Path, seed: int = 3, residents: int = 600) -> GeneratedSet:
    return generate(folder, residents=residents, seed=seed, as_of=AS_OF)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    first, again, other = (small(tmp_path / name, seed) for name, seed in (("a", 3), ("b", 3), ("c", 4)))
    assert contents(first) == contents(again)
    assert contents(first) != contents(other)


def test_the_bytes_do_not_depend_on_the_day_the_tests_run(tmp_path: Path) -> None:
    """If this digest changes on purpose, demo screenshots and bench figures change with it."""
    entry = small(tmp_path).manifest.entry(RESIDENTS)
    assert entry
    assert entry.rows == 619
    assert entry.sha256[:16] == "31228fd27579465d"


def test_a_set_is_complete_when_its_manifest_is_there(tmp_path: Path) -> None:
    done: list[tuple[int, int, bool]] = []

    def watch(now: int, of: int) -> None:
        done.append((now, of, (tmp_path / MANIFEST_NAME).exists()))

    made = generate(tmp_path, residents=3000, seed=1, as_of=AS_OF, progress=watch)
    assert [(now, of) for now, of, _ in done][-1] == (3000, 3000)
    assert len(done) > 2
    assert not any(there for *_, there in done)
    assert Manifest.read((tmp_path / MANIFEST_NAME).read_bytes()) == made.manifest


def test_a_second_set_differs_in_the_share_asked_for_and_nowhere_else(tmp_path: Path) -> None:
    base = generate(tmp_path / "a", residents=20_000, seed=9, as_of=AS_OF)
    second = generate_difference(
        tmp_path / "b", residents=20_000, seed=9, as_of=AS_OF, later=LATER, share=0.005
    )
    before = {row["宛名番号"]: row for row in records(base, RESIDENTS)}
    after = {row["宛名番号"]: row for row in records(second, RESIDENTS)}
    assert before.keys() == after.keys()
    differing = sum(before[number] != after[number] for number in before)
    assert 0.0035 < differing / len(before) < 0.0065
    assert 0 <= second.changed - differing <= 5  # a corrected building may come out as it was
    assert second.manifest.as_of == LATER
    assert 0 < base.residents - second.residents < 40  # some left


def test_without_change_a_later_set_has_the_same_rows(tmp_path: Path) -> None:
    base = small(tmp_path / "a")
    later = generate_difference(tmp_path / "b", residents=600, seed=3, as_of=AS_OF, later=LATER, share=0)
    digests = [[entry.sha256 for entry in of.manifest.files] for of in (base, later)]
    assert digests[0] == digests[1]


def test_the_fixed_people_are_in_every_set(tmp_path: Path, residents: Records) -> None:
    in_small = {row["宛名番号"]: row for row in records(small(tmp_path), RESIDENTS)}
    in_gobo = {row["宛名番号"]: row for row in residents}
    for person in (person for household in people.SCENARIOS for person in household):
        assert in_small[person.number] == in_gobo[person.number]
        assert in_gobo[person.number]["氏名"] == person.name


def test_the_fixed_people_are_what_their_names_say() -> None:
    assert people.USUAL.seal
    assert not people.USUAL.seal.ended_on
    assert people.PROTECTED.protections
    assert people.PROTECTED_CHILD.household == people.PROTECTED.household
    assert people.FOREIGN_WITH_ALIAS.alias
    assert not people.LEFT.living
    assert "邉\U000e0112" in people.VARIANT_NAME.name
    assert "\U00020bb7" in people.RARE_CHARACTER.name
    with pytest.raises(ValueError, match="day is out of range"):
        date.fromisoformat(people.NON_CALENDAR_BIRTH.birth.date)


def test_the_demo_fills_only_columns_that_the_layout_has() -> None:
    filled = {
        name for household in people.SCENARIOS for person in household for name in resident_values(person)
    }
    assert filled <= set(LAYOUTS[RESIDENTS].names)


@given(st.data())
def test_household_sizes_add_up_whatever_is_asked(data: st.DataObject) -> None:
    households = data.draw(st.integers(1, 3000))
    residents = data.draw(st.integers(households, households * len(SHARES)))
    counts = size_counts(residents, households)
    assert sum(counts) == households
    assert sum(size * count for size, count in enumerate(counts, 1)) == residents
    assert min(counts) >= 0


@pytest.mark.parametrize(("residents", "households"), [(9, 10), (81, 10), (1, 0)])
def test_impossible_households_are_refused(residents: int, households: int) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        size_counts(residents, households)


@pytest.mark.parametrize(
    ("residents", "as_of", "words"),
    [
        (5, AS_OF, "at least 11 residents in 7"),
        (4_000_001, AS_OF, "at most"),
        (600, AS_OF.replace(tzinfo=None), "zone"),
    ],
)
def test_what_cannot_be_made_is_refused(tmp_path: Path, residents: int, as_of: datetime, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        generate(tmp_path, residents=residents, seed=1, as_of=as_of)
    assert not (tmp_path / MANIFEST_NAME).exists()


@given(st.integers(0, 2_000_000), st.integers(0, 11))
def test_telephones_are_never_assigned_ones(household: int, member: int) -> None:
    assert re.fullmatch("0738-00-[0-9]{4}", landline(household))
    assert re.fullmatch("090-0[0-9]{3}-[0-9]{4}", mobile(household, member))


def test_as_of_keeps_its_zone(tmp_path: Path) -> None:
    made = generate(tmp_path, residents=100, seed=1, as_of=AS_OF.astimezone(UTC))
    assert Manifest.read((tmp_path / MANIFEST_NAME).read_bytes()).as_of == AS_OF == made.manifest.as_of
