# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter openapi_operations, as Ansible calls it."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.pingone.authorize.plugins.filter import openapi_operations as plugin
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils._domain.openapi.support import document

FILTER = plugin.FilterModule().filters()["openapi_operations"]
PUBLIC = document({"/a": {"get": {"security": []}}, "/b": {"get": {"security": []}}, "/c": {"get": {}}})


def test_the_options_are_documented():
    yaml = pytest.importorskip("yaml")
    options = yaml.safe_load(plugin.DOCUMENTATION)["options"]
    assert options.pop("_input")["required"] is True
    documented = {
        name: {key: value for key, value in option.items() if key != "description"} for name, option in options.items()
    }
    assert documented == plugin.OPTIONS


@pytest.mark.parametrize("value", [True, "true", "yes", 1])
def test_options_as_text(value):
    assert FILTER(PUBLIC, allow_public=value, exclude="/a,GET /b")["api_service"]["operations"][0]["name"] == "GET /c"
    found = FILTER(PUBLIC, allow_public=value, base_urls="https://a.example.com,https://b.example.com")
    assert found["api_service"]["base_urls"] == ["https://a.example.com", "https://b.example.com"]


def test_all_problems_are_reported_with_their_places():
    with pytest.raises(AnsibleFilterError) as raised:
        FILTER(PUBLIC, exclude=["x", "y"])
    lines = str(raised.value).splitlines()
    assert lines[0] == "pingone.authorize.openapi_operations: 3 problems:"
    assert lines[1].startswith("paths./a.get, paths./b.get: The document allows requests without a token.")
    assert [line.partition(" is")[0] for line in lines[2:]] == ['exclude: "x"', 'exclude: "y"']


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"allow_publik": True}, "allow_publik is not an option. The options are base_urls, server_variables,"),
        ({"allow_public": "perhaps"}, "perhaps"),
        ({"exclude": {}}, "exclude"),
    ],
)
def test_wrong_options(options, words):
    with pytest.raises(AnsibleFilterError, match=words):
        FILTER(PUBLIC, **options)


def test_text_of_the_document_is_not_a_template():
    content = document({"/a": {"get": {"operationId": "{{ 6 * 7 }}"}}})
    (operation,) = FILTER(content)["api_service"]["operations"]
    assert operation["name"] == "{{ 6 * 7 }}"
    assert plugin.wrap_var(operation["name"]) == operation["name"]
