// Copyright (c) 2026, pingone.authorize contributors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"time"
)

var (
	ctx              = context.Background()
	checks, failures int
)

func fail(what, format string, values ...any) {
	failures++
	fmt.Printf("FAIL %s: %s\n", what, fmt.Sprintf(format, values...))
}

// request calls the method of an API of the SDK with the ids of the path, and gives the request the body, if any, by
// the one method that takes its type. Some methods are named a little otherwise than the rest.
func request(api any, method string, ids []string, body any) reflect.Value {
	arguments := []reflect.Value{reflect.ValueOf(ctx)}
	for _, id := range ids {
		arguments = append(arguments, reflect.ValueOf(id))
	}
	named := reflect.ValueOf(api).MethodByName(method)
	for _, ending := range []string{"s", "Put", "ActiveLicense"} {
		if !named.IsValid() {
			named = reflect.ValueOf(api).MethodByName(method + ending)
		}
	}
	found := named.Call(arguments)[0]
	for at := 0; body != nil && at < found.NumMethod(); at++ {
		kind := found.Type().Method(at).Type
		if kind.NumIn() == 2 && kind.In(1) == reflect.TypeOf(body) {
			return found.Method(at).Call([]reflect.Value{reflect.ValueOf(body)})[0]
		}
	}
	return found
}

// send makes the request; it gives the answer as it came, and as the SDK's type, if there is one.
func send(request reflect.Value) (any, map[string]any, int, error) {
	results := request.MethodByName("Execute").Call(nil)
	response, _ := results[len(results)-2].Interface().(*http.Response)
	err, _ := results[len(results)-1].Interface().(error)
	if response == nil {
		return nil, nil, 0, err
	}
	var typed any
	if len(results) == 3 && !results[0].IsNil() {
		typed = results[0].Interface()
	}
	return typed, object(response), response.StatusCode, err
}

func object(response *http.Response) map[string]any {
	text, _ := io.ReadAll(response.Body)
	var value map[string]any
	_ = json.Unmarshal(text, &value)
	return value
}

// ask makes a request that must succeed, and nothing of its answer may be read as something else.
func ask(what string, status int, request reflect.Value) (any, map[string]any) {
	checks++
	typed, raw, found, err := send(request)
	if err != nil || found != status {
		fail(what, "%d instead of %d: %v %v", found, status, err, raw)
	} else if typed != nil {
		same(what, raw, asJSON(typed))
	}
	return typed, raw
}

// refuse makes a request that must fail with an error object that the SDK can read.
func refuse(what string, status int, code, detail string, request reflect.Value) {
	checks++
	_, raw, found, err := send(request)
	modelled, ok := err.(interface{ Model() any })
	if found != status || !ok || modelled.Model() == nil {
		fail(what, "%d instead of %d with an error object: %v %v", found, status, err, raw)
		return
	}
	model := asJSON(modelled.Model())
	same(what, raw, model)
	details, _ := model["details"].([]any)
	if model["code"] != code || (detail != "" && (len(details) == 0 || details[0].(map[string]any)["code"] != detail)) {
		fail(what, "not %s, %s: %v", code, detail, model)
	}
}

// list follows all pages.
func list(what string, request reflect.Value) []map[string]any {
	checks++
	items, count := []map[string]any{}, -1.0
	pages := request.MethodByName("Execute").Call(nil)[0]
	pages.Call([]reflect.Value{reflect.MakeFunc(pages.Type().In(0), func(arguments []reflect.Value) []reflect.Value {
		if err, _ := arguments[1].Interface().(error); err != nil {
			fail(what, "%v", err)
			return []reflect.Value{reflect.ValueOf(false)}
		}
		raw := object(arguments[0].FieldByName("HTTPResponse").Interface().(*http.Response))
		same(what, raw, asJSON(arguments[0].FieldByName("EntityArray").Interface()))
		for _, found := range raw["_embedded"].(map[string]any) {
			for _, item := range found.([]any) {
				items = append(items, item.(map[string]any))
			}
		}
		count, _ = raw["count"].(float64)
		return []reflect.Value{reflect.ValueOf(true)}
	})})
	if int(count) != len(items) {
		fail(what, "%d items and a count of %v", len(items), count)
	}
	return items
}

func asJSON(value any) map[string]any {
	var found map[string]any
	text, err := json.Marshal(value)
	must(err)
	must(json.Unmarshal(text, &found))
	return found
}

// same compares an answer with what the SDK's types made of it. They leave out keys that they do not know; they must
// not add any or read a value, such as one of an enumeration, as another.
func same(what string, raw, seen any) {
	switch raw := raw.(type) {
	case map[string]any:
		seen, _ := seen.(map[string]any)
		for key, value := range seen {
			if _, found := raw[key]; !found {
				fail(what, "%s is missing and was read as %v", key, value)
			}
			same(what+"."+key, raw[key], value)
		}
	case []any:
		seen, _ := seen.([]any)
		if len(seen) != len(raw) {
			fail(what, "%v was read as %v", raw, seen)
			return
		}
		for at := range raw {
			same(fmt.Sprintf("%s[%d]", what, at), raw[at], seen[at])
		}
	default:
		if raw != seen && !sameMoment(fmt.Sprint(raw), fmt.Sprint(seen)) {
			fail(what, "%v was read as %v", raw, seen)
		}
	}
}

func sameMoment(one, other string) bool {
	a, wrong := time.Parse(time.RFC3339Nano, one)
	b, bad := time.Parse(time.RFC3339Nano, other)
	return wrong == nil && bad == nil && a.Equal(b)
}

func equal(what string, one, other map[string]any) {
	checks++
	if !reflect.DeepEqual(one, other) {
		fail(what, "\n  %v\n  %v", one, other)
	}
}

// kind is one kind of object: the API, what its methods call the object (one and many), and what to post and put.
type kind struct {
	api       any
	one, many string
	body      any
	change    func(read any) any
	repeated  bool // names may repeat
}

// live creates, reads, lists, changes and deletes an object; use is called while it is there.
func live(k kind, parents []string, use func(id string)) {
	_, made := ask(k.one+" create", 201, request(k.api, "Create"+k.one, parents, k.body))
	id, _ := made["id"].(string)
	if id == "" {
		return
	}
	ids := append(append([]string{}, parents...), id)
	for _, once := range []string{"billOfMaterials", "credential", "token"} { // only in the answer to POST
		delete(made, once)
	}
	typed, read := ask(k.one+" read", 200, request(k.api, "ReadOne"+k.one, ids, nil))
	equal(k.one+" read", made, read)
	for _, item := range list(k.one+" list", request(k.api, k.many, parents, nil)) {
		if item["id"] == id {
			equal(k.one+" listed", item, read)
			read = nil
		}
	}
	if read != nil {
		fail(k.one, "not listed")
	}
	if !k.repeated {
		refuse(k.one+" twice", 400, "INVALID_DATA", "UNIQUENESS_VIOLATION", request(k.api, "Create"+k.one, parents, k.body))
	}
	if k.change != nil {
		_, changed := ask(k.one+" update", 200, request(k.api, "Update"+k.one, ids, k.change(typed)))
		_, read = ask(k.one+" read", 200, request(k.api, "ReadOne"+k.one, ids, nil))
		equal(k.one+" updated", changed, read)
	}
	if use != nil {
		use(id)
	}
	ask(k.one+" delete", 204, request(k.api, "Delete"+k.one, ids, nil))
	refuse(k.one+" gone", 404, "NOT_FOUND", "", request(k.api, "ReadOne"+k.one, ids, nil))
}
