from django.urls import path, register_converter

from madoguchi.apps.receptions import views


class ReceptionNumber:
    regex = r"\d{8}-\d{4,6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReceptionNumber, "number")

app_name = "receptions"
urlpatterns = [
    path("", views.home, name="home"),
    path("residents/<int:resident_id>/receptions/", views.start, name="start"),
    path("receptions/", views.waiting, name="waiting"),
    path("receptions/scan/", views.scan, name="scan"),
    path("receptions/<number:number>/", views.detail, name="detail"),
    path("receptions/<number:number>/request/", views.request_page, name="request"),
    path("receptions/<number:number>/draft/", views.draft, name="draft"),
    path("receptions/<number:number>/preview/", views.preview, name="preview"),
    path("receptions/<number:number>/signature/", views.signature, name="signature"),
    path("receptions/<number:number>/signature/state/", views.signature_state, name="signature_state"),
    path("receptions/<number:number>/signature/paper/", views.sign_on_paper, name="sign_on_paper"),
    path("receptions/<number:number>/reopen/", views.reopen, name="reopen"),
    path("receptions/<number:number>/issue/", views.issue, name="issue"),
    path("receptions/<number:number>/cancel/", views.cancel, name="cancel"),
    path("receptions/<number:number>/papers/<uuid:document_id>.png", views.picture, name="picture"),
    path("receptions/<number:number>/papers/<uuid:document_id>/print/", views.print_paper, name="print"),
]
