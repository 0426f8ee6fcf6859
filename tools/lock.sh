#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Write uv.lock from pyproject.toml, and requirements.lock from uv.lock.  Options go to `uv lock`, e.g. --upgrade.
#
# Only the public index is named, so that nothing of one machine's configuration gets into a committed file.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
uv=$(command -v uv || echo "${VENV:-.venv}/bin/uv")
if [ ! -x "$uv" ]; then
    echo "kx86: uv is missing; to install it: pipx install uv" >&2
    exit 3
fi
export UV_NO_CONFIG=1 UV_DEFAULT_INDEX=https://pypi.org/simple UV_PYTHON_DOWNLOADS=never
"$uv" lock --quiet "$@"
"$uv" export --quiet --frozen --no-emit-project --no-annotate --no-header --format requirements.txt --output-file requirements.lock
