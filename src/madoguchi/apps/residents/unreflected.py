"""異動未反映: notices that were taken at the counter and that the core system hasn't sent back yet.

Who knows of them is an app above, which registers its answer here; every page that shows a household asks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from madoguchi.apps.residents.types import Unreflected

Source = Callable[[Collection[int]], Mapping[int, Unreflected]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """`source` answers for ids of residents; who isn't in its answer has no notice on its way."""
    _sources.append(source)


def of(resident_ids: Collection[int]) -> Mapping[int, Unreflected]:
    """By id of the resident; the newest notice where there are several. Nobody is looked at: no event."""
    found: dict[int, Unreflected] = {}
    for source in _sources if resident_ids else ():
        found |= source(resident_ids)
    return found
