"""What `check_config` of an integration found. "Could not be checked" is a finding too, and not a good one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    ok: bool
    words: str
    """For the administrator: what was looked at, and what to do if it is not good."""
