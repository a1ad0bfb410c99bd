"""Notices of who will move in: taken in, used up by a visit, erased."""

from madoguchi.apps.expected.reading import NOTICES
from madoguchi.apps.expected.services.erasing import erase
from madoguchi.apps.expected.services.intake import doubt, take
from madoguchi.apps.expected.services.starting import start

__all__ = ["NOTICES", "doubt", "erase", "start", "take"]
