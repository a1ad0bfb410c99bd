from django.apps import AppConfig


class LogbookConfig(AppConfig):
    name = "madoguchi.apps.logbook"
    label = "logbook"
    verbose_name = "記録"
