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

# Each module with effects has a unit test, or a row of tests/README.md names the
# files of bats that hold it.  A source without a header of its own belongs to
# the module whose name it continues.
sed -n '/^| modules/,/^$/p' tests/README.md |
	sed -n 's,^| *\([a-z]*/[^|]*\) | *\([^|]*[^ |]\) *|$,\1|\2,p' >"$tmp/rows"
awk -F'|' '{ split($1, layer, "/"); sub(/^[a-z]*\//, "", $1)
	n = split($1, name, /, */)
	for (i = 1; i <= n; i++) print layer[1] "/" name[i] }' "$tmp/rows" >"$tmp/held"
tested() {
	[ -e "tests/unit/$1_test.c" ] && return
	grep -rqF "#include \"$1.h\"" tests/unit && return
	case $1 in
	*_*) [ ! -e "src/$1.h" ] && tested "${1%_*}" ;;
	*) return 1 ;;
	esac
}
for file in src/os/*.c src/shelf/*.c src/server/*.c src/daemon/*.c src/client/*.c \
	src/stats/*.c src/tls/*.c; do
	module=${file#src/}
	module=${module%.c}
	grep -qx "$module" "$tmp/held" || tested "$module" || {
		echo "$file: no unit test, and no row of tests/README.md"
		bad=1
	}
done
while read -r module; do
	[ -e "src/$module.c" ] || { echo "tests/README.md: no src/$module.c"; bad=1; }
done <"$tmp/held"
for name in $(cut -d'|' -f2 "$tmp/rows" | tr -d ,); do
	[ -e "tests/$name.bats" ] || { echo "tests/README.md: no tests/$name.bats"; bad=1; }
done
exit $bad
