#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copy the headers for programs to a folder.
set -e
for from in include/uapi "arch/$SRCARCH/include/uapi"; do
	for header in $(cd "$srctree/$from" && find . -name '*.h'); do
		mkdir -p "$1/$(dirname "$header")"
		cmp -s "$srctree/$from/$header" "$1/$header" || {
			[ "$quiet" = silent ] || echo "  HDRINST $1/${header#./}"
			cp "$srctree/$from/$header" "$1/$header"
		}
	done
done
