from django.urls import URLPattern, URLResolver, path, register_converter

from aftercare.interfaces.workspace.catalog import (
    documents,
    edits,
    lists,
    notices,
    prices,
    structure,
    views,
)
from aftercare.interfaces.workspace.catalog.converters import CodeConverter

register_converter(CodeConverter, "item")

urlpatterns: list[URLPattern | URLResolver] = [
    path("items", lists.items, name="items"),
    path("items/numbers", lists.numbers, name="item-numbers"),
    path("items/new", edits.new_item, name="item-new"),
    path("items/<item:code>", views.item, name="item"),
    path("items/<item:code>/edit", edits.change_item, name="item-edit"),
    path("items/<item:code>/life", edits.milestone, name="item-life"),
    path("items/<item:code>/parameters", edits.parameters, name="item-parameters"),
    path("items/<item:code>/boms/new", structure.new_bom, name="bom-new"),
    path("items/<item:code>/boms/<int:bom_id>", structure.change_bom, name="bom-edit"),
    path("items/<item:code>/boms/<int:bom_id>/parts", structure.set_part, name="bom-part"),
    path(
        "items/<item:code>/boms/<int:bom_id>/parts/<int:line_id>/remove",
        structure.remove_part,
        name="bom-part-remove",
    ),
    path("items/<item:code>/boms/<int:bom_id>/remove", structure.drop_bom, name="bom-remove"),
    path("items/<item:code>/substitutes/new", structure.new_substitute, name="substitute-new"),
    path(
        "items/<item:code>/substitutes/<int:substitute_id>/remove",
        structure.drop_substitute,
        name="substitute-remove",
    ),
    path("items/<item:code>/prices/new", prices.new_price, name="item-price-new"),
    path(
        "items/<item:code>/prices/<int:price_id>/remove",
        prices.drop_price,
        name="item-price-remove",
    ),
    path("items/<item:code>/documents/new", documents.new_document, name="item-document-new"),
    path("documents/<int:document_id>", documents.document, name="item-document"),
    path("documents/<int:document_id>/edit", documents.change_document, name="item-document-edit"),
    path(
        "documents/<int:document_id>/remove", documents.drop_document, name="item-document-remove"
    ),
    path("change-notices", notices.notices, name="change-notices"),
    path("change-notices/new", notices.new_notice, name="change-notice-new"),
    path("change-notices/<int:change_notice_id>", notices.notice, name="change-notice"),
    path(
        "change-notices/<int:change_notice_id>/edit",
        notices.change_notice,
        name="change-notice-edit",
    ),
    path("change-notices/<int:change_notice_id>/close", notices.close, name="change-notice-close"),
    path(
        "change-notices/<int:change_notice_id>/reopen", notices.reopen, name="change-notice-reopen"
    ),
    path("change-notices/<int:change_notice_id>/file", notices.file, name="change-notice-file"),
]
