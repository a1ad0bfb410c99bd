"""One form into one paper, in this process. Servers use `pool.RenderPool` instead."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import typst

from madoguchi.apps.documents.rendering.composing import Composer, Drawing, Mark
from madoguchi.apps.documents.rendering.errors import (
    FormDataError,
    RenderCrashedError,
    UndrawableError,
)
from madoguchi.apps.documents.rendering.fonts import FontList
from madoguchi.domain.forms.checks import Problem, ProblemKind, check_data
from madoguchi.domain.forms.model import FormData, FormTemplate

TEMPLATES = Path(__file__).resolve().parent.parent / "typst"
NO_PACKAGES = TEMPLATES / "no-packages"
"""Doesn't exist: a template that imports a Typst package fails instead of fetching it."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished paper. Only a preview can have `problems`: missing values, texts too long."""

    pdf: bytes
    sha256: str
    pages: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Pages of a form as PNG."""

    pages: tuple[bytes, ...]
    problems: tuple[Problem, ...]


class Renderer:
    """Holds the compiler with its fonts. Not for several threads at once (Typst refuses that)."""

    def __init__(self, fonts_dir: Path) -> None:
        self.fonts = FontList(fonts_dir)
        _refuse_links(TEMPLATES)
        self._compiler = typst.Compiler(
            input=str(TEMPLATES / "form.typ"),
            root=str(TEMPLATES),
            font_paths=[str(fonts_dir)],
            ignore_system_fonts=True,
            package_path=str(NO_PACKAGES),
            package_cache_path=str(NO_PACKAGES),
        )

    def render(
        self, form: FormTemplate, data: FormData, *, mark: Mark = None, timestamp: datetime
    ) -> Rendered:
        """PDF/A-2u. The same form, data, mark and timestamp give the same bytes.

        Raises UndrawableError and FormDataError. A preview may lack required fields and have texts too long
        for their boxes; these are then its problems. `timestamp` must be aware; it is the PDF's date and the
        reprint mark's.
        """
        drawing, problems = self._composed(form, data, mark, timestamp)
        pdf = self._compile(drawing, format="pdf", pdf_standards="a-2u", timestamp=int(timestamp.timestamp()))
        return Rendered(pdf, sha256(pdf).hexdigest(), len(drawing.pages), problems)

    def preview_png(
        self,
        form: FormTemplate,
        data: FormData,
        dpi: float,
        *,
        mark: Mark = "preview",
        timestamp: datetime,
    ) -> Picture:
        """Every page as PNG. What may be missing, and what is raised, as for `render`."""
        drawing, problems = self._composed(form, data, mark, timestamp)
        pages = self._compile(drawing, format="png", ppi=dpi)
        return Picture(tuple(pages) if isinstance(pages, list) else (pages,), problems)

    def _composed(
        self, form: FormTemplate, data: FormData, mark: Mark, timestamp: datetime
    ) -> tuple[Drawing, tuple[Problem, ...]]:
        if timestamp.tzinfo is None:
            raise ValueError("timestamp without a time zone")
        problems = check_data(form, data)
        _refuse(problems, {ProblemKind.MISSING} if mark == "preview" else set())
        composer = Composer(form, data, self.fonts)
        drawing = composer.compose(mark, timestamp)
        if composer.undrawable:
            raise UndrawableError(composer.undrawable)
        _refuse(composer.problems, {ProblemKind.OVERFLOW} if mark == "preview" else set())
        return drawing, (*problems, *composer.problems)

    def _compile(self, drawing: Drawing, **options: Any) -> Any:
        job = json.dumps(drawing.as_data(), ensure_ascii=False)
        try:
            return self._compiler.compile(sys_inputs={"job": job}, **options)
        except typst.TypstError:
            # Typst's message may quote the text it stumbled over, which may be a person's name.
            raise RenderCrashedError("帳票の作成に失敗しました。入力内容は保存されています。") from None


def _refuse(problems: list[Problem], tolerated: set[ProblemKind]) -> None:
    if any(problem.kind not in tolerated for problem in problems):
        raise FormDataError(problems)


def _refuse_links(root: Path) -> None:
    """Typst follows a symbolic link out of its root, so there must be none."""
    linked = [path.name for path in [root, *root.rglob("*")] if path.is_symlink()]
    if linked:
        raise RenderCrashedError(f"様式のフォルダーにリンクがあります: {', '.join(linked)}")
