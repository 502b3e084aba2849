import pytest

from aftercare.domain.shipping.tests.courier import Courier, Slow


@pytest.fixture(autouse=True)
def carriers(settings):
    where = Courier.__module__
    settings.CARRIERS = {"courier": f"{where}.Courier", "slow": f"{where}.Slow"}
    kept = (Courier.sold, Courier.refusals, Courier.given_back, Courier.paid, Courier.dies)
    for each in (*kept, Courier.asked, Courier.ways):
        each.clear()
    return Courier, Slow
