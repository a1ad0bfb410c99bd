from django.apps import AppConfig


class InboundConfig(AppConfig):
    name = "madoguchi.apps.inbound"
    label = "inbound"
    verbose_name = "前方連携"
