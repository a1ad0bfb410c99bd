"""Put aside and taken up again, the same day and another."""

from __future__ import annotations

import pytest

from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.documents import queries as documents
from madoguchi.apps.documents.models import Signature
from madoguchi.apps.outbox.models import OutboxRow
from madoguchi.apps.receptions import queries, services
from madoguchi.apps.receptions.flow_policies import AnotherDay
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.states import ACCEPTED, FINAL, FOLLOWED, ON_ANY_DAY, Status
from madoguchi.apps.receptions.types import Incomplete
from madoguchi.apps.residents.models import Resident
from madoguchi.apps.residents.types import NeedsCheck
from tests.factories import protect
from tests.integration.door.acts import DRAFT, asked, signed
from tests.integration.receptions.flow import handed_over, step, to

REASON = "必要な書類がそろわない"


def at(status, clerk, colleague, resident):
    """A reception of today in this state."""
    if status is Status.OPEN:
        return services.start(resident.pk, by=clerk)
    if status is Status.SIGNING:
        return asked(clerk, resident)
    if status is Status.SUSPENDED:
        return suspended(signed(clerk, resident), clerk)
    return to(status, signed(clerk, resident), clerk, colleague)


def suspended(view, by):
    return services.suspend(view.number, REASON, ["委任状"], seen=view.version, by=by)


def resumed(view, by):
    return services.resume(view.number, seen=queries.get(view.number).version, by=by)


WAITING = [s for s in Status if s not in FINAL | ON_ANY_DAY]


@pytest.mark.parametrize("status", WAITING)
def test_put_aside_in_every_state_with_a_reason_and_what_is_missing(clerk, colleague, family, trail, status):
    view = suspended(at(status, clerk, colleague, family[0]), clerk)
    assert view.status is Status.SUSPENDED
    assert (view.passage.suspended_reason, view.passage.missing) == (REASON, ("委任状",))
    assert not OutboxRow.objects.exists()
    assert trail()[-1].detail == {"reason": REASON, "missing": ["委任状"]}


def test_free_text_is_refused_as_a_reason(clerk, family):
    view = signed(clerk, family[0])
    with pytest.raises(Refused):
        services.suspend(view.number, "見本さんが忘れた", [], seen=view.version, by=clerk)
    assert services.suspend(view.number, REASON, ["秘密"], seen=view.version, by=clerk).passage.missing == ()


@pytest.mark.parametrize("status", sorted(ACCEPTED - FOLLOWED))
def test_the_same_day_and_nothing_changed_the_signature_holds(clerk, colleague, family, status):
    view = resumed(suspended(at(Status(status), clerk, colleague, family[0]), clerk), colleague)
    assert view.status is Status.MAKING
    (paper,) = documents.of_reception(view.number)
    assert paper.signed
    assert OutboxRow.objects.get().key == view.number
    assert view.passage.made_by is None
    assert handed_over(view, clerk, colleague).status is Status.ISSUED


def test_a_change_in_the_register_voids_the_signature(clerk, family, trail):
    view = suspended(signed(clerk, family[0]), clerk)
    Resident.objects.filter(pk=family[0].pk).update(address_number="99番地")
    view = resumed(view, clerk)
    assert view.status is Status.OPEN
    assert documents.of_reception(view.number) == ()
    assert Signature.objects.get().voided_at is not None
    assert not OutboxRow.objects.exists()
    assert Action.SIGNATURE_VOIDED in [e.action for e in trail()]
    assert view.draft.identity == DRAFT.identity  # the same day: it still counts


def test_another_day_identity_is_recorded_again(clerk, family, tomorrow_of):
    view = suspended(signed(clerk, family[0]), clerk)
    with tomorrow_of():
        view = resumed(view, clerk)
        assert (view.status, view.draft.identity) == (Status.OPEN, ())
        assert [x.certificate for x in view.draft.lines] == [x.certificate for x in DRAFT.lines]
        with pytest.raises(Incomplete) as raised:
            services.ask_signature(view.number, view.draft, seen=view.version, by=clerk)
        assert "本人確認書類が足りません" in str(raised.value)
        assert not OutboxRow.objects.exists()


