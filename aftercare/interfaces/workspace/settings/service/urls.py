from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.settings.service import levels

urlpatterns: list[URLPattern | URLResolver] = [
    path("service-levels", levels.levels, name="service-levels"),
    path("service-levels/new", levels.new_level, name="service-level-new"),
    path("service-levels/new/preview", levels.preview, name="service-level-preview"),
    path("service-levels/apply", levels.apply_levels, name="service-levels-apply"),
    path("service-levels/customers", levels.find_customers, name="service-level-customers"),
    path("service-levels/<int:level_id>", levels.change_level, name="service-level-edit"),
    path("service-levels/<int:level_id>/preview", levels.preview, name="service-level-preview"),
    path("service-levels/<int:level_id>/move", levels.move_level, name="service-level-move"),
    path(
        "service-levels/<int:level_id>/duplicate",
        levels.duplicate_level,
        name="service-level-duplicate",
    ),
    path("service-levels/<int:level_id>/remove", levels.remove_level, name="service-level-remove"),
]
