// Copyright (c) 2026, pingone.authorize contributors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Runs the vendor's Go SDK, unchanged, against the emulator: see README.md of the emulator.
package main

import (
	"fmt"
	"os"

	"github.com/patrickcping/pingone-go-sdk-v2/authorize"
	"github.com/patrickcping/pingone-go-sdk-v2/management"
	"github.com/patrickcping/pingone-go-sdk-v2/pingone"
)

var (
	m *management.APIClient
	a *authorize.APIClient
	// Objects of the seed.
	env, organization, license string
	group, permission          = "ee4001c8-24db-4445-9ccd-ebd548173e00", "2fd76fe0-4bdf-4677-90bd-8e61718d2a4a"
	resource, scope            = "f2c8dac7-c4ad-40a8-b9e8-5c00411e4c6e", "7ddbb49f-936f-44b7-aa37-72c917757802"
)

func main() {
	stop := startEmulator()
	env, organization = os.Getenv("PINGONE_TARGET_ENVIRONMENT_ID"), os.Getenv("PINGONE_ORGANIZATION_ID")
	license = os.Getenv("PINGONE_LICENSE_ID")
	client, err := (&pingone.Config{}).APIClient(ctx)
	must(err)
	m, a = client.ManagementAPIClient, client.AuthorizeAPIClient
	for _, size := range []int{0, 1} {
		steer("switches", fmt.Sprintf(`{"page_size": %d}`, size))
		builtIn()
		environments()
		directory()
		live(kind{m.ResourcesApi, "Resource", "ReadAllResources", *management.NewResource("Go"), func(read any) any {
			read.(*management.Resource).SetDescription("Changed")
			return *read.(*management.Resource)
		}, false}, []string{env}, inResource)
		applications()
		services()
		gateways()
		policies()
	}
	steer("faults", `{"faults": [{"kind": "status", "status": 429, "times": 1, "retry_after": 1}]}`)
	ask("after 429", 200, request(m.EnvironmentsApi, "ReadOneEnvironment", []string{env}, nil))
	stop()
	fmt.Printf("%d checks, %d failed\n", checks, failures)
	if failures > 0 {
		os.Exit(1)
	}
}

// readAll lists and reads what is there from the start.
func readAll(api any, one, many string, parents ...string) []map[string]any {
	found := list(one+" list", request(api, many, parents, nil))
	for _, item := range found {
		ids := append(append([]string{}, parents...), item["id"].(string))
		_, read := ask(one+" read", 200, request(api, "ReadOne"+one, ids, nil))
		equal(one+" listed", item, read)
	}
	return found
}

func builtIn() {
	for page, err := range m.RolesApi.ReadAllRoles(ctx).Execute() {
		must(err)
		for _, item := range page.EntityArray.Embedded.Roles {
			if item.Role == nil {
				fail("Role", "not read as a role: %v", item)
			}
		}
	}
	readAll(m.RolesApi, "Role", "ReadAllRoles")
	readAll(m.LicensesApi, "License", "ReadAllLicenses", organization)
	readAll(m.SchemasApi, "Schema", "ReadAllSchemas", env)
	for _, found := range readAll(m.ResourcesApi, "Resource", "ReadAllResources", env) {
		readAll(m.ResourceAttributesApi, "ResourceAttribute", "ReadAllResourceAttributes", env, found["id"].(string))
		readAll(m.ResourceScopesApi, "ResourceScope", "ReadAllResourceScopes", env, found["id"].(string))
		if found["type"] != "CUSTOM" {
			ids := []string{env, found["id"].(string)}
			refuse("built-in secret", 404, "NOT_FOUND", "", request(m.ResourceClientSecretApi, "ReadResourceSecret", ids, nil))
		}
	}
	for _, found := range readAll(m.ApplicationsApi, "Application", "ReadAllApplications", env) {
		if found["type"] != "PING_ONE_ADMIN_CONSOLE" {
			readAll(m.ApplicationResourceGrantsApi, "ApplicationGrant", "ReadAllApplicationGrants", env, found["id"].(string))
		}
	}
}

