from django.urls import path

from madoguchi.apps.receptions import views_resident as views

app_name = "resident"
urlpatterns = [
    path("", views.pair, name="pair"),
    path("where/", views.where, name="where"),
    path("waiting/", views.waiting, name="waiting"),
    path("confirm/", views.confirm, name="confirm"),
    path("wrong/", views.wrong, name="wrong"),
    path("sign/", views.sign, name="sign"),
    path("done/", views.done, name="done"),
]
