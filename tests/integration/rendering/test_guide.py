"""The guide drawn with the real fonts: every language, no missing glyph, nothing but what was assembled."""

from __future__ import annotations

from ctypes import c_float
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from io import BytesIO

import pikepdf
import pypdf
import pypdfium2
import pytest
import zxingcpp
from rendering_support import NOW, ROOT

from madoguchi.apps.documents.rendering import FontsMissingError, GuideRenderer, UndrawableError
from madoguchi.apps.documents.rendering.fonts import FontList
from madoguchi.domain.guide import (
    BringItem,
    Contact,
    Counter,
    GuideEntry,
    GuidePerson,
    GuideRequest,
    Handover,
    Held,
    InternalEntry,
    InternalRequest,
    Language,
    NotNeeded,
    Place,
    assemble,
    assemble_internal,
    read_guide_texts,
)

JST = timezone(timedelta(hours=9), "JST")
ADULT = GuidePerson("1", "渡邉\U000e0110　架空子")
COUNTER = Counter("市民課", "1", 1, 10)
RESUME = "https://madoguchi.example/r/9f3kQ2mX7"


@pytest.fixture(scope="module")
def texts():
    texts, findings = read_guide_texts([ROOT / "packs" / "standard"])
    assert texts is not None, findings
    return texts


@pytest.fixture(scope="module")
def guides(fonts_dir):
    return GuideRenderer(fonts_dir)


def request(*entries, **rest):
    given = {
        "reception_number": "1122-0007",
        "issued_at": datetime(2026, 11, 22, 10, 2, tzinfo=JST),
        "municipality": "見本市",
        "events": ("転入",),
        "adult": ADULT,
        "contacts": (Contact("市民課", "0000-11-2222"),),
        "resume": RESUME,
        "offices": {"KO-01": "市民課", "KH-09": "国保年金課"},
        **rest,
    }
    return GuideRequest(entries=entries, **given)


def every_procedure(texts, **rest):
    """One entry for each procedure there is, so that each title, task and consequence is drawn."""
    places = list(Place)
    things = tuple(BringItem(label, Held.OPEN) for label in texts.languages[Language.EN].things)
    entries = [
        GuideEntry(
            procedure,
            "手続",
            places[index % 3],
            COUNTER,
            ADULT,
            date(2026, 12, 1 + index % 28),
            bring=things if procedure == "JK-01" else (),
        )
        for index, procedure in enumerate(texts.languages[Language.JA].procedures)
        if procedure not in texts.never
    ]
    events = tuple(texts.languages[Language.JA].events)
    return request(*entries, events=events, not_needed=(NotNeeded("IN-01", "印鑑"),), **rest)


def words_of(pdf):
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)
    return "".join(text.split())


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_no_language_misses_a_glyph(guides, texts, language, large):
    """An undrawable character stops the paper, and PDF/A has none by definition."""
    made = guides.render(
        assemble(every_procedure(texts, language=language, large_print=large), texts), timestamp=NOW
    )
    assert made.pages > 5


@pytest.mark.parametrize("language", [each for each in Language if each is not Language.JA_EASY])
def test_the_words_of_the_language_are_on_the_paper(guides, texts, language):
    entry = GuideEntry("KH-01", "資格取得", Place.TODAY, COUNTER, ADULT)
    found = words_of(guides.render(assemble(request(entry, language=language), texts), timestamp=NOW).pdf)
    own = texts.languages[language]
    for text in (own.words["title"], own.words["today"], own.words["gaps"], own.procedures["KH-01"].title):
        assert "".join(text.split()) in found


@pytest.mark.parametrize(
    ("language", "family"),
    [
        (Language.ZH_HANS, b"NotoSansCJKsc"),
        (Language.ZH_HANT, b"NotoSansCJKtc"),
        (Language.KO, b"NotoSansCJKkr"),
        (Language.VI, b"NotoSansCJKjp"),
    ],
)
def test_each_language_has_its_own_shapes_and_names_the_font_of_names(guides, texts, language, family):
    entry = GuideEntry("SG-04", "自立支援医療", Place.TODAY, COUNTER, ADULT)
    made = guides.render(assemble(request(entry, language=language), texts), timestamp=NOW)
    fonts = fonts_of(made.pdf)
    assert any(family in name for name in fonts)
    assert any(b"NotoSansCJKjp" in name for name in fonts), "a Japanese title keeps its Japanese shapes"
    assert any(b"IPAmjMincho" in name for name in fonts)


