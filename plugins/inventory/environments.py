# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: environments
short_description: PingOne environments as inventory hosts
version_added: 1.0.0
description:
  - Lists the environments of a PingOne organization as hosts, each with the variables that the modules of this
    collection need to manage it. All hosts run on the controller.
  - The name of the configuration file must end in C(.pingone.yml) or C(.pingone.yaml).
  - Requests one access token and the list of environments, which is one request for up to 1000 environments. Products
    are part of the list if PingOne includes them. License names are one further request.
  - Only environments for which the worker application has a role are listed.
  - The guide R(Manage many environments, ansible_collections.pingone.authorize.docsite.fleets) has examples of plays,
    and describes the inventory in AWX.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description: Name of the plugin.
    type: str
    required: true
    choices: [pingone.authorize.environments]
  auth_environment_id:
    description:
      - ID of the environment that contains the worker application.
      - If not set, the environment variable E(PINGONE_ENVIRONMENT_ID) is used, and then
        E(PINGONE_TARGET_ENVIRONMENT_ID).
    type: str
  names:
    description:
      - Patterns of the names of environments, such as V(Shop *). An environment is listed if its name matches any of
        them. C(*) matches any characters, C(?) matches one character, and C([ab]) matches one of these characters.
      - Patterns are case-sensitive, and match the entire name.
    type: list
    elements: str
  types:
    description: Types of the environments to list.
    type: list
    elements: str
    choices: [PRODUCTION, SANDBOX]
  regions:
    description: Regions of the environments to list.
    type: list
    elements: str
    choices: [NA, CA, EU, AU, SG, AP]
  licenses:
    description: Names or IDs of the licenses of the environments to list. Names are read with one further request.
    type: list
    elements: str
  products:
    description:
      - Types of products, such as V(PING_ONE_AUTHORIZE). An environment is listed if any of them is in its bill of
        materials.
      - PingOne evaluates the license instead of the products, so that PingOne Authorize may be usable in other
        environments as well.
    type: list
    elements: str
  pending_deletion:
    description: Whether to list environments with the status C(DELETE_PENDING), which cannot be managed.
    type: bool
    default: false
  with_products:
    description:
      - Whether to add the host variable C(environment_products). It is also added if O(products) is set.
      - The list of environments then includes the bills of materials. For an environment for which PingOne does not
        include it, a further request is sent.
    type: bool
    default: false
  with_license_names:
    description:
      - Whether to add the host variable C(environment_license_name), with one further request. It is also added if
        O(licenses) contains a name.
    type: bool
    default: false
  hostname:
    description:
      - What a host is named after. With V(name), characters that cannot be part of a host name are replaced by a
        hyphen, so that C(Shop EU (test\)) is C(Shop-EU-test). If this results in the same name for several
        environments, a hyphen and the first eight characters of the ID are appended to all of them.
    type: str
    choices: [name, id]
    default: name
notes:
  - The options of this plugin, except those for variables and groups, can be templates, for example
    C({{ lookup('env', 'SECRET'\) }}), or encrypted with Ansible Vault. Templates can contain extra variables.
  - Options that are not listed here are rejected.
  - Neither the access token nor the client secret is a host variable or part of the cache.
  - "The host variables are: C(environment_id), C(environment_name), C(environment_description), C(environment_type)
    (V(PRODUCTION) or V(SANDBOX)), C(environment_created_at), C(environment_organization_id),
    C(environment_license_id), C(region), and with the corresponding options C(environment_products) and
    C(environment_license_name). C(ansible_connection) is V(local), and C(ansible_python_interpreter) is the Python
    interpreter of the controller."
  - An empty list is rejected as a filter, because it would list all environments.
  - The cache holds all environments, so that filters, variables, and groups can be changed without requesting them
    again.
seealso:
  - module: pingone.authorize.pingone_environment_info
"""

EXAMPLES = r"""
# environments.pingone.yml. Only "plugin" is required. The connection can be read from the environment variables
# PINGONE_REGION_CODE, PINGONE_ENVIRONMENT_ID, PINGONE_CLIENT_ID, and PINGONE_CLIENT_SECRET.
plugin: pingone.authorize.environments
# This file lists the sandboxes of the shop, in groups such as sandbox, license_premium, and PING_ONE_MFA.
region: EU
auth_environment_id: e3100a77-7cbe-46c3-b7b9-e9c25f0c8d61
client_id: 45725b9b-c5b5-4a8b-9f5b-2262f2caeaa8
client_secret: "{{ lookup('ansible.builtin.env', 'SHOP_SECRET') }}"
names: [Shop *]
types: [SANDBOX]
with_products: true
with_license_names: true
leading_separator: false
keyed_groups:
  - key: environment_type | lower
  - key: environment_license_name | lower
    prefix: license
  - key: environment_products
groups:
  tests: environment_name is search('test')
compose:
  shop_stage: environment_name.split() | last | lower
