# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check the built site: complete sidebar, nothing loaded from elsewhere, options of an object before lists of objects.

python docs/sphinx/verify.py FOLDER     exit status 1 and a line for each fault
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

LOADED = re.compile(r'<(?:script|img|link)\b[^>]*?\b(?:src|href)="(?:https?:)?//[^"]*"[^>]*>')
OPTION = re.compile(r'href="#parameter-([^"/]+)(/[^"]+)?" title')
# Not in the sidebar: the page itself, the search, and an index that has no entries.
UNLISTED = {"index.html", "search.html", "environment_variables.html"}


def main(folder: Path) -> int:
    """Print the faults of the site in a folder; 1 if there are any."""
    pages = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}
    faults = [fault for name, text in pages.items() for fault in faults_of(name, text)]
    listed = set(re.findall(r'class="reference internal" href="([^"#]+)"', pages["index.html"]))
    faults += [f"{name}: not in the sidebar, see docs/sphinx/index.rst" for name in set(pages) - listed - UNLISTED]
    print("\n".join(sorted(faults)) or f"{len(pages)} pages in order")
    return 1 if faults else 0


def faults_of(name: str, text: str) -> list[str]:
    """What is wrong with a page."""
    faults = [f"{name}: loaded from elsewhere: {tag}" for tag in LOADED.findall(text) if 'rel="canonical"' not in tag]
    faults += [f"{name}: {part} is missing" for part in ("copybutton.js", "theme-toggle") if part not in text]
    if name.endswith("_module.html"):
        faults += [f"{name}: {fault}" for fault in order_of(OPTION.findall(text))]
    return faults


def order_of(found: list[tuple[str, str]]) -> list[str]:
    """What is wrong with the order of options, given as pairs of option and suboption."""
    options = list(dict.fromkeys(option for option, _inner in found))
    inner = {option: {part[1:].split("/")[0] for name, part in found if name == option and part} for option in options}
    last = options.index("access_token")
    lists = [
        option for option in options if inner[option] and len(inner[option] & set(options)) * 2 > len(inner[option])
    ]
    faults = [f"{option} stands after the connection options" for option in lists if options.index(option) > last]
    for option in lists:
        later = [other for other in options[options.index(option) + 1 : last] if other not in lists]
        faults += [f"{option} stands before {other}, which a single object has" for other in later]
    return faults


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
