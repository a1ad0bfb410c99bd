from django.urls import path, register_converter

from madoguchi.apps.receptions.views import day, detail, guard, lists, passing, request, signing, stale
from madoguchi.apps.receptions.views.stale import both_versions


class ReceptionNumber:
    regex = r"\d{8}-\d{4,6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ReceptionCode(ReceptionNumber):
    """A number, or what a guide's code holds: the city before it."""

    regex = r"(?:\d{6}-)?\d{8}-\d{4,6}"


register_converter(ReceptionNumber, "number")
register_converter(ReceptionCode, "code")

app_name = "receptions"
urlpatterns = [
    path("", lists.home, name="home"),
    path("residents/<int:resident_id>/receptions/", request.start, name="start"),
    path("residents/<int:resident_id>/receptions/guarded/", guard.start, name="guard_start"),
    path("receptions/confirmations/", guard.confirmations, name="confirmations"),
    path("receptions/confirmations/count/", guard.count, name="confirmations_count"),
    path("receptions/confirmations/<int:release_id>/", guard.confirmation, name="confirmation"),
    path("protections/applications/<str:number>/paper/", guard.print_application, name="print_application"),
    path("receptions/<number:number>/guard/", guard.wait, name="guard_wait"),
    path("receptions/<number:number>/guard/ask/", guard.ask, name="guard_ask"),
    path("receptions/<number:number>/guard/state/", guard.state, name="guard_state"),
    path("receptions/by-seal/", request.start_by_seal, name="start_by_seal"),
    path("receptions/", lists.waiting, name="waiting"),
    path("receptions/scan/", lists.scan, name="scan"),
    path("receptions/find/<code:code>/", lists.find, name="find"),
    path("receptions/day-sheet/", day.day_sheet, name="day_sheet"),
    path("receptions/day-sheet/csv/", day.day_sheet_csv, name="day_sheet_csv"),
    path("receptions/notices/", day.notices, name="notices"),
    path("receptions/<number:number>/notice/", day.settle_notice, name="settle_notice"),
    path("receptions/<number:number>/", detail.detail, name="detail"),
    path("receptions/<number:number>/request/", both_versions(request.request_page), name="request"),
    path("receptions/<number:number>/draft/", both_versions(request.draft), name="draft"),
    path("receptions/<number:number>/take-over/", both_versions(stale.take_over), name="take_over"),
    path("receptions/<number:number>/presence/", stale.presence, name="presence"),
    path("receptions/<number:number>/preview/", request.preview, name="preview"),
    path("receptions/<number:number>/signature/", signing.signature, name="signature"),
    path("receptions/<number:number>/signature/state/", signing.signature_state, name="signature_state"),
    path("receptions/<number:number>/signature/paper/", signing.sign_on_paper, name="sign_on_paper"),
    path("receptions/<number:number>/reopen/", signing.reopen, name="reopen"),
    path("receptions/<number:number>/step/", passing.step, name="step"),
    path("receptions/<number:number>/board-step/", passing.board_step, name="board_step"),
    path("receptions/<number:number>/entered/", passing.confirm_entry, name="confirm_entry"),
    path("receptions/<number:number>/send-back/", passing.send_back, name="send_back"),
    path("receptions/<number:number>/suspend/", passing.suspend, name="suspend"),
    path("receptions/<number:number>/resume/", passing.resume, name="resume"),
    path("receptions/<number:number>/cancel/", passing.cancel, name="cancel"),
    path("receptions/<number:number>/papers/<uuid:document_id>.png", detail.picture, name="picture"),
    path("receptions/<number:number>/papers/<uuid:document_id>/print/", detail.print_paper, name="print"),
]
