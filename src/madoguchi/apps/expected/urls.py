from django.urls import path

from madoguchi.apps.expected import views

app_name = "expected"
urlpatterns = [
    path("", views.notices, name="list"),
    path("prepare/", views.prepare, name="prepare"),
    path("<int:notice_id>/", views.notice, name="notice"),
    path("<int:notice_id>/start/", views.start, name="start"),
]
