"""What is sent to a worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from madoguchi.apps.documents.rendering.composing import Mark
from madoguchi.apps.documents.rendering.guide import GuideRenderer, Paper
from madoguchi.apps.documents.rendering.renderer import Picture, Rendered, Renderer
from madoguchi.domain.forms.model import FormData, FormTemplate


@dataclass(frozen=True, slots=True)
class PaperJob:
    """A form to become PDF/A."""

    form: FormTemplate
    data: FormData
    mark: Mark
    timestamp: datetime

    def run(self, renderer: Renderer) -> Rendered:
        return renderer.render(self.form, self.data, mark=self.mark, timestamp=self.timestamp)


@dataclass(frozen=True, slots=True)
class PictureJob:
    """A form to become PNG."""

    form: FormTemplate
    data: FormData
    mark: Mark
    timestamp: datetime
    dpi: float

    def run(self, renderer: Renderer) -> Picture:
        return renderer.preview_png(self.form, self.data, self.dpi, mark=self.mark, timestamp=self.timestamp)


@cache
def _guides(fonts_dir: Path) -> GuideRenderer:
    """Made for the first guide of this process: most workers draw forms all day."""
    return GuideRenderer(fonts_dir)


@dataclass(frozen=True, slots=True)
class GuideJob:
    """A guide, or its copy for staff, to become PDF/A."""

    guide: Paper
    timestamp: datetime

    def run(self, renderer: Renderer) -> Rendered:
        return _guides(renderer.fonts.folder).render(self.guide, timestamp=self.timestamp)


@dataclass(frozen=True, slots=True)
class GuidePictureJob:
    """A guide to become PNG."""

    guide: Paper
    dpi: float

    def run(self, renderer: Renderer) -> Picture:
        return _guides(renderer.fonts.folder).preview_png(self.guide, self.dpi)


Job = PaperJob | PictureJob | GuideJob | GuidePictureJob