func environments() {
	region := management.EnvironmentRegion{EnumRegionCode: management.ENUMREGIONCODE_EU.Ptr()}
	made := *management.NewEnvironment(*management.NewEnvironmentLicense(license), "Go", region, "SANDBOX")
	made.SetBillOfMaterials(*management.NewBillOfMaterials([]management.BillOfMaterialsProductsInner{
		{Type: "PING_ONE_AUTHORIZE"}, {Type: "PING_ONE_DAVINCI", Tags: []management.EnumBillOfMaterialsProductTags{"DAVINCI_MINIMAL"}},
	}))
	live(kind{m.EnvironmentsApi, "Environment", "ReadAllEnvironments", made, func(read any) any {
		read.(*management.Environment).SetName("Go on")
		return *read.(*management.Environment)
	}, false}, nil, func(id string) {
		bill, _ := ask("bill", 200, request(m.BillOfMaterialsBOMApi, "ReadOneBillOfMaterials", []string{id}, nil))
		ask("bill", 200, request(m.BillOfMaterialsBOMApi, "UpdateBillOfMaterials", []string{id}, *bill.(*management.BillOfMaterials)))
		for _, kind := range []management.EnumEnvironmentType{"PRODUCTION", "SANDBOX"} {
			change := management.UpdateEnvironmentTypeRequest{Type: &kind}
			ask("type", 200, request(m.EnvironmentsApi, "UpdateEnvironmentType", []string{id}, change))
		}
	})
	made.Region.EnumRegionCode = management.ENUMREGIONCODE_NA.Ptr()
	refuse("region", 400, "INVALID_DATA", "INVALID_VALUE", request(m.EnvironmentsApi, "CreateEnvironmentActiveLicense", nil, made))
}

func directory() {
	people := *management.NewPopulation("Go people")
	live(kind{m.PopulationsApi, "Population", "ReadAllPopulations", people, func(read any) any {
		return *read.(*management.Population)
	}, false}, []string{env}, func(id string) {
		club := *management.NewGroup("Go club")
		club.SetPopulation(*management.NewGroupPopulation(id))
		club.SetCustomData(map[string]any{"a": "b"})
		live(kind{m.GroupsApi, "Group", "ReadAllGroups", club, func(read any) any { return *read.(*management.Group) }, false},
			[]string{env}, nil)
	})
	schema := list("Schema list", request(m.SchemasApi, "ReadAllSchemas", []string{env}, nil))[0]["id"].(string)
	attribute := *management.NewSchemaAttribute(true, "goAttribute", "STRING")
	live(kind{m.SchemasApi, "Attribute", "ReadAllSchemaAttributes", attribute, func(read any) any {
		return *read.(*management.SchemaAttribute)
	}, false}, []string{env, schema}, func(id string) {
		off := false
		change := management.SchemaAttributePatch{Enabled: &off}
		ask("patch", 200, request(m.SchemasApi, "UpdateAttributePatch", []string{env, schema, id}, change))
	})
}

