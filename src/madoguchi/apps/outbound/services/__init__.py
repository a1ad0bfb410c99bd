"""Giving the core systems what was finished at the counter (後方連携)."""

from madoguchi.apps.outbound.services.delivering import drain
from madoguchi.apps.outbound.services.exporting import export

__all__ = ["drain", "export"]
