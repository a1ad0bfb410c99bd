"""Papers as other apps see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.apps.residents.types import CopyTag
from madoguchi.domain.forms.model import FormData


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to be made: which form, with what, about whom. `reference` is the reception's number."""

    reference: str
    form_key: str
    data: FormData
    tag: CopyTag


@dataclass(frozen=True, slots=True)
class DocumentView:
    """What a list shows of a stored paper; nothing personal."""

    id: UUID
    title: str
    pages: int
    prints: int
    signed: bool
    rendered_at: datetime


@dataclass(frozen=True, slots=True)
class SignatureGiven:
    """What the resident's page sends: the recording, and the digest of what was shown."""

    recording: Mapping[str, object]
    content_digest: str
    terminal: str
    shown_at: datetime
    staff_id: int
