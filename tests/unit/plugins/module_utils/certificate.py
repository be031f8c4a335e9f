# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A self-signed certificate for 127.0.0.1, made anew for every run, with nothing but the standard library.

So the TLS tests need neither a key in the repository, nor a tool or library on the machine.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime, timedelta, timezone
from typing import Optional

# NIST P-256
_P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)

_EC_PUBLIC_KEY = "1.2.840.10045.2.1"
_PRIME256V1 = "1.2.840.10045.3.1.7"
_ECDSA_SHA256 = "1.2.840.10045.4.3.2"
_COMMON_NAME = "2.5.4.3"


def self_signed() -> str:
    """Private key and certificate of 127.0.0.1, both PEM, the certificate being its own authority."""
    private = secrets.randbelow(_N - 1) + 1
    x, y = _times(private, _G) or _G
    public = b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")
    key = _sequence(
        _integer(1),
        _octets(private.to_bytes(32, "big")),
        _der(0xA0, _oid(_PRIME256V1)),
        _der(0xA1, _bits(public)),
    )
    return _pem("EC PRIVATE KEY", key) + _pem("CERTIFICATE", _certificate(private, public))


def _certificate(private: int, public: bytes) -> bytes:
    algorithm = _sequence(_oid(_ECDSA_SHA256))
    # A name of its own each time, so that two of these are never taken for each other.
    text = f"unit test {secrets.token_hex(8)}".encode()
    name = _sequence(_der(0x31, _sequence(_oid(_COMMON_NAME), _der(0x0C, text))))
    now = datetime.now(timezone.utc)
    key_id = hashlib.sha1(public).digest()
    extensions = _sequence(
        _sequence(_oid("2.5.29.14"), _octets(_octets(key_id))),
        _sequence(_oid("2.5.29.35"), _octets(_sequence(_der(0x80, key_id)))),
        _sequence(_oid("2.5.29.19"), _der(0x01, b"\xff"), _octets(_sequence(_der(0x01, b"\xff")))),
        _sequence(_oid("2.5.29.15"), _der(0x01, b"\xff"), _octets(_der(0x03, b"\x02\x84"))),
        _sequence(_oid("2.5.29.17"), _octets(_sequence(_der(0x87, bytes((127, 0, 0, 1)))))),
    )
    body = _sequence(
        _der(0xA0, _integer(2)),
        _integer(secrets.randbits(120) + 1),
        algorithm,
        name,
        _sequence(_time(now - timedelta(days=1)), _time(now + timedelta(days=1))),
        name,
        _sequence(_sequence(_oid(_EC_PUBLIC_KEY), _oid(_PRIME256V1)), _bits(public)),
        _der(0xA3, extensions),
    )
    return _sequence(body, algorithm, _bits(_signature(private, body)))


def _signature(private: int, message: bytes) -> bytes:
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    while True:
        nonce = secrets.randbelow(_N - 1) + 1
        point = _times(nonce, _G)
        r = point[0] % _N if point else 0
        s = pow(nonce, -1, _N) * (digest + r * private) % _N
        if r and s:
            return _sequence(_integer(r), _integer(s))


def _times(factor: int, point: tuple[int, int]) -> Optional[tuple[int, int]]:
    total: Optional[tuple[int, int]] = None
    addend: Optional[tuple[int, int]] = point
    while factor:
        if factor & 1:
            total = _plus(total, addend)
        addend = _plus(addend, addend)
        factor >>= 1
    return total


def _plus(left: Optional[tuple[int, int]], right: Optional[tuple[int, int]]) -> Optional[tuple[int, int]]:
    if left is None or right is None:
        return left or right
    if left[0] == right[0]:
        if (left[1] + right[1]) % _P == 0:
            return None
        slope = (3 * left[0] ** 2 - 3) * pow(2 * left[1], -1, _P)
    else:
        slope = (right[1] - left[1]) * pow(right[0] - left[0], -1, _P)
    x = (slope * slope - left[0] - right[0]) % _P
    return x, (slope * (left[0] - x) - left[1]) % _P


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        length = bytes((size,))
    else:
        digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
        length = bytes((0x80 | len(digits),)) + digits
    return bytes((tag,)) + length + content


def _sequence(*items: bytes) -> bytes:
    return _der(0x30, b"".join(items))


def _integer(value: int) -> bytes:
    return _der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _octets(content: bytes) -> bytes:
    return _der(0x04, content)


def _bits(content: bytes) -> bytes:
    return _der(0x03, b"\x00" + content)


def _time(moment: datetime) -> bytes:
    return _der(0x17, moment.strftime("%y%m%d%H%M%SZ").encode())


def _oid(dotted: str) -> bytes:
    first, second, *rest = (int(part) for part in dotted.split("."))
    content = bytearray((first * 40 + second,))
    for number in rest:
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(number & 0x7F | 0x80)
        content.extend(reversed(groups))
    return _der(0x06, bytes(content))


def _pem(label: str, content: bytes) -> str:
    text = base64.encodebytes(content).decode()
    return f"-----BEGIN {label}-----\n{text}-----END {label}-----\n"