func inResource(id string) {
	in := []string{env, id}
	ask("secret", 200, request(m.ResourceClientSecretApi, "ReadResourceSecret", in, nil))
	ask("secret", 200, request(m.ResourceClientSecretApi, "UpdateResourceSecret", in, *management.NewResourceSecret()))
	live(kind{m.ResourceAttributesApi, "ResourceAttribute", "ReadAllResourceAttributes", *management.NewResourceAttribute("go", "x"),
		func(read any) any { return *read.(*management.ResourceAttribute) }, false}, in, nil)
	live(kind{m.ResourceScopesApi, "ResourceScope", "ReadAllResourceScopes", *management.NewResourceScope("go-read"),
		func(read any) any { return *read.(*management.ResourceScope) }, false}, in, nil)
	live(kind{m.ApplicationResourcesApi, "ApplicationResource", "ReadAllApplicationResources",
		*management.NewResourceApplicationResource("go"),
		func(read any) any { return *read.(*management.ResourceApplicationResource) }, false}, in, func(owner string) {
		readAll(a.ApplicationResourcesApi, "ApplicationResource", "ReadApplicationResources", env)
		live(kind{a.ApplicationResourcePermissionsApi, "ApplicationPermission", "ReadApplicationPermissions",
			*authorize.NewApplicationResourcePermission("read"),
			func(read any) any { return *read.(*authorize.ApplicationResourcePermission) }, false}, []string{env, owner}, nil)
	})
	live(kind{a.ApplicationRolesApi, "ApplicationRole", "ReadApplicationRoles", *authorize.NewApplicationRole("Go"),
		func(read any) any { return *read.(*authorize.ApplicationRole) }, false}, []string{env}, func(role string) {
		of := []string{env, role}
		ask("role permission", 201, request(a.ApplicationRolePermissionsApi, "CreateApplicationRolePermission", of,
			*authorize.NewApplicationRolePermission(permission)))
		list("role permissions", request(a.ApplicationRolePermissionsApi, "ReadApplicationRolePermissions", of, nil))
		list("role holders", request(a.ApplicationRoleAssignmentsApi, "ReadApplicationRoleAssignments", of, nil))
	})
}

func applications() {
	for _, kindOf := range []management.EnumApplicationType{"WEB_APP", "WORKER"} {
		app := management.NewApplicationOIDC(true, "Go", "OPENID_CONNECT", kindOf, "CLIENT_SECRET_BASIC")
		app.SetGrantTypes([]management.EnumApplicationOIDCGrantType{"CLIENT_CREDENTIALS"})
		app.SetAssignActorRoles(false)
		app.SetAccessControl(*management.NewApplicationAccessControl())
		body := management.CreateApplicationRequest{ApplicationOIDC: app}
		live(kind{m.ApplicationsApi, "Application", "ReadAllApplications", body, func(read any) any {
			return management.UpdateApplicationRequest{ApplicationOIDC: read.(*management.ReadOneApplication200Response).ApplicationOIDC}
		}, true}, []string{env}, func(id string) {
			of := []string{env, id}
			ask("secret", 200, request(m.ApplicationSecretApi, "UpdateApplicationSecret", of, *management.NewApplicationSecret()))
			grant := *management.NewApplicationResourceGrant(*management.NewApplicationResourceGrantResource(resource),
				[]management.ApplicationResourceGrantScopesInner{{Id: scope}})
			if kindOf == "WORKER" {
				role := list("roles", request(m.RolesApi, "ReadAllRoles", nil, nil))[0]["id"].(string)
				live(kind{m.ApplicationRoleAssignmentsApi, "ApplicationRoleAssignment", "ReadApplicationRoleAssignments",
					*management.NewRoleAssignment(*management.NewRoleAssignmentRole(role),
						*management.NewRoleAssignmentScope(organization, "ORGANIZATION")), nil, false}, of, nil)
				refuse("worker's grant", 400, "REQUEST_FAILED", "", request(m.ApplicationResourceGrantsApi, "CreateApplicationGrant", of, grant))
				return
			}
			live(kind{m.ApplicationResourceGrantsApi, "ApplicationGrant", "ReadAllApplicationGrants", grant,
				func(read any) any { return *read.(*management.ApplicationResourceGrant) }, false}, of, nil)
		})
	}
}

