"""How the tests are shared out when several processes run them (`pytest -n`).

Each process has servers, database and ports of its own. A file stays in one process, for what its module fixtures
cost; the browser tests stay together, for the one demo municipality they need, and begin first.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/browser"


class ByFile(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(f"{BROWSER}/") else nodeid.split("::", 1)[0]
