"""Reading what went out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from madoguchi.apps.outbound.models import OutboundBatch
from madoguchi.apps.outbound.states import BatchState
from madoguchi.apps.outbound.types import BatchView


def batches(ids: Collection[int]) -> Mapping[int, BatchView]:
    rows = OutboundBatch.objects.filter(pk__in=set(ids))
    return {
        row.pk: BatchView(row.pk, row.set_id, row.rows, row.attempts, row.reason, row.sent_at) for row in rows
    }


def stopped() -> str:
    """Why the storage took nothing at the last attempt, in words; empty when all is well."""
    failing = OutboundBatch.objects.filter(state=BatchState.OPEN).exclude(reason="")
    return failing.order_by("pk").values_list("reason", flat=True).first() or ""
