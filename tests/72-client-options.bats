#!/usr/bin/env bats
# minihttp-client: what its options do, against minihttp and against a server
# that answers from a script. unit/client/options_test.c has how they are read.

load lib/ask
load lib/listen

setup() {
	[ -x "$BUILD/minihttp-client" ]
	site
	mkdir "$ROOT/uploads"
	C="timeout 20 $BUILD/minihttp-client"
	export XDG_CACHE_HOME=$T/cache
	unset http_proxy https_proxy all_proxy CURL_CA_BUNDLE SSL_CERT_DIR SSL_CERT_FILE
}

teardown() {
	hang_up
	end_all
}

uploads_up() {
	listen_once "${ME[@]}" -o 'RequestMethodSupport GET HEAD OPTIONS PUT DELETE' \
		-o 'Upload /uploads/' -o 'WriteFrom 127.0.0.0/8'
}

# A handler that keeps the request's lines in $T/request.N and answers with
# $T/answer, or never if there is none.
script_up() {
	cat >"$T/script" <<-'END'
	#!/bin/bash
	request=$(mktemp "$1/request.XXXXXX")
	while IFS= read -r -t 10 line && [ "$line" != $'\r' ]; do
		printf '%s\n' "${line%$'\r'}"
	done >"$request"
	[ -e "$1/answer" ] || exec sleep 5
	cat "$1/answer"
	END
	chmod +x "$T/script"
	listen "$T/script" "$T"
}

# answer FIELD-LINES BODY: the script's answer from now on
answer() {
	printf 'HTTP/1.1 200 OK\r\nDate: %s\r\nConnection: close\r\n%bContent-Length: %s\r\n\r\n%s' \
		"$(LC_ALL=C date -u '+%a, %d %b %Y %T GMT')" "$1" "${#2}" "$2" >"$T/answer.new"
	mv "$T/answer.new" "$T/answer"
}

requests() {
	find "$T" -name 'request.*' | wc -l
}

fetch() {
	code=0
	$C "$@" >"$T/body" 2>"$T/err" 3>&- || code=$?
	[ "$code" = "${want:-0}" ] || {
		echo "exit code $code"
		cat "$T/err"
		return 1
	}
}

@test "PUT: the file's base name, or -O NAME; the status on stderr" {
	uploads_up
	printf 'one' >"$T/notes.txt"
	fetch -T "$T/notes.txt" "localhost:$PORT/uploads/"
	grep '^201 Created' "$T/err"
	[ "$(cat "$ROOT/uploads/notes.txt")" = one ]
	fetch localhost "$PORT" PUT "$T/notes.txt" -O uploads/other.txt
	[ "$(cat "$ROOT/uploads/other.txt")" = one ]
	want=5 fetch -f localhost "$PORT" PUT "$T/notes.txt"
	[ ! -e "$ROOT/notes.txt" ]
	want=6 fetch -T "$T/none" "localhost:$PORT/uploads/"
}

@test "PUT invalidates what is stored (9111 4.4); --if-match guards it (9110 13.1.1)" {
	uploads_up
	printf 'one' >"$ROOT/uploads/a"
	age # a strong tag
	fetch "localhost:$PORT/uploads/a"
	[ "$($C cache ls | wc -l)" = 1 ]
	printf 'two' >"$T/a"
	fetch --if-match -T "$T/a" "localhost:$PORT/uploads/a"
	[ "$(cat "$ROOT/uploads/a")" = two ]
	[ -z "$($C cache ls)" ]
	want=4 fetch --offline "localhost:$PORT/uploads/a"
	fetch "localhost:$PORT/uploads/a"
	[ "$(body)" = two ]
	age
	fetch -q --refresh "localhost:$PORT/uploads/a"
	printf 'by somebody else' >"$ROOT/uploads/a"
	want=5 fetch -f --if-match -T "$T/a" "localhost:$PORT/uploads/a"
	grep '^412' "$T/err"
	[ "$(cat "$ROOT/uploads/a")" = 'by somebody else' ]
	[ "$($C cache ls | wc -l)" = 1 ] # an error invalidates nothing
}

@test "-X: another method; DELETE invalidates too" {
	uploads_up
	printf 'one' >"$ROOT/uploads/a"
	fetch -q "localhost:$PORT/uploads/a"
	fetch -X DELETE "localhost:$PORT/uploads/a"
	[ ! -e "$ROOT/uploads/a" ]
	[ -z "$($C cache ls)" ]
}

@test "a message about a long URL says at its end what is wrong, and what to do" {
	long=$(printf '%9000s' '' | tr ' ' a)
	want=1 fetch -G -d "$long" http://127.0.0.1:1/
	grep -q ': this URL has more than 8192 bytes with its data; without -G, -d sends them in the body$' "$T/err"
	want=1 fetch "http://127.0.0.1:1/$long"
	grep -q ': it is too long: it may have 8192 bytes$' "$T/err"
	want=1 fetch "gopher://${long:0:2000}"
	grep -q '^minihttp-client: gopher://a*\.\.\.: only http:// and https:// are supported$' "$T/err"
	[ "$(wc -l <"$T/err")" = 1 ]
}

