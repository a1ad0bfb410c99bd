"""What was typed of addresses, telephones and 本籍 of a careful visit stands before nobody but whoever typed it today.

Whoever types has to be able to read it once more; a colleague, or the same clerk on another day, has not.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.visits.presenting.notice import Item, Sheet
from madoguchi.apps.visits.types import OpenVisit
from madoguchi.domain.facts import SourceKind


def over(sheets: tuple[Sheet, ...], opened: OpenVisit, viewer: Actor) -> tuple[Sheet, ...]:
    """The notice as this person may see it."""
    return tuple(_over(sheet, opened, viewer) for sheet in sheets) if opened.careful else sheets


def _over(sheet: Sheet, opened: OpenVisit, viewer: Actor) -> Sheet:
    def veiled(item: Item) -> Item:
        classed = bool(opened.plan.rules.catalogue[item.fact].item_class)
        if not classed or _own(opened, item, viewer):
            return item
        return replace(item, known="", typed="", hidden=bool(item.known))

    rows = tuple(replace(row, items=tuple(item and veiled(item) for item in row.items)) for row in sheet.rows)
    return replace(sheet, items=tuple(map(veiled, sheet.items)), rows=rows)


def _own(opened: OpenVisit, item: Item, viewer: Actor) -> bool:
    """Typed by this person today; of an address not typed yet, its postal code."""
    case, catalogue = opened.plan.case(item.event or None), opened.plan.rules.catalogue
    facts = (item.fact, item.fact.removesuffix("_address") + "_postal_code")
    held = (case.held(fact, item.member or None).statements for fact in facts if fact in catalogue)
    origins = next(([s.origin for s in statements] for statements in held if statements), [])
    return bool(origins) and all(
        origin.kind is SourceKind.STAFF
        and origin.name == str(viewer.person)
        and timezone.localdate(origin.as_of) == timezone.localdate()
        for origin in origins
    )
