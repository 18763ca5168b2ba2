#!/bin/sh
# Each row of a table of src/SECURITY.md names a test, and each test that it names
# exists, by its title or by its file.
set -eu
tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT
page=src/SECURITY.md
bad=0
wrong() {
	echo "$page: $1"
	bad=1
}

# `60-sandbox.bats`: `title`, and another title behind it after "; "
grep -oE '`[0-9][0-9]-[a-z-]+\.bats`: `[^`]+`(; `[^`]+`)*' "$page" | sed 's/^`\([^`]*\)`: /\1 /' |
	while read -r file titles; do
		printf '%s\n' "$titles" | sed 's/`; `/`\n`/g' | tr -d '`' | while read -r title; do
			grep -qxF "@test \"$title\" {" "tests/$file" || echo "$file has no test \"$title\""
		done
	done >"$tmp"
while read -r line; do
	wrong "$line"
done <"$tmp"

for path in $(grep -oE '`(tests|src)/[a-zA-Z0-9_./-]+`' "$page" | tr -d '`' | sort -u); do
	[ -e "$path" ] || wrong "there is no $path"
done
for file in $(grep -oE '`[0-9][0-9]-[a-z-]+\.bats`' "$page" | tr -d '`' | sort -u); do
	[ -e "tests/$file" ] || wrong "there is no tests/$file"
done

# The first table says how; the others promise.
sed -n '/^## What a taken-over/,/^## What is not/p' "$page" |
	grep -vE '^\|(---|.* test(ed by)? \|$)' | grep '^|' |
	grep -vE '\| `(tests/[a-z0-9_./-]+|[0-9][0-9]-[a-z-]+\.bats)`.*\|$' >"$tmp" || :
while read -r line; do
	wrong "no test in: $line"
done <"$tmp"
exit $bad
