# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing keys and JSON Web Tokens."""

from __future__ import annotations

import base64
import random
import secrets
import string
from functools import cached_property
from typing import Any

KEY_ID = "emulator-signing-key"
ALPHABET = string.ascii_letters + string.digits + "-._~"


class Keys:
    """One RSA key for the life of the process, made when the first token is signed.

    Every environment of a real PingOne has a key of its own; tokens name their
    environment in ``iss``, and that is checked, so one key is enough here.
    """

    @cached_property
    def private(self) -> Any:
        from cryptography.hazmat.primitives.asymmetric import rsa

        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def pem(self) -> str:
        """The private key as text."""
        from cryptography.hazmat.primitives import serialization

        raw: bytes = self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return raw.decode()

    def load(self, pem: str) -> None:
        """Go on with a key from an earlier process."""
        from cryptography.hazmat.primitives import serialization

        self.private = serialization.load_pem_private_key(pem.encode(), None)

    def sign(self, claims: dict[str, Any]) -> str:
        import jwt

        return jwt.encode(claims, self.private, algorithm="RS256", headers={"kid": KEY_ID})

    def claims(self, token: str) -> dict[str, Any] | None:
        """The claims of a token whose signature is ours; times and audience are the caller's business."""
        import jwt

        try:
            return jwt.decode(
                token,
                self.private.public_key(),
                algorithms=["RS256"],
                options={"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False},
            )
        except jwt.PyJWTError:
            return None

    def jwks(self) -> dict[str, Any]:
        numbers = self.private.public_key().public_numbers()
        return {
            "keys": [
                {
                    "kty": "RSA",
                    "use": "sig",
                    "alg": "RS256",
                    "kid": KEY_ID,
                    "n": _base64url(numbers.n),
                    "e": _base64url(numbers.e),
                }
            ]
        }


def new_id() -> str:
    """A random UUID; quicker than the standard library's, which every answer would pay for."""
    digits = f"{random.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def new_secret() -> str:
    """A client secret in PingOne's alphabet (SPECIFICATION.md 12.2)."""
    return "".join(secrets.choice(ALPHABET) for _turn in range(64))


def _base64url(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
