from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.stock import counts, lists, moves

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
]
