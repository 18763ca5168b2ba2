#!/bin/sh
# Who may include whom, and what the pure layers may ask of libc.
#
#	layers.sh PURE_ARCHIVE...
#
# Fails with the offending line; prints nothing when the tree is in order.
# config reads http/: a configuration names methods, media types and tokens.
set -eu

allow() {
	case $1 in
	base) echo base ;;
	http) echo "base http" ;;
	config) echo "base http config" ;;
	site) echo "base http config site" ;;
	cache) echo "base http cache" ;;
	os) echo "base os" ;;
	server) echo "base http site config os server" ;;
	daemon) echo "base http config os daemon" ;;
	stats) echo "base http os stats" ;;
	client) echo "base http cache config os client" ;;
	*) echo "unknown layer $1" >&2 ;;
	esac
}

bad=0
for dir in src/*/; do
	[ -n "$(find "$dir" -maxdepth 1 -name '*.[ch]')" ] || continue
	layer=$(basename "$dir")
	may=$(allow "$layer")
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

# What a compiler adds on its own account, and what is pure.
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
