from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "madoguchi.apps.documents"
    label = "documents"
    verbose_name = "書類"
