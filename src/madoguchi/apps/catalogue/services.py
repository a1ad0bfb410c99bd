"""Loading packs into the catalogue and giving them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from madoguchi.apps.accounts import services as accounts
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.catalogue import queries
from madoguchi.apps.catalogue.kinds import PackItem
from madoguchi.apps.catalogue.models import CatalogueVersion
from madoguchi.apps.catalogue.reading import read_packs
from madoguchi.domain.counter import Municipality

STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many items were new, unchanged, or set aside as drafts because staff had changed theirs."""

    published: int
    unchanged: int
    drafts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """How many files, and the folders in the order in which they have to be loaded again."""

    files: int
    packs: tuple[str, ...]


@transaction.atomic
def load_packs(folders: Sequence[Path], *, by: Actor, effective_from: date | None = None) -> Loaded:
    """Read the packs and add what is new as versions in force. Never overwrites what staff made.

    Raises PackRefused; then nothing has changed.
    """
    items = read_packs(folders)
    day = effective_from or timezone.localdate()
    fates = [(_store(item, day), item) for item in items]
    for item in items:
        if isinstance(item.thing, Municipality):
            _set_up(item.thing)
    loaded = Loaded(
        published=sum(fate == "published" for fate, _ in fates),
        unchanged=sum(fate == "unchanged" for fate, _ in fates),
        drafts=tuple(f"{item.kind}/{item.key}" for fate, item in fates if fate == "draft"),
    )
    if loaded.published or loaded.drafts:
        detail = {"published": loaded.published, "drafts": list(loaded.drafts)}
        audit.record(Entry(Action.PACK_LOADED, by.who, detail=detail))
    queries.forget()
    return loaded


def _store(item: PackItem, day: date) -> str:
    current = (
        CatalogueVersion.objects.filter(kind=item.kind, key=item.key, status="published")
        .order_by("-effective_from", "-pk")
        .first()
    )
    if current is not None and current.sha256 == item.sha256:
        return "unchanged"
    status = "draft" if current is not None and current.origin == STAFF else "published"
    _, made = CatalogueVersion.objects.get_or_create(
        kind=item.kind,
        key=item.key,
        sha256=item.sha256,
        status=status,
        effective_from=day,
        defaults={"source": item.source.decode("utf-8"), "file_name": item.file_name, "origin": item.origin},
    )
    return status if made else "unchanged"


def _set_up(municipality: Municipality) -> None:
    for department in municipality.departments:
        accounts.ensure_department(department.code, department.name)
    for group in municipality.groups:
        accounts.ensure_group(group.code, group.name, [Right(right) for right in group.rights])


def export_packs(target: Path) -> Exported:
    """Write the items in force as folders of packs, byte for byte as they came in.

    Files of one name stand in several packs, one over the other, so each pack has a folder. Raises
    FileExistsError if `target` isn't empty; then nothing was written.
    """
    if target.exists() and any(target.iterdir()):
        raise FileExistsError(target)
    versions = queries.in_force(timezone.localdate())
    for version in versions:
        path = target / version.file_name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(version.source.encode())
    packs = queries.order_of({version.file_name.partition("/")[0] for version in versions})
    return Exported(len(versions), tuple(packs))
