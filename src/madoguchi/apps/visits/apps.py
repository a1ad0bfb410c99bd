from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "madoguchi.apps.visits"
    label = "visits"
    verbose_name = "来庁（ライフイベント）"

    def ready(self) -> None:
        from madoguchi.apps.receptions.services import register_kind
        from madoguchi.apps.visits.kind import VisitKind

        register_kind(VisitKind())
