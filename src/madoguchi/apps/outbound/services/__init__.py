"""Giving the core systems what was finished at the counter (後方連携)."""

from madoguchi.apps.outbound.services.delivering import drain
from madoguchi.apps.outbound.services.exporting import export
from madoguchi.apps.outbound.services.settling import can_settle, settle

__all__ = ["can_settle", "drain", "export", "settle"]
