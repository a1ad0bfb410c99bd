from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "madoguchi.apps.tasks"
    label = "tasks"
    verbose_name = "課の手続"
