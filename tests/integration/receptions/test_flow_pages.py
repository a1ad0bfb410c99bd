"""The pages of the flow: what they show, what a press answers, and what two terminals see of each other."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.models import Staff
from madoguchi.apps.audit.types import Action
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents import queries as documents
from madoguchi.apps.receptions import presence, queries, services
from madoguchi.apps.receptions.models import PaperPrint, Reception, ReceptionStep
from madoguchi.apps.receptions.passage import Notice
from madoguchi.apps.receptions.states import FINAL, FOLLOWED, Status
from tests.factories import protect
from tests.integration.door.acts import DRAFT, signed
from tests.integration.receptions.flow import handed_over, to
from tests.integration.receptions.test_flow_days import at, suspended

POSTED = {"certificate": "residence_record_household", "visitor_kind": "self", "identity": "driving_licence"}


def client_of(actor) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(
        Staff.objects.get(pk=actor.staff_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.fixture
def mine(clerk) -> Client:
    return client_of(clerk)


@pytest.fixture
def theirs(colleague) -> Client:
    return client_of(colleague)


def url(name, view):
    return reverse(f"receptions:{name}", args=[view.number])


def page(client, view, name="detail"):
    return client.get(url(name, view)).content.decode()


ON_THE_DETAIL_PAGE = [s for s in Status if s not in FINAL | FOLLOWED | {Status.OPEN}]


@pytest.mark.parametrize("status", ON_THE_DETAIL_PAGE)
def test_every_state_has_its_page(mine, clerk, colleague, family, status):
    view = at(status, clerk, colleague, family[0])
    answer = mine.get(url("detail", view))
    assert answer.status_code == 200
    assert view.short_number in answer.content.decode()


def test_whose_step_it_is_not_is_said(mine, theirs, clerk, colleague, family):
    view = at(Status.REVIEWING, clerk, colleague, family[0])
    assert "つくった人とは別の職員が審査します" in page(mine, view)
    assert "審査した" not in page(mine, view)
    assert "審査した" in page(theirs, view)
    assert "交付まで進める" in page(theirs, view)


def test_step_by_step_by_the_page(mine, theirs, clerk, family):
    view = signed(clerk, family[0])
    for client, more in (
        (mine, {"copies": 1}),
        (theirs, {"points": ["people", "copies", "items", "restraint"]}),
        (theirs, {"payment": "other"}),
        (mine, {"number": view.number[-4:]}),
    ):
        version = queries.get(view.number).version
        assert client.post(url("step", view), {"version": version, **more}).status_code == 302
    assert queries.get(view.number).status is Status.ISSUED
    assert Reception.objects.get(number=view.number).payments.get().method == "other"


def test_a_wrong_number_keeps_the_page_and_says_so(mine, clerk, colleague, family):
    view = at(Status.HANDING, clerk, colleague, family[0])
    answer = mine.post(url("step", view), {"version": view.version, "number": "9999"})
    assert answer.status_code == 422
    assert "受付番号が合いません" in answer.content.decode()
    assert 'value="9999"' in answer.content.decode()


@pytest.mark.parametrize("posted", [{"copies": "x" * 99}, {"points": "no"}, {"payment": "no"}, {}])
def test_nonsense_is_answered_in_words(mine, clerk, colleague, family, posted):
    view = at(Status.MAKING, clerk, colleague, family[0])
    assert mine.post(url("step", view), {"version": view.version, **posted}).status_code == 422


def test_a_stale_press_changes_nothing_and_shows_the_newest(mine, theirs, clerk, colleague, family):
    view = at(Status.MAKING, clerk, colleague, family[0])
    theirs.post(url("step", view), {"version": view.version, "copies": 1})
    answer = mine.post(url("step", view), {"version": view.version, "copies": 1}, follow=True)
    assert "試験 同僚 さんが変更しました" in answer.content.decode()
    assert ReceptionStep.objects.filter(act="made").count() == 1


def test_a_double_click_is_answered_like_the_first(mine, clerk, family):
    view = signed(clerk, family[0])
    form = {"version": view.version, "copies": 1}
    first, second = (mine.post(url("step", view), form, follow=True) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert "変更しました" not in second.content.decode()


# --- the board ---------------------------------------------------------------------------------------------------


def test_the_board_does_a_step_in_one_press(mine, clerk, family):
    view = signed(clerk, family[0])
    board = mine.get(reverse("receptions:waiting")).content.decode()
    assert "1通つくった" in board
    form = {"version": view.version, "copies": 1, "back": "making"}
    answer = mine.post(url("board_step", view), form, follow=True)
    assert answer.redirect_chain[-1][0].endswith("status=making&rows=1")
    assert "「審査待ち」に進めました" in answer.content.decode()


def test_the_board_says_what_went_wrong(mine, theirs, clerk, family):
    view = signed(clerk, family[0])
    form = {"version": view.version, "copies": 1, "back": "https://elsewhere"}
    theirs.post(url("board_step", view), form)
    answer = mine.post(url("board_step", view), form, follow=True)
    assert "試験 同僚 さんが変更しました" in answer.content.decode()


@pytest.mark.parametrize("status", sorted(set(Status) - FOLLOWED))
def test_a_tab_for_every_state(mine, clerk, colleague, family, status):
    if status is Status.CANCELLED:
        view = signed(clerk, family[0])
        services.cancel(view.number, "入力の誤り", seen=view.version, by=clerk)
    elif status is Status.ISSUED:
        view = handed_over(signed(clerk, family[0]), clerk, colleague)
    else:
        view = at(status, clerk, colleague, family[0])
    board = mine.get(reverse("receptions:waiting"), {"status": status}).content.decode()
    assert view.short_number in board


def test_what_was_put_aside_yesterday_is_found_today(mine, clerk, family):
    view = suspended(signed(clerk, family[0]), clerk)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        board = client_of(clerk).get(reverse("receptions:waiting"), {"status": "suspended"}).content.decode()
        assert view.short_number in board
        assert "委任状" in board


def test_what_was_left_behind_yesterday_has_its_tab(clerk, family):
    view = services.start(family[0].pk, by=clerk)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        client = client_of(clerk)
        assert "前の日まで" in client.get(reverse("receptions:waiting")).content.decode()
        board = client.get(reverse("receptions:waiting"), {"status": "left"}).content.decode()
        assert view.short_number in board
        assert "再開する" in page(client, view)
        answer = client.post(url("resume", view), {"version": view.version})
        assert answer.url == url("request", view)


def test_a_long_wait_is_coloured(mine, clerk, family):
    signed(clerk, family[0])
    Reception.objects.update(since=timezone.now() - timedelta(minutes=31))
    assert "tag--danger" in mine.get(reverse("receptions:waiting")).content.decode()


def test_the_scanner_opens_and_says_what_it_does_not_know(mine, clerk, family):
    view = signed(clerk, family[0])
    assert mine.post(reverse("receptions:scan"), {"code": view.number}).url == url("detail", view)
    answer = mine.post(reverse("receptions:scan"), {"code": "99999999-9999"}, follow=True)
    assert "その番号の受付はありません" in answer.content.decode()


def test_a_list_asks_the_same_number_of_questions_however_long(
    mine, clerk, family, django_assert_max_num_queries
):
    for _ in range(3):
        signed(clerk, family[0])
    with django_assert_max_num_queries(30):
        mine.get(reverse("receptions:waiting"))


# --- printing ----------------------------------------------------------------------------------------------------


def test_the_second_print_asks_for_a_reason_and_says_who_printed(mine, theirs, clerk, family, trail):
    view = signed(clerk, family[0])
    (paper,) = documents.of_reception(view.number)
    print_url = reverse("receptions:print", args=[view.number, paper.id])
    assert mine.post(print_url).status_code == 200
    assert theirs.post(print_url).status_code == 403
    assert theirs.post(print_url, {"reason": "見本さんの住所"}).status_code == 403
    assert PaperPrint.objects.count() == 1
    assert "試験 職員" in page(theirs, view)
    assert theirs.post(print_url, {"reason": "汚れた・破れた"}).status_code == 200
    event = [e for e in trail() if e.action == Action.REPRINTED][-1]
    assert event.detail["reason"] == "汚れた・破れた"


# --- two terminals -----------------------------------------------------------------------------------------------


def test_who_else_is_there_is_said_and_ends_by_itself(mine, theirs, clerk, colleague, family):
    view = signed(clerk, family[0])
    assert "開いています" not in mine.post(url("presence", view)).content.decode()
    assert "試験 職員さんも" in theirs.post(url("presence", view)).content.decode()
    assert "試験 同僚さんも" in mine.post(url("presence", view)).content.decode()
    assert "試験 同僚" in mine.get(reverse("receptions:waiting")).content.decode()
    with time_machine.travel(timezone.now() + timedelta(seconds=25)):
        assert presence.here(view.number, clerk) == ()


def test_coming_back_begins_anew(clerk, colleague, family):
    view = signed(clerk, family[0])
    presence.here(view.number, clerk)
    later = timezone.now() + timedelta(minutes=5)
    with time_machine.travel(later):
        presence.here(view.number, clerk)
        (other,) = presence.here(view.number, colleague)
        assert abs(other.since - later) < timedelta(seconds=5)


def test_a_page_that_stays_was_there_since_it_opened(clerk, colleague, family):
    view = signed(clerk, family[0])
    began = timezone.now()
    for seconds in range(0, 60, 8):
        with time_machine.travel(began + timedelta(seconds=seconds), tick=False):
            presence.here(view.number, clerk)
    with time_machine.travel(began + timedelta(seconds=60), tick=False):
        (other,) = presence.here(view.number, colleague)
    assert other.since == began


def both(mine, theirs, view, **htmx):
    """The colleague asks for two copies, then one's own page asks for three."""
    theirs.post(url("draft", view), POSTED | {"version": view.version, "count_residence_record_household": 2})
    form = POSTED | {"version": view.version, "count_residence_record_household": 3}
    return mine.post(url("draft" if htmx else "request", view), form, **htmx)


