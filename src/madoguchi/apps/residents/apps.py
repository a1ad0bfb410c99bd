from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "madoguchi.apps.residents"
    label = "residents"
    verbose_name = "住民"
