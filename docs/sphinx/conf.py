# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How Sphinx builds the site from what antsibull-docs has generated. Needs no network."""

from __future__ import annotations

project = "pingone.authorize"
copyright = "2026, pingone.authorize contributors"  # pylint: disable=redefined-builtin
title = html_title = html_short_title = "pingone.authorize"

extensions = ["sphinx_antsibull_ext"]
root_doc = "index"
default_role = "any"
highlight_language = "YAML+Jinja"
pygments_style = "ansible"
# Messages are quoted as they are, so that a search in the page finds them.
smartquotes_action = "D"
# What the generated pages say about Ansible itself is not on this site.
suppress_warnings = ["ref.ref"]

html_theme = "sphinx_ansible_theme"
html_theme_options = {"topbar_links": {}}
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_use_modindex = False
html_use_index = False
html_copy_source = False
