from django.urls import path

from madoguchi.apps.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("lock/", views.lock, name="lock"),
    path("unlock/", views.unlock, name="unlock"),
    path("settings/accounts/", views.accounts, name="accounts"),
    path("settings/accounts/<int:staff_id>/active/", views.set_active, name="set_active"),
]
