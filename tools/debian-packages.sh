#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Install Debian packages that are missing: debian-packages.sh NAME...
#
# Says in one line what is missing and how large it is, then installs it; only as root, never with KX86_NO_APT=1.
# Exit status: 0 everything is there; 3 something is missing and was not installed (the line says what to type).
set -euo pipefail

if [ $# -eq 0 ]; then
    echo "usage: debian-packages.sh NAME..." >&2
    exit 2
fi

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null)" = "ii " ]
}

missing=()
for name in "$@"; do
    installed "$name" || missing+=("$name")
done
if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi

by_hand="apt install ${missing[*]}"
if [ "${KX86_NO_APT:-}" = 1 ]; then
    echo "kx86: missing and not installed, since KX86_NO_APT=1 is set; to install: $by_hand" >&2
    exit 3
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "kx86: missing: ${missing[*]}; install them with the package manager of this system" >&2
    exit 3
fi
if [ "$(id -u)" != 0 ]; then
    echo "kx86: missing Debian packages; as root: $by_hand" >&2
    exit 3
fi

export DEBIAN_FRONTEND=noninteractive LC_ALL=C
plan() {
    # Status 1 is the answer "no" that --assume-no gives; a name that apt does not know leaves the output empty.
    apt-get install --assume-no --no-install-recommends "${missing[@]}" 2>/dev/null || true
}
said=$(plan)
if ! grep -q '^After this operation' <<<"$said"; then
    # The package lists of a bare machine are empty.
    apt-get update -qq >/dev/null || true
    said=$(plan)
fi
names=$(sed -n '/^The following NEW packages/,/^[^ ]/{/^ /p}' <<<"$said" | xargs)
download=$(sed -n 's/^Need to get \(.*\) of archives\.$/\1/p' <<<"$said")
disk=$(sed -n 's/^After this operation, \(.*\) of additional disk space.*/\1/p' <<<"$said")
echo "kx86: installing Debian packages: ${names:-${missing[*]}} (download ${download:-of unknown size}, ${disk:-unknown size} on disk)"
if ! said=$(apt-get install -qq -y --no-install-recommends "${missing[@]}" 2>&1); then
    echo "$said" >&2
    echo "kx86: apt could not install them; to see why: $by_hand" >&2
    exit 3
fi
