from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "madoguchi.apps.visits"
    label = "visits"
    verbose_name = "来庁（ライフイベント）"

    def ready(self) -> None:
        from madoguchi.apps.receptions.services import register_kind
        from madoguchi.apps.residents.services import register_unreflected
        from madoguchi.apps.visits.certificate_kind import VisitCertificateKind
        from madoguchi.apps.visits.kind import VisitKind
        from madoguchi.apps.visits.reflecting import of_residents

        register_kind(VisitKind())
        register_kind(VisitCertificateKind())
        register_unreflected(of_residents)
