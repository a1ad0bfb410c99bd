"""The app that carries base templates, components and static sources; it has no models."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "madoguchi.web"
    label = "web"
    verbose_name = "画面の枠と部品"
