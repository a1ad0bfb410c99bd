from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "madoguchi.apps.accounts"
    label = "accounts"
    verbose_name = "利用者と権限"

    def ready(self) -> None:
        from madoguchi.apps.accounts import signals  # noqa: F401 - connects the sign-in events
