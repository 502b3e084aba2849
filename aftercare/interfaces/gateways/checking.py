from collections.abc import Iterator

from aftercare.domain.conversations.ports import channel_of
from aftercare.domain.conversations.queries import adapter_account, visible_channels
from aftercare.kit.actors import SYSTEM


def troubles_of_channels() -> Iterator[tuple[str, list[str]]]:
    """Sign in to the servers of every account in use; give its code and what is wrong."""
    for account in visible_channels(SYSTEM).filter(active=True):
        yield account.code, channel_of(account.kind).check(adapter_account(account))
