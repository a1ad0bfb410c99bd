from django.urls import path

from madoguchi.apps.residents import views

app_name = "residents"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("residents/<int:resident_id>/", views.household, name="household"),
]
