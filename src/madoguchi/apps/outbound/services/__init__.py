"""Giving the core systems what was finished at the counter (後方連携)."""

from madoguchi.apps.outbound.services.delivering import KINDS, drain
from madoguchi.apps.outbound.services.exporting import export
from madoguchi.apps.outbound.services.settling import can_settle, settle

__all__ = ["KINDS", "can_settle", "drain", "export", "settle"]
