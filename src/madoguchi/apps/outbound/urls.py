from django.urls import path

from madoguchi.apps.outbound import views

app_name = "outbound"
urlpatterns = [
    path("", views.records, name="records"),
    path("held/", views.held, name="held"),
    path("held/<int:record_id>/", views.held_record, name="held_record"),
    path("export/", views.export, name="export"),
]
