# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an emulator answers to a GET, for each URL, with the objects of all its pages.

Unlike ansible.builtin.url, it does not prepare TLS for each request.
"""

from __future__ import annotations

import http.client
import json
import urllib.parse

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        self.set_options(var_options=variables, direct={})
        return [_whole(url, kwargs.get("headers", {})) for url in terms]


def _whole(url, headers):
    document = page = _json_of(url, headers)
    while page.get("_links", {}).get("next"):
        page = _json_of(page["_links"]["next"]["href"], headers)
        for name, objects in page["_embedded"].items():
            document["_embedded"][name] += objects
    return document


def _json_of(url, headers):
    place = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(place.netloc, timeout=30)
    try:
        connection.request("GET", place._replace(scheme="", netloc="").geturl(), headers=headers)
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise AnsibleError(f"GET {url} was answered with {answer.status}: {text!r}")
    return json.loads(text)
