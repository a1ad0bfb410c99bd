"""What a city says about its counter: the certificates, the papers that prove identity, its organisation."""

from madoguchi.domain.counter.certificates import Certificate, Item, Scope, VisitorKind
from madoguchi.domain.counter.identity import IdentityDocument, IdentityRules, Proof, Sufficient
from madoguchi.domain.counter.organisation import Department, Group, Municipality, ServiceHours

__all__ = [
    "Certificate",
    "Department",
    "Group",
    "IdentityDocument",
    "IdentityRules",
    "Item",
    "Municipality",
    "Proof",
    "Scope",
    "ServiceHours",
    "Sufficient",
    "VisitorKind",
]
