#!/bin/sh
# One word means one thing: no file stem, struct or enum and no enumerator is
# defined in two layers.
set -eu
bad=0

# twice WHAT: reads "NAME LAYER" and complains of a name with two layers.
twice() {
	sort -u | awk -v what="$1" '
		$1 == last { print what " " $1 ": in " layer " and in " $2; bad = 1 }
		{ last = $1; layer = $2 }
		END { exit bad }'
}

# A file may name its own types as it likes, if no header of another layer has
# the name.  `options` is one word: each program's command line.
ls src/*/*.[ch] | sed -n 's,^src/\([a-z]*\)/\([a-z0-9_-]*\)\.[ch]$,\2 \1,p' |
	grep -v '^options ' | twice 'the file' || bad=1

types() {
	grep -HE '^(struct|enum|union) [a-z_0-9]+ \{' "$@" |
		sed -n 's,^src/\([a-z]*\)/[^:]*:[a-z]* \([a-z_0-9]*\) {.*,\2 \1,p' |
		grep -vE '^options' | sort -u
}
public=$(types src/*/*.h)
{
	echo "$public"
	types src/*/*.c | while read -r name layer; do
		! echo "$public" | grep -q "^$name " || echo "$name $layer"
	done
} | twice 'the type' || bad=1

awk '/^enum [a-z_0-9]* ?\{/ || /^enum \{/ { inside = 1 }
	inside {
		line = $0
		gsub(/\/\*.*\*\/|\/\*.*/, "", line)
		n = split(line, word, /[{},; \t=]+/)
		for (i = 1; i <= n; i++)
			if (word[i] ~ /^[A-Z][A-Z0-9_]+$/) {
				split(FILENAME, part, "/")
				print word[i], part[2]
			}
	}
	/\}/ { inside = 0 }' src/*/*.h | grep -v '^OPTIONS_' |
	twice 'the enumerator' || bad=1
exit $bad
