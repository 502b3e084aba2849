"""What makes a mail one of its own, however often and on whatever way it comes."""

from email.parser import BytesHeaderParser
from hashlib import sha256
from typing import IO

from aftercare.interfaces.gateways.email.reading.encodings import PIECE
from aftercare.interfaces.gateways.email.reading.headers import message_ids
from aftercare.interfaces.gateways.email.reading.parts import MOST_HEADERS


def envelope_id(mail: IO[bytes]) -> str:
    """
    Return a name for a mail: its Message-ID, with who wrote it when; else what it consists of.

    Some devices send all their mails under one and the same Message-ID; none of them may get
    lost.
    """
    mail.seek(0)
    headers = BytesHeaderParser().parsebytes(mail.read(MOST_HEADERS))
    found = message_ids(str(headers.get("message-id") or ""))
    if not found:
        mail.seek(0)
        whole = sha256()
        while piece := mail.read(PIECE):
            whole.update(piece)
        return f"sha256:{whole.hexdigest()}"
    written = f"{headers.get('date')} {headers.get('from')}".encode("utf-8", "surrogateescape")
    return f"{found[0][:250]} {sha256(written).hexdigest()[:16]}"
