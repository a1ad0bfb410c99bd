"""Which notices are closed to whoever has no right to see protected people. Asked at each look, not once at intake."""

from __future__ import annotations

from collections.abc import Sequence

from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.expected.models import Notice, NoticePerson
from madoguchi.apps.expected.reading import NOTICES, Reader
from madoguchi.apps.residents.queries import guarded_alike
from madoguchi.domain.protection import Marks
from madoguchi.domain.text import address_key


def closed_among(notices: Sequence[Notice]) -> frozenset[int]:
    """Ids of those that bear the mark, aren't whole, or tell of somebody who may be guarded in our own register."""
    get = Reader(catalogue.layout(NOTICES))
    people = [(notice.pk, person) for notice in notices for person in notice.persons.all()]
    alike = guarded_alike([_marks(person, get) for _, person in people])
    flagged = {notice.pk for notice in notices if notice.protected or notice.unread}
    return frozenset(flagged | {pk for (pk, _), yes in zip(people, alike, strict=True) if yes})


def _marks(person: NoticePerson, get: Reader) -> Marks:
    first, last = person.birth_from, person.birth_to
    born = (first, last) if first and last else None
    home = address_key(get(person.cells, "new_home"))
    return Marks.stored(person.name_keys, person.kana_keys, born, home)
