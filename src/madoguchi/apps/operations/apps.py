from django.apps import AppConfig
from django.db.backends.signals import connection_created


class OperationsConfig(AppConfig):
    name = "madoguchi.apps.operations"
    label = "operations"
    verbose_name = "運用"

    def ready(self) -> None:
        from madoguchi.apps.operations import fitness

        connection_created.connect(fitness.check, dispatch_uid="database fitness")
