"""支援措置の申出 at the counter, its checklist, its end by two people, and the monthly comparison."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.residents import queries, services
from madoguchi.apps.residents.models import Protection, Resident, SourceState
from madoguchi.apps.residents.states import EndReason
from madoguchi.apps.residents.types import Purpose
from madoguchi.domain.protection import Difference
from tests.factories import protect
from tests.integration.door.conftest import client_of
from tests.integration.door.outputs import SECRETS, text_of
from tests.integration.inbound.conftest import day, store, take
from tests.integration.inbound.sets import protection, put_set, resident

__all__ = ["day", "store", "take"]  # fixtures of the inbound tests
ENDING = EndReason.WITHDRAWN


@pytest.fixture
def supervisor(staff) -> Actor:
    return staff(Right.COUNTER, Right.PROTECTION_RELEASE, name="試験 係長")


@pytest.fixture
def deputy(staff) -> Actor:
    return staff(Right.COUNTER, Right.PROTECTION_RELEASE, name="試験 主査")


def is_guarded(person: Resident) -> bool:
    return Resident.objects.get(pk=person.pk).guarded


def end(protection_id: int, first: Actor, second: Actor) -> None:
    services.ask_end(protection_id, ENDING, by=first)
    services.confirm_end(protection_id, by=second)


class TestApplication:
    def test_it_works_in_the_same_moment(self, clerk, family):
        services.take_application(family[1].pk, [family[0].pk], "1", "police", by=clerk)
        assert is_guarded(family[0])
        assert is_guarded(family[1])
        assert Protection.objects.filter(active=True, source="counter").count() == 2

    def test_a_protection_that_was_ended_once_begins_anew(self, clerk, supervisor, deputy, family):
        """Meguro: a second application must not find the first one's end."""
        services.protect_provisionally(family[0].pk, by=clerk)
        end(Protection.objects.get().pk, supervisor, deputy)
        assert not is_guarded(family[0])
        services.take_application(family[0].pk, [], "1", "police", by=clerk)
        assert is_guarded(family[0])

    def test_it_is_complete_when_every_system_has_it(self, clerk, supervisor, family):
        number = services.take_application(family[1].pk, [], "1", "police", by=clerk)
        systems = [s.key for s in catalogue.protection_rules().systems]
        for key in systems:
            assert not queries.application(supervisor, number).complete
            services.reflect(number, key, done=True, by=supervisor)
        assert queries.application(supervisor, number).complete
        services.reflect(number, systems[0], done=False, by=supervisor)
        assert [s.key for s in queries.application(supervisor, number).missing] == systems[:1]

    def test_who_saw_to_it_and_when(self, clerk, supervisor, family, trail):
        number = services.take_application(family[1].pk, [], "2", "police", by=clerk)
        services.reflect(number, "convenience_store", done=True, by=supervisor)
        done = next(s for s in queries.application(supervisor, number).reflected if s.done_at)
        assert (done.key, done.done_by_name) == ("convenience_store", supervisor.name)
        (event,) = [e for e in trail() if e.detail.get("system")]
        assert (event.reference, event.staff_id) == (number, supervisor.staff_id)

    @pytest.mark.parametrize(("kind", "office"), [("8", "police"), ("", "police"), ("1", "秘密町")])
    def test_not_without_its_kind_and_office(self, clerk, family, kind, office):
        with pytest.raises(Refused):
            services.take_application(family[1].pk, [], kind, office, by=clerk)
        assert not is_guarded(family[1])

    def test_numbers_go_on(self, clerk, family):
        numbers = [services.take_application(p.pk, [], "1", "police", by=clerk) for p in family]
        assert [n[-3:] for n in numbers] == ["001", "002"]

    def test_the_form_is_printed_without_the_address(self, at_counter, clerk, family):
        number = services.take_application(family[1].pk, [family[0].pk], "1", "police", by=clerk)
        text = text_of(at_counter.post(reverse("receptions:print_application", args=[number])))
        assert "花子" in text
        assert not any(secret in text for secret in SECRETS)

    def test_the_form_is_for_who_took_it_and_for_those_with_the_right(self, clerk, staff, supervisor, family):
        number = services.take_application(family[1].pk, [], "1", "police", by=clerk)
        url = reverse("receptions:print_application", args=[number])
        assert client_of(staff(Right.COUNTER)).post(url).status_code == 403
        assert client_of(supervisor).post(url).status_code == 200

    def test_the_page_is_the_same_whether_anybody_is_protected(self, at_counter, family):
        """Else whoever opens it knows."""
        url = reverse("residents:apply", args=[family[0].pk])
        before = text_of(at_counter.get(url)).partition("<main")[2].partition("</main>")[0]
        protect(family[1])
        after = text_of(at_counter.get(url)).partition("<main")[2].partition("</main>")[0]

        def plain(page: str) -> str:
            return "".join(line for line in page.splitlines() if "csrf" not in line)

        assert plain(before) == plain(after)

    def test_by_its_pages(self, at_counter, supervisor, family):
        url = reverse("residents:apply", args=[family[1].pk])
        assert at_counter.post(url, {"kind": "1"}).status_code == 422
        taken = at_counter.post(url, {"kind": "1", "office": "police", "others": [family[0].pk]})
        assert "もう効いている" in text_of(at_counter.get(taken.url))
        desk = client_of(supervisor)
        listed = text_of(desk.get(reverse("residents:protections")))
        assert "未反映" in listed
        number = taken.url.rstrip("/").rpartition("/")[2]
        page = reverse("residents:application", args=[number])
        desk.post(page, {"system": "counter", "done": "1"})
        assert text_of(desk.get(page)).count("反映済") == 1
        assert text_of(at_counter.get(page)) and at_counter.get(page).status_code == 403


