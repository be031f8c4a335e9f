#!/usr/bin/env python
# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bring an emulator back to its seed and print an access token.

Reads {"emulator_url", "token_url", "client_id", "client_secret"}.
"""

from __future__ import annotations

import base64
import json
import sys
import urllib.request

from send import opened


def main():
    order = json.load(sys.stdin)
    opened(urllib.request.Request(order["emulator_url"] + "/_emulator/reset", b"", method="POST")).close()
    pair = base64.b64encode(f"{order['client_id']}:{order['client_secret']}".encode()).decode()
    headers = {"Authorization": f"Basic {pair}", "Content-Type": "application/x-www-form-urlencoded"}
    with opened(urllib.request.Request(order["token_url"], b"grant_type=client_credentials", headers)) as answer:
        print(json.load(answer)["access_token"])


if __name__ == "__main__":
    main()
