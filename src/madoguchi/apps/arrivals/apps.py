from django.apps import AppConfig


class ArrivalsConfig(AppConfig):
    name = "madoguchi.apps.arrivals"
    label = "arrivals"
    verbose_name = "来庁予定"
