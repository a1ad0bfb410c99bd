"""Files that other apps than the register keep."""

from __future__ import annotations

from madoguchi.apps.arrivals import services as arrivals
from madoguchi.apps.residents.services import Others

OTHERS: Others = {arrivals.NOTICES: arrivals.take}
