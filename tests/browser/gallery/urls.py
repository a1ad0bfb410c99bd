from django.urls import path

from tests.browser.gallery import views

urlpatterns = [
    path("", views.index),
    path("page/<slug:name>/", views.page),
    path("paper.svg", views.paper),
    path("favicon.ico", views.no_picture),
    path("posted/", views.posted),
    path("fee/", views.fee),
    path("state/", views.state),
    path("sign-state/", views.sign_state),
]
