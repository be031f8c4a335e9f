# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The product's validation rules as pure functions.

Each takes plain values and returns the problems that it finds, so that a task can report all of them at once before
anything is written. Sources: the admin guide "Defining your API in PingOne Authorize" and the PingOne API reference
("API Services", "Resources", "Resource scopes", "Application resource grants").
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from typing import Any, Iterable, Mapping, Optional
from urllib.parse import SplitResult, urlsplit

from .._base.errors import Problem
from .._base.text import MAXIMUM_LENGTH, quoted

MAXIMUM_API_SERVICES = 25
MAXIMUM_EXTERNAL_OAUTH_SERVERS = 25
RESERVED_AUDIENCE_WORDS = ("pingone", "pingidentity")

# RFC 6749, section 3.3: printable ASCII without space, double quote and backslash.
_SCOPE_TOKEN = re.compile(r"[!#-\[\]-~]+")
_DNS_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_GATEWAY_PUNCTUATION = "/.'_ -"
# The maximum number of characters that a message lists.
MOST_CHARACTERS = 5
_AUTHORITY = re.compile(r"(?:\[(?P<ipv6>[^\[\]%]+)\]|(?P<name>[^\[\]:@]+))(?::(?P<port>[0-9]{1,5}))?")


def name_problems(name: str, option: str = "name") -> list[Problem]:
    """A name has 1 to 256 characters, no control characters, and is not blank."""
    problems = []
    if not name.strip():
        problems.append(Problem(option, "must not be empty or blank."))
    return problems + text_problems(option, name, MAXIMUM_LENGTH)


def gateway_name_problems(name: str) -> list[Problem]:
    """The name of a gateway has letters, marks, digits, spaces, and some punctuation (API reference, "Gateways")."""
    wrong = sorted({one for one in name if one not in _GATEWAY_PUNCTUATION and not _is_letter_or_digit(one)})
    if not wrong:
        return []
    shown = " ".join(quoted(one) for one in wrong[:MOST_CHARACTERS])
    allowed = "letters, digits, spaces, and these characters: / . ' _ -"
    return [
        Problem("name", f"{quoted(name)} contains {shown}, which is not allowed in names of gateways. Use {allowed}")
    ]


