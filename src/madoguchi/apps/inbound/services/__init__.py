"""Taking in what the core systems put on the object store (前方連携)."""

from madoguchi.apps.inbound.services.deciding import confirm, retry
from madoguchi.apps.inbound.services.discovering import discover
from madoguchi.apps.inbound.services.taking import take_all, take_next

__all__ = ["confirm", "discover", "retry", "take_all", "take_next"]
