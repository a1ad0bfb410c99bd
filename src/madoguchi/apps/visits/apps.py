from django.apps import AppConfig
from django.urls import reverse


class VisitsConfig(AppConfig):
    name = "madoguchi.apps.visits"
    label = "visits"
    verbose_name = "来庁（ライフイベント）"

    def ready(self) -> None:
        from madoguchi.apps.receptions.services import close, register_kind
        from madoguchi.apps.residents.services import register_beside, register_unreflected
        from madoguchi.apps.tasks.services import register_check, register_ended
        from madoguchi.apps.visits.certificate_kind import VisitCertificateKind
        from madoguchi.apps.visits.kind import VisitKind
        from madoguchi.apps.visits.offering import address
        from madoguchi.apps.visits.reflecting import of_residents

        register_kind(VisitKind())
        register_beside(address)
        register_check(lambda task: reverse("visits:open_points", args=[task.id]))
        register_ended(lambda number, by: close(number, by=by))
        register_kind(VisitCertificateKind())
        register_unreflected(of_residents)
