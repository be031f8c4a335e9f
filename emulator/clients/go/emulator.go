// Copyright (c) 2026, pingone.authorize contributors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// startEmulator runs the emulator and sets the variables that lead the SDK to it: PingOne's own host names go through
// the emulator's CONNECT proxy. The function that it gives ends the emulator.
func startEmulator() func() {
	folder, err := os.MkdirTemp("", "go-sdk-")
	must(err)
	python := os.Getenv("EMULATOR_PYTHON")
	if python == "" {
		python = "python3"
	}
	ready, ca := filepath.Join(folder, "ready.json"), filepath.Join(folder, "ca.pem")
	command := exec.Command(python, "-m", "pingone_emulator", "serve", "--seed", "pingone_emulator/seeds/testing.yml", "--port", "0",
		"--tls", "--tls-port", "0", "--tls-host", "*.pingone.eu", "--ca-file", ca, "--connect-proxy", "0",
		"--ready-file", ready)
	command.Dir, command.Stderr = "../..", os.Stderr
	must(command.Start())
	var found struct {
		Proxy       string
		Environment map[string]string
	}
	for wait := 0; found.Proxy == ""; wait++ {
		if wait > 200 {
			panic("the emulator was not ready after 20 s")
		}
		time.Sleep(100 * time.Millisecond)
		if text, err := os.ReadFile(ready); err == nil {
			_ = json.Unmarshal(text, &found)
		}
	}
	found.Environment["SSL_CERT_FILE"], found.Environment["HTTPS_PROXY"] = ca, found.Proxy
	for name, value := range found.Environment {
		must(os.Setenv(name, value))
	}
	return func() {
		_ = command.Process.Kill()
		_ = command.Wait()
		_ = os.RemoveAll(folder)
	}
}

// steer sets the emulator's switches or faults.
func steer(what, text string) {
	request, err := http.NewRequest("PUT", "https://api.pingone.eu/_emulator/"+what, bytes.NewBufferString(text))
	must(err)
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	must(err)
	if answer.StatusCode != 200 {
		panic(fmt.Sprint(what, text, answer.Status))
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