"""

import os
import re
import uuid
from typing import Any

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.module_utils.ansible_release import __version__ as ansible_version
from ansible.module_utils.basic import missing_required_lib
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import (
    AuthorizeError,
    MissingLibrary,
    Problem,
)
from ansible_collections.pingone.authorize.plugins.module_utils._base.version import defect, user_agent
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.client import Client
from ansible_collections.pingone.authorize.plugins.module_utils._tasks import environments

try:
    from ansible.template import trust_as_template
except ImportError:  # before ansible-core 2.19, texts are templates unless they are marked as unsafe

    def trust_as_template(value: str) -> str:
        return value


EXTENSIONS = (".pingone.yml", ".pingone.yaml")
# What a play needs to run on the controller.
LOCAL = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
# Texts that cannot contain a template.
PLAIN = re.compile(r"[\w .:-]*")


def _as_data(value: Any) -> Any:
    """A value of PingOne, marked so that it is never evaluated as a template.

    The mark is part of what ansible-inventory prints, and of the host variables in AWX. Plain texts do not need it.
    """
    if isinstance(value, list):
        return [_as_data(one) for one in value]
    if value is None:
        return None
    return trust_as_template(value) if PLAIN.fullmatch(value) else wrap_var(value)


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    NAME = "pingone.authorize.environments"

    def verify_file(self, path: str) -> bool:
        return super().verify_file(path) and path.endswith(EXTENSIONS)

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path, cache)
        self.templar.available_variables = self._vars
        try:
            self._read_config_data(path)
            entries = self._entries(path, cache)
            self._add_hosts(entries)
        except MissingLibrary as error:
            raise AnsibleParserError(missing_required_lib(error.library)) from None
        except AuthorizeError as error:
            raise AnsibleParserError(str(error)) from None
        except AnsibleError:
            raise
        except Exception as error:
            raise AnsibleParserError(defect(error)) from None

    def set_options(self, task_keys: Any = None, var_options: Any = None, direct: Any = None) -> None:
        """Parse the options of this plugin, so that Ansible only gets its own ones as they are in the file."""
        raw, ansible, problems = {}, {}, []
        for name, value in (direct or {}).items():
            if name in environments.ANSIBLE_OPTIONS:
                ansible[name] = value
                continue
            try:
                raw[name] = self._templated(value)
            except AnsibleError as error:
                problems.append(Problem(str(name), f"cannot be templated or decrypted: {error}"))
        self._own, self._pingone = environments.settings({**raw, **dict.fromkeys(ansible)}, os.environ, problems)
        super().set_options(task_keys=task_keys, var_options=var_options, direct={**ansible, **self._own})

    def _templated(self, value: Any) -> Any:
        """The value of an option, which can contain templates or be encrypted."""
        found = self.templar.template(value)
        if found is None or isinstance(found, (str, bool, int, float, list, tuple, dict)):
            return found
        return str(found)

    def _entries(self, path: str, cache: bool) -> list[environments.Entry]:
        """The environments from the cache, or from PingOne."""
        key, details = self.get_cache_key(path), environments.wanted_details(self._own)
        source = environments.source_of(self._pingone)
        cached = self._cached(key) if cache and self.get_option("cache") else {}
        if cached.get("source") == source and set(details) <= set(cached["details"]):
            return cached["environments"]
        found = self._read(details)
        if self.get_option("cache"):
            self._cache[key] = {"source": source, "details": details, "environments": found}
        return found

    def _cached(self, key: str) -> dict[str, Any]:
        try:
            cached = self._cache[key]
        except (KeyError, TypeError):  # a TypeError, if the file of the cache is damaged
            return {}
        return cached if isinstance(cached, dict) else {}

    def _read(self, details: list[str]) -> list[environments.Entry]:
        """All environments that the worker application can read."""
        warnings: list[str] = []
        client = Client(
            self._pingone,
            user_agent=user_agent(ansible_version),
            transaction_id=f"ansible-{uuid.uuid4()}",
            read_only=True,
            on_warning=warnings.append,
        )
        try:
            return environments.read_entries(client, details, warnings)
        finally:
            for text in warnings:
                self.display.warning(text)
            self.display.vv(f"{self.NAME}: {client.requests} requests to PingOne")

    def _add_hosts(self, entries: list[environments.Entry]) -> None:
        selected = environments.select(entries, self._own)
        if entries and not selected:
            self.display.warning(f"{self.NAME}: none of {len(entries)} environments matches the filters")
        strict = self.get_option("strict")
        compose, groups, keys = (self.get_option(name) for name in ("compose", "groups", "keyed_groups"))
        for host, variables in environments.hosts_of(entries, selected, self._own).items():
            self.inventory.add_host(host)
            variables = {name: _as_data(value) for name, value in variables.items()}
            variables |= {name: trust_as_template(value) for name, value in LOCAL.items()}
            for name, value in variables.items():
                self.inventory.set_variable(host, name, value)
            self._set_composite_vars(compose, variables, host, strict)
            self._add_host_to_composed_groups(groups, variables, host, strict)
            self._add_host_to_keyed_groups(keys, variables, host, strict)
