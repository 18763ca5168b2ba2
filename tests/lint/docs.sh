#!/bin/sh
# Every directive and every refusal is an item of a manual page, and every
# refusal of a manual page exists.
set -eu
bad=0
items() {
	sed -n "s/^\.It \(Li\|Ic\) \([^ ]*\).*/\2/p" "$1" | sort
}
same() {
	diff "$1" "$2" >&2 || { echo "$3"; bad=1; }
}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

sed -n 's/^DIRECTIVE(\([A-Za-z]*\),.*/\1/p' src/config/directives.def |
	sort >"$tmp/directives"
items src/config/minihttp.conf.5 >"$tmp/conf.5"
same "$tmp/directives" "$tmp/conf.5" 'directives.def and minihttp.conf.5 differ'

sed -n 's/^REFUSAL([A-Z_0-9]*, [0-9]*, "\([^"]*\)".*/\1/p' \
	src/http/refusal.def | sort >"$tmp/refusals"
sed -n '/^\.Sh DIAGNOSTICS/,$p' src/server/minihttp.8 >"$tmp/diagnostics"
items "$tmp/diagnostics" >"$tmp/minihttp.8"
same "$tmp/refusals" "$tmp/minihttp.8" 'refusal.def and minihttp.8 differ'

# The configuration that is installed names each, after its comment sign.
sed -n 's/^#\([A-Z][A-Za-z]*\) .*/\1/p' src/config/minihttp.conf |
	sort >"$tmp/minihttp.conf"
same "$tmp/directives" "$tmp/minihttp.conf" \
	'directives.def and minihttp.conf differ'
# Each file of the source has its place in the map.
for file in src/*/*.[ch] src/*/*.def src/*/*.sh; do
	stem=$(basename "$file" | sed 's/\.[ch]$//; s/\.def$//')
	case $file in
	src/debian/* | *_parts.h | *_path.h | *_state.h) continue ;;
	esac
	grep -qE "(^|[^a-z_.-])$stem(\.[hc]|\.def)?([^a-z_-]|\$)" src/README.md || {
		echo "src/README.md does not name $file"
		bad=1
	}
done
exit $bad
