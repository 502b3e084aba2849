import pytest

from aftercare.interfaces.gateways.tests.messenger import Messenger


@pytest.fixture(autouse=True)
def channels(settings):
    known = settings.CHANNELS | {"messenger": f"{Messenger.__module__}.Messenger"}
    settings.CHANNELS = known
    Messenger.sent.clear()
    Messenger.refusals.clear()
    Messenger.media.clear()
