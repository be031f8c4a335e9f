# shellcheck shell=sh
# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Add certificates of CAs to those that the system trusts, and link the resulting bundle to /etc/ca-bundle.crt.
#
# usage: trust_certificates.sh DIRECTORY
#
# The directory contains certificates as PEM files whose names end in .crt or .pem. Without any, only the link is made.
# ROOT is put before all paths, which is for tests.

set -eu

directory=$1
root=${ROOT:-}

if command -v update-ca-trust >/dev/null; then
    anchors=$root/etc/pki/ca-trust/source/anchors
    bundle=/etc/pki/tls/certs/ca-bundle.crt
    update='update-ca-trust extract'
elif command -v update-ca-certificates >/dev/null; then
    anchors=$root/usr/local/share/ca-certificates
    bundle=/etc/ssl/certs/ca-certificates.crt
    update=update-ca-certificates
else
    echo "The base image has neither update-ca-trust nor update-ca-certificates: install ca-certificates in it." >&2
    exit 1
fi

mkdir -p "$anchors"
for file in "$directory"/*.crt "$directory"/*.pem; do
    [ -e "$file" ] || continue
    if ! grep -q -e '-----BEGIN CERTIFICATE-----' "$file"; then
        echo "$(basename "$file") is not a certificate in PEM format." >&2
        exit 1
    fi
    if grep -q -e 'PRIVATE KEY-----' "$file"; then
        echo "$(basename "$file") contains a private key, which must not be in an image." >&2
        exit 1
    fi
    name=$(basename "$file")
    cp "$file" "$anchors/${name%.*}.crt"
    chmod 0644 "$anchors/${name%.*}.crt"
done

$update
if [ ! -s "$root$bundle" ]; then
    echo "The base image has no certificates in $bundle: install ca-certificates in it." >&2
    exit 1
fi
ln -sf "$bundle" "$root/etc/ca-bundle.crt"
