"""How Django forms are drawn: set `FORM_RENDERER = "madoguchi.web.rendering.FormRenderer"`."""

from django.forms.renderers import DjangoTemplates


class FormRenderer(DjangoTemplates):
    """Draws a form field by field with our own component instead of Django's paragraphs."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
