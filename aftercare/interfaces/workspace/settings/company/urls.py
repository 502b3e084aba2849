from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.settings.company import (
    calendars,
    company,
    labels,
    numbers,
    values,
)

_CALENDAR = "calendars/<str:code>"
_DAY = f"{_CALENDAR}/days/<str:day>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("labels", labels.labels, name="label-templates"),
    path("labels/new", labels.new_label, name="label-new"),
    path("labels/look", labels.look, name="label-look"),
    path("labels/picture", labels.label_picture, name="label-shown"),
    path("labels/<int:template_id>", labels.change_label, name="label-edit"),
    path("labels/<int:template_id>/remove", labels.remove_label, name="label-remove"),
    path("company", company.company, name="company"),
    path("company/entities/new", company.new_entity, name="entity-new"),
    path("company/entities/<str:code>/edit", company.change_entity, name="entity-edit"),
    path("company/sites/new", company.new_site, name="site-new"),
    path("company/sites/<str:code>/edit", company.change_site, name="site-edit"),
    path("calendars", calendars.calendars, name="calendars"),
    path("calendars/new", calendars.new_calendar, name="calendar-new"),
    path(f"{_CALENDAR}/week", calendars.change_week, name="calendar-week"),
    path(f"{_CALENDAR}/week/preview", calendars.preview_week, name="calendar-preview"),
    path(f"{_CALENDAR}/year", calendars.year, name="calendar-year"),
    path(f"{_CALENDAR}/import", calendars.import_days, name="calendar-import"),
    path(_DAY, calendars.change_day, name="calendar-day"),
    path(f"{_DAY}/preview", calendars.preview_day, name="calendar-day-preview"),
    path(f"{_DAY}/clear", calendars.clear, name="calendar-day-clear"),
    path("numbers", numbers.numbers, name="numbers"),
    path("numbers/<str:kind>", numbers.change_numbers, name="number"),
    path("numbers/<str:kind>/preview", numbers.preview_numbers, name="number-preview"),
    path("numbers/<str:kind>/<int:format_id>/revert", numbers.revert_numbers, name="number-revert"),
    path("values", values.values, name="values"),
    path("values/<str:name>", values.change_value, name="value"),
    path("values/<str:name>/<int:change_id>/revert", values.revert, name="value-revert"),
]
