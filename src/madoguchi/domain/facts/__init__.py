"""Facts: the one vocabulary, and what is known of a case in its words. Written up in docs/design/facts.md."""

from .catalogue import (
    Fact,
    FactCatalogue,
    Scope,
    Sensitivity,
    Source,
    SourceKind,
    UnknownFactError,
    from_cell,
)
from .checks import check_pack, load_catalogue
from .derived import FUNCTIONS
from .factset import CaseFacts, Earlier, FactSet, Held, Origin, Statement
from .values import NOT_APPLICABLE, UNKNOWN, Absent, FactError, FactType, FactValue, Value

__all__ = [
    "FUNCTIONS",
    "NOT_APPLICABLE",
    "UNKNOWN",
    "Absent",
    "CaseFacts",
    "Earlier",
    "Fact",
    "FactCatalogue",
    "FactError",
    "FactSet",
    "FactType",
    "FactValue",
    "Held",
    "Origin",
    "Scope",
    "Sensitivity",
    "Source",
    "SourceKind",
    "Statement",
    "UnknownFactError",
    "Value",
    "check_pack",
    "from_cell",
    "load_catalogue",
]
