"""Papers: a form template and its data, or a guide, become PDF/A-2u, or a picture of it.

`RenderPool` is what a server uses; `Renderer` and `GuideRenderer` are the same in one process (benches,
tools, tests).
"""

from madoguchi.apps.documents.rendering.composing import Mark
from madoguchi.apps.documents.rendering.errors import (
    FontsMissingError,
    FormDataError,
    RenderBusyError,
    RenderCrashedError,
    RenderingError,
    RenderTimeoutError,
    Undrawable,
    UndrawableError,
)
from madoguchi.apps.documents.rendering.guide import GuideRenderer
from madoguchi.apps.documents.rendering.pool import RenderPool
from madoguchi.apps.documents.rendering.renderer import Picture, Rendered, Renderer

__all__ = [
    "FontsMissingError",
    "FormDataError",
    "GuideRenderer",
    "Mark",
    "Picture",
    "RenderBusyError",
    "RenderCrashedError",
    "RenderPool",
    "RenderTimeoutError",
    "Rendered",
    "Renderer",
    "RenderingError",
    "Undrawable",
    "UndrawableError",
]
