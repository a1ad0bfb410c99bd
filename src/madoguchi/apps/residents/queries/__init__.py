"""The guarded door: the only way to the register. Every look is asked with an actor and a purpose, and is
written into the trail before anything is handed out."""

from madoguchi.apps.residents.beside import url_of as beside_url
from madoguchi.apps.residents.queries.alike import guarded_alike
from madoguchi.apps.residents.queries.copies import guarded_numbers, known_numbers, open_copies, open_copy
from madoguchi.apps.residents.queries.people import (
    holder_of_seal,
    id_of,
    labels,
    numbers_of,
    open_household,
    open_resident,
)
from madoguchi.apps.residents.queries.protection import (
    NoSuchApplication,
    application,
    applications,
    compare_lists,
    open_application,
    protections_in_force,
    protections_of,
)
from madoguchi.apps.residents.queries.release import (
    NoSuchRelease,
    release_by_id,
    release_of,
    releases_of_today,
    releases_waiting,
)
from madoguchi.apps.residents.queries.search import search
from madoguchi.apps.residents.queries.state import freshness, protection_stale, register_counts
from madoguchi.apps.residents.search_words import Kind, Word, understand
from madoguchi.apps.residents.unreflected import of as unreflected

__all__ = [
    "Kind",
    "NoSuchApplication",
    "NoSuchRelease",
    "Word",
    "application",
    "applications",
    "beside_url",
    "compare_lists",
    "freshness",
    "guarded_alike",
    "guarded_numbers",
    "holder_of_seal",
    "id_of",
    "known_numbers",
    "labels",
    "numbers_of",
    "open_application",
    "open_copies",
    "open_copy",
    "open_household",
    "open_resident",
    "protection_stale",
    "protections_in_force",
    "protections_of",
    "register_counts",
    "release_by_id",
    "release_of",
    "releases_of_today",
    "releases_waiting",
    "search",
    "understand",
    "unreflected",
]
