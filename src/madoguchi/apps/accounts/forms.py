from __future__ import annotations

from django import forms


class SignInForm(forms.Form):
    login = forms.CharField(label="利用者ID", max_length=40)
    password = forms.CharField(label="パスワード", max_length=200, widget=forms.PasswordInput, strip=False)


class UnlockForm(forms.Form):
    password = forms.CharField(label="パスワード", max_length=200, widget=forms.PasswordInput, strip=False)