def test_another_day_the_papers_say_what_the_register_says_then(clerk, family, tomorrow_of):
    view = suspended(asked(clerk, family[0]), clerk)
    Resident.objects.filter(pk=family[0].pk).update(name="見本　次郎太")
    with tomorrow_of():
        view = resumed(view, clerk)
        view = services.ask_signature(view.number, DRAFT, seen=view.version, by=clerk)
        from madoguchi.apps.documents.models import Document

        data = Document.objects.get(reference=view.number, superseded=False).data
        assert data["visitor_name"] == "見本　次郎太"


def test_protection_set_meanwhile_stops_the_resume(clerk, family, tomorrow_of):
    view = suspended(signed(clerk, family[0]), clerk)
    protect(family[1])
    with tomorrow_of(), pytest.raises(NeedsCheck):
        resumed(view, clerk)
    assert queries.get(view.number).status is Status.SUSPENDED
    assert not OutboxRow.objects.exists()


def test_a_record_that_left_and_a_changed_request_do_not_go_together(clerk, family, tomorrow_of):
    view = signed(clerk, family[0])
    OutboxRow.objects.update(state="sent")
    view = suspended(view, clerk)
    with tomorrow_of():
        with pytest.raises(Refused) as raised:
            resumed(view, clerk)
        assert "送信されています" in raised.value.words
    assert resumed(view, clerk).status is Status.MAKING
    assert OutboxRow.objects.count() == 1


@pytest.mark.parametrize("status", [Status.OPEN, Status.SIGNING])
def test_what_was_left_behind_goes_on_only_when_resumed(clerk, colleague, family, tomorrow_of, status):
    view = at(status, clerk, colleague, family[0])
    services.save_draft(view.number, DRAFT, seen=view.version, by=clerk)
    with tomorrow_of():
        view = queries.get(view.number)
        with pytest.raises(AnotherDay):
            services.ask_signature(view.number, DRAFT, seen=view.version, by=clerk)
        view = resumed(view, clerk)
        assert (view.status, view.draft.identity) == (Status.OPEN, ())
        assert services.ask_signature(view.number, DRAFT, seen=view.version, by=clerk)


def test_what_is_not_put_aside_is_not_resumed(clerk, family):
    view = signed(clerk, family[0])
    with pytest.raises(Refused):
        resumed(view, clerk)
    view = services.start(family[0].pk, by=clerk)
    with pytest.raises(Refused):
        resumed(view, clerk)


def test_a_suspended_one_is_not_opened_past_the_resume(clerk, family):
    view = suspended(signed(clerk, family[0]), clerk)
    with pytest.raises(Refused):
        services.reopen(view.number, seen=view.version, by=clerk)
    with pytest.raises(Refused):
        services.save_draft(view.number, DRAFT, seen=view.version, by=clerk)


def test_handing_over_on_another_day_looks_at_the_papers_again(clerk, colleague, family, tomorrow_of, trail):
    view = at(Status.HANDING, clerk, colleague, family[0])
    with tomorrow_of():
        with pytest.raises(Incomplete) as raised:
            step(view, clerk)
        assert raised.value.faults[0].target == "identity_again"
        assert step(view, clerk, identity_again=True).status is Status.ISSUED
    assert [e.detail for e in trail() if e.action == Action.IDENTITY_RECORDED][-1] == {"again": True}


@pytest.mark.parametrize("act", ["suspend", "resume"])
def test_repeated_it_happens_once(clerk, family, trail, act):
    view = signed(clerk, family[0])
    first = suspended(view, clerk)
    if act == "resume":
        view, first = first, resumed(first, clerk)
        again = services.resume(view.number, seen=view.version, by=clerk)
    else:
        again = suspended(view, clerk)
    assert again == first
    acts = {"suspend": Action.RECEPTION_SUSPENDED, "resume": Action.RECEPTION_RESUMED}
    assert [e.action for e in trail()].count(acts[act]) == 1


def test_paid_before_it_was_put_aside_is_not_asked_for_again(clerk, colleague, family, tomorrow_of):
    view = suspended(at(Status.HANDING, clerk, colleague, family[0]), clerk)
    with tomorrow_of():
        view = resumed(view, clerk)
        view = services.ask_signature(view.number, DRAFT, seen=view.version, by=clerk)
        view = services.sign_on_paper(view.number, seen=view.version, by=clerk)
        view = to(Status.REVIEWING, view, clerk, colleague)
        assert step(view, colleague).status is Status.HANDING
    assert Reception.objects.get(number=view.number).payments.count() == 1