@test "-sS: a file whose SHA-256 differs is an error that is shown, and -s hides it" {
	script_up
	answer '' x
	want=2 fetch -s --sha256 "$(printf '%064d' 0)" "http://127.0.0.1:$PORT/x"
	[ ! -s "$T/err" ]
	want=2 fetch -sS --sha256 "$(printf '%064d' 0)" "http://127.0.0.1:$PORT/x"
	grep -q 'the SHA-256 differs' "$T/err"
}

@test "-O: the URL's base name, in the directory at hand" {
	listen_once
	mkdir "$T/here"
	cd "$T/here"
	fetch -O "localhost:$PORT/digits.txt"
	cmp digits.txt "$ROOT/digits.txt"
	want=6 fetch -O "localhost:$PORT/"
}

@test "--compressed: asked for, undone, and stored so" {
	script_up
	answer 'Cache-Control: max-age=1000\r\nContent-Encoding: gzip\r\nVary: Accept-Encoding\r\n' ''
	printf 'plain words' | gzip >"$T/gz"
	sed -i "s/^Content-Length: 0/Content-Length: $(wc -c <"$T/gz")/" "$T/answer"
	cat "$T/gz" >>"$T/answer"
	fetch --compressed "localhost:$PORT/a"
	[ "$(body)" = 'plain words' ]
	grep -q '^Accept-Encoding: .*gzip' "$T"/request.*
	fetch --compressed "localhost:$PORT/a"
	[ "$(body)" = 'plain words' ]
	[ "$(requests)" = 1 ]
	# A client that does not ask for it gets another representation.
	fetch "localhost:$PORT/a"
	cmp "$T/body" "$T/gz"
	[ "$(requests)" = 2 ]
}

@test "-m: a server that says nothing is given up" {
	script_up
	want=2 fetch -m 0.3 "localhost:$PORT/a"
}

@test "--max-stale and --min-fresh (9111 5.2.1.2, 5.2.1.3)" {
	script_up
	answer 'Cache-Control: max-age=100\r\nAge: 150\r\n' body
	fetch "localhost:$PORT/a"
	fetch --max-stale=10 "localhost:$PORT/a"
	[ "$(requests)" = 2 ] # stale for 50 s or more
	fetch --max-stale=1000 "localhost:$PORT/a"
	fetch --max-stale "localhost:$PORT/a"
	[ "$(requests)" = 2 ]
	answer 'Cache-Control: max-age=100\r\n' body
	fetch "localhost:$PORT/a"
	fetch --min-fresh=10 "localhost:$PORT/a"
	[ "$(requests)" = 3 ]
	fetch --min-fresh=101 "localhost:$PORT/a"
	[ "$(requests)" = 4 ]
}

@test "--timings: one line on stderr" {
	listen_once
	fetch --timings "localhost:$PORT/digits.txt"
	grep -Ex 'timings: resolve=.* connect=.* first=.* transfer=[0-9]+\.[0-9]{3} total=[0-9]+\.[0-9]{3}' "$T/err"
	fetch --timings --offline "localhost:$PORT/digits.txt"
	grep -Ex 'timings: total=[0-9]+\.[0-9]{3}' "$T/err"
}

@test "stale-while-revalidate: printed at once, refreshed behind (5861 3)" {
	script_up
	answer 'Cache-Control: max-age=100, stale-while-revalidate=1000\r\nAge: 150\r\n' old
	fetch "localhost:$PORT/a"
	answer 'Cache-Control: max-age=100\r\n' new
	fetch "localhost:$PORT/a"
	[ "$(body)" = old ]
	timeout 10 sh -c 'until [ "$("$1" --offline -q "$2")" = new ]; do :; done' \
		sh "$BUILD/minihttp-client" "localhost:$PORT/a"
	[ "$(requests)" = 2 ]
}

@test "--json: each cache command says JSON that says the same" {
	script_up
	answer 'Cache-Control: max-age=1000\r\nX-Odd: "\\\\\t\0351\r\n' body
	fetch "localhost:$PORT/a?\"b"
	$C cache ls --json >"$T/ls"
	$C cache info --json "localhost:$PORT/a?\"b" >"$T/info"
	$C cache verify --json >"$T/verify"
	$C cache gc --json >"$T/gc"
	$C cache dir --json >"$T/dir"
	python3 - "$T" <<-'END'
	import json, sys
	def read(name): return json.load(open(sys.argv[1] + "/" + name))
	(ls,), (info,) = read("ls"), read("info")
	assert ls["url"] == info["url"] and ls["url"].endswith("/a?%22b"), ls
	assert ["X-Odd", '"\\\\\t\u00e9'] in info["fields"], info
	assert read("verify") == {"verified": 1, "damaged": 0}
	assert isinstance(read("gc"), dict)
	assert read("dir")["dir"].endswith("/minihttp/v1"), read("dir")
	END
	n=$($C cache ls --json | python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["bytes"])')
	[ "$($C cache purge --json "localhost:$PORT/a?\"b")" = "{\"purged\":1,\"bytes\":$n}" ]
	[ "$($C cache purge --json --all)" = '{"purged":0,"bytes":0}' ]
	[ "$($C cache ls --json)" = '[]' ]
}
