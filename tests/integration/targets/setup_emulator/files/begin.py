# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bring an emulator back to its seed and get an access token.

An order is {"emulator_url", "token_url", "client_id", "client_secret"}, the answer is the token.
"""

from __future__ import annotations

import base64
import json
import urllib.request

from send import opened


def answers(order):
    """Carry an order out."""
    opened(urllib.request.Request(order["emulator_url"] + "/_emulator/reset", b"", method="POST")).close()
    pair = base64.b64encode(f"{order['client_id']}:{order['client_secret']}".encode()).decode()
    headers = {"Authorization": f"Basic {pair}", "Content-Type": "application/x-www-form-urlencoded"}
    with opened(urllib.request.Request(order["token_url"], b"grant_type=client_credentials", headers)) as answer:
        return [json.load(answer)["access_token"]]
