"""Where this checkout keeps what it makes for itself: `.work/`, never committed, safe to delete."""

from __future__ import annotations

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]


def work_dir() -> Path:
    return Path(os.environ.get("WORK_DIR") or REPOSITORY / ".work")
