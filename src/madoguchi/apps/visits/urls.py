from django.urls import path

from madoguchi.apps.visits.views import certificates, guide, hearing, merging, notice, result, start

app_name = "visits"
urlpatterns = [
    path("visits/start/", start.start, name="start_elsewhere"),
    path("residents/<int:resident_id>/visits/start/", start.start, name="start"),
    path("residents/<int:resident_id>/visits/start/guarded/", start.start_guarded, name="start_guarded"),
    path("visits/<number:number>/people/", start.people, name="people"),
    path("visits/<number:number>/people/roles/", start.roles, name="roles"),
    path("visits/<number:number>/people/date/", start.date, name="date"),
    path("visits/<number:number>/people/newcomer/", start.newcomer, name="newcomer"),
    path("visits/<number:number>/people/newcomer/form/", start.retype_newcomer, name="newcomer_form"),
    path("visits/<number:number>/people/newcomer/remove/", start.remove_newcomer, name="remove_newcomer"),
    path("visits/<number:number>/people/notifier/", start.notifier, name="notifier"),
    path("visits/<number:number>/merge/", merging.merge, name="merge"),
    path("visits/<number:number>/events/add/", start.add_event, name="add_event"),
    path("visits/<number:number>/events/remove/", start.remove_event, name="remove_event"),
    path("visits/<number:number>/", hearing.hearing_page, name="hearing"),
    path("visits/<number:number>/answer/", hearing.answer, name="answer"),
    path("visits/<number:number>/take-back/", hearing.take_back, name="take_back"),
    path("visits/<number:number>/back/", hearing.back, name="back"),
    path("visits/<number:number>/busy/", hearing.busy, name="busy"),
    path("visits/<number:number>/card/", hearing.card, name="card"),
    path("visits/<number:number>/effects/", hearing.effects, name="effects"),
    path("visits/<number:number>/reason/", hearing.reason, name="reason"),
    path("visits/<number:number>/not-required/", hearing.not_required, name="not_required"),
    path("visits/<number:number>/closed-facts/", hearing.closed_facts, name="closed_facts"),
    path("visits/<number:number>/overrule/", hearing.overrule, name="overrule"),
    path("visits/<number:number>/notice/", notice.notice, name="notice"),
    path("visits/<number:number>/notice/fill/", notice.fill, name="fill"),
    path("visits/card-sheet/", hearing.card_sheet, name="card_sheet"),
    path("visits/<number:number>/result/", result.result, name="result"),
    path("visits/<number:number>/result/closed/", result.closed_results, name="closed_results"),
    path("visits/<number:number>/result/brought/", result.brought, name="brought"),
    path("visits/<number:number>/result/language/", result.language, name="language"),
    path("visits/<number:number>/result/change/", result.change, name="change"),
    path("visits/<number:number>/certificates/", certificates.certificates, name="certificates"),
    path("visits/<number:number>/guide/", guide.guide, name="guide"),
    path(
        "visits/<number:number>/guide/<int:place>/<int:sheet>.png", guide.guide_picture, name="guide_picture"
    ),
    path("visits/<number:number>/guide/internal/", guide.internal, name="internal"),
    path("visits/<number:number>/print/", guide.print_all, name="print_all"),
    path("visits/<number:number>/sign/", guide.sign, name="sign"),
    path("visits/<number:number>/progress/", guide.progress, name="progress"),
]
