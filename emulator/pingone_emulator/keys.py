# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing keys and JSON Web Tokens."""

from __future__ import annotations

import base64
import random
import secrets
import string
import uuid
from typing import Any

ALPHABET = string.ascii_letters + string.digits + "-._~"


class Keys:
    """An RSA key for each environment, made when the first token of that environment is signed.

    Making or reading a key takes longer than a hundred answers, so both wait until it is needed.
    """

    def __init__(self) -> None:
        self.pems: dict[str, str] = {}  # by environment; for whoever keeps a copy (state.py)
        self._private: dict[str, Any] = {}

    def _of(self, environment: str) -> Any:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa

        if environment not in self.pems:
            private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            raw = private.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            self.pems[environment], self._private[environment] = raw.decode(), private
        elif environment not in self._private:
            pem = self.pems[environment].encode()
            self._private[environment] = serialization.load_pem_private_key(pem, None)
        return self._private[environment]

    def sign(self, environment: str, claims: dict[str, Any]) -> str:
        import jwt

        return jwt.encode(claims, self._of(environment), algorithm="RS256", headers={"kid": _key_id(environment)})

    def claims(self, environment: str, token: str) -> dict[str, Any] | None:
        """The claims of a token that environment has signed; times and audience are the caller's business."""
        import jwt

        if environment not in self.pems:
            return None  # it has never signed anything
        try:
            return jwt.decode(
                token,
                self._of(environment).public_key(),
                algorithms=["RS256"],
                options={"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False},
            )
        except jwt.PyJWTError:
            return None

    def jwks(self, environment: str) -> dict[str, Any]:
        numbers = self._of(environment).public_key().public_numbers()
        return {
            "keys": [
                {
                    "kty": "RSA",
                    "use": "sig",
                    "alg": "RS256",
                    "kid": _key_id(environment),
                    "n": _base64url(numbers.n),
                    "e": _base64url(numbers.e),
                }
            ]
        }


def _key_id(environment: str) -> str:
    return f"emulator-signing-key-{environment}"


def new_id() -> str:
    """A random UUID; quicker than the standard library's, which every answer would pay for."""
    digits = f"{random.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def derived_id(*parts: str) -> str:
    """The same id for the same parts, so that a reset brings back the same objects."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(parts)))


def new_secret() -> str:
    """A client secret in PingOne's alphabet (SPECIFICATION.md 12.2)."""
    return "".join(secrets.choice(ALPHABET) for _turn in range(64))


def _base64url(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
