#!/usr/bin/env python
# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carry out orders for the targets, in one process that has everything imported for as long as they run.

A task that starts a program for each order would take most of a second. The only argument is the path of the socket
on which orders come, one for each connection, as a line of JSON with a "service"; each answer is another line.
"""

from __future__ import annotations

import json
import socketserver
import sys
import traceback

import begin
import play
import send

SERVICES = {"begin": begin.answers, "play": play.answers, "send": send.answers}


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            order = json.loads(self.rfile.readline())
            for answer in SERVICES[order["service"]](order):
                self._tell({"answer": answer})
        except Exception:  # whatever it is, the one who asked has to hear of it
            self._tell({"trouble": traceback.format_exc()})

    def _tell(self, document):
        self.wfile.write(json.dumps(document).encode() + b"\n")
        self.wfile.flush()


if __name__ == "__main__":
    with socketserver.UnixStreamServer(sys.argv[1], Handler) as server:
        server.serve_forever()
