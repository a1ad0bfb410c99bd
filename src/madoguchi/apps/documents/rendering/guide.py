"""The guide on paper: its words checked against the fonts that will draw them, then laid out by Typst.

Unlike a form, a guide is as long as it is: Typst breaks lines and pages. Every text arrives as data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import typst

from madoguchi.apps.documents.rendering.errors import (
    FontsMissingError,
    RenderCrashedError,
    Undrawable,
    UndrawableError,
)
from madoguchi.apps.documents.rendering.fonts import GUIDE_FOLDER, FontList
from madoguchi.apps.documents.rendering.images import code_svg
from madoguchi.apps.documents.rendering.renderer import NO_PACKAGES, TEMPLATES, Picture, Rendered
from madoguchi.domain.guide.model import Language
from madoguchi.domain.guide.paper import Guide, InternalGuide, Script, Words
from madoguchi.domain.text import clusters

JAPANESE = "Noto Sans CJK JP"
FAMILIES = {
    Language.ZH_HANS: "Noto Sans CJK SC",
    Language.ZH_HANT: "Noto Sans CJK TC",
    Language.KO: "Noto Sans CJK KR",
}
TAGS = {Language.JA_EASY: ("ja", None), Language.ZH_HANS: ("zh", "CN"), Language.ZH_HANT: ("zh", "TW")}
"""Language and region as Typst wants them, where they aren't the tag itself."""
SIZES = {False: 10.0, True: 14.5}
"""Points, by large print."""

Paper = Guide | InternalGuide


@dataclass(frozen=True)
class GuideFont(FontList):
    """One family of the guide's fonts, and nothing beside it."""

    family: str

    def __post_init__(self) -> None:
        if not self._found:
            raise FontsMissingError(
                f"案内書のフォント {self.family} がフォルダー {self.folder} にありません。"
                f"`make setup` で取得するか、FONTS_DIR の下の {GUIDE_FOLDER} に置いてください。"
            )

    def _wants(self, font: Any) -> bool:
        return bool(font.path) and font.family == self.family


class GuideRenderer:
    """Holds a compiler with the fonts of names and of guides. Not for several threads at once."""

    def __init__(self, fonts_dir: Path) -> None:
        self._names = FontList(fonts_dir)
        self._font = cache(lambda family: GuideFont(fonts_dir / GUIDE_FOLDER, family))
        self._compiler = typst.Compiler(
            input=str(TEMPLATES / "guide.typ"),
            root=str(TEMPLATES),
            font_paths=[str(fonts_dir)],
            ignore_system_fonts=True,
            package_path=str(NO_PACKAGES),
            package_cache_path=str(NO_PACKAGES),
        )

    def render(self, guide: Paper, *, timestamp: datetime) -> Rendered:
        """PDF/A-2u; the same guide and timestamp give the same bytes. Raises UndrawableError."""
        job = self._job(guide)
        pdf = self._compile(job, format="pdf", pdf_standards="a-2u", timestamp=int(timestamp.timestamp()))
        with pikepdf.open(BytesIO(pdf)) as document:
            pages = len(document.pages)
        return Rendered(pdf, sha256(pdf).hexdigest(), pages, ())

    def preview_png(self, guide: Paper, dpi: float) -> Picture:
        """Every page as PNG. Raises UndrawableError."""
        pages = self._compile(self._job(guide), format="png", ppi=dpi)
        return Picture(tuple(pages) if isinstance(pages, list) else (pages,), ())

    def _job(self, guide: Paper) -> str:
        language = guide.language if isinstance(guide, Guide) else Language.JA
        family = FAMILIES.get(language, JAPANESE)
        if missing := tuple(self._undrawable(guide, family)):
            raise UndrawableError(missing)
        tag, region = TAGS.get(language, (language.value, None))
        drawn = replace(guide, left_out=()) if isinstance(guide, Guide) else guide
        job = asdict(drawn) | {
            "kind": "guide" if isinstance(guide, Guide) else "internal",
            "font": family,
            "japanese_font": JAPANESE,
            "name_fonts": self._names.families,
            "lang": tag,
            "region": region,
            "size": SIZES[isinstance(guide, Guide) and guide.large_print],
            "qr": code_svg("qr", guide.resume) if isinstance(guide, Guide) and guide.resume else None,
        }
        return json.dumps(job, ensure_ascii=False)

    def _undrawable(self, guide: Paper, family: str) -> Iterator[Undrawable]:
        own, japanese = self._font(family), self._font(JAPANESE)
        fonts = {Script.OWN: own, Script.JAPANESE: japanese, Script.NAME: self._names}
        for label, words in _texts(guide):
            for position, character in enumerate(clusters(words.text + words.ruby), start=1):
                if not fonts[words.script].draws(character):
                    yield Undrawable("", label, position, character)

    def _compile(self, job: str, **options: Any) -> Any:
        try:
            return self._compiler.compile(sys_inputs={"job": job}, **options)
        except typst.TypstError:
            # Typst's message may quote the text it stumbled over, which may be a person's name.
            raise RenderCrashedError("手続案内書の作成に失敗しました。入力内容は保存されています。") from None


LABELS = {
    "name": "お名前",
    "person": "対象の方",
    "note": "連絡事項",
    "forms": "書類",
    "where": "窓口",
    "number": "受付番号",
    "telephone": "電話番号",
    "reasons": "理由",
}


UNDRAWN: dict[type, tuple[str, ...]] = {Guide: ("left_out", "resume")}


def _texts(thing: object, label: str = "案内書の文言") -> Iterator[tuple[str, Words]]:
    """Every text of a guide with a word for where it stands."""
    match thing:
        case Words():
            yield label, thing
        case Language() | bool() | None:
            return
        case str():
            yield label, Words(thing)
        case tuple():
            for part in thing:
                yield from _texts(part, label)
        case dict():
            yield from _texts(tuple(thing.values()), label)
        case _ if is_dataclass(thing):
            for each in fields(thing):
                if each.name not in UNDRAWN.get(type(thing), ()):
                    yield from _texts(getattr(thing, each.name), LABELS.get(each.name, label))
