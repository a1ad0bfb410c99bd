"""Form templates: fields, boxes and fitting rules. Drawing is in `madoguchi.apps.documents.rendering`."""
