from django.urls import path

from madoguchi.apps.outbound import views

app_name = "outbound"
urlpatterns = [
    path("", views.records, name="records"),
    path("export/", views.export, name="export"),
]
