from datetime import datetime

from aftercare.base.journal.events import ChainChecked
from aftercare.base.people.queries import auditors
from aftercare.base.people.steps import notify
from aftercare.kit.actors import Actor
from aftercare.kit.reactions import reacts_to
from aftercare.kit.refs import Ref


@reacts_to(ChainChecked)
def warn_of_an_altered_journal(event: ChainChecked, *, actor: Actor, at: datetime) -> None:
    """Tell everybody who may look into the journal that somebody has changed it."""
    if not event.intact:
        about = Ref("chain_check", event.chain_check_id)
        notify(*auditors(), kind="journal_altered", about=about, data={}, at=at)