def test_a_stale_save_shows_both_versions_and_keeps_mine(mine, theirs, clerk, family):
    view = services.start(family[0].pk, by=clerk)
    answer = both(mine, theirs, view, HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#messages")
    words = answer.content.decode()
    assert "試験 同僚さんの内容" in words
    assert "3通" in words
    assert "2通" in words
    assert queries.get(view.number).draft.lines[0].copies == 2


def test_a_stale_submit_keeps_everything_typed_and_takes_it_over_in_one_press(mine, theirs, clerk, family):
    view = services.start(family[0].pk, by=clerk)
    answer = both(mine, theirs, view)
    assert answer.status_code == 409
    stale = answer.context["stale"]
    kept = {"take_over": stale.version}
    for name, value in answer.context["kept"]:
        kept.setdefault(name, value)
    done = mine.post(stale.take_over_url, kept)
    assert done.url == url("request", view)
    assert queries.get(view.number).draft.lines[0].copies == 3


def test_a_take_over_of_what_changed_again_is_stale_too(mine, theirs, clerk, colleague, family):
    view = services.start(family[0].pk, by=clerk)
    version = both(mine, theirs, view).context["stale"].version
    current = queries.get(view.number)
    services.save_draft(view.number, DRAFT, seen=current.version, by=clerk)
    services.save_draft(view.number, DRAFT, seen=queries.get(view.number).version, by=colleague)
    form = POSTED | {"take_over": version, "count_residence_record_household": 3}
    assert mine.post(url("take_over", view), form).status_code == 409


def test_mine_is_not_taken_over_once_it_went_on(mine, clerk, colleague, family):
    view = services.start(family[0].pk, by=clerk)
    asked = services.ask_signature(view.number, DRAFT, seen=view.version, by=colleague)
    services.sign_on_paper(view.number, seen=asked.version, by=colleague)
    form = POSTED | {"version": view.version, "count_residence_record_household": 3}
    answer = mine.post(url("request", view), form)
    assert "受付はもう「作成待ち」です" in answer.content.decode()
    assert "あなたの入力で保存し直す" not in answer.content.decode()


def test_protection_closes_the_comparison_too(mine, theirs, clerk, family):
    view = services.start(family[0].pk, by=clerk)
    theirs.post(url("draft", view), POSTED | {"version": view.version})
    protect(family[1])
    answer = mine.post(url("request", view), POSTED | {"version": view.version, "visitor_kind": "agent"})
    assert family[0].address_number not in answer.content.decode()


# --- the day -----------------------------------------------------------------------------------------------------


def test_the_day_sheet_counts_and_names_nobody(mine, clerk, colleague, family):
    handed_over(signed(clerk, family[0]), clerk, colleague)
    view = to(Status.HANDING, signed(clerk, family[0]), clerk, colleague)
    services.cancel(view.number, "来庁の方の申し出", seen=view.version, by=clerk)
    sheet = queries.day_sheet(timezone.localdate())
    assert (sheet.received, sheet.issued, sheet.cancelled) == (2, 1, 1)
    assert (sheet.total.copies, sheet.total.yen, sheet.total.cancelled) == (1, 300, 1)
    assert next((m.method, m.taken, m.given_back) for m in sheet.money) == ("cash", 600, 300)
    shown = mine.get(reverse("receptions:day_sheet")).content.decode()
    assert "住民票" in shown
    assert "見本　" not in shown


def test_the_day_sheet_as_csv(mine, clerk, colleague, family):
    handed_over(signed(clerk, family[0]), clerk, colleague)
    answer = mine.get(reverse("receptions:day_sheet_csv"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["証明書", "件数", "通数", "有料通数", "無料通数", "手数料", "取消件数"]
    assert ["合計", "1", "1", "1", "0", "300", "0"] in rows


@pytest.mark.parametrize("day", ["2026-01-05", "nonsense", "2026-13-45", "2999-01-01"])
def test_any_day_can_be_asked_for(mine, day):
    assert mine.get(reverse("receptions:day_sheet"), {"day": day}).status_code == 200


def test_the_notice_list_is_off_unless_the_city_has_it(mine):
    assert mine.get(reverse("receptions:notices")).status_code == 403


@pytest.fixture
def with_notices(monkeypatch):
    city = catalogue.municipality().model_copy(update={"notification": True})
    rules = catalogue.visitor_rules().model_copy(update={"notify_candidates": ("self",)})
    monkeypatch.setattr(catalogue, "municipality", lambda: city)
    monkeypatch.setattr(catalogue, "visitor_rules", lambda: rules)


def test_the_notice_list_shows_numbers_only_and_is_settled(
    database, with_notices, mine, clerk, colleague, family, trail
):
    view = handed_over(signed(clerk, family[0]), clerk, colleague)
    shown = mine.get(reverse("receptions:notices")).content.decode()
    assert view.number in shown
    assert "見本　太郎" not in shown
    assert mine.post(url("settle_notice", view), {"done": "秘密"}).status_code == 403
    for _ in range(2):
        mine.post(url("settle_notice", view), {"done": "done"})
    assert queries.get(view.number).passage.notice is Notice.DONE
    assert [e.action for e in trail()].count(Action.NOTICE_SETTLED) == 1
