#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Configure: conf.sh olddefconfig|defconfig|allnoconfig|alldefconfig|syncconfig, in the folder of output
set -e
mode=$1
given=$KCONFIG_CONFIG
case $mode in
olddefconfig | oldconfig | syncconfig) ;;
defconfig | *_defconfig | alldefconfig | allnoconfig) given=${KCONFIG_ALLCONFIG:-/dev/null} ;;
*)
	echo "make: *** No rule to make target '$mode'.  Stop." >&2
	exit 2
	;;
esac
[ -f "$given" ] || given=/dev/null
new=.config.new.$$
trap 'rm -f "$new" "$new.h" "$new.auto"' EXIT
"$AWK" -v mode="$mode" -v given="$given" -v srctree="$srctree" -v arch="$ARCH" -v new="$new" \
	-f "$srctree/scripts/kconfig/conf.awk" Kconfig
if [ "$mode" = syncconfig ]; then
	mkdir -p include/config include/generated
	cmp -s "$new.h" include/generated/autoconf.h || cp "$new.h" include/generated/autoconf.h
	cp "$new.auto" include/config/auto.conf
fi
if cmp -s "$new" "$KCONFIG_CONFIG"; then
	word="No change to $KCONFIG_CONFIG"
else
	[ ! -f "$KCONFIG_CONFIG" ] || cp "$KCONFIG_CONFIG" "$KCONFIG_CONFIG.old"
	cp "$new" "$KCONFIG_CONFIG"
	word="configuration written to $KCONFIG_CONFIG"
fi
[ "$mode" = syncconfig ] || [ "$quiet" = silent ] || printf '#\n# %s\n#\n' "$word"
