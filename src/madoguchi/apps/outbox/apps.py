from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "madoguchi.apps.outbox"
    label = "outbox"
    verbose_name = "連携待ちデータ"
