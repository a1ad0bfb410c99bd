"""The papers of the standard pack: they hold what they have to, and certificates and papers agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import pypdfium2
import pytest
import yaml
import zxingcpp
from form_samples import fullest, least
from rendering_support import NOW, ROOT

from madoguchi.apps.documents.rendering.composing import Composer
from madoguchi.apps.documents.rendering.wording import in_words
from madoguchi.domain.counter import (
    Allowance,
    Certificate,
    Handing,
    VisitorKind,
    form_of,
    handing_of,
    standing,
)
from madoguchi.domain.forms.fitting import MM_PER_POINT, width_of
from madoguchi.domain.forms.model import FieldType, Rect

PAPERS = (
    "child_allowance_claim",
    "child_medical_application",
    "family_register_request",
    "identity_certificate_application",
    "national_health_insurance_notice",
    "national_pension_notice",
    "property_certificate_application",
    "protection_application",
    "removed_record_request",
    "resident_move_notice",
    "residence_record_request",
    "residence_record_third_party",
    "seal_certificate_application",
    "tax_certificate_application",
)
CERTIFICATES = {
    certificate.key: certificate
    for path in sorted((ROOT / "packs" / "standard" / "certificates").glob("*.yaml"))
    for certificate in [Certificate.model_validate(yaml.safe_load(path.read_text("utf-8")))]
}
ON_FORM = {kind: kind.value for kind in VisitorKind} | {VisitorKind.SAME_HOUSEHOLD: "household"}
OWN_PAPER = {VisitorKind.PROFESSIONAL, VisitorKind.OFFICIAL}
"""Their own paper is the request: no form of ours."""
MARGIN = 5.0
"""mm that a printer may leave white."""


@pytest.fixture(params=PAPERS)
def form(request, forms):
    return forms[request.param]


def words_of(pdf: bytes) -> str:
    return "".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split())


def test_every_paper_of_the_pack_is_tested(forms):
    assert set(forms) == set(PAPERS)


def test_the_fullest_request_fits_and_every_word_of_it_can_be_read(renderer, form):
    data = fullest(form)
    made = renderer.render(form, data, timestamp=NOW)
    assert (made.pages, made.problems) == (1, ())
    printed = words_of(made.pdf)
    for name, value in data.items():
        if form.fields[name].type is FieldType.CHOICE:
            continue  # shown by its tick
        for word in value if isinstance(value, tuple) else (in_words(form.fields[name], value),):
            assert "".join(word.split()) in printed, name


def test_the_required_fields_alone_make_a_paper(renderer, form):
    assert renderer.render(form, least(form), timestamp=NOW).problems == ()


def test_an_empty_form_can_be_shown(renderer, form):
    assert form.title in words_of(renderer.render(form, {}, mark="preview", timestamp=NOW).pdf)


def test_no_withheld_value_is_required(form):
    """支援措置: address, telephone and 本籍 may have to stay blank, the paper is made all the same."""
    required = {name for name, field in form.fields.items() if field.required}
    assert not [name for name in required if name.endswith(("_address", "_phone", "domicile", "_register"))]


def test_no_paper_has_a_place_for_the_number_of_a_document(form):
    assert not [name for name in form.fields if "document" in name and name != "identity_documents"]


@pytest.mark.parametrize("fill", [fullest, least, lambda form: {}])
def test_no_words_run_into_others_across_a_frame_or_off_the_page(renderer, form, fill):
    drawing = Composer(form, fill(form), renderer.fonts).compose(None, NOW)
    words = list(_extents(renderer, drawing.pages[0]))
    marks = [("□", Rect(x, y, side, side)) for x, y, side, _ in drawing.pages[0].ticks]
    images = [("image", Rect(x, y, w, h)) for x, y, w, h, _ in drawing.pages[0].images]
    frames = [Rect(x, y, w, h) for x, y, w, h, _ in drawing.pages[0].rects]
    assert [(a, b) for (a, p), (b, q) in combinations([*words, *marks, *images], 2) if _meet(p, q)] == []
    assert [a for a, at in [*words, *marks] for frame in frames if _crosses(at, frame)] == []
    page = Rect(MARGIN, MARGIN, form.width - 2 * MARGIN, form.height - 2 * MARGIN)
    assert [a for a, at in [*words, *marks, *images] if not _inside(at, page)] == []


def _extents(renderer, sheet) -> Iterator[tuple[str, Rect]]:
    for x, y, size, _, words in sheet.texts:
        em = size * MM_PER_POINT
        yield words, Rect(x, y, width_of(words, renderer.fonts.advance) * em, em)


def _meet(a: Rect, b: Rect, spare: float = 0.05) -> bool:
    across = min(a.x + a.w, b.x + b.w) - max(a.x, b.x)
    down = min(a.y + a.h, b.y + b.h) - max(a.y, b.y)
    return across > spare and down > spare


def _inside(a: Rect, b: Rect, spare: float = 0.05) -> bool:
    return (
        a.x >= b.x - spare
        and a.y >= b.y - spare
        and a.x + a.w <= b.x + b.w + spare
        and a.y + a.h <= b.y + b.h + spare
    )


def _crosses(words: Rect, frame: Rect) -> bool:
    """Partly in, partly out. A frame may stand around words, or away from them."""
    return _meet(words, frame) and not _inside(words, frame)


def test_the_reception_number_is_in_the_qr_code(renderer, form):
    made = renderer.render(form, fullest(form), timestamp=NOW)
    picture = pypdfium2.PdfDocument(made.pdf)[0].render(scale=200 / 72).to_pil().convert("L")
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == ["1122-0007"]


def test_a_third_party_finds_nothing_of_the_register_on_the_paper(forms):
    form = forms["residence_record_third_party"]
    about_the_person = {name for name in form.fields if name.startswith(("subject_", "head_", "domicile"))}
    assert about_the_person == {"subject_names", "subject_birth", "subject_address", "subject_relation"}
    assert not {"show_individual_number", "show_resident_code"} & set(form.fields)
    assert form.fields["purpose"].required


def test_nothing_about_the_other_party_can_be_filled_in(forms):
    known = ("applicant_", "joint_", "case_", "measure_", "identity_", "staff_")
    rest = {name for name in forms["protection_application"].fields if not name.startswith(known)}
    assert rest == {"reception_number", "requested_on", "signature"}


def asked_on(certificate: Certificate) -> dict[VisitorKind, str]:
    """On which form whoever may have it asks for it."""
    kinds = (kind for kind in VisitorKind if kind not in OWN_PAPER)
    return {k: form_of(certificate, k) for k in kinds if isinstance(standing(certificate, k), Allowance)}


@pytest.mark.parametrize("certificate", CERTIFICATES.values(), ids=CERTIFICATES)
def test_everybody_who_may_have_a_certificate_has_a_form_for_it(forms, certificate):
    assert asked_on(certificate)
    for kind, key in asked_on(certificate).items():
        fields = forms[key].fields
        assert ON_FORM[kind] in fields["visitor_relation"].choices, (key, kind)
        assert {row.form_field for row in certificate.inputs if row.form_field} <= set(fields), key
        numbers = {item.form_field for item in certificate.items if item.numbers}
        plain = {item.form_field for item in certificate.items} - numbers
        assert plain <= set(fields), key
        if kind is not VisitorKind.THIRD_PARTY:
            assert numbers <= set(fields), key
        items = [item.key for item in certificate.items]
        if handing_of(certificate, items, kind) is Handing.POST_TO_PRINCIPAL:
            assert "handing_post" in fields, key


def test_certificates_that_share_a_paper_are_told_apart_on_it(forms):
    sharing = defaultdict(set)
    for certificate in CERTIFICATES.values():
        for key in asked_on(certificate).values():
            sharing[key].add(certificate.key)
    for key, certificates in sharing.items():
        for name in certificates if len(certificates) > 1 else ():
            assert {f"want_{name}", f"copies_{name}"} <= set(forms[key].fields), (key, name)


def test_two_certificates_on_one_paper_share_a_field_only_for_the_same_thing():
    """One 年度 for two certificates would print the wrong one for the first."""
    shared = {"domicile", "head_of_family_register", "subject_relation"}
    filled = defaultdict(set)
    for certificate in CERTIFICATES.values():
        for row in certificate.inputs:
            filled[certificate.form, row.form_field].add(certificate.key)
    clashes = {field for (_, field), keys in filled.items() if field and len(keys) > 1}
    assert clashes <= shared
