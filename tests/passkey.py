"""A passkey made of software: what a browser and a device would answer."""

import base64
import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

_PRESENT, _VERIFIED, _NEW = 0x01, 0x04, 0x40  # flags of authenticator data


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Passkey:
    """One. is_verified: its owner has unlocked it. count: how often it has signed."""

    host: str
    origin: str
    is_verified: bool = True
    count: int = 0
    id: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, asked: str) -> bytes:
        """The answer to navigator.credentials.create()."""
        told = self._told("webauthn.create", asked)
        numbers = self.key.public_key().public_numbers()
        coordinates = {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, **coordinates})
        about = bytes(16) + struct.pack(">H", len(self.id)) + self.id + key
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(_NEW) + about}
        attestation = _text(cbor2.dumps(statement))
        return self._answer({"clientDataJSON": _text(told), "attestationObject": attestation})

    def sign(self, asked: str) -> bytes:
        """The answer to navigator.credentials.get()."""
        self.count += 1
        told, data = self._told("webauthn.get", asked), self._data(0)
        signature = self.key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": told, "authenticatorData": data, "signature": signature}
        return self._answer({name: _text(value) for name, value in parts.items()})

    def _told(self, kind: str, asked: str) -> bytes:
        challenge = json.loads(asked)["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, further: int) -> bytes:
        flags = _PRESENT | (_VERIFIED if self.is_verified else 0) | further
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count)

    def _answer(self, response: dict[str, Any]) -> bytes:
        name = _text(self.id)
        whole = {"id": name, "rawId": name, "type": "public-key", "response": response}
        return json.dumps({**whole, "clientExtensionResults": {}}).encode()
