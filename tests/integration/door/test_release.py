"""A second person lets one request go on: one reception, one requester, one request, one day, and no more than that."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.documents.models import Document
from madoguchi.apps.outbound.services import drain
from madoguchi.apps.outbox.models import OutboxRow
from madoguchi.apps.receptions import guarding, queries, services
from madoguchi.apps.receptions.types import Incomplete, Party, ReceptionView
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents import services as register
from madoguchi.apps.residents.states import GrantReason, RefuseReason
from madoguchi.apps.residents.types import Decision, NeedsCheck, Purpose, Withheld
from madoguchi.domain.counter import VisitorKind
from madoguchi.integrations.objectstore import DirectoryStore
from tests.factories import make_resident, protect
from tests.integration.door.acts import DRAFT, finish
from tests.integration.door.conftest import client_of
from tests.integration.door.outputs import SECRETS, paper, text_of

GRANTED = Decision(granted=True, reason=GrantReason.APPLICANT_HERSELF, application_seen=True)
WITH_ADDRESS = replace(GRANTED, with_address=True)
REFUSED = Decision(granted=False, reason=RefuseReason.OTHER_PARTY, application_seen=False)


@pytest.fixture
def supervisor(staff) -> Actor:
    return staff(Right.COUNTER, Right.ISSUE, Right.PROTECTION_RELEASE, name="試験 係長")


def begun(clerk: Actor, subject, draft=DRAFT) -> ReceptionView:
    view = services.start_guarded(subject.pk, by=clerk)
    return services.save_draft(view.number, draft, seen=view.version, by=clerk)


def ask(clerk: Actor, view: ReceptionView) -> int:
    guarding.ask(queries.get(view.number), clerk)
    found = residents.release_of(view.number)
    assert found is not None
    return found.id


@pytest.fixture
def waiting(clerk, family) -> ReceptionView:
    protect(family[1])
    return begun(clerk, family[0])


def state(clerk: Actor, view: ReceptionView) -> str:
    now = queries.get(view.number)
    return guarding.look(guarding.household_of(now, clerk), now, clerk).state


class TestAsking:
    def test_a_draft_of_a_guarded_household_is_filled_in_without_any_address(self, at_counter, waiting):
        page = text_of(at_counter.get(reverse("receptions:request", args=[waiting.number])))
        assert "見本" in page
        assert not any(secret in page for secret in SECRETS)

    def test_nothing_goes_on_before_the_answer(self, clerk, waiting):
        with pytest.raises(NeedsCheck):
            services.ask_signature(waiting.number, DRAFT, seen=waiting.version, by=clerk)
        ask(clerk, waiting)
        with pytest.raises(NeedsCheck):
            services.ask_signature(waiting.number, DRAFT, seen=waiting.version, by=clerk)
        assert not Document.objects.exists()

    def test_pressed_twice_it_is_asked_once(self, clerk, waiting):
        assert ask(clerk, waiting) == ask(clerk, waiting)

    @pytest.mark.parametrize("kind", [VisitorKind.AGENT, VisitorKind.MESSENGER])
    def test_agents_and_messengers_cant_even_ask(self, clerk, family, kind):
        protect(family[1])
        draft = replace(DRAFT, visitor_kind=kind, visitor=Party(name="別人　次郎"))
        view = begun(clerk, family[0], draft)
        with pytest.raises(Refused):
            guarding.ask(queries.get(view.number), clerk)
        assert residents.release_of(view.number) is None


class TestAnswering:
    def test_never_the_one_who_asked(self, supervisor, family):
        """She has the right; she asked; somebody else has to look."""
        protect(family[1])
        release = ask(supervisor, begun(supervisor, family[0]))
        with pytest.raises(Refused):
            register.answer_release(release, GRANTED, by=supervisor)
        assert state(supervisor, queries.get(residents.release_by_id(release).ask.reference)) == "asked"

    @pytest.mark.parametrize(
        "decision",
        [
            replace(GRANTED, application_seen=False),
            replace(GRANTED, reason=""),
            replace(GRANTED, reason="秘密町77番地"),
            replace(GRANTED, reason=RefuseReason.UNCLEAR),
            replace(REFUSED, reason=""),
        ],
    )
    def test_not_without_reason_and_application(self, clerk, supervisor, waiting, decision):
        release = ask(clerk, waiting)
        with pytest.raises(Refused):
            register.answer_release(release, decision, by=supervisor)
        assert state(clerk, waiting) == "asked"

    def test_not_without_the_right(self, clerk, staff, waiting):
        with pytest.raises(Refused):
            register.answer_release(ask(clerk, waiting), GRANTED, by=staff(Right.COUNTER, Right.ISSUE))

    def test_an_answer_stands(self, clerk, supervisor, waiting):
        release = ask(clerk, waiting)
        register.answer_release(release, REFUSED, by=supervisor)
        with pytest.raises(Refused):
            register.answer_release(release, GRANTED, by=supervisor)
        with pytest.raises(NeedsCheck):
            services.ask_signature(waiting.number, DRAFT, seen=waiting.version, by=clerk)

    def test_who_and_why_are_in_the_trail(self, clerk, supervisor, waiting, trail):
        register.answer_release(ask(clerk, waiting), GRANTED, by=supervisor)
        (event,) = [e for e in trail() if e.action == Action.RELEASED]
        assert (event.staff_name, event.reference) == (supervisor.name, waiting.number)
        assert event.detail["reason"] == GrantReason.APPLICANT_HERSELF
        assert event.detail["application seen"] is True
        assert event.detail["asked by"] == clerk.staff_id


@pytest.fixture
def released(clerk, supervisor, waiting) -> ReceptionView:
    register.answer_release(ask(clerk, waiting), GRANTED, by=supervisor)
    return queries.get(waiting.number)


class TestReleased:
    def test_the_same_clerk_goes_on_to_the_end_and_no_address_stands_anywhere(
        self, at_counter, clerk, released, tmp_path
    ):
        finish(clerk, released)
        (document,) = Document.objects.all()
        world = type("W", (), {"staff": at_counter, "signed": released})()
        printed = paper("print", "signed")(world)
        assert "見本" in printed
        assert not any(secret in printed for secret in SECRETS)
        assert not any(secret in str(document.data) for secret in SECRETS)
        assert not any(secret in str(OutboxRow.objects.get().payload) for secret in SECRETS)

    def test_its_record_goes_to_a_person(self, clerk, released, tmp_path):
        finish(clerk, released)
        (tmp_path / "out").mkdir()
        assert drain(DirectoryStore(tmp_path / "out"), timezone.now()).held == 1
        assert OutboxRow.objects.get().state == "held"
        assert not list((tmp_path / "out").rglob("*.csv"))

    def test_another_request_is_another_question(self, clerk, released):
        twice = replace(DRAFT, lines=(replace(DRAFT.lines[0], copies=2),))
        view = services.save_draft(released.number, twice, seen=released.version, by=clerk)
        assert state(clerk, view) == "changed"
        with pytest.raises(NeedsCheck):
            services.ask_signature(view.number, twice, seen=view.version, by=clerk)

    def test_another_requester_too(self, clerk, released, family):
        other = replace(DRAFT, visitor_kind=VisitorKind.SAME_HOUSEHOLD, visitor_id=family[1].pk)
        view = services.save_draft(released.number, other, seen=released.version, by=clerk)
        assert state(clerk, view) == "changed"

    def test_another_reception_of_the_same_person_too(self, clerk, released, family):
        assert state(clerk, begun(clerk, family[0])) == "unasked"

    def test_whoever_joined_the_household_was_not_looked_at(self, clerk, released, family):
        make_resident(household_number=family[0].household_number, name="新入　三郎", relationship="子")
        assert state(clerk, released) == "changed"

    def test_the_day_ends_it(self, clerk, released):
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            assert state(clerk, released) == "unasked"

    def test_cancelling_ends_it(self, clerk, released):
        services.cancel(released.number, "入力の誤り", seen=released.version, by=clerk)
        assert state(clerk, released) == "unasked"

    def test_who_has_the_right_gets_no_address_onto_the_paper_either(self, supervisor, released):
        """The address needs its own yes; having the right is not a yes."""
        now = queries.get(released.number)
        household = guarding.household_of(now, supervisor)
        assert all(isinstance(m.address, Withheld) for m in household.members)


class TestWithAddress:
    @pytest.fixture
    def released(self, clerk, supervisor, waiting) -> ReceptionView:
        register.answer_release(ask(clerk, waiting), WITH_ADDRESS, by=supervisor)
        return queries.get(waiting.number)

    def test_the_paper_bears_it_and_can_be_printed(self, at_counter, clerk, released):
        finish(clerk, released)
        world = type("W", (), {"staff": at_counter, "signed": released})()
        assert "秘密町" in paper("print", "signed")(world)

    def test_nowhere_but_in_this_reception(self, at_counter, clerk, released, family):
        home = residents.open_household(clerk, Purpose.COUNTER, family[0].pk)
        assert all(isinstance(m.address, Withheld) for m in home.members)
        page = text_of(at_counter.get(reverse("residents:household", args=[family[0].pk])))
        assert not any(secret in page for secret in SECRETS)

    def test_the_record_still_goes_to_a_person(self, clerk, released, tmp_path):
        finish(clerk, released)
        (tmp_path / "out").mkdir()
        drain(DirectoryStore(tmp_path / "out"), timezone.now())
        assert OutboxRow.objects.get().state == "held"

    def test_a_changed_request_closes_it_again(self, clerk, released):
        twice = replace(DRAFT, lines=(replace(DRAFT.lines[0], copies=2),))
        view = services.save_draft(released.number, twice, seen=released.version, by=clerk)
        home = guarding.household_of(view, clerk)
        assert all(isinstance(m.address, Withheld) for m in home.members)

    def test_the_next_day_the_paper_is_closed(self, at_counter, clerk, released):
        finish(clerk, released)
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            world = type("W", (), {"staff": at_counter, "signed": released})()
            assert not any(secret in paper("print", "signed")(world) for secret in SECRETS)


class TestScreens:
    def test_the_whole_way_by_its_pages(self, at_counter, clerk, supervisor, family, database):
        protect(family[1])
        stop = at_counter.post(reverse("receptions:start", args=[family[0].pk]))
        assert stop.status_code == 403
        assert "係長に知らせる" in text_of(stop)
        begun = at_counter.post(reverse("receptions:guard_start", args=[family[0].pk]))
        number = begun.url.split("/")[2]
        form = {"certificate": "residence_record_household", "visitor_kind": "self", "version": "1"}
        at_counter.post(reverse("receptions:draft", args=[number]), form | {"identity": "driving_licence"})
        at_counter.post(reverse("receptions:guard_ask", args=[number]))
        desk = client_of(supervisor)
        assert number[4:] in text_of(desk.get(reverse("receptions:confirmations")))
        assert text_of(desk.get(reverse("receptions:confirmations_count"))).startswith("1")
        release = residents.release_of(number)
        assert release is not None
        url = reverse("receptions:confirmation", args=[release.id])
        page = text_of(desk.get(url))
        assert all(word in page for word in ("見本", "秘密町", "配偶者暴力防止法", "支援措置の申出書を見た"))
        answer = {"decision": "grant", "grant_reason": "applicant_herself", "application_seen": "1"}
        assert desk.post(url, answer).status_code == 302
        waiting = at_counter.get(reverse("receptions:guard_state", args=[number]) + "?state=asked")
        assert waiting["HX-Refresh"] == "true"
        shown = text_of(at_counter.get(reverse("receptions:request", args=[number])))
        assert 'id="guard"' not in shown
        assert not any(secret in shown for secret in SECRETS)

    @pytest.mark.parametrize("name", ["confirmations", "confirmations_count"])
    def test_nothing_of_it_for_others(self, at_counter, waiting, name):
        assert at_counter.get(reverse(f"receptions:{name}")).status_code == 403

    def test_an_answer_without_a_reason_says_so_and_decides_nothing(self, clerk, supervisor, waiting):
        release = ask(clerk, waiting)
        desk = client_of(supervisor)
        url = reverse("receptions:confirmation", args=[release])
        assert desk.post(url, {"decision": "grant", "application_seen": "1"}).status_code == 422
        assert state(clerk, waiting) == "asked"

    def test_neutral_words_for_the_clerk(self, at_counter, clerk, waiting):
        ask(clerk, waiting)
        page = text_of(at_counter.get(reverse("receptions:request", args=[waiting.number])))
        assert [w for w in ("支援措置", "措置", "DV", "加害", "被害", "相手方") if w in page] == []


class TestOldProtectionData:
    @pytest.fixture(autouse=True)
    def old(self, family):
        from madoguchi.apps.residents.models import SourceState

        SourceState.objects.update(as_of=timezone.now() - timedelta(days=14))

    def test_each_request_needs_the_look_at_the_core_terminal(self, clerk, family, trail):
        view = services.start(family[0].pk, by=clerk)
        with pytest.raises(Incomplete) as stopped:
            services.ask_signature(view.number, DRAFT, seen=view.version, by=clerk)
        assert "core_checked" in [fault.target for fault in stopped.value.faults]
        checked = replace(DRAFT, core_checked=True)
        services.ask_signature(view.number, checked, seen=view.version, by=clerk)
        (event,) = [e for e in trail() if e.action == Action.CORE_CHECKED]
        assert (event.staff_id, event.reference) == (clerk.staff_id, view.number)

    def test_the_request_page_asks_for_it(self, at_counter, clerk, family):
        view = services.start(family[0].pk, by=clerk)
        page = text_of(at_counter.get(reverse("receptions:request", args=[view.number])))
        assert "基幹端末で確認した" in page


def test_what_was_typed_before_protection_came_is_not_shown_again(at_counter, clerk, family):
    """Put aside with the address a third party had said; she was put under protection meanwhile."""
    said = replace(
        DRAFT,
        visitor_kind=VisitorKind.THIRD_PARTY,
        visitor=Party(name="別人　次郎", address="秘密町77番地"),
        reason="秘密の旧住所へ送るため",
    )
    view = services.start(family[0].pk, by=clerk)
    services.save_draft(view.number, said, seen=view.version, by=clerk)
    url = reverse("receptions:request", args=[view.number])
    assert "秘密" in text_of(at_counter.get(url))
    protect(family[1])
    page = text_of(at_counter.get(url))
    assert "別人" in page
    assert not any(secret in page for secret in SECRETS)
