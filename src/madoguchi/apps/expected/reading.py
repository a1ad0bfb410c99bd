"""A line of 転出証明書情報 by the fields of its layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from madoguchi.domain.layouts import Layout

NOTICES = "001.move_out_certificate"


@dataclass(frozen=True, slots=True)
class Reader:
    """Values of a line by the layout's fields."""

    layout: Layout

    def __call__(self, cells: Mapping[str, str], name: str) -> str:
        columns = self.layout.fields.get(name, ())
        return "".join(column.before + cell for column in columns if (cell := cells.get(column.name, "")))

    def day(self, cells: Mapping[str, str], name: str) -> date | None:
        text = self(cells, name)
        return date.fromisoformat(text) if text else None

    def planned_out_on(self, cells: Mapping[str, str]) -> date:
        planned = self.day(cells, "planned_out_on")
        assert planned is not None  # the layout demands it
        return planned

    def last_day(self, cells: Mapping[str, str]) -> date:
        planned = self.planned_out_on(cells)
        return max(planned, self.day(cells, "visit_on") or planned)
