# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check the built site: complete sidebar, no external files, options of an object before lists of objects.

python docs/sphinx/verify.py FOLDER     prints a line for each problem; the exit status is 1 if there are any
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

LOADED = re.compile(r'<(?:script|img|link)\b[^>]*?\b(?:src|href)="(?:https?:)?//[^"]*"[^>]*>')
OPTION = re.compile(r'href="#parameter-([^"/]+)(/[^"]+)?" title')
# Not in the sidebar: the start page, the search, and an empty index.
UNLISTED = {"index.html", "search.html", "environment_variables.html"}


def main(folder: Path) -> int:
    """Print the problems of the site in a folder. Returns 1 if there are any."""
    pages = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}
    problems = [problem for name, text in pages.items() for problem in problems_of(name, text)]
    listed = set(re.findall(r'class="reference internal" href="([^"#]+)"', pages["index.html"]))
    problems += [f"{name}: not in the sidebar, see docs/sphinx/index.rst" for name in set(pages) - listed - UNLISTED]
    print("\n".join(sorted(problems)) or f"{len(pages)} pages without problems")
    return 1 if problems else 0


def problems_of(name: str, text: str) -> list[str]:
    """The problems of a page."""
    problems = [f"{name}: external file: {tag}" for tag in LOADED.findall(text) if 'rel="canonical"' not in tag]
    problems += [f"{name}: {part} is missing" for part in ("copybutton.js", "theme-toggle") if part not in text]
    if "Adding a table of contents in Furo-based documentation" in text:
        problems.append(f"{name}: has a second table of contents")
    if name.endswith("_module.html"):
        problems += [f"{name}: {problem}" for problem in order_of(OPTION.findall(text))]
    return problems


def order_of(found: list[tuple[str, str]]) -> list[str]:
    """The problems of the order of options, which are pairs of option and suboption."""
    options = list(dict.fromkeys(option for option, _inner in found))
    inner = {option: {part[1:].split("/")[0] for name, part in found if name == option and part} for option in options}
    last = options.index("access_token")
    lists = [
        option for option in options if inner[option] and len(inner[option] & set(options)) * 2 > len(inner[option])
    ]
    problems = [f"{option} is after the connection options" for option in lists if options.index(option) > last]
    for option in lists:
        later = [other for other in options[options.index(option) + 1 : last] if other not in lists]
        problems += [f"{option} is before {other}, which is an option of a single object" for other in later]
    return problems


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