def _is_letter_or_digit(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Nd"


def text_problems(option: str, text: str, longest: int) -> list[Problem]:
    """A text has at most ``longest`` characters, and no control characters."""
    problems = length_problems(option, text, longest)
    if has_control_characters(text):
        problems.append(Problem(option, f"{quoted(text)} contains control characters, which are not allowed."))
    return problems


def length_problems(option: str, text: str, longest: int) -> list[Problem]:
    """A text has at most ``longest`` characters. It may have several lines."""
    if len(text) <= longest:
        return []
    return [Problem(option, f"has {len(text)} characters, at most {longest} are allowed.")]


def unique_name_problems(
    name: str, other_services: Iterable[Mapping[str, Any]], other_resources: Iterable[Mapping[str, Any]]
) -> list[Problem]:
    """A service's name is unique among API services, and not the name of a resource other than the linked one.

    ``other_services`` and ``other_resources`` are PingOne objects without the service and its resource themselves.
    """
    problems = taken_name_problems(name, "an API service", other_services)
    hint = (
        " that this service does not use. Names are unique across API services and resources: choose another name, or"
        " set resource to link it."
    )
    return problems + taken_name_problems(name, "a resource", other_resources, hint)


def unique_resource_name_problems(
    name: str, other_services: Iterable[Mapping[str, Any]], other_resources: Iterable[Mapping[str, Any]]
) -> list[Problem]:
    """A resource's name is unique among resources, and not the name of an API service that does not use it.

    ``other_services`` and ``other_resources`` are PingOne objects without the resource itself and the services that
    use it.
    """
    hint = " that does not use this resource. Names are unique across API services and resources: choose another name."
    problems = taken_name_problems(name, "a resource", other_resources)
    return problems + taken_name_problems(name, "an API service", other_services, hint)


def taken_name_problems(
    name: str, noun: str, others: Iterable[Mapping[str, Any]], hint: str = ". Choose another name."
) -> list[Problem]:
    """No other object of the type has the name. ``noun`` includes its article, and ``hint`` ends the sentence."""
    return [
        Problem("name", f"{quoted(name)} is already the name of {noun} (ID {item['id']}){hint}")
        for item in others
        if item["name"] == name
    ]


def https_url_problems(option: str, url: str) -> list[Problem]:
    """An absolute https URL without user information and fragment. A query is allowed."""
    if has_control_characters(url) or any(character.isspace() for character in url):
        return [Problem(option, f"{quoted(url)} contains white space or control characters.")]
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if parts.scheme.lower() != "https" or not parts.netloc:
        return [Problem(option, f"{quoted(url)} is not an absolute https URL. Write it as https://host[:port]/path.")]
    problems = []
    if not is_authority(parts.netloc):
        text = "has no valid host. Use a DNS name or an IP address, a port from 1 to 65535 if any, and no user."
        problems.append(Problem(option, f"{quoted(url)} {text}"))
    if "#" in url:
        problems.append(Problem(option, f"{quoted(url)} contains a fragment. Remove the # and everything after it."))
    return problems


def audience_problems(audience: str) -> list[Problem]:
    """An audience has no fragment, no control characters, and none of the words that PingOne reserves."""
    problems = []
    if "#" in audience:
        problems.append(Problem("audience", f"{quoted(audience)} contains a fragment (#), which is not allowed."))
    if has_control_characters(audience):
        problems.append(Problem("audience", f"{quoted(audience)} contains control characters, which are not allowed."))
    word = reserved_word(audience)
    if word:
        problems.append(
            Problem(
                "audience", f'{quoted(audience)} contains the word "{word}", which PingOne reserves. Choose another.'
            )
        )
    return problems


def reserved_word(text: str) -> Optional[str]:
    """The word in a text that PingOne does not accept in an audience, or None."""
    return next((word for word in RESERVED_AUDIENCE_WORDS if word in text.lower()), None)


def fixed_problems(
    current_source: str, wanted_source: str, current_custom: bool, wanted_custom: bool, name: str
) -> list[Problem]:
    """The token source cannot be changed after creation, and custom policies cannot be switched off."""
    force = ", force: true" if current_custom else ""
    tree = " and its policy tree" if current_custom else ""
    remedy = (
        f"If it must change, remove the service first ({{name: {quoted(name)}, state: absent{force}}}, which also"
        f" removes its operations{tree}) and create it again (state: present)."
    )
    problems = []
    if wanted_source != current_source:
        problems.append(
            Problem(
                "token_source",
                f"is {current_source} and cannot be changed to {wanted_source}: PingOne does not allow this after"
                f" the service is created. {remedy}",
            )
        )
    if current_custom and not wanted_custom:
        problems.append(
            Problem("custom_policies", f"are on and cannot be switched off: PingOne does not allow this. {remedy}")
        )
    return problems


def scope_name_problems(name: str, option: str = "name") -> list[Problem]:
    """A scope's name is an RFC 6749 scope-token of at most 256 characters."""
    problems = []
    if not _SCOPE_TOKEN.fullmatch(name):
        problems.append(
            Problem(
                option,
                f"{quoted(name)} is not a valid scope name. Use printable ASCII characters without spaces, double"
                " quotes and backslashes, for example orders-read.",
            )
        )
    if len(name) > MAXIMUM_LENGTH:
        problems.append(Problem(option, f"has {len(name)} characters, at most {MAXIMUM_LENGTH} are allowed."))
    return problems


def conventional_scope_name(service_name: str) -> str:
    """The default name by PingOne's convention: the service's name in lower case, with hyphens instead of spaces."""
    return service_name.lower().replace(" ", "-")


def has_control_characters(text: str) -> bool:
    """Whether a text contains control characters."""
    return any(unicodedata.category(character) == "Cc" for character in text)


def is_authority(text: str) -> bool:
    """Whether a text is a DNS name or an IP literal, with or without a port from 1 to 65535."""
    found = _AUTHORITY.fullmatch(text)
    if not found or (found.group("port") and not 1 <= int(found.group("port")) <= 65535):
        return False
    return _is_ip(found.group("ipv6"), 6) if found.group("ipv6") else _is_name_or_ipv4(found.group("name"))


def _is_name_or_ipv4(host: str) -> bool:
    labels = host[:-1].split(".") if host.endswith(".") else host.split(".")
    # A name whose last label is a number would be read as a (malformed) IPv4 address.
    if labels[-1].isdigit():
        return _is_ip(host, 4)
    return len(host) <= 253 and all(_DNS_LABEL.fullmatch(label) for label in labels)


def _is_ip(text: str, version: int) -> bool:
    try:
        return ipaddress.ip_address(text).version == version
    except ValueError:
        return False
