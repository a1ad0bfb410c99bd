"""Notices of who will move in: taken in, used up by a visit, erased."""

from madoguchi.apps.expected.services.intake import NOTICES, doubt, take

__all__ = ["NOTICES", "doubt", "take"]
