#!/bin/sh
# No test can hang a run, nor leave what it started: a file with a teardown of
# its own calls end_all (tests/lib/ask.bash), no process in the background
# keeps descriptor 3 open, which is where bats waits for the end, and wait
# names its processes, since the clock of bats is one as well.
cd "$(dirname "$0")/.." || exit 1
bad=0

for file in *.bats; do
	grep -q '^load lib/ask' "$file" || continue
	! grep -q '^teardown()' "$file" ||
		sed -n '/^teardown() {/,/^}/p' "$file" | grep -q end_all || {
		echo "tests/$file: its teardown does not call end_all"
		bad=1
	}
done
# Lines that run in a container or are written into a script are not bats'.
found=$(grep -nE '[^&]&$' [0-46-9]*.bats 5[0234]*.bats lib/listen.bash |
	grep -v '3>&-' | grep -vE '^(17-readme|29-cgi)')
[ -z "$found" ] || {
	printf '%s\n' "$found" | sed 's/$/	: without 3>\&-/'
	bad=1
}
found=$(grep -nE '^[[:space:]]+wait$' [0-46-9]*.bats 5[0234]*.bats)
[ -z "$found" ] || {
	printf '%s\n' "$found" | sed 's/$/	: wait for nothing in particular/'
	bad=1
}
exit $bad
