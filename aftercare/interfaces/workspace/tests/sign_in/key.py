"""A passkey in software: what a phone or a USB key answers to a browser."""

import hashlib
import json
from struct import pack

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class SoftKey:
    """Makes one credential, for a host, and proves that it has it."""

    def __init__(self, host="testserver", origin="https://testserver"):
        self.host, self.origin = host, origin
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = hashlib.sha256(repr(self).encode()).digest()
        self.user_handle, self.uses = b"", 0

    def create(self, options):
        """Answer `navigator.credentials.create`."""
        self.user_handle = websafe_decode(options["user"]["id"])
        public = cbor.encode(dict(ES256.from_cryptography_key(self.private.public_key())))
        attested = bytes(16) + pack(">H", len(self.id)) + self.id + public
        data = self._data(PRESENT | VERIFIED | ATTESTED) + attested
        said = self._said("webauthn.create", options)
        proof = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            {"clientDataJSON": said, "attestationObject": proof}, {"credProps": {"rk": True}}
        )

    def get(self, options):
        """Answer `navigator.credentials.get`."""
        self.uses += 1
        data, said = self._data(PRESENT | VERIFIED), self._said("webauthn.get", options)
        signature = self.private.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": said,
                "authenticatorData": data,
                "signature": signature,
                "userHandle": self.user_handle,
            },
            {},
        )

    def _data(self, flags):
        return hashlib.sha256(self.host.encode()).digest() + pack(">BI", flags, self.uses)

    def _said(self, kind, options):
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _answer(self, response, extensions):
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "response": {name: websafe_encode(part) for name, part in response.items()},
                "clientExtensionResults": extensions,
            }
        )
