# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a seed may contain. The format is explained at the top of seeds/demo.yml.

Objects of PingOne accept the keys of the API, also those that the emulator does not know, because it stores them like
PingOne. A key that is only similar to a known one is rejected as misspelled.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from . import errors
from .inputs import dotted
from .objects.application_permissions import NamedInput
from .objects.applications import AuthMethod, GrantType, OidcInput
from .objects.gateways import GatewayInput
from .objects.groups import GroupInput
from .objects.populations import PopulationInput
from .objects.resources import ResourceInput
from .objects.scopes import ScopeInput
from .switches import Switches
from .weather import Weather

ID_PATTERN = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
Id = Annotated[str, Field(pattern=ID_PATTERN)]
HEX_PATTERN = r"^[0-9a-f]{32}$"
HexId = Annotated[str, Field(pattern=HEX_PATTERN)]
SCOPE_PATTERN = f"^organization$|{ID_PATTERN}"
PATTERNS = {
    ID_PATTERN: "a UUID in lower case",
    HEX_PATTERN: "32 hexadecimal digits",
    SCOPE_PATTERN: "organization, or the ID of an environment",
}
SIMILAR = 0.8
"""How similar an unknown key of an object must be to a known one to be rejected."""


class SeedError(ValueError):
    """A seed cannot be used; ``problems`` has a sentence or phrase for each problem."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Part(BaseModel):
    """A part of a seed with the keys of this format only."""

    model_config = ConfigDict(extra="allow", strict=True)


class Object(BaseModel):
    """An object of PingOne, which can have other keys too."""

    model_config = ConfigDict(extra="allow", strict=True)
    id: Id


class Organization(Part):
    id: Id
    name: str
    region: Literal["AP", "AU", "CA", "EU", "NA", "SG"] = "EU"


class License(Part):
    id: Id
    name: str
    package: str = "TRIAL"
    status: str = "ACTIVE"
    authorize: bool = True
    rlgConfigRpm: int = 600


class Population(PopulationInput, Object):
    pass


class Group(GroupInput, Object):
    pass


class Role(Part):
    id: Id
    name: str
    description: str = ""
    applicableTo: list[str] = []
    canBeAssignedBy: list[str] = []
    permissions: list[str] = []


class DaVinciApplication(Part):
    id: HexId
    name: str


class FlowPolicy(Part):
    id: HexId
    name: str
    enabled: bool = True
    application: DaVinciApplication


class Scope(ScopeInput, Object):
    pass


class Permission(Part):
    id: Id
    action: str
    description: str = ""


class ApplicationResource(NamedInput, Object):
    permissions: list[Permission] = []


class Resource(ResourceInput, Object):
    secret: str = ""
    scopes: list[Scope] = []
    applicationResources: list[ApplicationResource] = []


class ApplicationRole(Object):
    name: str
    description: str = ""
    permissions: list[Id] = []


class Subject(Part):
    id: Id
    username: str
    groups: list[Id] = []
    filteredGroups: list[Id] = []
    applicationRoles: list[Id] = []
    acr: str = ""
    signedOnFor: int = 0


class RoleScope(Part):
    role: str
    scope: Annotated[str, Field(pattern=SCOPE_PATTERN)]


def _with_scope(role: Any) -> Any:
    """The long form of a role, which can be its name."""
    return {"role": role, "scope": "organization"} if isinstance(role, str) else role


class Grant(Part):
    resource: Id
    scopes: list[Id]


class Application(OidcInput, Object):
    # Only those of OpenID Connect have them.
    tokenEndpointAuthMethod: AuthMethod = "NONE"
    grantTypes: list[GrantType] = []
    secret: str = ""
    roles: list[Annotated[RoleScope, BeforeValidator(_with_scope)]] = []
    grants: list[Grant] = []


class Gateway(GatewayInput, Object):
    type: Any = "API_GATEWAY_INTEGRATION"
    credentials: list[Id] = []


class Environment(Part):
    id: Id
    name: str
    description: str = ""
    type: Literal["SANDBOX", "PRODUCTION"] = "SANDBOX"
    license: Id
    products: list[str] = []
    populations: list[Population] = []
    roles: list[Role] = []
    groups: list[Group] = []
    flowPolicies: list[FlowPolicy] = []
    resources: list[Resource] = []
    applicationRoles: list[ApplicationRole] = []
    subjects: list[Subject] = []
    applications: list[Application] = []
    gateways: list[Gateway] = []


class Client(Part):
    environment: Id = ""
    worker: Id = ""


class Seed(Part):
    organization: Organization
    licenses: list[License]
    environments: list[Environment]
    client: Client = Client()
    switches: dict[str, Any] = {}
    faults: list[dict[str, Any]] = []


def check(seed: Any) -> None:
    """:raises SeedError: with all problems of the seed."""
    if not isinstance(seed, dict):
        raise SeedError(["The seed must be a dictionary"])
    problems = list(_unknown_keys(Seed, seed, ()))
    try:
        parsed = Seed.model_validate(seed)
    except ValidationError as failure:
        problems += [_explained(dict(problem)) for problem in failure.errors()]
    else:
        problems += _references(parsed)
        problems += _behavior(parsed)
    if problems:
        raise SeedError(list(dict.fromkeys(problems)))


def _behavior(seed: Seed) -> Iterator[str]:
    try:
        Switches().set(seed.switches)
    except ValueError as problem:
        yield f"switches: {problem}"
    try:
        Weather().set(seed.faults)
    except ValueError as problem:
        yield f"faults: {problem}"


def failed(problem: Exception) -> Exception:
    """The error for a problem that occurred when the objects of a seed were created."""
    if isinstance(problem, errors.PingOneError):
        details = [detail["message"] for detail in problem.body.get("details", [])]
        return SeedError(details or [str(problem.body.get("message", problem))])
    if isinstance(problem, KeyError):
        return SeedError([f'Something refers to "{problem.args[0]}", which does not exist'])
    return SeedError([str(problem)]) if isinstance(problem, ValueError) else problem


def _unknown_keys(model: type[BaseModel], given: Any, location: tuple[str | int, ...]) -> Iterator[str]:
    """The keys that a part of the seed does not have, in this part and those in it."""
    if not isinstance(given, dict):
        return
    for key, value in given.items():
        field = model.model_fields.get(key)
        if field is None:
            yield from _unknown_key(model, str(key), location)
            continue
        inner = next(_models(field.annotation), None)
        if inner is not None and isinstance(value, list):
            for number, item in enumerate(value):
                yield from _unknown_keys(inner, item, (*location, key, number))
        elif inner is not None:
            yield from _unknown_keys(inner, value, (*location, key))


def _unknown_key(model: type[BaseModel], key: str, location: tuple[str | int, ...]) -> Iterator[str]:
    where = dotted((*location, key))
    close = difflib.get_close_matches(key, model.model_fields, 1, SIMILAR if issubclass(model, Object) else 0.6)
    if close:
        yield f"{where} is not a key of a seed. Did you mean {close[0]}?"
    elif issubclass(model, Part):
        yield f"{where} is not a key of a seed. Use one of {', '.join(model.model_fields)}"


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models of parts and objects in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, (Part, Object)):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _explained(problem: dict[str, Any]) -> str:
    where, kind = dotted(problem["loc"]), problem["type"]
    text = re.sub(r" or instance of \w+", "", problem["msg"])
    if kind == "missing":
        return f"{where} is required"
    if kind == "string_pattern_mismatch":
        return f'{where} must be {PATTERNS[problem["ctx"]["pattern"]]}, not "{problem["input"]}"'
    return f"{where} {text.replace('Input should be', 'must be').replace('a valid ', 'a ')}"


def _references(seed: Seed) -> list[str]:
    """What the seed refers to without defining it."""
    found = []
    licenses = {license.id for license in seed.licenses}
    workers = set()
    for number, environment in enumerate(seed.environments):
        where = f"environments[{number}]"
        if environment.license not in licenses:
            found.append(f'{where}.license refers to "{environment.license}", which is not in licenses')
        for index, application in enumerate(environment.applications):
            workers |= {application.id} if application.type == "WORKER" else set()
            if application.protocol == "OPENID_CONNECT":
                needed = {"tokenEndpointAuthMethod", "grantTypes"} - application.model_fields_set
                found += [f"{where}.applications[{index}].{key} is required" for key in sorted(needed)]
    environments = {environment.id for environment in seed.environments}
    if seed.client.environment and seed.client.environment not in environments:
        found.append(f'client.environment refers to "{seed.client.environment}", which is not in environments')
    if seed.client.worker and seed.client.worker not in workers:
        found.append(f'client.worker refers to "{seed.client.worker}", which is not a WORKER of applications')
    return found
