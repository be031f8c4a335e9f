# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which operations of an OpenAPI document are converted."""

from __future__ import annotations

import re
from typing import Sequence

from ..._base.text import quoted
from .document import Method
from .findings import Findings, Options

_ADVICE = "Write an operationId, a path, or a method and a path, such as GET /pets. * matches any characters."


class Selection:
    """The options C(include) and C(exclude), and which of their entries are in the document."""

    def __init__(self, options: Options, findings: Findings) -> None:
        self._findings = findings
        self._include, self._exclude = _Texts(options.include or ()), _Texts(options.exclude)
        self._is_limited = options.include is not None
        self._left_out = 0

    def leaves_out_path(self, place: str, path: str) -> bool:
        """Whether a path is left out with all of its methods."""
        is_left_out = self._exclude.match([path])
        if is_left_out:
            self._note(place)
        return is_left_out

    def leaves_out(self, path: str, one: Method) -> bool:
        """Whether an operation is left out."""
        texts = [path, f"{one.method} {path}"]
        texts += [str(one.fields["operationId"])] if one.fields.get("operationId") else []
        is_excluded = self._exclude.match(texts)
        if is_excluded:
            self._note(one.place)
        if self._is_limited and not self._include.match(texts):
            self._left_out += 1
            return True
        return is_excluded

    def check(self) -> bool:
        """Report entries that are not in the document, and return whether all are."""
        unknown = [("include", text) for text in self._include.unknown]
        unknown += [("exclude", text) for text in self._exclude.unknown]
        for option, text in unknown:
            self._findings.problem(option, f"{quoted(text)} is not in the document. {_ADVICE}")
        if self._left_out:
            text = f"{self._left_out} operations are left out, because they are not in include. They are denied."
            self._findings.note("paths", text)
        return not unknown

    def _note(self, place: str) -> None:
        self._findings.note(place, "Left out, because it is in exclude. These requests are denied.")


class _Texts:
    """Texts in which C(*) matches any characters."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._patterns = {text: re.compile(".*".join(map(re.escape, text.split("*"))), re.DOTALL) for text in texts}
        self._unknown = dict.fromkeys(texts)

    @property
    def unknown(self) -> list[str]:
        """Those that did not match anything."""
        return list(self._unknown)

    def match(self, candidates: Sequence[str]) -> bool:
        """Whether any of them matches any of the candidates."""
        found = [text for text, one in self._patterns.items() if any(map(one.fullmatch, candidates))]
        for text in found:
            self._unknown.pop(text, None)
        return bool(found)
