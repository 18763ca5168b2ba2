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

# `options` and `option` are one word: each program's command line.
ls src/*/*.[ch] | sed -n 's,^src/\([a-z]*\)/\([a-z0-9_-]*\)\.[ch]$,\2 \1,p' |
	grep -v '^options ' | twice 'the file' || bad=1

# Types that only one file uses count too: a reader who searches for the name
# finds both.
grep -HE '^(struct|enum|union) [a-z_0-9]+ \{' src/*/*.[ch] |
	sed -n 's,^src/\([a-z]*\)/[^:]*:[a-z]* \([a-z_0-9]*\) {.*,\2 \1,p' |
	grep -vE '^option' | twice 'the type' || bad=1

awk '/enum ([a-z_0-9]+ )?\{/ { inside = 1 }
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
	/\}/ { inside = 0 }' src/*/*.[ch] | grep -vE '^OPTION(S_|$| )' |
	twice 'the enumerator' || bad=1

# These words meant several things, or none: a scoreboard, messages, an access
# check, the word of what is looked for.  No file, type or function has them.
retired='look|look_(in|at|for|by)[a-z_]*|board|say|behind|gate|tally|account'
{
	printf '%s\n' src/*/*.[ch] |
		grep -E "/($retired)(_[a-z_]*)?\.[ch]\$" || :
	grep -HnE "^(struct|enum|union) ($retired)(_[a-z_]*)? \{" src/*/*.[ch] || :
	grep -HnE "^($retired)(_[a-z_]*)?\(" src/*/*.c || :
} | sed 's/^/a word that is not used as a name: /' | grep . && bad=1

# A function of one file is not named like a function of a header: it would be
# a second version of that.
awk 'FNR == 1 { before = "" }
	/^[a-z_0-9]+\(/ {
		name = $0
		sub(/\(.*/, "", name)
		if (before ~ /static/)
			own[name] = FILENAME
		else
			public[name] = FILENAME
	}
	{ before = $0 }
	END {
		for (name in own)
			if (name in public)
				print "the function " name ": in " own[name] \
					" and in " public[name]
	}' src/*/*.c | grep . && bad=1
exit $bad
