from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.settings.shipping import carriers, packing

urlpatterns: list[URLPattern | URLResolver] = [
    path("carriers", carriers.carriers, name="carriers"),
    path("carriers/new", carriers.choose_kind, name="carrier-kinds"),
    path("carriers/new/<slug:kind>", carriers.new_carrier, name="carrier-new"),
    path("carriers/sites/<str:code>", carriers.site_address, name="carrier-site"),
    path("carriers/words/<int:word_id>/again", carriers.read_again, name="carrier-word-again"),
    path("carriers/words/<int:word_id>/drop", carriers.drop, name="carrier-word-drop"),
    path("carriers/<slug:code>", carriers.change_carrier, name="carrier-edit"),
    path("carriers/<slug:code>/test", carriers.test, name="carrier-test"),
    path("carriers/<slug:code>/rest", carriers.rest, name="carrier-rest"),
    path("carriers/<slug:code>/use", carriers.use_again, name="carrier-use"),
    path("packing", packing.instructions, name="packing"),
    path("packing/new", packing.new_instruction, name="packing-new"),
    path("packing/<int:packing_id>", packing.change_instruction, name="packing-edit"),
    path("packing/<int:packing_id>/remove", packing.remove, name="packing-remove"),
]
