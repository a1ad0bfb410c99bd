from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "madoguchi.apps.catalogue"
    label = "catalogue"
    verbose_name = "設定"
