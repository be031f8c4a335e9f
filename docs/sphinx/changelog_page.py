# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Adjust the page of the changelog, which antsibull-docs generates: its title, and no second table of contents."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

PAGE, TITLE = "changelog", "Release notes"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx, before it collects the titles."""
    app.connect("doctree-read", adjust, priority=400)
    return {"parallel_read_safe": True, "version": "1"}


def adjust(app: Sphinx, doctree: nodes.document) -> None:
    """Change the page, if it is that of the changelog."""
    if app.env.docname != PAGE:
        return
    for topic in list(doctree.findall(nodes.topic)):
        if "contents" in topic["classes"]:
            topic.parent.remove(topic)
    title = next(doctree.findall(nodes.title))
    title.clear()
    title += nodes.Text(TITLE)
