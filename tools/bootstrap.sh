#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Make the Python environment of kx86 (.venv, or the folder named by VENV) from requirements.lock.
#
# Needs python3 (3.11 or newer).  The second run sees its stamp and does nothing, without the network.  A run that was
# interrupted is simply started again.  Exit status: 0 ready; 3 something is missing (the line says what to type).
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
venv=${VENV:-.venv}
python=${PYTHON:-python3}
stamp=$venv/kx86-stamp

if ! command -v "$python" >/dev/null 2>&1; then
    echo "kx86: $python is missing; as root: apt install python3 python3-venv" >&2
    exit 3
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "kx86: $("$python" --version) is too old, 3.11 or newer is needed; name another one: PYTHON=python3.12 make bootstrap" >&2
    exit 3
fi

# The stamp names everything that the environment was made from, and the place, since a virtual environment cannot move.
wanted=$({ pwd -P; "$python" --version; cat requirements.lock pyproject.toml; } | sha256sum)
if [ -x "$venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi

make_venv() {
    "$python" -m venv --clear "$venv" >/dev/null 2>&1
}

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    echo "kx86: making $venv"
    if ! make_venv; then
        rm -rf "$venv"
        if [ "$(id -u)" != 0 ] || [ "${KX86_NO_APT:-}" = 1 ]; then
            echo "kx86: $python cannot make a virtual environment; as root: apt install python3-venv" >&2
            exit 3
        fi
        tools/debian-packages.sh python3-venv
        if ! make_venv; then
            rm -rf "$venv"
            echo "kx86: $python cannot make a virtual environment; to see why: $python -m venv $venv" >&2
            exit 3
        fi
    fi
fi

rm -f "$stamp"
echo "kx86: installing what requirements.lock names into $venv (about 40 MB the first time)"
pip=("$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input)
if ! "${pip[@]}" --require-hashes -r requirements.lock; then
    echo "kx86: the packages could not be installed; when the network is back: make bootstrap" >&2
    exit 3
fi
"${pip[@]}" --no-deps --no-build-isolation --no-index --editable .
echo "$wanted" >"$stamp"
