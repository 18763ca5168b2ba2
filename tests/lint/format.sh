#!/bin/sh
# format.sh FILE...: the layout is that of .clang-format.  Each release of
# clang-format reads it a little differently; release 14 decides.
set -eu
want=14
# A long line in a comment is broken by it without the blank behind the star.
if grep -nE '^ \*[^/* 	]' "$@"; then
	echo 'a comment lacks the blank behind its star: shorten the line before' >&2
	exit 1
fi
for tool in clang-format-$want clang-format; do
	command -v "$tool" >/dev/null || continue
	have=$("$tool" --version | sed 's/.*version \([0-9]*\).*/\1/')
	[ "$have" = "$want" ] || continue
	"$tool" --dry-run -Werror "$@"
	exit
done
if [ -z "${have:-}" ]; then
	echo 'clang-format is missing: make deps test' >&2
	exit 1
fi
echo "clang-format $have formats differently from $want, which this tree is formatted with: not checked"
