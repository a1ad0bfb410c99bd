from django.apps import AppConfig


class ReceptionsConfig(AppConfig):
    name = "madoguchi.apps.receptions"
    label = "receptions"
    verbose_name = "受付"
