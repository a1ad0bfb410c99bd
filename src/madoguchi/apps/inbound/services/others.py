"""Files that other apps than the register keep."""

from __future__ import annotations

from madoguchi.apps.expected import services as expected
from madoguchi.apps.residents.services import Others

OTHERS: Others = {expected.NOTICES: expected.take}
