#!/bin/sh
# Which layer may include which, and what the pure layers may ask of libc.
#
#	layers.sh 'LAYER: LAYER...'... -- PURE_ARCHIVE...
#
# The Makefile has the table (USES_*), and src/README.md shows it.
# Fails with the offending line; prints nothing when the tree is in order.
# config reads http/: a configuration names methods, media types and tokens.
set -eu

table=
while [ "$1" != -- ]; do
	table="$table
$1"
	shift
done
shift
allow() {
	echo "$table" | grep "^$1:" || echo "unknown layer $1" >&2
}

bad=0
for dir in src/*/; do
	[ -n "$(find "$dir" -maxdepth 1 -name '*.[ch]')" ] || continue
	layer=$(basename "$dir")
	may="$layer $(allow "$layer" | cut -d: -f2)"
	for hit in $(grep -ho '^#include "[a-z]*/' "$dir"*.[ch] |
		sed 's/.*"//; s,/,,' | sort -u); do
		case " $may " in
		*" $hit "*) ;;
		*)
			grep -n "^#include \"$hit/" "$dir"*.[ch]
			bad=1
			;;
		esac
	done
done

# The table as people read it is the same.
want=$(echo "$table" | sed 's/: */ -> /; s/-> $/-> (nothing)/' | grep . | sort)
shown=$(sed -n 's/^    \([a-z]* *-> .*\)/\1/p' src/README.md |
	tr -s ' ' | sort)
[ "$want" = "$shown" ] || {
	echo "the layers of the Makefile and of src/README.md differ:"
	echo "$want"
	bad=1
}

# Symbols that a compiler adds by itself, and those that are pure.
pure='^(mem(chr|cmp|cpy|move|set)|strlen|__assert_fail|__stack_chk_fail'
pure="$pure|__mem.*_chk|_GLOBAL_OFFSET_TABLE_|__(asan|ubsan)_.*|__gcov_.*)\$"
defined=$(nm --defined-only "$@" 2>/dev/null | awk 'NF == 3 { print $3 }')
for lib in "$@"; do
	for sym in $(nm -u "$lib" | awk '$1 == "U" { print $2 }' | sort -u); do
		echo "$defined" | grep -qxF "$sym" && continue
		echo "$sym" | grep -qE "$pure" && continue
		echo "$lib: not pure: calls $sym"
		bad=1
	done
	nm "$lib" | grep -E ' [bBdDC] ' | sed "s|^|$lib: not pure: variable |" |
		grep . && bad=1
done
exit $bad
