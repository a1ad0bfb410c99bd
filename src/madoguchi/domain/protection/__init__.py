"""支援措置 as pure rules: what a release holds for, when protection data is too old, what differs between lists."""

from madoguchi.domain.protection.arrivals import Marks, may_be
from madoguchi.domain.protection.comparison import Difference, Line, compare
from madoguchi.domain.protection.release import Answer, Ask, Standing, standing
from madoguchi.domain.protection.rules import Office, ProtectionRules, System
from madoguchi.domain.protection.staleness import open_days_since, stale

__all__ = [
    "Answer",
    "Ask",
    "Difference",
    "Line",
    "Marks",
    "Office",
    "ProtectionRules",
    "Standing",
    "System",
    "compare",
    "may_be",
    "open_days_since",
    "stale",
    "standing",
]
