#!/bin/sh
# A test can fail at each of its lines: set -e, by which bats ends a test,
# passes over a command behind "!", and over the first of two that "&&" joins.  So
# such a line is the last of its function (its status is that of the function), or
# has an "||" that says what follows: `! grep -q x log || false`.  Two checks are
# two lines.
cd "$(dirname "$0")/.." || exit 1

awk '
	# A command goes on behind \, | and &&, and within { } of its end.
	function judge() {
		if (command != "" && command !~ /\|\|/ && $0 !~ /^}/) {
			print "tests/" place ": a failure of this is not noticed" \
				" (add || false): " command
			bad = 1
		}
		command = ""
	}
	FNR == 1 { command = ""; more = 0 }
	/^[ \t]*(#.*)?$/ { next }
	!more { judge() }
	!more && /^[ \t]+(! |(\[|\[\[|test|grep|cmp|diff) .* && )/ {
		command = $0
		sub(/^[ \t]+/, "", command)
		place = FILENAME ":" FNR
	}
	more && command != "" { command = command " " $0 }
	{ more = /(\\|\||&&)$/ }
	END { exit bad }' *.bats lib/*.bash