def fonts_of(pdf):
    with pikepdf.open(BytesIO(pdf)) as document:
        return {
            bytes(str(font.BaseFont), "ascii")
            for page in document.pages
            for font in page.Resources.Font.values()
        }


def test_the_code_leads_back_to_the_reception(guides, texts):
    made = guides.render(assemble(request(), texts), timestamp=NOW)
    picture = pypdfium2.PdfDocument(made.pdf)[0].render(scale=200 / 72).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [RESUME]


def test_the_general_list_has_no_code_and_no_number(guides, texts):
    guide = assemble(request(adult=None, events=("死亡",)), texts)
    made = guides.render(guide, timestamp=NOW)
    picture = pypdfium2.PdfDocument(made.pdf)[0].render(scale=200 / 72).to_pil()
    assert zxingcpp.read_barcodes(picture) == []
    assert "1122-0007" not in words_of(made.pdf)
    assert "死亡届" in words_of(made.pdf)


def test_large_print_is_14_points_everywhere(guides, texts):
    made = guides.render(assemble(every_procedure(texts, large_print=True), texts), timestamp=NOW)
    assert min(sizes_of(made.pdf)) >= 14


def sizes_of(pdf):
    """Heights of type in points, as they come out on the page."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        for thing in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
            size = c_float()
            pypdfium2.raw.FPDFTextObj_GetFontSize(thing, size)
            yield round(size.value * abs(thing.get_matrix().d), 2)


def test_a_name_no_font_can_draw_is_refused_with_its_place(guides, texts):
    unknown = replace(ADULT, name="架空\U0010fffd子")
    with pytest.raises(UndrawableError) as refused:
        guides.render(assemble(request(adult=unknown), texts), timestamp=NOW)
    assert [(each.label, each.position) for each in refused.value.characters] == [("お名前", 3)]


def test_a_glyph_only_the_guides_font_has_is_no_glyph_of_a_name(guides, texts, fonts_dir):
    """简 is in Noto Sans CJK; in a name it would be drawn in another hand, so it is refused as on a form."""
    assert not FontList(fonts_dir).draws("简")
    with pytest.raises(UndrawableError):
        guides.render(assemble(request(adult=replace(ADULT, name="简")), texts), timestamp=NOW)


def test_same_guide_same_bytes_and_through_the_pool(guides, pool, texts):
    guide = assemble(request(GuideEntry("JK-01", "転入届", Place.TODAY, COUNTER)), texts)
    here = guides.render(guide, timestamp=NOW)
    there = pool.render_guide(guide, timestamp=NOW)
    assert here.pdf == there.pdf
    assert (there.pages, len(pool.preview_guide_png(guide, 60).pages)) == (1, 1)


def test_texts_are_data_never_typst(guides, texts):
    trap = '#read("form.typ") $x$ = *b* #panic()'
    entry = GuideEntry("JK-01", "転入届", Place.TODAY, COUNTER, note=trap, forms=(trap,))
    assert words_of(guides.render(assemble(request(entry), texts), timestamp=NOW).pdf).count("#panic()") == 2


def test_the_copy_for_staff_says_so_and_hides_what_is_silent(guides, texts):
    told = GuideEntry(
        "KH-01", "資格取得", Place.TODAY, COUNTER, ADULT, bring=(BringItem("委任状", Held.MISSING),)
    )
    silent = replace(told, procedure="FI-04", silent=True)
    entries = tuple(
        InternalEntry(
            each, ("他の健康保険がない",), "国保法9条", ("転入前の保険",), Handover("国保年金課", "未着手")
        )
        for each in (told, silent)
    )
    asked = request(told, silent)
    copy = assemble_internal(InternalRequest(asked, entries, ("運転免許証",), "◆"), texts)
    found = words_of(guides.render(copy, timestamp=NOW).pdf)
    for text in (
        "職員用",
        "国民健康保険に入る届出",
        "他の健康保険がない",
        "国保法9条",
        "転入前の保険",
        "委任状",
        "未着手",
    ):
        assert text in found
    assert "◆画面で確認する手続1件" in found
    assert "ひとり親" not in found


def test_without_the_guides_fonts_it_says_where_to_put_them(fonts_dir, tmp_path, texts):
    (tmp_path / "ipamjm.ttf").symlink_to(fonts_dir / "ipamjm.ttf")
    with pytest.raises(FontsMissingError, match="guide"):
        GuideRenderer(tmp_path).render(assemble(request(), texts), timestamp=NOW)
