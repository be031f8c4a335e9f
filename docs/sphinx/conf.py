# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sphinx configuration for the pages that antsibull-docs generates. Does not require network access."""

from __future__ import annotations

import sys
from pathlib import Path

project = "pingone.authorize"
copyright = "2026, pingone.authorize contributors"  # pylint: disable=redefined-builtin
title = html_title = html_short_title = "pingone.authorize"

sys.path.insert(0, str(Path(__file__).parent))
extensions = ["sphinx_antsibull_ext", "sphinx_copybutton", "option_order", "changelog_page"]
root_doc = "index"
default_role = "any"
highlight_language = "YAML+Jinja"
# Do not change quotation marks, so that messages can be searched for.
smartquotes_action = "D"
# The generated pages refer to pages of Ansible's documentation.
suppress_warnings = ["ref.ref"]

html_theme = "furo"
html_theme_options = {
    "navigation_with_keys": True,
    "light_css_variables": {"color-brand-primary": "#1f5fb4", "color-brand-content": "#1f5fb4"},
    "dark_css_variables": {"color-brand-primary": "#7cb0f5", "color-brand-content": "#7cb0f5"},
}
# The colors of options and tables are in site.css, because they depend on the light or dark mode of the theme.
antsibull_ext_color_scheme = "none"
# The button copies the commands of a console block, without prompts and output.
copybutton_prompt_text = "$ "
copybutton_line_continuation_character = "\\"
# Output cannot be copied.
copybutton_selector = "div:not(.highlight-ansible-output):not(.highlight-text) > div.highlight > pre"
templates_path = ["templates"]
html_favicon = "static/favicon.svg"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_use_modindex = False
html_use_index = False
html_copy_source = False
