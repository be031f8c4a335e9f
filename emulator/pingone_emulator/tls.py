# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate authority of the emulator's own, made anew at every start."""

from __future__ import annotations

import ssl
from pathlib import Path

import trustme


def server_context(hosts: list[str], ca_file: Path) -> ssl.SSLContext:
    """A TLS context for these host names; the authority's certificate is written to ``ca_file``."""
    authority = trustme.CA()
    leaf = authority.issue_cert(*hosts)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(context)
    partial = ca_file.with_name(ca_file.name + ".partial")
    partial.write_bytes(authority.cert_pem.bytes())
    partial.replace(ca_file)
    return context
