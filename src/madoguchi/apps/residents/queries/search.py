"""Searching the register. What is withheld from the actor never matches, counts, sorts or groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connections

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.residents.queries.frozen import birth_of, sees_protected
from madoguchi.apps.residents.queries.state import freshness
from madoguchi.apps.residents.register import REMOVED
from madoguchi.apps.residents.search_words import Kind, Word, number_forms
from madoguchi.apps.residents.types import WITHHELD, Found, FoundResident, Purpose, ResidentId
from madoguchi.domain import text

CAP = 2000
SHOWN = 50

# Pattern and order in one query would make the planner walk the order index and filter (measured 40 times
# slower): the matches are gathered first, capped, then sorted.
QUERY = """
WITH hits AS MATERIALIZED (
    SELECT id, resident_number, household_number, name, name_kana, kana_sort, name_keys, birth_date,
           birth_uncertain_text, sex, address_town, resident_status, nationality, guarded
    FROM resident WHERE in_register AND {conditions} LIMIT {cap}
), page AS MATERIALIZED (
    SELECT r.*, {rank} AS elsewhere,
           count(*) OVER () AS total, count(*) OVER (PARTITION BY r.name_keys) AS namesakes
    FROM hits r
    ORDER BY r.resident_status = '3', elsewhere, r.kana_sort, r.id LIMIT {shown}
)
SELECT page.*, (
    SELECT h.name FROM resident h
    WHERE h.household_number = page.household_number AND h.relationship = '世帯主'
      AND h.in_register AND h.resident_status <> '3' LIMIT 1
) AS head
FROM page ORDER BY page.resident_status = '3', page.elsewhere, page.kana_sort, page.id
"""

# Each character so many times, as the trigram indexes have it: then two kana, and a single kanji (森 is a name,
# 薗 a town), hold whole trigrams. A single kana is looked for by prefix instead.
REPEATS = {"kana_keys": 2, "name_keys": 3, "address_key": 3}
ONCE = "\\1"

# Uncertain births are few and have an index of their own; so a day isn't looked for among all who are older.
BORN = """
birth_from BETWEEN %s AND %s OR (birth_from < birth_to AND birth_from < %s AND birth_to >= %s)
"""


def search(actor: Actor, purpose: Purpose, words: Sequence[Word]) -> Found:
    """Residents that match every word: 50 at most, with the honest number of all (up to 2,000).

    Addresses and telephones of a guarded household are not searched unless the actor may see them: such a
    search answers exactly as if nobody lived there. The trail gets the kinds of words and the ids found, not
    what was typed.
    """
    if not words:
        return Found((), 0, capped=False, as_of=freshness())
    rows = _rows(words, may_see=sees_protected(actor))
    total = int(rows[0]["total"]) if rows else 0
    audit.record_now(
        Entry(
            Action.SEARCHED,
            actor.who,
            purpose.value,
            subjects=[row["id"] for row in rows],
            detail={"kinds": [w.kind.value for w in words], "total": total},
        )
    )
    found = tuple(_found(row, hide=row["guarded"] and not sees_protected(actor)) for row in rows)
    return Found(found, total, capped=total >= CAP, as_of=freshness())


def _rows(words: Sequence[Word], *, may_see: bool) -> list[dict[str, Any]]:
    conditions, values = list[str](), list[Any]()
    for word in words:
        condition, needed = _condition(word, may_see)
        conditions.append(f"({condition})")
        values += needed
    rank, needed = _rank(words)
    query = QUERY.format(conditions=" AND ".join(conditions), rank=rank, cap=CAP, shown=SHOWN)
    values += needed
    with connections["default"].cursor() as cursor:
        cursor.execute(query, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def _rank(words: Sequence[Word]) -> tuple[str, list[Any]]:
    """Who is called so by the surname comes before who has it as an alias, a former surname or inside a name."""
    for word in words:
        if word.kind is Kind.KANA:
            keys = [key for key in text.kana_query(word.typed) if key]
            return "NOT EXISTS (SELECT FROM unnest(%s::text[]) k WHERE starts_with(r.kana_sort, k))", [keys]
        if word.kind is Kind.TEXT:
            names = [n for n in text.name_query(word.typed) if n]
            return "NOT EXISTS (SELECT FROM unnest(%s::text[]) n WHERE starts_with(r.name_keys, n))", [names]
    return "false", []


def _condition(word: Word, may_see: bool) -> tuple[str, list[Any]]:
    open_ = "" if may_see else " AND NOT guarded"
    match word.kind:
        case Kind.NUMBER:
            return "resident_number = ANY(%s)", [number_forms(word.typed)]
        case Kind.BIRTH:
            assert word.born is not None
            first, last = word.born
            return BORN, [first, last, first, first]
        case Kind.PHONE:
            return f"right(phone_key, 4) = %s{open_}", [text.phone_key(word.typed)]
        case Kind.KANA:
            return _kana_condition([key for key in text.kana_query(word.typed) if key])
        case Kind.TEXT:
            return _text_condition(word.typed, open_)


def _kana_condition(keys: list[str]) -> tuple[str, list[Any]]:
    """A single sound is looked for where a reading begins: inside, it would be nearly everybody's."""
    if not keys:
        return "false", []
    if max(map(len, keys)) == 1:
        return "kana_sort LIKE ANY(%s)", [[f"{_escaped(key)}%" for key in keys]]
    return _contains({"kana_keys": keys}, {})


def _text_condition(typed: str, open_: str) -> tuple[str, list[Any]]:
    names = [name for name in text.name_query(typed) if name]
    address = [key for key in (text.address_key(typed),) if key]
    sought = {"name_keys": names, "address_key": address}
    return _contains({column: keys for column, keys in sought.items() if keys}, {"address_key": open_})


def _contains(sought: Mapping[str, Sequence[str]], also: Mapping[str, str]) -> tuple[str, list[Any]]:
    """One of the keys in one of the columns, each with what `also` demands of it.

    The repeated keys are the sieve that the indexes serve, for all columns at once; then the keys themselves judge.
    """
    if not sought:
        return "false", []
    sieve = " OR ".join(f"{_repeated(column)} LIKE ANY(%s)" for column in sought)
    exact = " OR ".join(f"({column} LIKE ANY(%s){also.get(column, '')})" for column in sought)
    patterns = [[_like(key, REPEATS[column]) for key in keys] for column, keys in sought.items()]
    patterns += [[_like(key) for key in keys] for keys in sought.values()]
    return f"({sieve}) AND ({exact})", patterns


def _repeated(column: str) -> str:
    """As in the index's own definition, to the letter."""
    return f"regexp_replace({column}, '(.)', '{ONCE * REPEATS[column]}', 'g')"


def _escaped(key: str) -> str:
    return key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _like(key: str, times: int = 1) -> str:
    return "%" + "".join(_escaped(character) * times for character in key) + "%"


def _found(row: dict[str, Any], *, hide: bool) -> FoundResident:
    return FoundResident(
        id=ResidentId(row["id"]),
        resident_number=row["resident_number"],
        name=row["name"],
        name_kana=row["name_kana"],
        birth=birth_of(row["birth_date"], row["birth_uncertain_text"]),
        sex=row["sex"],
        address=WITHHELD if hide else row["address_town"],
        head=row["head"] or "",
        removed=row["resident_status"] == REMOVED,
        foreign=bool(row["nationality"]),
        care=row["guarded"],
        namesake=row["namesakes"] > 1,
    )
