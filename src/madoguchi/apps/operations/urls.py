from django.urls import path

from madoguchi.apps.operations import open_work_views, views

app_name = "operations"
urlpatterns = [
    path("unconfirmed/", views.unconfirmed, name="unconfirmed"),
    path("open-work/", open_work_views.open_work, name="open_work"),
    path("open-work/csv/", open_work_views.open_work_csv, name="open_work_csv"),
]
