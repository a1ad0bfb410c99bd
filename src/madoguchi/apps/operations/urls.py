from django.urls import path

from madoguchi.apps.operations import views

app_name = "operations"
urlpatterns = [path("unconfirmed/", views.unconfirmed, name="unconfirmed")]
