"""異動の反映待ち: a certificate is made once the core system has the notice that was taken for these people.

Nobody has to let it go on: what stops it is asked anew each time, and is gone when the notice has come back. Until
then a person may say that it has been entered, having looked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions import kinds
from madoguchi.apps.receptions.details import CONFIRMED, WAITED
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.queries import view_of
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import Fault, Incomplete, ReceptionView
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.types import Unreflected


@dataclass(frozen=True, slots=True)
class Wait:
    """What a reception waits for, as board and page say it."""

    notice: Unreflected

    @property
    def words(self) -> str:
        return f"異動の反映待ち：{self.notice.words}"


def waits(views: Iterable[ReceptionView]) -> Mapping[str, Wait]:
    """Those at 作成待ち that can't be made yet, by number. One look for all of them."""
    making = [view for view in views if view.status is Status.MAKING and _touched(view)]
    own = {view.number: kinds.of(view) for view in making}
    moved = residents.unreflected({i for v in making if own[v.number] is None for i in people_of(v)})
    found: dict[str, Wait] = {}
    for view in making:
        kind = own[view.number]
        notice = kind.waits(view) if kind else next((moved[i] for i in people_of(view) if i in moved), None)
        if notice and notice.reception_number not in {one.visit for one in view.passage.entered}:
            found[view.number] = Wait(notice)
    return found


def wait_of(view: ReceptionView) -> Wait | None:
    return waits([view]).get(view.number)


def people_of(view: ReceptionView) -> frozenset[int]:
    """Residents by id that the certificates are about."""
    return frozenset({view.subject_id, *(m for line in view.draft.lines for m in line.members)} - {0})


def _touched(view: ReceptionView) -> bool:
    """Is there a certificate among them that an entry changes? A tax certificate of last year isn't."""
    known = {certificate.key: certificate for certificate in catalogue.certificates()}
    return any(known[x.certificate].waits_for_entry for x in view.draft.lines if x.certificate in known)


def check(view: ReceptionView) -> None:
    """Before it is made. Raises Incomplete."""
    wait = wait_of(view)
    if wait is not None:
        words = f"{wait.words}。入力済みを確かめたら、受付の画面で理由を選んで確認してください。"
        raise Incomplete((Fault(words, "entered-1"),))


def remember(reception: Reception) -> None:
    """That it has to wait, so that the board can say when it no longer has to."""
    wait = wait_of(view_of(reception))
    if wait is not None:
        reception.details[WAITED] = wait.notice.reception_number
        reception.save(update_fields=["details"])


def keep(reception: Reception, visit: str, reason: str, by: Actor) -> None:
    """That somebody saw the notice of that visit entered. The caller saves."""
    said = {"visit": visit, "reason": reason, "by": by.name, "at": timezone.now().isoformat()}
    reception.details[CONFIRMED] = [*reception.details.get(CONFIRMED, ()), said]
