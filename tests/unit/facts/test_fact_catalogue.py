"""The fact catalogue: what a pack may say, and that every fault is shown at its line."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from madoguchi.domain.dates import UncertainDate
from madoguchi.domain.facts import (
    FUNCTIONS,
    NOT_APPLICABLE,
    UNKNOWN,
    Fact,
    FactError,
    FactType,
    Scope,
    Source,
    SourceKind,
    UnknownFactError,
    check_pack,
    from_cell,
    load_catalogue,
)
from madoguchi.domain.packfile import Finding, has_errors

PACK = Path(__file__).parents[3] / "packs/standard"


def write(folder: Path, text: str, name: str = "facts/a.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path) -> list[Finding]:
    return load_catalogue(folder / "facts")[1]


def fact(body: str, key: str = "person.x", kind: str = "boolean") -> str:
    return f"facts:\n  - key: {key}\n    label: 項目\n    type: {kind}\n" + "".join(
        f"    {line}\n" for line in body.splitlines()
    )


class TestTheStandardPack:
    def test_it_has_no_errors(self) -> None:
        findings = check_pack(PACK)
        assert not has_errors(findings), "\n".join(map(str, findings))

    def test_nothing_in_it_is_said_aloud_that_must_not_be(self) -> None:
        """A18: 支援措置, 生活保護, 滞納, 障害, 妊娠, ひとり親."""
        catalogue, _ = load_catalogue(PACK / "facts")
        assert catalogue is not None
        for key in (
            "person.protection",
            "person.seikatsu_hogo",
            "household.seikatsu_hogo",
            "household.tax_arrears",
            "person.any_techo",
            "person.pregnant",
            "household.single_parent",
            "person.individual_number",
        ):
            assert catalogue[key].silent, key

    def test_addresses_are_withheld_with_the_register_items(self) -> None:
        catalogue, _ = load_catalogue(PACK / "facts")
        assert catalogue is not None
        classes = {f.key: f.item_class for f in catalogue if f.item_class}
        for key in ("address", "address_town", "address_building", "postal_code", "previous_address"):
            assert classes[f"person.{key}"] == "address"
        assert (classes["person.phone"], classes["person.domicile"]) == ("phone", "domicile")

    def test_it_knows_every_fact_that_the_decision_tables_read(self) -> None:
        catalogue, _ = load_catalogue(PACK / "facts")
        assert catalogue is not None
        tables = sorted((PACK / "decisions").glob("*.dmn"))
        texts = [t for path in tables for t in re.findall(r"<text>(.*?)</text>", path.read_text("utf-8"))]
        read = {name for t in texts for name in re.findall(rf"\b(?:{'|'.join(Scope)})\.[a-z]\w*", t)}
        assert len(read) > 100
        assert sorted(name for name in read if name not in catalogue) == []

    def test_every_function_is_used_or_documented(self) -> None:
        page = (PACK.parents[1] / "docs/design/facts.md").read_text(encoding="utf-8")
        assert [name for name in FUNCTIONS if f"`{name}`" not in page] == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (fact("sources: [staff]", key="persn.x"), 2, "形が違います"),
        (fact("sources: [staff]", kind="bool"), 4, "どれか"),
        (fact("sources: [phone]"), 5, "どれか"),
        (fact("sources: []"), 5, "足りません"),
        (fact("sources: [staff]\nvalues: [{value: a, label: A}]"), 2, "values"),
        (fact("sources: [staff]", kind="enumeration"), 2, "values"),
        (fact("sources: [staff]", kind="list"), 2, "of"),
        (fact("sources: [staff]\ncolour: red"), 6, "colour"),
        (fact("sources: [question]"), 2, "質問文がありません: en、ja、ja-easy"),
        (fact("sources: [staff]\nquestion:\n  ja: 何？"), 7, "使われません"),
        (fact("sources: [staff]\nsilent: true"), 6, "special"),
        (
            fact(
                "sources: [question]\nsilent: true\nsensitivity: special\n"
                "question: {ja: a, ja-easy: a, en: a}"
            ),
            2,
            "help",
        ),
        (fact("sources: [{derived: nonsense, inputs: [person.x]}]"), 5, "nonsense"),
        (fact("sources: [{derived: not, inputs: [person.y]}]"), 5, "person.y"),
        (fact("sources: [{derived: not, inputs: [person.x]}]"), 5, "循環"),
        (fact("sources: [{derived: not, inputs: [person.x, person.x]}]"), 5, "1〜1件"),
        (fact("sources: [{derived: not, inputs: [person.x]}, staff]"), 5, "ほかの取得元"),
        (fact("sources: [{constant: 1}]"), 5, "入れられない"),
        (fact("sources: [{constant: 2026-02-30}]", kind="date"), 5, "2月30日"),
        (fact("sources: [{layout: a, column: b, codes: {'1': 2}}]"), 5, "入れられない"),
        (fact("sources: [{layout: a, column: b, filled: true}]", kind="string"), 5, "filled"),
        (fact("sources: [{layout: a, column: b, filled: true, codes: {'1': true}}]"), 5, "一緒に"),
        (fact("sources: [{layout: a}]"), 5, "column"),
    ],
)
def test_a_faulty_fact_is_told_at_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    findings = faults(write(tmp_path, text))
    assert any(words in f.message and f.line == line for f in findings), findings
    assert load_catalogue(tmp_path / "facts")[0] is None


BIRTH = "facts:\n  - {key: person.birth, label: 生年月日, type: uncertain_date, sources: [staff]}\n"
KIND = (
    "  - {key: person.kind, label: k, type: enumeration, values: [{value: a, label: A}], sources: [staff]}\n"
)
QUIET = (
    "  - {key: person.quiet, label: q, type: boolean, silent: true, sensitivity: special, sources: [staff]}\n"
)


HOME = "  - {key: person.home, label: 住所, type: string, item_class: address, sources: [staff]}\n"


@pytest.mark.parametrize(
    ("key", "kind", "source", "words"),
    [
        (
            "person.x",
            "string",
            "{derived: join, inputs: [person.home], with: {by: ''}}",
            "item_class: address",
        ),
        ("household.x", "boolean", "{derived: any, inputs: [members.person.home]}", "item_class: address"),
        (
            "person.x",
            "boolean",
            "{derived: age, inputs: [person.birth], with: {rule: birthday}}",
            "結果は integer",
        ),
        ("person.x", "integer", "{derived: age, inputs: [person.birth]}", "with: {rule"),
        (
            "person.x",
            "integer",
            "{derived: age, inputs: [person.birth], with: {rule: soon}}",
            "birthday、day_before",
        ),
        (
            "person.x",
            "integer",
            "{derived: age, inputs: [person.birth], with: {rule: birthday, x: 1}}",
            "指定はありません",
        ),
        ("person.x", "boolean", "{derived: not, inputs: [person.birth]}", "受け取れません"),
        ("person.x", "boolean", "{derived: equals, inputs: [person.kind], with: {value: b}}", "取りうる値"),
        (
            "person.x",
            "boolean",
            "{derived: one_of, inputs: [person.kind], with: {values: [a, b]}}",
            "取りうる値",
        ),
        (
            "person.x",
            "boolean",
            "{derived: one_of, inputs: [person.kind], with: {values: a}}",
            "種類が違います",
        ),
        ("household.x", "boolean", "{derived: not, inputs: [person.quiet]}", "members."),
        ("household.x", "boolean", "{derived: not, inputs: [members.person.quiet]}", "any、all、count"),
        ("household.x", "boolean", "{derived: any, inputs: [members.person.quiet]}", "silent: true"),
        ("city.x", "boolean", "{derived: any, inputs: [members.person.quiet]}", "市の設定値"),
        (
            "person.x",
            "boolean",
            "{derived: at_least_age, inputs: [person.birth], with: {age: true, rule: birthday}}",
            "種類",
        ),
    ],
)
def test_a_derivation_has_to_fit(tmp_path: Path, key: str, kind: str, source: str, words: str) -> None:
    text = f"{BIRTH}{KIND}{QUIET}{HOME}  - {{key: {key}, label: 項目, type: {kind}, sources: [{source}]}}\n"
    findings = faults(write(tmp_path, text))
    assert any(words in f.message and f.line == 6 for f in findings), findings


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    write(tmp_path, fact("sources: [staff]\nsilent: true"), "facts/a.yaml")
    write(tmp_path, fact("sources: [staff]", key="person.y") + "  - key: person.x\n", "facts/b.yaml")
    write(tmp_path, "facts: [\n", "facts/c.yaml")
    where = {f.file for f in faults(tmp_path)}
    assert where == {"facts/a.yaml", "facts/b.yaml", "facts/c.yaml"}


def test_a_key_in_two_files_is_told_with_the_first_place(tmp_path: Path) -> None:
    write(tmp_path, fact("sources: [staff]"), "facts/a.yaml")
    write(tmp_path, fact("sources: [staff]"), "facts/b.yaml")
    (finding,) = faults(tmp_path)
    assert finding.file == "facts/b.yaml" and "facts/a.yaml の2行目" in finding.message


def test_a_circle_over_several_facts_is_found(tmp_path: Path) -> None:
    rows = "".join(
        f"  - {{key: person.{a}, label: x, type: boolean, "
        f"sources: [{{derived: not, inputs: [person.{b}]}}]}}\n"
        for a, b in ("ab", "bc", "ca")
    )
    findings = faults(write(tmp_path, "facts:\n" + rows))
    assert [f.line for f in findings if "循環" in f.message] == [2, 3, 4]


def test_a_city_pack_replaces_single_facts(tmp_path: Path) -> None:
    standard, _ = load_catalogue(PACK / "facts")
    assert standard is not None
    write(tmp_path, fact("sources: [{constant: false}]", key="city.has_honnin_tsuchi"))
    city, findings = load_catalogue(tmp_path / "facts", base=standard)
    assert city is not None and findings == []
    assert len(city) == len(standard)
    assert city["city.has_honnin_tsuchi"].constant is False


def test_the_pack_check_looks_at_layouts_and_deadlines(tmp_path: Path) -> None:
    write(tmp_path, fact("sources: [{layout: L1, column: 列}]") + BIRTH.removeprefix("facts:\n"))
    assert [f.level for f in check_pack(tmp_path)] == ["warning"]
    write(tmp_path, "id: L1\ncolumns: [{no: 1, name: 他}]\n", "layouts/l.yaml")
    assert any("列 という列はありません" in f.message and f.level == "error" for f in check_pack(tmp_path))
    rule = "deadlines:\n  - key: a\n    label: x\n    limits:\n      - {start: %s, days: 1}\n"
    for start, words in (
        ("person.none", "ありません"),
        ("person.x", "日付の項目ではありません"),
        ("person.birth", ""),
    ):
        write(tmp_path, rule % start, "deadlines/d.yaml")
        found = [f for f in check_pack(tmp_path) if f.file == "deadlines/d.yaml"]
        assert (found[0].message.endswith(words + "。"), found[0].line) == (True, 5) if words else found == []


def test_a_pack_without_facts_is_told(tmp_path: Path) -> None:
    assert "facts フォルダー" in check_pack(tmp_path)[0].message
    assert not has_errors(check_pack(tmp_path, base=PACK))


def test_a_name_outside_the_catalogue_is_an_error() -> None:
    catalogue, _ = load_catalogue(PACK / "facts")
    assert catalogue is not None
    with pytest.raises(UnknownFactError):
        catalogue["person.shoe_size"]


class TestReading:
    """Values from text."""

    KINDS = Fact("person.k", "種別", FactType.ENUMERATION, allowed={"1": "男", "2": "女"})

    @pytest.mark.parametrize(
        ("kind", "text", "value"),
        [
            (FactType.BOOLEAN, "はい", True),
            (FactType.BOOLEAN, "０", False),
            (FactType.BOOLEAN, "TRUE", True),
            (FactType.INTEGER, "１，２３４", 1234),
            (FactType.DECIMAL, "1.50", Decimal("1.50")),
            (FactType.STRING, "渡邉󠄂 﨑", "渡邉󠄂 﨑"),
            (FactType.DATE, "S45.3.1", date(1970, 3, 1)),
            (
                FactType.UNCERTAIN_DATE,
                "昭和45年頃",
                UncertainDate("昭和45年頃", date(1970, 1, 1), date(1970, 12, 31)),
            ),
        ],
    )
    def test_scalars(self, kind: FactType, text: str, value: object) -> None:
        assert Fact("person.x", "項目", kind).read(text) == value

    @pytest.mark.parametrize(
        ("kind", "text"),
        [
            (FactType.BOOLEAN, "たぶん"),
            (FactType.INTEGER, "1.5"),
            (FactType.INTEGER, ""),
            (FactType.DECIMAL, "NaN"),
            (FactType.DECIMAL, "1e999999999"),
            (FactType.DATE, "昭和45年頃"),
            (FactType.DATE, "昭和64年1月8日"),
        ],
    )
    def test_refusals_name_the_fact_and_not_the_value(self, kind: FactType, text: str) -> None:
        with pytest.raises(FactError, match="項目"):
            Fact("person.x", "項目", kind).read(text)

    def test_enumerations_by_value_or_label(self) -> None:
        assert (self.KINDS.read("1"), self.KINDS.read("女")) == ("1", "2")
        with pytest.raises(FactError, match="男、女"):
            self.KINDS.read("3")

    def test_lists(self) -> None:
        several = Fact(
            "person.l", "一覧", FactType.LIST, of=FactType.ENUMERATION, allowed={"a": "あ", "b": "い"}
        )
        assert several.read("a、い") == ("a", "b")
        assert not several.accepts(("c",)) and not several.accepts("a")

    def test_cells_of_a_layout(self) -> None:
        member = Fact("person.m", "加入", FactType.BOOLEAN)
        ends = Source(SourceKind.LAYOUT, "024", "資格喪失年月日", filled=False)
        assert from_cell(member, ends, "") is True and from_cell(member, ends, "2026-04-01") is False
        coded = Source(SourceKind.LAYOUT, "002", "状態", codes={"1": True, "2": False})
        assert from_cell(member, coded, "2") is False and from_cell(member, coded, " ") is UNKNOWN
        with pytest.raises(FactError, match="コード"):
            from_cell(member, coded, "9")


def test_absent_values_are_neither_true_nor_false() -> None:
    for absent in (UNKNOWN, NOT_APPLICABLE):
        with pytest.raises(TypeError):
            bool(absent)


def test_booleans_are_no_integers() -> None:
    assert not Fact("person.x", "x", FactType.INTEGER).accepts(True)
    assert not Fact("person.x", "x", FactType.BOOLEAN).accepts(1)


def test_questions_in_plain_japanese_are_spaced_kana() -> None:
    """やさしい日本語: words apart, kanji only where the word is one that residents see on paper."""
    catalogue, _ = load_catalogue(PACK / "facts")
    assert catalogue is not None
    asked = [f for f in catalogue if f.asked]
    assert len(asked) > 40
    for f in asked:
        assert not re.search(r"[一-龠]", f.question["ja-easy"]), f.key
        assert f.question["en"].isascii(), f.key
