"""name of a page → (template, function that makes its context)."""

from collections.abc import Callable
from typing import Any

from tests.browser.gallery import expected_pages as expected
from tests.browser.gallery import flow_pages as flow
from tests.browser.gallery import other_pages as other
from tests.browser.gallery import reception_pages as reception
from tests.browser.gallery import visit_pages as visit

Context = Callable[[], dict[str, Any]]

PAGES: dict[str, tuple[str, Context]] = {
    "sign-in": ("pages/accounts/sign_in.html", other.sign_in),
    "sign-in-locked": ("pages/accounts/sign_in.html", other.sign_in_locked),
    "unlock": ("pages/accounts/unlock.html", other.unlock),
    "refused": ("pages/refused.html", other.empty),
    "error-csrf": ("403_csrf.html", other.empty),
    "not-found": ("pages/not_found.html", other.empty),
    "broken": ("pages/broken.html", other.empty),
    "search": ("pages/residents/search.html", other.search),
    "search-start": ("pages/residents/search.html", other.search_start),
    "search-nobody": ("pages/residents/search.html", other.search_nobody),
    "expected-list": ("pages/expected/list.html", expected.expected_list),
    "expected-nobody": ("pages/expected/list.html", expected.expected_nobody),
    "expected-notice": ("pages/expected/notice.html", expected.expected_notice),
    "expected-closed": ("pages/expected/notice.html", expected.expected_closed),
    "expected-used": ("pages/expected/notice.html", expected.expected_used),
    "expected-prepare": ("pages/expected/prepare.html", expected.expected_prepare),
    "household": ("pages/residents/household.html", other.household),
    "stopped": ("pages/residents/stopped.html", other.stopped),
    "certificate-request": ("pages/receptions/certificate_request.html", reception.certificate_request),
    "certificate-request-agent": (
        "pages/receptions/certificate_request.html",
        reception.certificate_request_agent,
    ),
    "certificate-request-refused": (
        "pages/receptions/certificate_request.html",
        reception.certificate_request_refused,
    ),
    "signing": ("pages/receptions/sign.html", flow.signing),
    "reception-list": ("pages/receptions/list.html", flow.reception_list),
    "reception-list-empty": ("pages/receptions/list.html", flow.reception_list_empty),
    "reception-detail": ("pages/receptions/detail.html", flow.detail),
    "reception-reviewing": ("pages/receptions/detail.html", flow.detail_reviewing),
    "reception-handing": ("pages/receptions/detail.html", flow.detail_handing),
    "reception-by-post": ("pages/receptions/detail.html", flow.detail_by_post),
    "reception-suspended": ("pages/receptions/detail.html", flow.detail_suspended),
    "reception-stale": ("pages/receptions/stale.html", flow.stale),
    "day-sheet": ("pages/receptions/day_sheet.html", flow.day_sheet),
    "notices": ("pages/receptions/notices.html", flow.notices),
    "reception-wrong-number": ("pages/receptions/detail.html", flow.detail_wrong_number),
    "reception-cancelled": ("pages/receptions/detail.html", flow.detail_cancelled),
    "reception-missing-glyph": ("pages/receptions/detail.html", flow.detail_missing_glyph),
    "inbound-history": ("pages/inbound/history.html", other.inbound_history),
    "inbound-set": ("pages/inbound/set.html", other.inbound_set),
    "inbound-stopped": ("pages/inbound/set.html", other.inbound_stopped),
    "outbound": ("pages/outbound/list.html", other.outbound),
    "logbook": ("pages/logbook/list.html", other.logbook),
    "logbook-broken": ("pages/logbook/list.html", other.logbook_broken),
    "accounts": ("pages/accounts/accounts.html", other.accounts),
    "unconfirmed": ("pages/operations/unconfirmed.html", other.unconfirmed),
    "unconfirmed-none": ("pages/operations/unconfirmed.html", other.unconfirmed_none),
    "resident-pair": ("pages/resident_side/pair.html", other.resident_pair),
    "resident-waiting": ("pages/resident_side/waiting.html", other.resident_waiting),
    "resident-confirm": ("pages/resident_side/confirm.html", other.resident_confirm),
    "resident-sign": ("pages/resident_side/sign.html", other.resident_sign),
    "resident-sign-pen-only": ("pages/resident_side/sign.html", other.resident_sign_pen_only),
    "resident-not-found": ("pages/resident_side/not_found.html", other.resident_page),
    "resident-done": ("pages/resident_side/done.html", other.resident_done),
    "visit-hearing": ("pages/visits/hearing.html", visit.one_question),
    "visit-hearing-start": ("pages/visits/hearing.html", visit.start_of_hearing),
    "visit-hearing-conflict": ("pages/visits/hearing.html", visit.conflict),
    "visit-hearing-staff": ("pages/visits/hearing.html", visit.staff_question),
    "visit-hearing-typed": ("pages/visits/hearing.html", visit.typed_question),
    "visit-card": ("pages/visits/hearing.html", visit.pointing_card),
    "visit-hearing-done": ("pages/visits/hearing.html", visit.everything_answered),
    "visit-check-list": ("pages/visits/hearing.html", visit.check_list),
    "visit-hearing-refused": ("pages/visits/hearing.html", visit.refused_date),
    "visit-hearing-stale": ("pages/visits/hearing.html", visit.stale),
    "visit-start": ("pages/visits/start.html", visit.start_page),
    "visit-start-elsewhere": ("pages/visits/start.html", visit.start_elsewhere),
    "visit-people": ("pages/visits/people.html", visit.people_usual),
    "visit-people-empty": ("pages/visits/people.html", visit.people_empty),
    "visit-people-refused": ("pages/visits/people.html", visit.people_refused),
    "visit-people-guarded": ("pages/visits/people.html", visit.people_guarded),
    "visit-notice": ("pages/visits/notice.html", visit.notice_usual),
    "visit-notice-closed": ("pages/visits/notice.html", visit.notice_closed),
    "visit-result": ("pages/visits/result.html", visit.result_usual),
    "visit-result-late": ("pages/visits/result.html", visit.result_late),
    "visit-card-sheet": ("pages/visits/card_sheet.html", visit.card_sheet),
    "visit-guide": ("pages/visits/guide.html", visit.guide_page),
    "visit-progress": ("pages/visits/progress.html", visit.progress),
    "visit-progress-empty": ("pages/visits/progress.html", visit.progress_empty),
}

FRAGMENTS: dict[str, tuple[str, Context]] = {
    "visit-effects": ("pages/visits/_effects.html", visit.effects_of),
}
"""Parts that a page asks for by itself."""
