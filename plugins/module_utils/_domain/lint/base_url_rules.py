# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Rules for the base URLs of API services."""

from __future__ import annotations

from typing import Iterator

from ..._base.text import quoted
from ..base_urls import (
    ABOVE,
    SAME,
    Overlap,
    base_url_faults,
    has_default_port,
    has_upper_case_host,
    normalized_url,
    overlaps,
)
from .model import BASE_URLS, ERROR, NOTE, WARNING, Configuration, Found, Rule, Service


def _valid(service: Service) -> list[str]:
    return [url for url in service.base_urls if not base_url_faults(url)]


def _write(url: str) -> str:
    return (
        f"Write {quoted(normalized_url(url))}. If it is already stored, change it in the PingOne admin console, because"
        " the modules keep the stored spelling."
    )


def _default_port(configuration: Configuration) -> Iterator[Found]:
    for service in configuration.services:
        for url in filter(has_default_port, _valid(service)):
            reason = f"the base URL {quoted(url)} contains the default port of its scheme."
            yield Found(service.subject, reason, _write(url), url)


def _upper_case_host(configuration: Configuration) -> Iterator[Found]:
    for service in configuration.services:
        for url in filter(has_upper_case_host, _valid(service)):
            reason = f"the host of the base URL {quoted(url)} has upper-case letters, and clients send lower case."
            yield Found(service.subject, reason, _write(url), url)


def _overlaps(configuration: Configuration, relation: str) -> Iterator[tuple[Service, str, Overlap]]:
    """The base URLs that have a relation to one of another API service, whose name is the second value."""
    for service in configuration.services:
        for other in configuration.others(service):
            for overlap in overlaps(service.base_urls, other.get("baseUrls") or []):
                if overlap.relation == relation:
                    yield service, str(other["name"]), overlap


def _duplicate(configuration: Configuration) -> Iterator[Found]:
    for service, other, overlap in _overlaps(configuration, SAME):
        reason = (
            f"the base URL {quoted(overlap.url)} is also a base URL of the API service {quoted(other)}, and PingOne"
            " does not document which of them checks the requests."
        )
        remedy = "Remove the base URL from one of the API services."
        yield Found(service.subject, reason, remedy, f"{overlap.url} {other}")


def _overlap(configuration: Configuration) -> Iterator[Found]:
    for service, other, overlap in _overlaps(configuration, ABOVE):
        reason = (
            f"requests below {quoted(overlap.other)} are checked by the API service {quoted(other)}, and not by this"
            f" one with the base URL {quoted(overlap.url)}."
        )
        remedy = "If this is intended, skip the rule. Otherwise, change one of the base URLs."
        yield Found(service.subject, reason, remedy, f"{overlap.other} {other}")


RULES = (
    Rule(
        "base-url-duplicate",
        ERROR,
        "Two API services have the same base URL",
        "PingOne does not document which of the API services checks a request, so it is unknown which rules apply.",
        "Remove the base URL from one of the API services.",
        _duplicate,
        checked_by=(BASE_URLS,),
    ),
    Rule(
        "base-url-overlap",
        NOTE,
        "The base URL of another API service is below a base URL",
        "Each request is checked by only one API service, the one with the longest matching base URL. The operations of"
        " the other one do not apply to it.",
        "Change one of the base URLs unless this is intended.",
        _overlap,
        checked_by=(BASE_URLS,),
    ),
    Rule(
        "base-url-default-port",
        WARNING,
        "A base URL contains the default port",
        "Most gateways and clients send the URL without the default port. PingOne does not document whether it treats"
        " both spellings as equal. If it does not, no request matches the base URL.",
        "Write the base URL without the port.",
        _default_port,
    ),
    Rule(
        "base-url-upper-case-host",
        WARNING,
        "The host of a base URL contains upper-case letters",
        "Clients send the host in lower case. PingOne does not document whether it compares hosts case-insensitively."
        " If it does not, no request matches the base URL.",
        "Write the host in lower case.",
        _upper_case_host,
    ),
)
