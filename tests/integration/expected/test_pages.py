"""The pages: a day, the search with nothing typed in an address, one notice, twice only when told, constant queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.receptions.models import Reception
from tests.factories import make_staff, protection_data_of_today
from tests.integration.expected.notices import family, make_notice, person, today

A = "2026110001"


@pytest.fixture
def clerk(database) -> Client:
    protection_data_of_today()
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(make_staff(Right.COUNTER), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_day_shows_who_comes_and_leads_to_the_days_beside_it(clerk) -> None:
    make_notice(A, *family(A))
    make_notice("2026110002", person("2026110002", 氏名="見本　別", 来庁予定年月日=""))
    here = reverse("expected:list")
    page = clerk.get(f"{here}?day={today()}").content.decode()
    assert "見本　渡" in page
    assert "ほか2人" in page
    assert "日の指定なし 1件" in page
    assert f"day={today() + timedelta(days=1)}" in page
    assert "見本　別" in clerk.get(f"{here}?day=none").content.decode()
    assert clerk.get(f"{here}?day=2026-02-31").status_code == 200


def test_words_are_sent_from_the_start_page_and_stand_in_no_address(clerk) -> None:
    make_notice(A, *family(A))
    clerk.post(reverse("residents:search"), {"q": "わたる"})
    start = clerk.get(reverse("residents:search")).content.decode()
    assert "来庁予定でも探す" in start
    answer = clerk.post(reverse("expected:list"), {"q": "わたる"}, follow=True)
    assert "見本　渡" in answer.content.decode()
    assert "found=1" in answer.redirect_chain[0][0]
    assert "わたる" not in answer.redirect_chain[0][0]


def test_a_second_start_is_told_and_then_done(clerk) -> None:
    notice = make_notice(A, *family(A))
    url = reverse("expected:start", args=[notice])
    assert clerk.post(url).status_code == 302
    again = clerk.post(url)
    assert again.status_code == 422
    assert "新しい受付は始めていません" in again.content.decode()
    assert "それでも別の受付を始める" in again.content.decode()
    assert Reception.objects.count() == 1
    assert clerk.post(url, {"again": "1"}).status_code == 302
    assert Reception.objects.count() == 2


def test_the_day_before_counts_for_departments(clerk) -> None:
    when = {"来庁予定年月日": (today() + timedelta(days=1)).isoformat()}
    make_notice(A, *family(A, **when))
    page = clerk.get(f"{reverse('expected:prepare')}?day={when['来庁予定年月日']}").content.decode()
    assert "転入届" in page
    assert "課ごとの手続の見込み" in page


def test_a_longer_list_asks_the_database_no_more(clerk) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert clerk.get(f"{reverse('expected:list')}?day={today()}").status_code == 200
        return len(queries)

    make_notice(A, *family(A))
    asked()
    few = min(asked(), asked())  # the catalogue looks now and then whether there is a newer one
    for number in range(10):
        make_notice(f"20261101{number:02}", *family(f"20261101{number:02}"))
    assert min(asked(), asked()) == few
