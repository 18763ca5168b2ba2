#!/bin/sh
# prose.sh [FILE...]: comments, manuals and pages are plain technical English.
# A sentence names its subject: it does not begin with "Of", "By", "Who",
# "Whoever", "Whose" or with "What" as "that which", and nobody is "who" alone,
# as in "to who accepts it".  Nothing "is no X", but "is not an X".  A page does
# not "have" what it describes: "as the manual has it".  Without arguments the
# script checks the whole tree.
set -eu

if [ $# -eq 0 ]; then
	# shellcheck disable=SC2044 # no name of the tree has a blank
	for file in $(find Makefile README.md src tests .ci -type f \
	    -not -path "tests/fuzz/corpus/*" \( \
	    -name '*.[ch]' -o -name '*.def' -o -name '*.sh' -o -name '*.bash' \
	    -o -name '*.bats' -o -name '*.mk' -o -name '*.md' -o -name '*.[158]' \
	    -o -name '*.conf' -o -name Makefile \)); do
		set -- "$@" "$file"
	done
fi

# A byte 0 makes the rest of a file invisible for grep and diff.
if LC_ALL=C grep -alP '\x00' -- "$@"; then
	echo 'these files contain a byte 0; remove it' >&2
	exit 1
fi

awk '
function say(what, text) {
	sub(/^[ \t]+/, "", text)
	printf "%s:%d: %s: %s\n", FILENAME, FNR, what, substr(text, 1, 60)
	bad = 1
}
# Looks at one line of prose.  start: a sentence may begin with it.
function look(text, start,    rest) {
	gsub(/"[^"]*"/, "\"\"", text)
	if (text ~ /(^|[^A-Za-z])([Tt]o|[Ff]or|[Bb]y|[Ff]rom|[Oo]f) who([^A-Za-z]|$)/)
		say("\"who\" without a noun", text)
	if (text ~ /(^|[^a-z])([Ii]t|[Tt]his|that|which|one) is no [a-z]/ &&
	    text !~ / is no (longer|more|other)/)
		say("\"is no\" for \"is not a\"", text)
	if (text ~ /(^| )as [A-Za-z0-9._()\/-]+( [A-Za-z0-9._-]+)? ha(s|ve) (it|them)([^A-Za-z]|$)/ &&
	    text !~ /as far as/)
		say("\"as X has it\"", text)
	sub(/^[ \t]+/, "", text)
	if (start)
		opens(text)
	rest = text
	while (match(rest, /[a-z0-9)][.!:] +[A-Z]/)) {
		if (substr(rest, RSTART + 1, 1) != ":")
			opens(substr(rest, RSTART + RLENGTH - 1))
		rest = substr(rest, RSTART + RLENGTH - 1)
	}
}
function opens(sentence) {
	if (sentence ~ /^(Of|By|Who|Whoever|Whose) / && sentence !~ /^By default/)
		say("a sentence without a subject", sentence)
	else if (sentence ~ /^What / && sentence !~ /\?/)
		say("\"What\" without a noun", sentence)
}
# Whether a line that ends so leaves the sentence open.
function is_open(text) {
	sub(/[ \t]+$/, "", text)
	return text != "" && text !~ /[.!?:]$/
}
FNR == 1 {
	inside = open = code = 0
	kind = FILENAME ~ /\.[ch]$|\.def$/ ? "c" : \
	    FILENAME ~ /\.(md|[158])$/ ? "page" : "shell"
}
kind == "c" {
	line = $0
	while (line != "") {
		if (!inside) {
			at = index(line, "/*")
			if (at == 0 || line ~ /^[^\/]*"[^"]*\/\*/)
				break
			line = substr(line, at + 2)
			inside = 1
			open = 0
		}
		at = index(line, "*/")
		text = at ? substr(line, 1, at - 1) : line
		sub(/^[ \t]*\*/, "", text)
		if (text !~ /^\t/)
			look(text, !open)
		open = is_open(text) && text !~ /^\t/
		line = at ? substr(line, at + 2) : ""
		if (at)
			inside = 0
	}
	next
}
kind == "page" {
	if ($0 ~ /^```/)
		code = !code
	if (code || $0 ~ /^(\.|\t|    )/) {
		open = $0 ~ /^\.(Ar|Ic|Li|Fl|Pa|Xr|Em|Sy|Dq|Ql|Nm|Cm) / && \
		    $0 !~ / [.!?:]$/
		next
	}
	look($0, !open)
	open = is_open($0)
	next
}
/^[ \t]*#( |$)/ {
	text = $0
	sub(/^[ \t]*#/, "", text)
	look(text, !open)
	open = is_open(text)
	next
}
{ open = 0 }
END { exit bad }
' "$@" >&2
