from aftercare.domain.cases.operations.merging import merge_cases, undo_merge
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.repairs.tests.make import make_order
from aftercare.domain.returns.tests.make import NOW, announced, make_return, make_returnable


def test_returns_and_repairs_follow_a_case_that_goes_on_in_another_and_come_back(run_jobs):
    shop = make_account()
    case, other = make_case(), make_case(peer="other@harborline.example")
    rma = make_return(announced(make_returnable(account=shop)), account=shop, case=case)
    order = make_order("AX55-2519-B0099", case=case)

    def cases():
        for row in (rma, order):
            row.refresh_from_db()
        return rma.case, order.case

    merge_cases(case, into=other, **NOW)
    run_jobs()
    assert cases() == (other, other)
    undo_merge(case, **NOW)
    run_jobs()

    assert cases() == (case, case)
