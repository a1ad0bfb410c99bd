"""What is sent to a worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from madoguchi.apps.documents.rendering.composing import Mark
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


Job = PaperJob | PictureJob
