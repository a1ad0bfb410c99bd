from django.urls import path

from madoguchi.apps.entry import views

app_name = "entry"
urlpatterns = [
    path("characters/", views.characters, name="characters"),
    path("towns/", views.towns, name="towns"),
]
