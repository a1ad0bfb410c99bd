"""The finished paper, read back: what it says, what it shows, what it is."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from rendering_support import NOW

from madoguchi.apps.documents.rendering import FormDataError, UndrawableError
from madoguchi.domain.forms.checks import ProblemKind
from madoguchi.domain.forms.model import CodeBox, Rect
from madoguchi.domain.forms.strokes import Strokes
from tests.thoroughness import examples


def text_of(pdf: bytes) -> str:
    return pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()


def picture_of(pdf: bytes, dpi: int = 200) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72).to_pil().convert("L")


def cut(picture: Image.Image, at: Rect) -> Image.Image:
    """The part of a 200 dpi picture inside a box, without its frame."""
    scale = 200 / 25.4
    edges = (at.x + 0.5, at.y + 0.5, at.x + at.w - 0.5, at.y + at.h - 0.5)
    return picture.crop(tuple(round(edge * scale) for edge in edges))


def place_of(form, field: str) -> Rect:
    return next(box.at for box in form.boxes if getattr(box, "field", None) == field)


def has_ink(picture: Image.Image) -> bool:
    return picture.getextrema()[0] < 100


@pytest.fixture
def form(forms):
    return forms["residence_record_request"]


@pytest.fixture
def paper(renderer, form, request_data) -> Callable[..., bytes]:
    def make(*, mark=None, timestamp=NOW, form=form, **changed) -> bytes:
        return renderer.render(form, {**request_data, **changed}, mark=mark, timestamp=timestamp).pdf

    return make


def test_every_value_can_be_read_from_the_paper_with_its_selectors(paper):
    text = text_of(paper())
    for words in (
        "住民票の写し等交付請求書",
        "（宛先）御坊市長",
        "1122-0007",
        "令和8年11月22日",
        "昭和45年4月1日",
        "渡邉\U000e0110　架空子、髙﨑　𠮷之助",
        "和歌山県御坊市架空町100番地200",
        "1,200円",
    ):
        assert words in text


def test_the_reception_number_is_in_the_qr_code(paper):
    codes = zxingcpp.read_barcodes(picture_of(paper()))
    assert [(code.format, code.text) for code in codes] == [(zxingcpp.BarcodeFormat.QRCode, "1122-0007")]


def test_a_bar_code_can_be_read_too(paper, form):
    boxes = tuple(
        replace(box, symbology="code128", at=Rect(60, 10, 60, 12)) if isinstance(box, CodeBox) else box
        for box in form.boxes
    )
    codes = zxingcpp.read_barcodes(picture_of(paper(form=replace(form, boxes=boxes))))
    assert [(code.format, code.text) for code in codes] == [(zxingcpp.BarcodeFormat.Code128, "1122-0007")]


@pytest.mark.parametrize(
    ("plain", "variant"),
    [
        ("葛", "葛\U000e0102"),
        ("辻", "辻\U000e0102"),
        ("邉", "邉\U000e0110"),
        ("邉\U000e0110", "邉\U000e0111"),
    ],
)
def test_a_variant_is_drawn_with_its_own_glyph(paper, form, plain, variant):
    at = place_of(form, "visitor_name")
    drawn = [cut(picture_of(paper(visitor_name=name)), at) for name in (plain, variant, plain)]
    assert all(map(has_ink, drawn))
    assert ImageChops.difference(drawn[0], drawn[1]).getbbox() is not None
    assert ImageChops.difference(drawn[0], drawn[2]).getbbox() is None


@pytest.mark.parametrize(
    ("name", "position", "codes"),
    [
        ("葛\U000e0100　太郎", 1, "U+845B U+E0100"),  # an Adobe-Japan1 selector: every engine draws plain 葛
        ("架空　\U0010de92", 4, "U+10DE92"),  # an additional character of MJ+ without its font
        ("架空\u200b子", 3, "U+200B"),
        ("架空\n子", 3, "U+000A"),
        ("架空\u202e子", 3, "U+202E"),
        ("\U000e0110架空", 1, "U+E0110"),
        ("架空🏛", 3, "U+1F3DB"),
    ],
)
def test_a_character_that_cant_be_drawn_stops_the_print_and_is_named(paper, name, position, codes):
    with pytest.raises(UndrawableError) as stopped:
        paper(visitor_name=name)
    found = [(c.field, c.position, c.codes) for c in stopped.value.characters]
    assert found == [("visitor_name", position, codes)]
    assert f"「窓口に来られた方の氏名」の{position}文字目（{codes}）" in str(stopped.value)


def test_every_character_that_cant_be_drawn_is_named_at_once(paper):
    with pytest.raises(UndrawableError) as stopped:
        paper(visitor_name="葛\U000e0100", visitor_address="🏛町")
    assert [c.field for c in stopped.value.characters] == ["visitor_name", "visitor_address"]


drawable = st.sampled_from(
    [*"架空見本山川田一二〇髙﨑𠮷ぁアｱヶ々ー・A1-", "邉\U000e0110", "葛\U000e0102", "辻\U000e0103"]
)


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(drawable, min_size=1, max_size=14).map("".join))
def test_any_drawable_name_comes_back_as_it_was(paper, name):
    assert name in text_of(paper(visitor_name=name))


@pytest.mark.parametrize(
    "words", ['#read("/etc/hostname")', "*太字* $x^2$ #panic()", "</svg>\\u{0}", "[名] {前} @x"]
)
def test_words_that_look_like_markup_are_printed_as_words(paper, words):
    assert words in text_of(paper(purpose=words))


def test_the_same_input_gives_the_same_bytes(paper, signature):
    assert paper(signature=signature) == paper(signature=signature)
    assert paper(signature=signature) != paper()
    assert paper() != paper(timestamp=NOW + timedelta(seconds=1))


def test_the_digest_is_of_the_bytes(renderer, form, request_data):
    made = renderer.render(form, request_data, timestamp=NOW)
    assert made.sha256 == sha256(made.pdf).hexdigest()
    assert made.pages == len(pypdfium2.PdfDocument(made.pdf)) == 1


def test_it_says_it_is_pdf_a_2u_and_carries_its_fonts_and_colours(paper, signature):
    with pikepdf.open(io.BytesIO(paper(signature=signature, mark=None))) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "U")
        assert metadata["dc:title"] == "住民票の写し等交付請求書"
        assert not pdf.is_encrypted
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        fonts = pdf.pages[0].Resources.Font
        assert len(fonts) > 0
        for font in fonts.values():
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
            assert "/ToUnicode" in font


def test_only_the_signature_is_left_open(paper, form, signature):
    at = place_of(form, "signature")
    assert not has_ink(cut(picture_of(paper()), at))
    assert has_ink(cut(picture_of(paper(signature=signature)), at))


@pytest.mark.parametrize("times", [1, 30])
def test_a_dot_of_the_pen_is_drawn_too(paper, form, times):
    dot = Strokes.read(
        {"width": 600, "height": 180, "strokes": [{"pointer": "pen", "points": [[90, 90, 0, 0.5]] * times}]}
    )
    assert has_ink(cut(picture_of(paper(signature=dot)), place_of(form, "signature")))


def test_ticks_stand_only_where_something_was_chosen(paper, form):
    at = next(b.at for b in form.boxes if getattr(b, "field", "") == "want_residence_record_members")
    box = Rect(at.x + 0.5, at.y + (at.h - 3.3) / 2 + 0.5, 2.3, 2.3)
    assert not has_ink(cut(picture_of(paper()), box))
    assert has_ink(cut(picture_of(paper(want_residence_record_members=True)), box))


@pytest.mark.parametrize(
    ("mark", "words"),
    [("reprint", "再印刷　令和8年11月22日　10:02"), ("training", "研修用"), ("preview", "確認用")],
)
def test_a_paper_that_isnt_the_first_original_says_so(paper, mark, words):
    assert words in text_of(paper(mark=mark)).replace(" ", "")  # the watermark's letters stand wide apart
    assert words not in text_of(paper()).replace(" ", "")


def test_a_text_too_long_for_its_box_is_no_paper_but_is_previewed_whole(renderer, form, request_data):
    name = "仮名" * 60
    data = {**request_data, "visitor_name": name}
    with pytest.raises(FormDataError, match="「窓口に来られた方の氏名」が枠に入りきりません") as refused:
        renderer.render(form, data, timestamp=NOW)
    assert "仮名" not in str(refused.value)
    shown = renderer.render(form, data, mark="preview", timestamp=NOW)
    assert [(p.kind, p.field) for p in shown.problems] == [(ProblemKind.OVERFLOW, "visitor_name")]
    assert "".join(text_of(shown.pdf).split()).count("仮名") == 60


def test_the_long_name_of_a_foreign_resident_fits(renderer, form, request_data):
    name = "SAMPLE MAXIMILIAN ALEXANDER BARTHOLOMEW VON MADEUPHAUSEN-FICTITIOUS Y EXAMPLE"
    made = renderer.render(form, {**request_data, "visitor_name": name, "head_name": name}, timestamp=NOW)
    assert "".join(name.split()) in "".join(text_of(made.pdf).split())


def test_a_long_name_shrinks_without_a_problem(renderer, form, request_data):
    made = renderer.render(form, {**request_data, "visitor_name": "架空" * 11}, timestamp=NOW)
    assert made.problems == ()
    assert "架空" * 11 in "".join(text_of(made.pdf).split())


def test_a_form_with_a_missing_value_is_no_paper_but_can_be_previewed(renderer, form, request_data):
    del request_data["visitor_name"]
    with pytest.raises(FormDataError, match="「窓口に来られた方の氏名」が入っていません"):
        renderer.render(form, request_data, timestamp=NOW)
    shown = renderer.render(form, request_data, mark="preview", timestamp=NOW)
    assert [(p.kind, p.field) for p in shown.problems] == [(ProblemKind.MISSING, "visitor_name")]


def test_the_preview_shows_what_the_paper_will_show(renderer, form, request_data):
    picture = renderer.preview_png(form, request_data, 200, mark=None, timestamp=NOW)
    shown = Image.open(io.BytesIO(picture.pages[0]))
    assert shown.size == (1654, 2339)
    assert has_ink(cut(shown.convert("L"), place_of(form, "visitor_name")))
    assert zxingcpp.read_barcodes(shown)[0].text == "1122-0007"


def test_a_seal_application_shows_its_number_cell_by_cell(renderer, forms, request_data):
    form = forms["seal_certificate_application"]
    data = {name: value for name, value in request_data.items() if name in form.fields}
    data |= {
        "seal_registration_number": "0012345",
        "registrant_name": "渡邉\U000e0110　架空子",
        "registrant_birth": data["visitor_birth"],
        "registrant_address": data["visitor_address"],
        "copies": 1,
    }
    made = renderer.render(form, data, timestamp=NOW)
    assert made.problems == ()
    text = text_of(made.pdf)
    assert "印鑑登録証明書交付申請書" in text
    assert "0012345" in "".join(text.split())
    with pytest.raises(FormDataError, match="「印鑑登録証の番号」が枠に入りきりません"):
        renderer.render(form, {**data, "seal_registration_number": "12345678901"}, timestamp=NOW)
