from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Draws every form of the house, also those of libraries, in our look."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
