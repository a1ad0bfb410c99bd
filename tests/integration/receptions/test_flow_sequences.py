"""Any sequence of acts, possible or not, by any of three people: what must hold holds after each."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused, system
from madoguchi.apps.documents.models import Document, Signature
from madoguchi.apps.documents.services import SignatureVoid
from madoguchi.apps.outbox.models import OutboxRow
from madoguchi.apps.receptions import queries, services
from madoguchi.apps.receptions.models import Reception, ReceptionPayment, ReceptionStep
from madoguchi.apps.receptions.passage import Act
from madoguchi.apps.receptions.states import ACCEPTED, NEXT, Status
from madoguchi.apps.receptions.types import Incomplete
from madoguchi.apps.residents.models import Resident
from tests.factories import make_actor
from tests.integration.door.acts import DRAFT, STROKES
from tests.integration.receptions.flow import passing_of, use_flow
from tests.integration.receptions.test_flow_days import REASON
from tests.thoroughness import examples

ACTS = {
    "save": lambda v, by: services.save_draft(v.number, DRAFT, seen=v.version, by=by),
    "ask": lambda v, by: services.ask_signature(v.number, DRAFT, seen=v.version, by=by),
    "sign": lambda v, by: services.sign(
        v.number, STROKES, content_digest=v.content_digest, terminal="1", by=system("署名画面")
    ),
    "sign on paper": lambda v, by: services.sign_on_paper(v.number, seen=v.version, by=by),
    "step": lambda v, by: services.go_on(v.number, passing_of(v), seen=v.version, by=by),
    "through": lambda v, by: services.go_on(v.number, passing_of(v), seen=v.version, by=by, through=True),
    "issue": lambda v, by: services.issue(v.number, v.number[-4:], seen=v.version, by=by),
    "send back": lambda v, by: services.send_back(v.number, "通数がちがう", seen=v.version, by=by),
    "reopen": lambda v, by: services.reopen(v.number, seen=v.version, by=by),
    "suspend": lambda v, by: services.suspend(v.number, REASON, [], seen=v.version, by=by),
    "resume": lambda v, by: services.resume(v.number, seen=v.version, by=by),
    "cancel": lambda v, by: services.cancel(v.number, "入力の誤り", seen=v.version, by=by),
}
# What leads on comes more often than what leads away: else hardly a sequence gets anywhere.
NAMES = [*ACTS, *["ask", "sign", "step"] * 4, "sent", "moves house"]
MOVES = st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 2)), min_size=4, max_size=16)


def do(name, view, by, home):
    if name == "sent":
        OutboxRow.objects.filter(key=view.number).update(state="sent")
    elif name == "moves house":
        Resident.objects.filter(pk=home.pk).update(address_number=f"{view.version}番地の{view.version}")
    else:
        with suppress(Refused, Incomplete, SignatureVoid):
            ACTS[name](view, by)


def check(number, by_another, review):
    row = Reception.objects.get(number=number)
    steps = list(ReceptionStep.objects.filter(reception=row).order_by("pk"))
    _records(row)
    _signature(row)
    _steps(steps)
    assert row.paid_yen == sum(ReceptionPayment.objects.filter(reception=row).values_list("yen", flat=True))
    if row.status == Status.ISSUED:
        _passed(row, steps, by_another, review)
    if row.status == Status.CANCELLED:
        assert row.paid_yen == 0


def _records(row):
    records = OutboxRow.objects.filter(key=row.number)
    assert records.count() <= 1
    if row.status in (*ACCEPTED, Status.ISSUED):
        assert records.count() == 1
    elif records.exists():
        assert records.get().state == "sent"  # it had left before; a person was told


def _signature(row):
    """A signature in force is for what the papers say; open again or cancelled, there is none."""
    valid = Signature.objects.filter(reference=row.number, voided_at=None)
    papers = Document.objects.filter(reference=row.number, superseded=False)
    if row.status in (Status.OPEN, Status.CANCELLED):
        assert not valid.exists()
        assert not papers.exists()
    assert {s.content_digest for s in valid} <= {row.content_digest}
    assert {p.content_digest for p in papers} <= {row.content_digest}


def _steps(steps):
    for step in steps:
        assert Status(step.after) in NEXT[Status(step.before)]
    for before, after in pairwise(steps):
        assert before.after == after.before
        assert before.seen < after.seen


def _passed(row, steps, by_another, review):
    """Since it was accepted last, everything the city demands was done; the review by whom it demands."""
    last = max(i for i, s in enumerate(steps) if s.after == Status.MAKING)
    done = {s.act: s for s in steps[last:]}
    assert {Act.MADE, Act.ISSUED} <= set(done)
    assert (Act.REVIEWED in done) == review
    if review and by_another:
        assert done[Act.REVIEWED].by != done[Act.MADE].by
    assert row.paid_yen == row.fee_yen


@pytest.mark.parametrize(("review", "by_another"), [(True, True), (True, False), (False, False)])
def test_any_sequence(database, monkeypatch, review, by_another):
    from tests.factories import make_resident

    use_flow(monkeypatch, review=review, by_another=by_another)
    people = [make_actor(Right.COUNTER, Right.ISSUE, name=f"試験 {n}") for n in ("一", "二", "三")]
    home = make_resident()
    ends = set()

    @settings(max_examples=examples(40))
    @given(MOVES)
    def run(moves):
        view = services.start(home.pk, by=people[0])
        for name, who in moves:
            do(name, queries.get(view.number), people[who], home)
            check(view.number, by_another, review)
        ends.add(queries.get(view.number).status)

    run()
    assert len(ends) > 3  # the sequences got somewhere


def test_any_sequence_with_a_night_between(database, monkeypatch):
    from tests.factories import make_resident

    use_flow(monkeypatch)
    people = [make_actor(Right.COUNTER, Right.ISSUE, name=f"試験 {n}") for n in ("一", "二", "三")]
    home = make_resident()

    @settings(max_examples=examples(25))
    @given(MOVES, MOVES)
    def run(today, tomorrow):
        view = services.start(home.pk, by=people[0])
        for name, who in today:
            do(name, queries.get(view.number), people[who], home)
        before = queries.get(view.number)
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            for name, who in tomorrow:
                do(name, queries.get(view.number), people[who], home)
                check(view.number, True, True)
            after = queries.get(view.number)
            if before.status in (Status.OPEN, Status.SIGNING) and after.status in ACCEPTED:
                resumed = ReceptionStep.objects.filter(reception__number=view.number, act=Act.RESUMED)
                assert resumed.exists()

    run()