class TestEnding:
    @pytest.fixture
    def protected(self, family) -> int:
        protect(family[1])
        return Protection.objects.get().pk

    def test_two_people_end_it(self, supervisor, deputy, family, protected, trail):
        services.ask_end(protected, ENDING, by=supervisor)
        assert is_guarded(family[1])
        services.confirm_end(protected, by=deputy)
        assert not is_guarded(family[1])
        events = [e for e in trail() if e.action == Action.PROTECTION_CHANGED]
        assert [e.detail["change"] for e in events] == ["end asked", "ended"]
        assert events[1].detail["asked by"] == supervisor.staff_id

    def test_never_one_alone(self, supervisor, family, protected):
        services.ask_end(protected, ENDING, by=supervisor)
        with pytest.raises(Refused):
            services.confirm_end(protected, by=supervisor)
        assert is_guarded(family[1])

    def test_never_without_the_first_step(self, supervisor, family, protected):
        with pytest.raises(Refused):
            services.confirm_end(protected, by=supervisor)
        assert is_guarded(family[1])

    def test_never_without_the_right_or_a_set_reason(self, clerk, supervisor, family, protected):
        with pytest.raises(Refused):
            services.ask_end(protected, ENDING, by=clerk)
        with pytest.raises(Refused):
            services.ask_end(protected, "秘密町", by=supervisor)
        services.ask_end(protected, ENDING, by=supervisor)
        with pytest.raises(Refused):
            services.confirm_end(protected, by=clerk)
        assert is_guarded(family[1])

    def test_kept_after_all(self, supervisor, deputy, family, protected):
        services.ask_end(protected, ENDING, by=supervisor)
        services.keep_after_all(protected, by=deputy)
        with pytest.raises(Refused):
            services.confirm_end(protected, by=deputy)
        assert is_guarded(family[1])

    def test_another_protection_of_the_home_still_guards(self, clerk, supervisor, deputy, family, protected):
        services.protect_provisionally(family[0].pk, by=clerk)
        end(protected, supervisor, deputy)
        assert is_guarded(family[1])

    def test_by_its_pages(self, supervisor, deputy, family, protected):
        url = reverse("residents:protection_end", args=[protected])
        first, second = client_of(supervisor), client_of(deputy)
        assert first.post(url, {"step": "ask"}).status_code == 422
        first.post(url, {"step": "ask", "reason": "withdrawn"})
        assert first.post(url, {"step": "confirm"}).status_code == 422
        assert "終了を認める" not in text_of(first.get(url))
        second.post(url, {"step": "confirm"})
        assert not is_guarded(family[1])
        assert second.get(url).status_code == 404


class TestImports:
    """An import never unprotects; while the core system still states a protection, an end here doesn't hold."""

    def test_a_provisional_protection_outlives_every_file(self, clerk, take, store, day):
        lines = [resident("000000001")]
        put_set(store, day(1), {"001.residents": lines, "001.protection": []})
        take()
        services.protect_provisionally(Resident.objects.get().pk, by=clerk)
        put_set(store, day(2), {"001.residents": lines, "001.protection": []})
        take()
        assert Resident.objects.get().guarded

    def test_ended_here_but_still_stated_by_the_core_system_it_begins_again(
        self, supervisor, deputy, take, store, day
    ):
        lines, rows = [resident("000000001")], [protection("000000001")]
        put_set(store, day(1), {"001.residents": lines, "001.protection": rows})
        take()
        end(Protection.objects.get().pk, supervisor, deputy)
        assert not Resident.objects.get().guarded
        put_set(store, day(2), {"001.residents": lines, "001.protection": rows})
        take()
        assert Resident.objects.get().guarded


class TestComparison:
    def test_each_gap_between_the_lists(self, clerk, supervisor, family):
        number = services.take_application(family[1].pk, [], "1", "police", by=clerk)
        state = SourceState.objects.get(pk="001.protection")
        other = family[0].resident_number
        Protection.objects.create(resident_number=other.lstrip("0"), source="core", as_of=state.as_of)
        found = {
            line.number.lstrip("0"): line.differences for line in queries.compare_lists(supervisor).lines
        }
        assert found == {
            other.lstrip("0"): (Difference.NO_APPLICATION,),
            family[1].resident_number.lstrip("0"): (Difference.NOT_IN_CORE, Difference.UNREFLECTED),
        }
        assert queries.application(supervisor, number).missing

    def test_one_that_left_the_core_file_shows(self, supervisor, family):
        protect(family[1])
        SourceState.objects.update(as_of=timezone.now())
        (line,) = queries.compare_lists(supervisor).lines
        assert Difference.NOT_IN_CORE in line.differences

    def test_only_for_those_with_the_right(self, clerk, supervisor, family):
        protect(family[1])
        with pytest.raises(Refused):
            queries.compare_lists(clerk)
        page = text_of(client_of(supervisor).get(reverse("residents:comparison")))
        assert "見本　花子" in page
        assert "基幹の最新ファイルに無い" in page


def test_looking_is_in_the_trail(supervisor, family, trail):
    protect(family[1])
    queries.protections_of(supervisor, [p.resident_number for p in family], reference="試験")
    (event,) = [e for e in trail() if e.action == Action.LOOKED]
    assert (event.purpose, set(event.subjects)) == (Purpose.RELEASE, {p.pk for p in family})
