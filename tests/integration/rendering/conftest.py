"""A renderer with the real font, the forms of the packs, and somebody recognisably made up to fill them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from rendering_support import ROOT

from madoguchi.apps.documents.rendering import Renderer, RenderPool
from madoguchi.domain.forms.model import FormTemplate
from madoguchi.domain.forms.reader import read_forms
from madoguchi.domain.forms.strokes import Strokes

FONT = "ipamjm.ttf"


def _fonts_dir() -> Path:
    named = os.environ.get("FONTS_DIR")
    places = [Path(named)] if named else [ROOT / ".work" / "fonts"]
    system = [] if named else Path("/usr/share/fonts").rglob(FONT)
    for folder in (*places, *(path.parent for path in system)):
        if (folder / FONT).is_file():
            return folder
    return pytest.fail(f"No {FONT} in {places[0]} or /usr/share/fonts: run `make setup` or set FONTS_DIR.")


@pytest.fixture(scope="session")
def fonts_dir() -> Path:
    return _fonts_dir()


@pytest.fixture(scope="session")
def renderer(fonts_dir: Path) -> Renderer:
    return Renderer(fonts_dir)


@pytest.fixture
def pool(fonts_dir: Path) -> Iterator[RenderPool]:
    pool = RenderPool(fonts_dir)
    yield pool
    pool.close()


@pytest.fixture(scope="session")
def forms() -> dict[str, FormTemplate]:
    forms, findings = read_forms([ROOT / "packs" / pack / "forms" for pack in ("standard", "gobo")])
    assert not findings
    return forms


@pytest.fixture
def signature() -> Strokes:
    pen = [
        {"pointer": "pen", "points": [[40 + 9 * i, 90 + 60 * (i % 2), 4_000 * i, i / 40] for i in range(40)]}
    ]
    return Strokes.read({"width": 600, "height": 180, "strokes": pen})


@pytest.fixture
def request_data() -> dict[str, object]:
    """All required fields of 住民票の写し等交付請求書, and a few more."""
    return {
        "reception_number": "1122-0007",
        "requested_on": date(2026, 11, 22),
        "visitor_name": "渡邉\U000e0110　架空子",
        "visitor_birth": date(1970, 4, 1),
        "visitor_address": "和歌山県御坊市架空町100番地200",
        "visitor_relation": "self",
        "want_residence_record_household": True,
        "copies_residence_record_household": 2,
        "subject_address": "和歌山県御坊市架空町100番地200",
        "subject_names": ("渡邉\U000e0110　架空子", "髙﨑　𠮷之助"),
        "fee": 1200,
    }
