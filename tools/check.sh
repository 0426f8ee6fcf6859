#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The gates that take seconds.  Every gate prints a banner; all are run; the exit status is that of the first that failed:
#   10 format   11 lint   12 imports   13 types   14 unit tests   15 house rules
set -uo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
bin=${VENV:-.venv}/bin
failed=0
summary=()

gate() {
    local status=$1 name=$2
    shift 2
    printf '\n== %s\n' "$name"
    local start=$SECONDS
    if "$@"; then
        summary+=("$name: ok, $((SECONDS - start)) s")
    else
        summary+=("$name: FAILED (exit status $status)")
        [ "$failed" -ne 0 ] || failed=$status
    fi
}

gate 10 format "$bin/ruff" format --check --quiet --diff .
gate 11 lint "$bin/ruff" check --quiet .
gate 12 imports env PYTHONPATH=src "$bin/lint-imports" --no-logo
gate 13 types "$bin/mypy" --no-error-summary
gate 14 "unit tests" "$bin/python" -m pytest -q -n 2 tests/unit
gate 15 "house rules" "$bin/python" -m pytest -q tests/house

printf '\n'
printf '%s\n' "${summary[@]}"
exit "$failed"
