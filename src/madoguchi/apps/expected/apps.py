from django.apps import AppConfig


class ExpectedConfig(AppConfig):
    name = "madoguchi.apps.expected"
    label = "expected"
    verbose_name = "来庁予定"
