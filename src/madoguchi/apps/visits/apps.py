from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "madoguchi.apps.visits"
    label = "visits"
    verbose_name = "来庁（ライフイベント）"