func services() {
	for _, kindOf := range []authorize.EnumAPIServerAuthorizationServerType{"PINGONE_SSO", "EXTERNAL"} {
		server := *authorize.NewAPIServerAuthorizationServer(kindOf)
		if kindOf == "PINGONE_SSO" {
			server.SetResource(*authorize.NewAPIServerAuthorizationServerResource(resource))
		}
		body := *authorize.NewAPIServer(server, []string{"https://go.example.org/a"}, "Go")
		body.SetDirectory(*authorize.NewAPIServerDirectory(kindOf))
		live(kind{a.APIServersApi, "APIServer", "ReadAllAPIServers", body, func(read any) any {
			on := true
			read.(*authorize.APIServer).SetAccessControl(authorize.APIServerAccessControl{Custom: &authorize.APIServerAccessControlCustom{Enabled: &on}})
			return *read.(*authorize.APIServer)
		}, false}, []string{env}, func(id string) { inService(id, kindOf == "PINGONE_SSO") })
		body.BaseUrls = []string{"nonsense"}
		refuse("base URL", 400, "INVALID_DATA", "INVALID_VALUE", request(a.APIServersApi, "CreateAPIServer", []string{env}, body))
	}
}

func inService(id string, rules bool) {
	of := []string{env, id}
	body := *authorize.NewAPIServerOperation("Go", []authorize.APIServerOperationPathsInner{{Type: "PARAMETER", Pattern: "/b/{id}/**"}})
	if rules {
		all := authorize.EnumAPIServerOperationMatchType("ALL")
		body.SetMethods([]authorize.EnumAPIServerOperationMethod{"GET", "OPTIONS"})
		body.SetAccessControl(authorize.APIServerOperationAccessControl{
			Group:      &authorize.APIServerOperationAccessControlGroup{Groups: []authorize.APIServerOperationAccessControlGroupGroupsInner{{Id: group}}},
			Scope:      &authorize.APIServerOperationAccessControlScope{MatchType: &all, Scopes: []authorize.APIServerOperationAccessControlScopeScopesInner{{Id: scope}}},
			Permission: &authorize.APIServerOperationAccessControlPermission{Id: permission},
		})
	}
	live(kind{a.APIServerOperationsApi, "APIServerOperation", "ReadAllAPIServerOperations", body,
		func(read any) any { return *read.(*authorize.APIServerOperation) }, true}, of, nil)
	ask("deployment", 200, request(a.APIServerDeploymentApi, "ReadDeploymentStatus", of, nil))
	made, response, err := a.APIServerDeploymentApi.DeployAPIServer(ctx, env, id).
		ContentType("application/vnd.pingidentity.apiserver.deploy+json").Execute()
	if err != nil || made.Status.GetCode() != "DEPLOYMENT_SUCCESSFUL" || made.DecisionEndpoint == nil || made.AuthorizationVersion == nil {
		fail("deployment", "%v %v", err, response)
	}
	readAll(a.PolicyDecisionManagementApi, "DecisionEndpoint", "ReadAllDecisionEndpoints", env)
}

func gateways() {
	body := management.CreateGatewayRequest{Gateway: management.NewGateway("Go", "API_GATEWAY_INTEGRATION", true)}
	live(kind{m.GatewaysApi, "Gateway", "ReadAllGateways", body, func(read any) any {
		return management.CreateGatewayRequest{Gateway: read.(*management.CreateGateway201Response).Gateway}
	}, false}, []string{env}, func(id string) {
		live(kind{m.GatewayCredentialsApi, "GatewayCredential", "ReadAllGatewayCredentials", nil, nil, true}, []string{env, id}, nil)
	})
}

func policies() {
	live(kind{m.SignOnPoliciesApi, "SignOnPolicy", "ReadAllSignOnPolicies", *management.NewSignOnPolicy("Go"),
		func(read any) any { return *read.(*management.SignOnPolicy) }, false}, []string{env}, nil)
	readAll(m.FlowPoliciesApi, "FlowPolicy", "ReadAllFlowPolicies", env)
	live(kind{a.PolicyDecisionManagementApi, "DecisionEndpoint", "ReadAllDecisionEndpoints",
		*authorize.NewDecisionEndpoint("x", "Go", true),
		func(read any) any { return *read.(*authorize.DecisionEndpoint) }, true}, []string{env}, nil)
}
