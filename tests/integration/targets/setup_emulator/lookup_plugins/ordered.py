# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the helper of the targets answers to an order (see files/helper.py): one item for each answer."""

from __future__ import annotations

import json
import socket

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        self.set_options(var_options=variables, direct={})
        place, order = terms
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(place)
            connection.sendall(json.dumps({**order, "service": kwargs["service"]}).encode() + b"\n")
            with connection.makefile(encoding="utf-8") as lines:
                found = [json.loads(line) for line in lines]
        for document in found:
            if "trouble" in document:
                raise AnsibleError(document["trouble"])
        return [document["answer"] for document in found]
