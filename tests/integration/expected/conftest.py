from __future__ import annotations

from tests.integration.inbound.conftest import day, store, take

__all__ = ["day", "store", "take"]
