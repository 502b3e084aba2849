from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.units import (
    edits,
    finding,
    lists,
    parts,
    production,
    registrations,
    rules,
    tracing,
    views,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("find", finding.find, name="find"),
    path("units", lists.units, name="units"),
    path("units/new", edits.new_unit, name="unit-new"),
    path("units/production", production.deliver, name="production"),
    path("units/registrations", registrations.waiting, name="registrations"),
    path(
        "units/registrations/<int:registration_id>/accept",
        registrations.accept,
        name="registration-accept",
    ),
    path(
        "units/registrations/<int:registration_id>/refuse",
        registrations.refuse,
        name="registration-refuse",
    ),
    path("units/codes", rules.scan_rules, name="scan-rules"),
    path("units/codes/<int:scan_rule_id>/remove", rules.remove, name="scan-rule-remove"),
    path("units/<int:unit_id>", views.unit, name="unit"),
    path("units/<int:unit_id>/edit", edits.change_unit, name="unit-edit"),
    path("units/<int:unit_id>/date", edits.date, name="unit-date"),
    path("units/<int:unit_id>/owner", edits.owner, name="unit-owner"),
    path("units/<int:unit_id>/swap", parts.swap, name="unit-swap"),
    path("units/<int:unit_id>/code.svg", views.code, name="unit-code"),
    path("lots", tracing.lots, name="lots"),
    path("lots/<int:lot_id>", tracing.lot, name="lot"),
    path("lots/<int:lot_id>/edit", edits.change_lot, name="lot-edit"),
]
