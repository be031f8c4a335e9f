// Copyright (c) 2026, pingone.authorize contributors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

module pingone.example/sdkcheck

go 1.24.4

require (
	github.com/patrickcping/pingone-go-sdk-v2 v0.14.5
	github.com/patrickcping/pingone-go-sdk-v2/authorize v0.8.2
	github.com/patrickcping/pingone-go-sdk-v2/management v0.63.0
)

require (
	github.com/patrickcping/pingone-go-sdk-v2/credentials v0.12.0 // indirect
	github.com/patrickcping/pingone-go-sdk-v2/mfa v0.24.1 // indirect
	github.com/patrickcping/pingone-go-sdk-v2/risk v0.21.0 // indirect
	github.com/patrickcping/pingone-go-sdk-v2/verify v0.10.0 // indirect
	golang.org/x/oauth2 v0.34.0 // indirect
)
