#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Write Module.symvers, and refuse modules that need what nobody exports: modpost.sh ARCHIVE...
set -e
modules=$(cat modules.order)
exports() {
	"$NM" "$1" 2>/dev/null | "$AWK" -v of="$2" '$NF ~ /^__export_symbol_/ { print substr($NF, 17) "\t" of }'
}
{
	for archive in "$@"; do exports "$archive" vmlinux; done
	for module in $modules; do exports "${module%.ko}.o" "${module%.ko}"; done
} | sort -u > Module.symvers
for module in $modules; do
	"$NM" -u "${module%.ko}.o" | "$AWK" -v of="$module" '{ print $NF "\t" of }'
done | "$AWK" '
	NR == FNR { known[$1] = 1; next }
	!($1 in known) { print "ERROR: modpost: \"" $1 "\" [" $2 "] undefined!"; bad = 1 }
	END { exit bad }' Module.symvers - >&2
