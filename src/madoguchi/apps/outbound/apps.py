from django.apps import AppConfig


class OutboundConfig(AppConfig):
    name = "madoguchi.apps.outbound"
    label = "outbound"
    verbose_name = "後方連携"
