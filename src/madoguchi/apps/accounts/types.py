"""The staff member behind a request, frozen: what services and the guarded door are asked with."""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.audit.types import Who


@dataclass(frozen=True, slots=True)
class Actor:
    who: Who
    rights: frozenset[Right]
    department_code: str = ""

    def may(self, right: Right) -> bool:
        return right in self.rights

    @property
    def staff_id(self) -> int | None:
        return self.who.staff_id

    @property
    def person(self) -> int:
        """The staff id, where only a person can act. Raises TypeError for a system job."""
        if self.who.staff_id is None:
            raise TypeError(f"{self.who.staff_name} is no person")
        return self.who.staff_id

    @property
    def name(self) -> str:
        return self.who.staff_name


def system(job: str) -> Actor:
    """A named job of the system itself. It has no rights: protected data stays withheld from it."""
    return Actor(who=Who(staff_id=None, staff_name=f"システム（{job}）"), rights=frozenset())


class Refused(Exception):
    """May not, in words the person can act on. `words` never names a protected person or the reason for protection."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.recorded = False
        """True once the trail has it; the middleware writes down what nobody has written yet."""
        super().__init__(words)
