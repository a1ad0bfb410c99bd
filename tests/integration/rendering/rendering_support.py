"""What the tests of this folder share beside their fixtures."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
"""10:02 in Japan."""
