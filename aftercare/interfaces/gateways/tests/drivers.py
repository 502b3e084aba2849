"""How the other side of each channel speaks, for the test that all of them have to pass."""

import json
from itertools import count
from uuid import UUID

from aftercare.interfaces.gateways.email.adapter import Email
from aftercare.interfaces.gateways.tests.messenger import Messenger
from aftercare.interfaces.gateways.webform.adapter import WebForm

_numbers = count(1)


class Driver:
    """`message` returns the bytes in which a peer says a text, under a name of its own."""

    secrets = {}

    def __init__(self):
        self.capabilities = self.adapter.capabilities

    def peer(self, number=0):
        return f"customer{number}@harborline.example"

    def refuse(self, refusal):
        """Have the next message refused."""
        raise NotImplementedError


class MailDriver(Driver):
    kind, adapter = "email", Email

    def message(self, text="Hello", *, name=None, peer=None, date="", file=None):
        name = name or next(_numbers)
        head = (
            f"From: {peer or self.peer()}\r\nSubject: Dark screen\r\nMessage-ID: <{name}@h>\r\n"
            f"Date: {date or 'Mon, 28 Sep 2026 09:12:00 +0800'}\r\n"
        )
        if not file:
            return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()
        return (
            f"{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n"
            f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n--b\r\n"
            f"Content-Disposition: attachment; filename*=utf-8''{file}\r\n\r\nlog\r\n--b--\r\n"
        ).encode()


class FormDriver(Driver):
    kind, adapter = "web_form", WebForm

    def message(self, text="Hello", *, name=None, peer=None, date="", file=None):
        form = {
            "id": str(UUID(int=name or next(_numbers))),
            "name": "Marisol",
            "email": peer or self.peer(),
            "subject": "Dark screen",
            "text": text,
            "language": "en",
            "files": [{"name": file, "content": b"log".hex()}] if file else [],
        }
        return json.dumps(form).encode()


class MessengerDriver(Driver):
    kind, adapter = "messenger", Messenger
    secrets = {"token": "secret"}

    def peer(self, number=0):
        return f"US.{number}"

    def message(self, text="Hello", *, name=None, peer=None, date="", file=None):
        return self.events(
            {
                "type": "text",
                "id": f"m{name or next(_numbers)}",
                "from": peer or self.peer(),
                "text": text,
                "media": [file] if file else [],
            }
        )

    def events(self, *events):
        return json.dumps({"events": events}).encode()


DRIVERS = [MailDriver, FormDriver, MessengerDriver]
