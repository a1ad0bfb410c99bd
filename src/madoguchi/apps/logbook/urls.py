from django.urls import path

from madoguchi.apps.logbook import views

app_name = "logbook"
urlpatterns = [path("", views.events, name="events")]
