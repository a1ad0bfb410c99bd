"""Boxes that the two forms of the packs don't use, and what every form of the packs has to stand."""

from __future__ import annotations

from datetime import datetime

import pypdfium2
import pytest
from rendering_support import NOW

from madoguchi.apps.documents.rendering import FormDataError, RenderCrashedError
from madoguchi.apps.documents.rendering.renderer import _refuse_links
from madoguchi.domain.dates import UncertainDate
from madoguchi.domain.forms.checks import ProblemKind
from madoguchi.domain.forms.reader import parse_form

FORM = """\
form: household_list
title: 世帯員の一覧
version: 1
page: [148, 210]
fields:
  names: {label: 氏名, type: texts}
  births: {label: 生年月日, type: texts}
  moved_on: {label: 異動日, type: date}
boxes:
  - kind: table
    at: [10, 10, 120, 32]
    rows: 3
    columns:
      - {field: names, title: 氏名, width: 70}
      - {field: births, title: 生年月日, width: 50}
  - {kind: frame, at: [10, 60, 120, 0]}
  - {kind: text, page: 2, at: [10, 10, 120, 8], field: moved_on, before: 異動日　}
"""


@pytest.fixture(scope="module")
def household_list():
    form, findings = parse_form(FORM.encode(), name="household_list.yaml", parameters={})
    assert not findings
    return form


def pages_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def test_a_table_shows_one_word_per_row_and_a_second_page_its_own_boxes(renderer, household_list):
    data = {
        "names": ("架空　太郎", "架空　花子"),
        "births": ("昭和45年4月1日", "昭和47年5月2日"),
        "moved_on": UncertainDate("令和8年10月 日不詳"),
    }
    made = renderer.render(household_list, data, timestamp=NOW)
    first, second = pages_of(made.pdf)
    assert made.pages == 2
    assert all(word in first for words in (data["names"], data["births"]) for word in words)
    assert "異動日　令和8年10月 日不詳" in second
    assert pypdfium2.PdfDocument(made.pdf)[0].get_size() == pytest.approx((419.5, 595.3), abs=0.1)


def test_every_page_has_its_picture(renderer, household_list):
    assert len(renderer.preview_png(household_list, {}, 50, timestamp=NOW).pages) == 2


def test_more_words_than_rows_are_reported(renderer, household_list):
    data = {"names": ("甲", "乙", "丙", "丁")}
    with pytest.raises(FormDataError, match="「氏名」が枠に入りきりません"):
        renderer.render(household_list, data, timestamp=NOW)
    shown = renderer.render(household_list, data, mark="preview", timestamp=NOW)
    assert "丁" in pages_of(shown.pdf)[0]


def test_the_words_of_every_form_fit_their_boxes(renderer, forms):
    for form in forms.values():
        made = renderer.render(form, {}, mark="preview", timestamp=NOW)
        assert {problem.kind for problem in made.problems} == {ProblemKind.MISSING}


def test_a_timestamp_without_zone_is_refused(renderer, household_list):
    with pytest.raises(ValueError, match="time zone"):
        renderer.render(household_list, {}, timestamp=datetime(2026, 11, 22))  # noqa: DTZ001


def test_a_link_in_the_folder_of_templates_is_refused(tmp_path):
    (tmp_path / "form.typ").write_text("")
    _refuse_links(tmp_path)
    (tmp_path / "secret").symlink_to("/etc/hostname")
    with pytest.raises(RenderCrashedError, match="secret"):
        _refuse_links(tmp_path)
