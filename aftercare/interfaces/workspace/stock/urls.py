from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.stock import counts, holding, lists, moves, setting_up

urlpatterns: list[URLPattern | URLResolver] = [
    path("stock", lists.stock, name="stock"),
    path("stock/items/<str:code>", lists.item_card, name="stock-item"),
    path("stock/move/<slug:way>", moves.move_goods, name="stock-move"),
    path("stock/movements/<int:movement_id>/correct", moves.correct, name="stock-correct"),
    path("stock/counts", counts.counts, name="stock-counts"),
    path("stock/counts/begin", counts.begin, name="stock-count-begin"),
    path("stock/counts/<str:code>", counts.count, name="stock-count"),
    path("stock/counts/<str:code>/hand-in", counts.hand_in, name="stock-count-hand-in"),
    path("stock/counts/<str:code>/approve", counts.approve, name="stock-count-approve"),
    path("stock/counts/<str:code>/reject", counts.reject, name="stock-count-reject"),
    path("stock/retests", counts.retests, name="stock-retests"),
    path("stock/retests/<int:balance_id>", counts.retest, name="stock-retest"),
    path("stock/places", setting_up.places, name="stock-places"),
    path("stock/places/new", setting_up.new_place, name="stock-place-new"),
    path("stock/places/<int:place_id>", setting_up.change_place, name="stock-place"),
    path("stock/places/<int:place_id>/close", setting_up.shut_place, name="stock-place-close"),
    path("stock/rules", setting_up.rules, name="stock-rules"),
    path("stock/rules/storage", setting_up.storage_life, name="stock-storage-life"),
    path("stock/rules/cores", setting_up.core_days, name="stock-core-days"),
    path("stock/reservations", holding.reservations, name="stock-reservations"),
    path("stock/reservations/<int:reservation_id>", holding.reservation, name="stock-reservation"),
    path(
        "stock/reservations/<int:reservation_id>/release",
        holding.release,
        name="stock-reservation-release",
    ),
    path("stock/cores", holding.cores, name="stock-cores"),
    path("stock/cores/<int:account_id>/<str:code>", holding.core, name="stock-core"),
    path("stock/kits", holding.kits, name="stock-kits"),
    path("stock/kits/new", holding.new_kit, name="stock-kit-new"),
    path("stock/kits/<int:place_id>", holding.kit, name="stock-kit"),
    path("stock/kits/<int:place_id>/pick", holding.pick, name="stock-kit-pick"),
    path("stock/kits/<int:place_id>/unpack", holding.unpack, name="stock-kit-unpack"),
]
