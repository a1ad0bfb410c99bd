"""Made-up families at the counter, and one visit carried step by step."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from madoguchi.apps.visits import services
from madoguchi.apps.visits.services import Asked, Typed
from madoguchi.apps.visits.types import Newcomer, Notifier, OpenVisit
from madoguchi.domain.counter import VisitorKind
from madoguchi.domain.visits import Asking, Channel

FAMILY = (
    Newcomer(
        "架空　一郎",
        "カクウ　イチロウ",
        date(1985, 5, 1),
        "1",
        "世帯主",
        "日本人",
        address="架空県見本市1番地",
    ),
    Newcomer("架空　桜", "カクウ　サクラ", date(1987, 5, 1), "2", "妻", "日本人"),
    Newcomer("架空　健", "カクウ　ケン", date(2018, 1, 10), "1", "子", "日本人"),
    Newcomer("架空　葵", "カクウ　アオイ", date(2021, 6, 1), "2", "子", "日本人"),
)
NOTICE = {
    "event.new_address": "和歌山県御坊市薗350番地",
    "event.new_head_name": "架空　一郎",
    "event.old_address": "架空県見本市1番地",
}


def arrived(by, family=FAMILY) -> OpenVisit:
    """Everybody entered, all of them moving, yesterday."""
    opened = services.start(None, ["move_in_domestic"], by=by)
    for one in family:
        opened = services.add_newcomer(opened.number, one, seen=opened.version, by=by)
    keys = [p.key for p in opened.persons]
    opened = services.set_roles(opened.number, "e1", {"person.moving": keys}, seen=opened.version, by=by)
    return on_day(opened, by, timezone.localdate() - timedelta(days=1))


def on_day(opened: OpenVisit, by, day: date) -> OpenVisit:
    for fact in ("event.date", "event.planned_out_on"):
        opened = services.answer(
            opened.number, Asked(fact, (), "e1"), day.isoformat(), seen=opened.version, by=by
        )
    return opened


def asked(one: Asking) -> Asked:
    return Asked(one.fact, one.members or (), one.case)


def answered(opened: OpenVisit, by, given: dict[str, str] | None = None, most: int = 200) -> OpenVisit:
    """Whatever is asked is answered: as `given`, else no, or the first choice; what has none is left open."""
    for _ in range(most):
        one = opened.plan.next
        if one is None:
            return opened
        text = (given or {}).get(one.fact, default_answer(one))
        if text is None or one.channel is Channel.STAFF:
            opened = services.leave_open(opened.number, asked(one), later=False, seen=opened.version, by=by)
        else:
            opened = services.answer(opened.number, asked(one), text, seen=opened.version, by=by)
    raise AssertionError("the questions don't end")


def default_answer(one: Asking) -> str | None:
    if one.fact == "person.protection":
        return "なし"
    if not one.choices:
        return None
    value = one.choices[-1].value
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def noticed(opened: OpenVisit, by, items: dict[str, str] = NOTICE, person: str = "n1") -> OpenVisit:
    """The notice filled in, one of the visit at the counter with a driving licence."""
    typed = [Typed(fact, text, None, "e1") for fact, text in items.items()]
    opened = services.fill_in(opened.number, typed, seen=opened.version, by=by)
    notifier = Notifier(VisitorKind.SELF, person, identity=("driving_licence",))
    return services.set_notifier(opened.number, notifier, seen=opened.version, by=by)
