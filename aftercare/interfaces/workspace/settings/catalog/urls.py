from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.settings.catalog import codes, parameters

urlpatterns: list[URLPattern | URLResolver] = [
    path("fault-codes", codes.codes, name="fault-codes"),
    path("fault-codes/new", codes.new_code, name="fault-code-new"),
    path("fault-codes/<int:code_id>", codes.change_code, name="fault-code-edit"),
    path("fault-codes/<int:code_id>/retire", codes.retire, name="fault-code-retire"),
    path("fault-codes/<int:code_id>/restore", codes.restore, name="fault-code-restore"),
    path("parameters", parameters.parameters, name="parameters"),
    path("parameters/new", parameters.new_parameter, name="parameter-new"),
    path("parameters/<int:parameter_id>", parameters.change_parameter, name="parameter-edit"),
]
