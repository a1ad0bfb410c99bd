from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "madoguchi.apps.audit"
    label = "audit"
    verbose_name = "記録"

    def ready(self) -> None:
        from madoguchi.apps.audit.grants import grant_roles

        post_migrate.connect(grant_roles, sender=self)
