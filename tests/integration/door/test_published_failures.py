"""The failures that cities had to publish (counter practice §3.6), replayed on every way out of this house.

Each begins with receptions, papers and records made while nobody was protected, then lets happen what happened there,
and opens everything with every right but the one to see protected people.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.documents.models import Document
from madoguchi.apps.outbox.models import OutboxRow
from madoguchi.apps.receptions import queries, services
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import Incomplete, RequestDraft
from madoguchi.apps.residents.models import Protection, Resident
from madoguchi.apps.residents.services import protect_provisionally
from madoguchi.apps.residents.types import NeedsCheck
from madoguchi.domain.counter import VisitorKind
from tests.factories import make_resident, protect
from tests.integration.door.acts import DRAFT
from tests.integration.door.outputs import OUTPUTS, SECRETS, SHOWING, World, make_world, text_of
from tests.integration.inbound.conftest import day, store, take
from tests.integration.inbound.sets import protection, put_set, resident

__all__ = ["day", "store", "take"]  # fixtures of the inbound tests


@pytest.fixture
def world(clerk, at_counter, family, tmp_path) -> World:
    (tmp_path / "out").mkdir()
    return make_world(clerk, at_counter, family[0], tmp_path / "out")


def leaks(world: World) -> dict[str, str]:
    """Every way out on which a secret stands, with the first one found."""
    found = {}
    for name, output in OUTPUTS.items():
        text = output(world)
        secret = next((s for s in SECRETS if s in text), None)
        if secret:
            found[name] = secret
    return found


def test_as_long_as_nobody_is_protected_these_ways_do_show_the_address(world):
    assert [name for name, output in SHOWING.items() if "秘密" not in output(world)] == []


class TestTokushima:
    """The form took the address in by itself and went to the head of the household."""

    def test_no_way_out_has_the_address(self, world, family, caplog, capfd):
        protect(family[1])
        assert leaks(world) == {}
        assert not any(s in caplog.text + "".join(capfd.readouterr()) for s in SECRETS)

    def test_no_paper_is_made_for_the_head_of_the_household(self, clerk, family):
        protect(family[1])
        with pytest.raises(NeedsCheck):
            services.start(family[0].pk, by=clerk)
        assert not Document.objects.exists()

    def test_its_record_goes_to_a_person(self, world, family):
        protect(family[1])
        OUTPUTS["file on the storage"](world)
        assert OutboxRow.objects.get(key=world.signed.number).state == "held"


class TestInuyama:
    """A warning came, and a colleague said: go ahead."""

    def test_nobody_can_go_ahead_whatever_the_rights(self, staff, world, family):
        everything = staff(*Right)
        protect(family[1])
        reopened = queries.get(world.signed.number)
        for step in (
            lambda: services.start(family[0].pk, by=everything),
            lambda: services.ask_signature(world.open.number, DRAFT, seen=world.open.version, by=everything),
            lambda: services.sign_on_paper(
                world.asked.number, seen=queries.get(world.asked.number).version, by=everything
            ),
            lambda: services.issue(
                reopened.number, reopened.number[-4:], seen=reopened.version, by=everything
            ),
        ):
            with pytest.raises(NeedsCheck):
                step()

    def test_asking_again_changes_nothing(self, at_counter, family, trail):
        protect(family[1])
        url = reverse("receptions:start", args=[family[0].pk])
        answers = [at_counter.post(url, {"force": "1", "confirmed": "1"}).status_code for _ in range(3)]
        assert answers == [403, 403, 403]
        assert [e.action for e in trail()].count(Action.REFUSED) == 3

    def test_the_stop_has_no_button_that_goes_on(self, at_counter, family):
        """Its button asks a second person."""
        protect(family[1])
        text = text_of(at_counter.post(reverse("receptions:start", args=[family[0].pk])))
        targets = re.findall(r'action="([^"]+)"', text.partition('class="bar"')[2].partition("</footer>")[0])
        assert targets == [reverse("receptions:guard_start", args=[family[0].pk])]


class TestMeguro:
    """A list beside the register said that the protection was over, though it had been asked for again."""

    def test_an_end_date_that_passed_ends_nothing(self, world, family):
        protect(family[1])
        Protection.objects.update(ends_on=(timezone.localdate() - timedelta(days=1)).isoformat())
        protect_again = Protection.objects.get()
        assert protect_again.active
        assert leaks(world) == {}

    def test_a_file_without_the_row_ends_nothing(self, take, store, day):
        number = "000000001"
        lines = [resident(number), resident("000000002")]
        put_set(store, day(1), {"001.residents": lines, "001.protection": [protection(number)]})
        take()
        put_set(store, day(2), {"001.residents": lines, "001.protection": []})
        take()
        assert Resident.objects.get(resident_number=number).guarded


class TestOamishirasatoAndKure:
    """One system was told, the other forgotten. Here every way asks the same column, wherever it was told."""

    def test_told_by_the_core_system_alone(self, world, family):
        protect(family[1])
        assert leaks(world) == {}

    def test_told_at_the_counter_alone(self, clerk, world, family):
        protect_provisionally(family[1].pk, by=clerk)
        assert leaks(world) == {}

    def test_a_row_that_could_not_be_read_counts_as_told(self, world, family):
        Protection.objects.create(
            resident_number=family[1].resident_number,
            source="core",
            history_number="unreadable",
            as_of=timezone.now(),
        )
        from madoguchi.apps.residents.services import refresh_guard

        refresh_guard()
        assert leaks(world) == {}


class TestDaito:
    """The move came two days after the request for protection, by hand, and one place was missed."""

    def test_protection_works_in_the_same_moment(self, clerk, world, family):
        before = OUTPUTS["household"](world)
        protect_provisionally(family[0].pk, by=clerk)
        assert "秘密" in before
        assert leaks(world) == {}

    def test_a_new_address_is_never_seen_and_guards_whoever_lives_there(self, clerk, take, store, day):
        mover, host = "000000001", "000000002"
        old = [resident(mover), resident(host, 住所_町字="秘密町", 住所_番地号表記="77番地")]
        put_set(store, day(1), {"001.residents": old, "001.protection": []})
        take()
        protect_provisionally(Resident.objects.get(resident_number=mover).pk, by=clerk)
        moved = [resident(n, 住所_町字="秘密町", 住所_番地号表記="77番地") for n in (mover, host)]
        put_set(store, day(2), {"001.residents": moved, "001.protection": []})
        take()
        assert set(Resident.objects.values_list("guarded", flat=True)) == {True}

    def test_one_who_moves_into_the_household_is_guarded_with_the_same_import(self, clerk, take, store, day):
        protected, newcomer = "000000001", "000000002"
        lines = [resident(protected), resident(newcomer)]
        put_set(store, day(1), {"001.residents": lines, "001.protection": [protection(protected)]})
        take()
        lines[1] = resident(newcomer, 世帯番号=protected)
        put_set(store, day(2), {"001.residents": lines, "001.protection": [protection(protected)]})
        take()
        assert Resident.objects.get(resident_number=newcomer).guarded


class TestMitaka:
    """One told another by word of mouth; and the request came by post."""

    def test_a_page_that_was_open_before_gets_nothing_more(self, clerk, world, family):
        """The colleague at the next counter heard nothing and goes on typing."""
        protect_provisionally(family[1].pk, by=clerk)
        for name in ("preview", "kept fragment", "print", "signature page"):
            assert not any(secret in OUTPUTS[name](world) for secret in SECRETS)
        assert queries.get(world.open.number).status is Status.OPEN

    @pytest.mark.parametrize("kind", [k for k in VisitorKind if k.name not in ("SELF", "SAME_HOUSEHOLD")])
    def test_nobody_else_can_ask_on_this_way(self, clerk, kind):
        someone = make_resident()
        view = services.start(someone.pk, by=clerk)
        draft = RequestDraft(kind, None, DRAFT.identity, DRAFT.lines)
        with pytest.raises(Incomplete):
            services.ask_signature(view.number, draft, seen=view.version, by=clerk)

    def test_the_resident_reads_nothing_of_it(self, world, family):
        """He may be standing there: the screen says what it says between any two steps."""
        protect(family[1])
        between = text_of(world.seat.get("/waiting/")).partition("<main")[2]
        stopped = text_of(world.seat.get("/confirm/")).partition("<main")[2]
        assert stopped.partition("</main>")[0] == between.partition("</main>")[0]
        assert not any(word in stopped for word in ("支援", "措置", "保護", "係長", "見本"))


def test_nobody_of_another_household_is_stopped(clerk, world, family):
    other = make_resident()
    protect(family[1])
    assert services.start(other.pk, by=clerk).status is Status.OPEN
    with pytest.raises(Refused):
        services.start(family[0].pk, by=clerk)


def test_signed_out_there_is_no_way_at_all(world):
    stranger = Client(HTTP_HOST="127.0.0.1")
    outside = World(**{f: getattr(world, f) for f in World.__dataclass_fields__} | {"staff": stranger})
    shown = [n for n, output in SHOWING.items() if n != "file on the storage" and "秘密" in output(outside)]
    assert shown == []
