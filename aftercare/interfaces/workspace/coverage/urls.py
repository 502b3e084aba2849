from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.coverage import (
    books,
    contracts,
    damage,
    deciding,
    of_orders,
    of_units,
    spares,
    suppliers,
)

CASE = "cases/<str:code>/coverage"
ONE = f"{CASE}/<int:decision_id>"
ORDER = "repairs/<str:code>/coverage"
LOOK = "damage/<int:look_id>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("coverage/books", books.books, name="rule-books"),
    path("coverage/books/<slug:name>", books.book, name="rule-book"),
    path("coverage/books/<slug:name>/what-if", books.book_what_if, name="rule-book-what-if"),
    path("coverage/suppliers", suppliers.suppliers, name="supplier-guarantees"),
    path("coverage/suppliers/new", suppliers.new, name="supplier-guarantee-new"),
    path("coverage/suppliers/<int:guarantee_id>", suppliers.guarantee, name="supplier-guarantee"),
    path("contracts", contracts.contracts, name="contracts"),
    path("contracts/new", contracts.new, name="contract-new"),
    path("contracts/what-if", contracts.draft_what_if, name="draft-what-if"),
    path("contracts/spares", spares.owed, name="free-spares"),
    path("contracts/<str:code>", contracts.contract, name="contract"),
    path("contracts/<str:code>/files", contracts.attach, name="contract-attach"),
    path("contracts/<str:code>/files/<int:link_id>", contracts.detach, name="contract-detach"),
    path("contracts/<str:code>/what-if", contracts.contract_what_if, name="contract-what-if"),
    path("units/<int:unit_id>/coverage", of_units.decide, name="unit-coverage"),
    path("units/<int:unit_id>/coverage/<int:decision_id>", of_units.show, name="unit-decision"),
    path(CASE, deciding.decide, name="case-coverage"),
    path(ONE, deciding.show, name="case-decision"),
    path(f"{ONE}/tell", deciding.tell, name="case-decision-tell"),
    path(f"{ONE}/again", deciding.again, name="case-decision-again"),
    path(ORDER, of_orders.decide, name="order-coverage"),
    path(f"{ORDER}/<int:decision_id>", of_orders.show, name="order-decision"),
    path("damage/of/<slug:subject_kind>/<int:subject_id>", damage.first_look, name="damage-first"),
    path(f"{LOOK}/second", damage.second_look, name="damage-second"),
    path(f"{LOOK}/statement", damage.statement, name="damage-statement"),
    path(f"{LOOK}/charge", damage.charge, name="damage-charge"),
    path(f"{LOOK}/appeal", damage.appeal, name="damage-appeal"),
    path(f"{LOOK}/answer", damage.answer, name="damage-answer"),
    path(f"{ONE}/goodwill", damage.goodwill, name="goodwill"),
]
