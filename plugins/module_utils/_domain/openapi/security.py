# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the security requirements of an operation mean for a request with an access token of PingOne."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from ..._base.text import capitalized, enumerated, quoted
from .document import Document, Method
from .findings import Findings, Options
from .needs import ANY_TOKEN, DENIED, Need, is_expressible, label_of, need_of, stricter, text_of
from .schemes import Schemes

_EXCLUDE = "leave the operation out with exclude"
_PUBLIC = "The document allows requests without a token."
_PUBLIC_PROBLEM = (
    f"{_PUBLIC} PingOne denies them in any case. Add security to the document, set allow_public: true to accept every"
    f" valid token, or {_EXCLUDE}."
)
_PUBLIC_NOTE = (
    f"{_PUBLIC} PingOne accepts every valid token, and denies requests without one unless the gateway forwards them"
    " without asking PingOne."
)
_ANY_PROBLEM = (
    "No scope is required, so that every valid token is sufficient. Add a scope to the document, set"
    f" allow_any_token: true if that is meant, or {_EXCLUDE}."
)
_NULL = "is null. Write [] if a token is not required. Otherwise, list the requirements or remove the key."
_ANY_NOTE = "Every valid token is sufficient."


class Security:
    """Reads the security requirements of operations."""

    def __init__(self, document: Document, schemes: Schemes, options: Options, findings: Findings) -> None:
        self._document, self._schemes = document, schemes
        self._options, self._findings = options, findings

    def need_of(self, one: Method) -> Need:
        """What a request needs. If that is a problem, the result does not matter."""
        own = "security" in one.fields
        listed = one.fields.get("security") if own else self._document.content.get("security")
        place = f"{one.place}.security" if own else "security"
        if listed is None and (own or "security" in self._document.content):
            self._findings.problem(place, _NULL)
            return DENIED
        requirements = self._document.items(place, listed)
        if not requirements:
            return self._public(one.place)
        alternatives = []
        for index, value in enumerate(requirements):
            if not isinstance(value, Mapping):
                self._findings.problem(f"{place}[{index}]", "must be a mapping.")
                return DENIED
            requirement = self._document.mapping(f"{place}[{index}]", value)
            if not requirement:
                return self._public(one.place)
            alternatives.append(self._alternative(f"{place}[{index}]", requirement, len(requirements)))
        possible = [scopes for scopes in alternatives if scopes is not None]
        if not possible and self._options.allow_stricter and len(requirements) > 1:
            self._findings.problem(place, f"PingOne checks none of the alternatives. {_EXCLUDE.capitalize()}.")
        if not possible:
            return DENIED
        return self._expressible(one.place, need_of(possible))

    def _public(self, place: str) -> Need:
        if self._options.allow_public:
            self._findings.note(place, _PUBLIC_NOTE)
        else:
            self._findings.problem(place, _PUBLIC_PROBLEM)
        return ANY_TOKEN

    def _alternative(self, place: str, requirement: Mapping[str, Any], count: int) -> Optional[frozenset[str]]:
        """The scopes that an alternative requires together. None if PingOne cannot check it."""
        scopes: set[str] = set()
        possible = True
        for name, value in requirement.items():
            listed = self._scopes(f"{place}.{name}", value)
            if name not in self._schemes:
                text = f"{quoted(str(name))} is not in {self._schemes.place}."
                self._findings.problem(place, text)
                possible = False
            elif not self._schemes.accepts(name) or (listed and not self._schemes.has_scopes(name)):
                self._unsupported(place, name, listed, count)
                possible = False
            else:
                self._schemes.use(name, listed, f"{place}.{name}")
                scopes.update(listed)
        return frozenset(scopes) if possible else None

    def _scopes(self, place: str, value: Any) -> list[str]:
        """The entries of a scheme in a requirement."""
        if value is None:
            self._findings.problem(place, "is null. Write [] if no scope is required.")
        found = []
        for scope in self._document.items(place, value):
            if not isinstance(scope, str):
                self._findings.problem(place, f"{quoted(str(scope))} is not a text. Put it in quotes.")
            found.append(str(scope))
        return found

    def _unsupported(self, place: str, name: str, roles: list[str], count: int) -> None:
        kind = self._schemes.kind(name)
        what = f"{name} is {kind}"
        if self._schemes.accepts(name):
            what = f"{name} is {kind} with roles ({', '.join(roles)})"
        elif self._schemes.has_scopes(name):
            what = f"{name} is not one of security_schemes"
        if count > 1 and self._options.allow_stricter:
            self._findings.note(place, f"{what}, which PingOne does not check. This alternative is left out.")
            return
        advice = ["add it to security_schemes if PingOne issues these tokens"] if self._can_accept(name) else []
        advice += ["set allow_stricter: true to leave this alternative out"] if count > 1 else []
        text = enumerated([*advice, _EXCLUDE], "or")
        self._findings.problem(place, f"{what}, which PingOne does not check. {capitalized(text)}.")

    def _can_accept(self, name: str) -> bool:
        possible = self._schemes.has_scopes(name) or self._schemes.is_bearer(name)
        return possible and not self._schemes.accepts(name)

    def _expressible(self, place: str, need: Need) -> Need:
        if need == ANY_TOKEN:
            if self._options.allow_any_token:
                self._findings.note(place, _ANY_NOTE)
            else:
                self._findings.problem(place, _ANY_PROBLEM)
            return need
        return expressible(place, need, self._options, self._findings)


def expressible(place: str, need: Need, options: Options, findings: Findings) -> Need:
    """The need, or a stricter one that a rule can express, if that is allowed."""
    if is_expressible(need) or need == DENIED:
        return need
    replaced = stricter(need)
    if options.allow_stricter:
        findings.note(place, f"Requires {text_of(need)}, which a rule cannot express. Requires {label_of(replaced)}.")
    else:
        text = (
            f"requires {text_of(need)}. A rule of PingOne requires any or all of its scopes. Set allow_stricter: true"
            f" to require {label_of(replaced)}, or {_EXCLUDE}."
        )
        findings.problem(place, text)
    return replaced
