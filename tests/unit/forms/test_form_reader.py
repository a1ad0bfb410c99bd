"""A form file is read whole or not at all, and every fault has its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.domain.forms.model import CheckBox, LabelBox, Look, Rect
from madoguchi.domain.forms.reader import parse_form, read_forms

PACKS = Path(__file__).resolve().parents[3] / "packs"
FORM = """\
form: sample_request
title: 見本の請求書
version: 3
page: [210, 297]
fields:
  visitor_name: {label: 氏名, type: text, required: true}
  wanted: {label: 要否, type: flag}
  relation: {label: 関係, type: choice, choices: {self: 本人, other: その他}}
boxes:
  - {kind: label, at: [10, 10, 50, 8], text: "（宛先）{addressee}", look: head}
  - {kind: text, at: [10, 20, 50, 8], field: visitor_name}
  - {kind: check, at: [10, 30, 50, 8], field: wanted, text: 必要}
  - {kind: check, at: [10, 40, 50, 8], field: relation, value: self, text: 本人}
"""


def read(text: str = FORM):
    return parse_form(text.encode(), name="sample.yaml", parameters={"addressee": "架空市長"})


def test_a_form_is_read_with_its_parameters_written_out():
    form, findings = read()
    assert not findings
    assert (form.key, form.version, form.pages) == ("sample_request", 3, 1)
    label = form.boxes[0]
    assert isinstance(label, LabelBox)
    assert (label.text, label.look, label.at) == ("（宛先）架空市長", Look.HEAD, Rect(10, 10, 50, 8))
    assert isinstance(form.boxes[3], CheckBox)
    assert form.boxes[3].value == "self"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("{addressee}", "{adressee}", 10, "パラメータ「adressee」"),
        (
            "field: visitor_name}",
            "field: visiter_name}",
            11,
            "「visiter_name」という項目は",
        ),
        ("[10, 20, 50, 8]", "[170, 20, 50, 8]", 11, "はみ出しています"),
        ("[10, 20, 50, 8]", "[10, 290, 50, 8]", 11, "はみ出しています"),
        ("kind: text, at: [10, 20", "kind: signature, at: [10, 20", 11, "この種類の枠に表示できません"),
        (", value: self", "", 13, "value"),
        ("value: self", "value: selv", 13, "「selv」は「relation」の選択肢にありません"),
        ("field: wanted, text", "field: wanted, value: yes, text", 12, "value"),
        ("choices: {self: 本人, other: その他}", "choices: {}", 8, "choices"),
        ("type: flag}", "type: flagg}", 7, "type"),
        ("version: 3", "version: 0", 3, "version"),
        ("look: head", "look: neon", 10, "look"),
        ("text: 必要", "txet: 必要", 12, "txet"),
        (
            "wanted: {",
            "unseen: {label: 無, type: flag}\n  wanted: {",
            7,
            "「unseen」を表示する枠",
        ),
    ],
)
def test_a_fault_is_told_with_its_line(old, new, line, words):
    assert FORM.count(old) == 1
    form, findings = read(FORM.replace(old, new))
    assert form is None
    assert any(f.line == line and words in f.message for f in findings), [str(f) for f in findings]


@pytest.mark.parametrize("packs", [["standard"], ["standard", "gobo"]])
def test_the_forms_of_the_packs_are_without_fault(packs):
    forms, findings = read_forms([PACKS / pack / "forms" for pack in packs])
    assert findings == []
    assert set(forms) >= {"residence_record_request", "seal_certificate_application"}


def test_gobo_addresses_its_own_mayor():
    forms, _ = read_forms([PACKS / "standard" / "forms", PACKS / "gobo" / "forms"])
    for form in forms.values():
        assert "（宛先）御坊市長" in [box.text for box in form.boxes if isinstance(box, LabelBox)]


def test_a_later_pack_replaces_a_whole_form(tmp_path):
    for pack, title in (("standard", "もとの様式"), ("city", "市の様式")):
        folder = tmp_path / pack
        folder.mkdir()
        (folder / "sample.yaml").write_text(FORM.replace("見本の請求書", title))
        (folder / "parameters.yaml").write_text(f"parameters: {{addressee: {pack}}}\n")
    forms, findings = read_forms([tmp_path / "standard", tmp_path / "city"])
    assert not findings
    assert forms["sample_request"].title == "市の様式"
    assert forms["sample_request"].boxes[0].text == "（宛先）city"


def test_a_broken_form_is_left_out_and_told(tmp_path):
    (tmp_path / "a.yaml").write_text(FORM.replace("{addressee}", "市長"))
    (tmp_path / "b.yaml").write_text("form: [")
    forms, findings = read_forms([tmp_path])
    assert set(forms) == {"sample_request"}
    assert [Path(f.file).name for f in findings] == ["b.yaml"]
