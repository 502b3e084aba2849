"""What the tests of channels do with them: set up, hear, write, send."""

from aftercare.domain.conversations.jobs import handle_envelope, send_message
from aftercare.domain.conversations.models import Message
from aftercare.domain.conversations.operations.channels import set_up_channel
from aftercare.domain.conversations.operations.intake import accept_envelope
from aftercare.domain.conversations.steps import write_message
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref


def set_up(driver):
    return set_up_channel(
        None,
        code=driver.kind.replace("_", "-"),
        kind=driver.kind,
        name="Support",
        address="support@northwell.example",
        settings={},
        secrets=driver.secrets,
        actor=SYSTEM,
        at=clock.now(),
    )


def take_in(account, raw, *, name="", at=None):
    envelope = accept_envelope(
        account, external_id=name or str(hash(raw)), raw=raw, actor=SYSTEM, at=at or clock.now()
    )
    handle_envelope.func(envelope_id=envelope.pk)
    return envelope


def hear(account, driver, text="Hello", **given):
    take_in(account, driver.message(text, **given))
    return Message.objects.latest("pk")


def write(thread, text="Hi", **given):
    now = clock.now()
    return write_message(thread, text=text, author=Ref("user", 7), send_at=now, at=now, **given)


def send(message):
    send_message.func(message_id=message.pk)
    message.refresh_from_db()
    return message
