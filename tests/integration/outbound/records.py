"""Records as a finished reception would queue them."""

from __future__ import annotations

from django.db import transaction

from madoguchi.apps.outbox import services
from madoguchi.apps.residents.register import ItemClass
from madoguchi.apps.residents.types import CopyTag

KIND = "out.certificate_request"


def line(number: str, **given: str) -> dict[str, str]:
    return {
        "reception_number": number,
        "line_number": "1",
        "received_at": "2026-11-20T09:05:00+09:00",
        "requested_on": "2026-11-20",
        "visitor_kind": "1",
        "visitor_name": "架空　太郎",
        "visitor_address": "和歌山県御坊市薗1番地",
        "verification_kind": "1",
        "identity_documents": "マイナンバーカード",
        "requester_name": "架空　太郎",
        "certificate_kind": "01",
        "copies": "1",
        "subject_resident_numbers": "0000000001",
        "fee_yen": "300",
    } | given


def queue(number: str, *resident_numbers: str, **given: str) -> None:
    tag = CopyTag(resident_numbers, frozenset(ItemClass))
    with transaction.atomic():
        services.add(KIND, number, [line(number, **given)], tag)
