#!/usr/bin/env bats
# Scripts that make the answer (RFC 3875).

load lib/ask
load lib/listen

setup() {
	site
	mkdir "$ROOT/cgi-bin"
	# Scripts write, and look around, in a directory that only this user can
	# read.
	OPTIONS=("${ME[@]}" -o 'CGI /cgi-bin/'
		-o 'RequestMethodSupport GET HEAD OPTIONS POST PUT DELETE')
}

teardown() {
	[ -z "${CLIENT:-}" ] || kill "$CLIENT" 2>/dev/null || true
	hang_up
	stand_down
	end_all
}

# script NAME <<END: an executable file below the prefix.
script() {
	cat >"$ROOT/cgi-bin/$1"
	chmod 755 "$ROOT/cgi-bin/$1"
}

# A script that prints its environment and its input.
says() {
	script "${1:-says}" <<-'END'
	#!/bin/sh
	printf 'Content-Type: text/plain\n\n'
	env
	cat
	END
}

# The content of a chunked answer, decoded by Python.
content() {
	python3 - "$T/body" <<-'END'
	import sys
	s, out = open(sys.argv[1], 'rb').read(), b''
	while True:
	    size, s = s.split(b'\r\n', 1)
	    n = int(size, 16)
	    out += s[:n]
	    assert s[n:n + 2] == b'\r\n'
	    s = s[n + 2:]
	    if n == 0:
	        break
	assert s == b''
	sys.stdout.buffer.write(out)
	END
}

# The value of a variable that the script got; fails if there was none.
variable() {
	content | grep -a "^$1=" | cut -d= -f2-
	content | grep -qa "^$1="
}

no_variable() {
	! content | grep -qa "^$1="
}

# posted TARGET TEXT [FIELD LINE...]
posted() {
	local target=$1 text=$2 lines=
	shift 2
	for line in "$@"; do
		lines="$lines$line\r\n"
	done
	ask "POST $target HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${#text}\r\n$lines\r\n$text"
}

# Prints the processes that run below the test's directory.  One process
# examines all of them.
running() {
	find /proc/[0-9]*/cwd -maxdepth 0 -lname "$ROOT/cgi-bin" -printf '%h\n' 2>/dev/null |
		sed 's|^/proc/||'
}

none_running() {
	[ -z "$(running)" ]
}

@test "a shell, a Perl and a Python script answer GET and POST" {
	says sh
	script perl <<-'END'
	#!/usr/bin/perl
	print "Content-Type: text/plain\r\n\r\n$ENV{REQUEST_METHOD} ";
	read STDIN, my $in, $ENV{CONTENT_LENGTH} // 0;
	print $in;
	END
	script python <<-'END'
	#!/usr/bin/env -S python3 -S
	import os, sys
	n = int(os.environ.get('CONTENT_LENGTH') or 0)
	print('Content-Type: text/plain\n')
	print(os.environ['REQUEST_METHOD'], sys.stdin.read(n), end='')
	END
	get /cgi-bin/sh
	is 200 -
	[ "$(variable REQUEST_METHOD)" = GET ]
	posted /cgi-bin/sh hello
	[ "$(content | tail -n 1)" = hello ]
	for name in perl python; do
		get "/cgi-bin/$name"
		is 200 -
		[ "$(content)" = 'GET ' ]
		posted "/cgi-bin/$name" hello
		is 200 -
		[ "$(content)" = 'POST hello' ]
	done
}

@test "a script is told of the request what RFC 3875 4.1 says, and no more" {
	says
	ask 'POST /cgi-bin/says/a%20b/c/?x=1&y=%2f HTTP/1.1\r\nHost: example.org:8080\r\nConnection: close\r\nContent-Type: text/x\r\nContent-Length: 2\r\nX-Long-Name: v\r\nAccept: a\r\nAccept: b\r\nCookie: c=1\r\nCookie: d=2\r\n\r\nhi'
	is 200 -
	[ "$(variable GATEWAY_INTERFACE)" = CGI/1.1 ]
	[ "$(variable SERVER_PROTOCOL)" = HTTP/1.1 ]
	[ "$(variable SERVER_NAME)" = example.org ]
	[ "$(variable SERVER_PORT)" = 8080 ]
	[[ $(variable SERVER_SOFTWARE) = minihttp/* ]]
	[ "$(variable REQUEST_METHOD)" = POST ]
	[ "$(variable REQUEST_URI)" = '/cgi-bin/says/a%20b/c/?x=1&y=%2f' ]
	[ "$(variable QUERY_STRING)" = 'x=1&y=%2f' ]
	[ "$(variable SCRIPT_NAME)" = /cgi-bin/says ]
	[ "$(variable SCRIPT_FILENAME)" = "$ROOT/cgi-bin/says" ]
	[ "$(variable DOCUMENT_ROOT)" = "$ROOT" ]
	[ "$(variable PATH_INFO)" = '/a b/c/' ]
	[ "$(variable PATH_TRANSLATED)" = "$ROOT/a b/c/" ]
	[ "$(variable CONTENT_LENGTH)" = 2 ]
	[ "$(variable CONTENT_TYPE)" = text/x ]
	[ "$(variable REMOTE_ADDR)" = - ]
	[ "$(variable HTTP_X_LONG_NAME)" = v ]
	[ "$(variable HTTP_ACCEPT)" = 'a, b' ]
	[ "$(variable HTTP_COOKIE)" = 'c=1; d=2' ]
	[ "$(variable PATH)" = /usr/local/bin:/usr/bin:/bin ]
	no_variable HTTP_CONTENT_LENGTH
	no_variable AUTH_TYPE
	no_variable REMOTE_USER
	# No variable comes from the handler's environment; PWD and the like are
	# the shell's own.
	[ -z "$(content | sed '/^hi/d' | grep -vE '^([A-Z]*_[A-Z_]*|PATH|PWD|_|SHLVL)=')" ]
	get /cgi-bin/says
	no_variable PATH_INFO
	no_variable PATH_TRANSLATED
	no_variable CONTENT_LENGTH
	[ "$(variable QUERY_STRING)" = '' ]
}

@test "no field becomes HTTP_PROXY, a secret or somebody else's variable" {
	says
	get /cgi-bin/says 'Proxy: http://evil' 'Proxy-Authorization: x' \
		'Authorization: Basic eDp5' 'X_Y: underscore' 'X-Y: hyphen' \
		'Expect: 100-continue' 'TE: trailers'
	is 200 -
	[ "$(variable HTTP_X_Y)" = hyphen ]
	for name in HTTP_PROXY HTTP_PROXY_AUTHORIZATION HTTP_AUTHORIZATION \
		HTTP_EXPECT HTTP_TE HTTP_CONNECTION; do
		no_variable $name
	done
	get /cgi-bin/says 'X_Y: underscore'
	no_variable HTTP_X_Y
}

@test "nothing below the prefix is ever served as a file" {
	local target
	echo 'secret' >"$ROOT/cgi-bin/data.txt"
	mkdir "$ROOT/cgi-bin/dir" "$ROOT/CGI-BIN"
	echo 'secret' | tee "$ROOT/cgi-bin/.hidden" "$ROOT/CGI-BIN/x" \
		"$ROOT/cgi-bin/index.html" >/dev/null
	chmod 755 "$ROOT/cgi-bin/.hidden"
	get /cgi-bin/data.txt
	is 403 cgi-denied
	for target in /cgi-bin /cgi-bin/ /cgi-bin/dir /cgi-bin/dir/ \
		/cgi-bin/.hidden /cgi-bin/absent /CGI-BIN/x /cgi-bin/../CGI-BIN/x; do
		get "$target"
		is 404 not-found
		method HEAD "$target"
		is 404 not-found
	done
	method PUT /cgi-bin/data.txt 'Content-Length: 0'
	is 403 cgi-denied
	method DELETE /cgi-bin/data.txt
	is 403 cgi-denied
	[ -e "$ROOT/cgi-bin/data.txt" ]
	method TRACE /cgi-bin/data.txt
	is 501 method-off
}

@test "a script may be a link within the prefix, and none that leads out" {
	says
	ln -s says "$ROOT/cgi-bin/link"
	printf '#!/bin/sh\necho; echo ran\n' >"$ROOT/outside"
	chmod 755 "$ROOT/outside"
	ln -s ../outside "$ROOT/cgi-bin/out"
	ln -s /bin/sh "$ROOT/cgi-bin/sh"
	get /cgi-bin/link
	is 200 -
	get /cgi-bin/out
	is 403 cgi-denied
	get /cgi-bin/sh
	is 403 outside-root
	OPTIONS+=(-o 'Symlinks no')
	get /cgi-bin/link
	is 403 symlink
}

@test "the script is the first file on the path, at any depth" {
	mkdir "$ROOT/cgi-bin/a"
	says a/b
	get /cgi-bin/a/b/c/d
	is 200 -
	[ "$(variable SCRIPT_NAME)" = /cgi-bin/a/b ]
	[ "$(variable PATH_INFO)" = /c/d ]
	[ "$(variable PWD)" = "$ROOT/cgi-bin/a" ]
	get /cgi-bin/a/b/
	[ "$(variable PATH_INFO)" = / ]
}

@test "PATH_INFO keeps // and /./, and resolves .. (RFC 3875 4.1.5)" {
	says
	get /cgi-bin/says//a/./b//
	is 200 -
	[ "$(variable PATH_INFO)" = //a/./b// ]
	[ "$(variable PATH_TRANSLATED)" = "$ROOT/a/b/" ]
	get /cgi-bin/says/https://example.org//x
	[ "$(variable PATH_INFO)" = /https://example.org//x ]
	get //cgi-bin/./says/a//%2e%2e/b
	[ "$(variable SCRIPT_NAME)" = /cgi-bin/says ]
	[ "$(variable PATH_INFO)" = /b ]
	get /cgi-bin/says/../../x
	is 404 not-found
	get /cgi-bin/says/../../../x
	is 400 url-climbs
}

@test "it runs in its directory, with three descriptors and usual signals" {
	script process <<-'END'
	#!/usr/bin/python3
	import os, signal, sys, resource
	print("Content-Type: text/plain\n")
	print("fds", *sorted(os.listdir('/proc/self/fd'))[:-1])
	print("cwd", os.getcwd())
	print("argv", *sys.argv)
	for line in open('/proc/self/status'):
	    if line.startswith(('SigIgn', 'SigBlk')):
	        print(*line.split())
	    if line.startswith('NoNewPrivs'):
	        print(*line.split())
	print("leads", os.getsid(0) == os.getpgid(0))
	print("core", resource.getrlimit(resource.RLIMIT_CORE)[1])
	print("data", resource.getrlimit(resource.RLIMIT_DATA)[1])
	print("blocks", all(os.get_blocking(i) for i in range(3)))
	END
	exec 7<"$ROOT/index.html" # nothing that we were given is handed on
	OPTIONS+=(-o 'CGIMemory 300M' -o "AccessLog $T/access")
	get /cgi-bin/process
	exec 7<&-
	content >"$T/content"
	cat "$T/content"
	grep -qx 'fds 0 1 2' "$T/content"
	grep -qx "cwd $ROOT/cgi-bin" "$T/content"
	grep -qx 'argv ./process' "$T/content"
	# Python itself ignores SIGPIPE and SIGXFSZ.
	grep -qx 'SigIgn: 0000000001001000' "$T/content"
	grep -qx 'SigBlk: 0000000000000000' "$T/content"
	grep -qx 'NoNewPrivs: 1' "$T/content"
	grep -qx 'leads True' "$T/content"
	grep -qx 'core 0' "$T/content"
	grep -qx 'data 314572800' "$T/content"
	grep -qx 'blocks True' "$T/content"
}

@test "CGIMemory bounds what a script takes" {
	script big <<-'END'
	#!/usr/bin/perl
	print "Content-Type: text/plain\n\n";
	my $x = "x" x (200 << 20);
	print "had it\n";
	END
	get /cgi-bin/big
	[ "$(content)" = 'had it' ]
	OPTIONS+=(-o 'CGIMemory 100M')
	get /cgi-bin/big
	! grep -q 'had it' "$T/answer" || false
	grep -q 'big: Out of memory' "$T/log"
}

@test "a Content-Length is kept if it is right; too much is cut off (6.3.4)" {
	script length <<-'END'
	#!/bin/sh
	printf 'Content-Type: text/plain\nContent-Length: %s\n\n0123456789' "$QUERY_STRING"
	END
	ask 'GET /cgi-bin/length?10 HTTP/1.1\r\nHost: a\r\n\r\nGET /cgi-bin/length?4 HTTP/1.1\r\nHost: a\r\n\r\nGET /empty.txt HTTP/1.1\r\nHost: a\r\n\r\n'
	is '200 200 200' '- - -'
	[ "$(grep -ac '^Content-Length: 10' "$T/answer")" = 1 ]
	[ "$(grep -ac '^0123HTTP' "$T/answer")" = 1 ]
	no_field Transfer-Encoding
	# Content that is too short cannot be repaired: the close of the
	# connection shows it (9112 8).
	ask 'GET /cgi-bin/length?11 HTTP/1.1\r\nHost: a\r\n\r\nGET /empty.txt HTTP/1.1\r\nHost: a\r\n\r\n'
	is 200 cgi-cut
	for bad in x -1 1,1 ''; do
		get "/cgi-bin/length?$bad"
		is 502 cgi-head
	done
}

@test "without one the answer is in chunks, and to HTTP/1.0 up to the close" {
	says
	ask 'GET /cgi-bin/says HTTP/1.1\r\nHost: a\r\n\r\nGET /empty.txt HTTP/1.1\r\nHost: a\r\n\r\n'
	is '200 200' '- -'
	[ "$(field Transfer-Encoding)" = chunked ]
	ask 'GET /cgi-bin/says HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'
	is 200 -
	no_field Transfer-Encoding
	[ "$(field Connection)" = close ]
	grep -q '^SERVER_PROTOCOL=HTTP/1.0' "$T/body"
}

@test "a body in chunks has its CONTENT_LENGTH (4.1.2), and is whole" {
	says
	ask 'POST /cgi-bin/says HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\nGET /empty.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
	is '200 200' '- -'
	grep -qax 'CONTENT_LENGTH=7' "$T/answer"
	grep -qa 'abcdefg' "$T/answer"
	# A request that breaks off starts no script.
	script trace <<-END
	#!/bin/sh
	: >"$T/started"
	printf 'Status: 204\n\n'
	END
	ask 'POST /cgi-bin/trace HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nX'
	is 400 chunk-size
	ask 'POST /cgi-bin/trace HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab'
	is 400 body-cut
	ask 'POST /cgi-bin/trace HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n' -o 'MaxBodySize 4'
	is 413 body-too-large
	[ ! -e "$T/started" ]
	ask 'POST /cgi-bin/trace HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
	is 204 -
	[ -e "$T/started" ]
}

@test "a peer that expects 100 (Continue) is told so (9110 10.1.1)" {
	says
	listen_once "${OPTIONS[@]}"
	dial
	printf 'POST /cgi-bin/says HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n' >&9
	read -r -t 10 -u 9 line
	[ "$line" = $'HTTP/1.1 100 Continue\r' ]
	read -r -t 10 -u 9 line
	printf hi >&9
	timeout 10 cat <&9 >"$T/answer"
	grep -q '^HTTP/1.1 200' "$T/answer"
	grep -q '^hi' "$T/answer"
}

@test "a script that reads nothing of a body is answered for, and closed" {
	script deaf <<-'END'
	#!/bin/sh
	exec <&-
	printf 'Content-Type: text/plain\nContent-Length: 2\n\nok'
	END
	head -c 1000000 /dev/zero | tr '\0' x >"$T/x"
	{
		printf 'POST /cgi-bin/deaf HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n'
		cat "$T/x"
		printf 'GET /empty.txt HTTP/1.1\r\nHost: a\r\n\r\n'
	} >"$T/all"
	ask_file "$T/all"
	is 200 -
	[ "$(field Connection)" = close ]
	[ "$(body)" = ok ]
}

@test "HEAD has the fields and no content, whatever the script writes (4.3.3)" {
	says
	ask 'HEAD /cgi-bin/says HTTP/1.1\r\nHost: a\r\n\r\nGET /empty.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
	is '200 200' '- -'
	[ "$(field Content-Type)" = text/plain ]
	! grep -q REQUEST_METHOD "$T/answer" || false
}

@test "Status is the status, and 204 has no content (9110 15.3.5)" {
	script status <<-'END'
	#!/bin/sh
	printf 'Status: %s\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc' "$QUERY_STRING"
	END
	get /cgi-bin/status?418
	is 418 -
	[ "$(body)" = abc ]
	get /cgi-bin/status?204
	is 204 -
	no_field Content-Length
	[ -z "$(body)" ]
	for bad in 100 199 600 99 1000 2x0; do
		get "/cgi-bin/status?$bad"
		is 502 cgi-head
	done
}

@test "Location with a path alone is answered with what is there (6.2.2)" {
	script to <<-'END'
	#!/bin/sh
	printf 'Location: %s\n\n' "$QUERY_STRING"
	END
	says
	ask 'POST /cgi-bin/to?/cgi-bin/says/info?x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc'
	is 200 -
	[ "$(variable REQUEST_METHOD)" = GET ]
	[ "$(variable PATH_INFO)" = /info ]
	[ "$(variable QUERY_STRING)" = x ]
	no_variable CONTENT_LENGTH
	ask 'GET /cgi-bin/to?/digits.txt HTTP/1.1\r\nHost: a\r\nRange: bytes=2-4\r\n\r\nGET /cgi-bin/to?/absent HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
	is '206 404' '- not-found'
	grep -qa '^234' "$T/body"
	method HEAD '/cgi-bin/to?/digits.txt'
	is 200 -
	[ "$(field Content-Length)" = 20 ]
	[ -z "$(body)" ]
	get '/cgi-bin/to?/../../etc/passwd'
	is 400 url-climbs
	# The script redirects to itself without end.
	script loop <<-'END'
	#!/bin/sh
	echo x >>"$DOCUMENT_ROOT/turns"
	printf 'Location: /cgi-bin/loop\n\n'
	END
	get /cgi-bin/loop
	is 502 cgi-loop
	[ "$(wc -l <"$ROOT/turns")" = 5 ]
}

@test "any other Location goes to the peer, as 302 without a Status (6.2.3)" {
	script to <<-'END'
	#!/bin/sh
	printf 'Location: %s\n%b\n' "$QUERY_STRING" "$HTTP_X_MORE"
	END
	get /cgi-bin/to?https://example.org/
	is 302 -
	[ "$(field Location)" = https://example.org/ ]
	get /cgi-bin/to?//example.org/
	is 302 -
	get /cgi-bin/to?/x 'X-More: Status: 303 See\\n'
	is 303 -
	[ "$(field Location)" = /x ]
	get /cgi-bin/to?/x 'X-More: Set-Cookie: a=b\\n'
	is 302 -
	[ "$(field Set-Cookie)" = a=b ]
}

@test "what is not a head is 502, and no bytes of it are answered" {
	local n=0 head
	for head in '' '\n' 'hello\n\n' 'Content-Type: a/b\n' 'HTTP/1.1 200 OK\nContent-Type: a/b\n\n' \
		'X: y\n\n' 'Content-Type: a/b\rSet-Cookie: x\n\n' 'Content-Type: a/b\n folded\n\n' \
		'Content-Type : a/b\n\n' 'Status: 200\nStatus: 404\n\n' 'Content-Type: a\0b\n\n'; do
		n=$((n + 1))
		printf '#!/bin/sh\nprintf "%s"\n' "$head" | script "h$n"
		get "/cgi-bin/h$n"
		is 502 cgi-head
		! grep -a 'hello\|a/b\|Set-Cookie\|folded\|^X: ' "$T/answer" || return 1
	done
	printf '#!/bin/sh\necho Content-Type: a/b; head -c 20000 /dev/zero | tr "\\0" x\n' | script long
	get /cgi-bin/long
	is 502 cgi-head
	! grep -a 'a/b\|xxxx' "$T/answer"
}

@test "a script cannot say how its answer is framed, or what the time is" {
	script lies <<-'END'
	#!/bin/sh
	printf 'Content-Type: text/plain\nConnection: keep-alive\n'
	printf 'Transfer-Encoding: gzip, chunked\nTrailer: x\nUpgrade: h2c\n'
	printf 'Date: yesterday\nX-CGI-Thing: x\nKeep-Alive: 5\nX-Mine: yes\n\nhello'
	END
	get /cgi-bin/lies
	is 200 -
	[ "$(field Connection)" = close ]
	[ "$(field Transfer-Encoding)" = chunked ]
	[ "$(field X-Mine)" = yes ]
	! grep -qai '^\(trailer\|upgrade\|x-cgi-thing\|keep-alive\):\|yesterday' "$T/head" || false
	[ "$(content)" = hello ]
}

@test "what nph- writes goes out as it is, and the connection ends (5)" {
	script nph-raw <<-'END'
	#!/bin/sh
	printf 'HTTP/1.0 299 Mine\r\nX: y\r\n\r\nas it is'
	END
	ask 'GET /cgi-bin/nph-raw HTTP/1.1\r\nHost: a\r\n\r\nGET /empty.txt HTTP/1.1\r\nHost: a\r\n\r\n'
	[ "$(cat "$T/answer")" = $'HTTP/1.0 299 Mine\r\nX: y\r\n\r\nas it is' ]
	grep -q '" 299 ' "$T/log"
	printf '#!/bin/sh\n' | script nph-none
	get /cgi-bin/nph-none
	is 502 cgi-head
}

@test "what it writes on standard error is logged, line by line and escaped" {
	script loud <<-'END'
	#!/bin/sh
	printf 'Status: 204\n\n'
	printf 'one\ntwo \033[31m\nthree' >&2
	END
	get /cgi-bin/loud
	grep -qxF 'cgi-bin/loud: one' "$T/log"
	grep -qxF 'cgi-bin/loud: two \x1b[31m' "$T/log"
	grep -qxF 'cgi-bin/loud: three' "$T/log"
	# The errors never end: they are read, so that the script ends, but not
	# all are kept.
	printf '#!/bin/sh\nprintf "Status: 204\\n\\n"\nyes | head -c 1000000 >&2\n' | script louder
	get /cgi-bin/louder
	grep -q '" 204 ' "$T/log"
	[ "$(wc -c <"$T/log")" -lt 1000000 ]
}

@test "a script that cannot be executed is 403, or 500 and a line that says why" {
	printf '#!/no/such/interpreter\n' | script none
	printf 'no program\n' | script text
	get /cgi-bin/none
	[ "$(statuses)" = 500 ]
	grep -qx 'cgi-bin/none: its interpreter does not exist' "$T/log"
	grep -q 'cgi-exec$' "$T/log"
	get /cgi-bin/text
	[ "$(statuses)" = 500 ]
	grep -q 'cgi-bin/text: Exec format error' "$T/log"
}

@test "CGITimeout: 504 before a head, a cut after it, and the group is killed" {
	script slow <<-'END'
	#!/bin/sh
	[ "$QUERY_STRING" = none ] || printf 'Content-Type: text/plain\n\nhello'
	sleep 100 &
	sleep 100
	END
	OPTIONS+=(-o 'CGITimeout 300ms')
	get /cgi-bin/slow?none
	is 504 cgi-slow
	await none_running
	ask 'GET /cgi-bin/slow HTTP/1.1\r\nHost: a\r\n\r\nGET /empty.txt HTTP/1.1\r\nHost: a\r\n\r\n'
	is 200 cgi-cut
	[ "$(body)" = $'5\r\nhello\r' ]
	await none_running
}

@test "CGIMaxTime bounds one that is never silent" {
	script ticks <<-'END'
	#!/bin/sh
	trap '' TERM
	printf 'Content-Type: text/plain\n\n'
	while :; do echo tick; sleep 0.05; done
	END
	OPTIONS+=(-o 'CGIMaxTime 500ms')
	get /cgi-bin/ticks
	is 200 cgi-cut
	grep -q tick "$T/body"
	await none_running
}

@test "an answer ends with its script, and one that was killed is cut" {
	script leaves <<-'END'
	#!/bin/sh
	printf 'Content-Type: text/plain\n\nhello'
	sleep 100 &
	END
	get /cgi-bin/leaves
	is 200 -
	[ "$(content)" = hello ]
	await none_running
	script dies <<-'END'
	#!/bin/sh
	printf 'Content-Type: text/plain\n\nhello'
	kill -SEGV $$
	END
	get /cgi-bin/dies
	is 200 cgi-cut
	script fails <<-'END'
	#!/bin/sh
	printf 'Content-Type: text/plain\n\nhello'
	exit 1
	END
	get /cgi-bin/fails
	is 200 -
}

@test "its input and its output flow at once, in bounded memory" {
	printf '#!/bin/sh\nprintf "Content-Type: text/plain\\n\\n"\nexec cat\n' | script echo
	head -c 20000000 /dev/urandom >"$T/large"
	listen_once "${OPTIONS[@]}" -o 'MaxBodySize 1G'
	timeout 60 curl -sS -o "$T/back" -H Expect: --data-binary "@$T/large" \
		"http://127.0.0.1:$PORT/cgi-bin/echo"
	cmp "$T/large" "$T/back"
	timeout 60 curl -sS -o "$T/back" -H Expect: -H 'Transfer-Encoding: chunked' \
		--data-binary "@$T/large" "http://127.0.0.1:$PORT/cgi-bin/echo"
	cmp "$T/large" "$T/back"
	# how much memory the process used, read before it ends
	[ -z "${SAN:-}" ] || return 0
	timeout 60 python3 - "$PORT" "$LISTENER" "$T/large" <<-'END'
	import re, socket, subprocess, sys, threading
	port, listener, large = int(sys.argv[1]), sys.argv[2], open(sys.argv[3], "rb").read()
	s = socket.create_connection(("127.0.0.1", port))
	head = "POST /cgi-bin/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
	whole = (head % len(large)).encode() + large
	threading.Thread(target=s.sendall, args=(whole,), daemon=True).start()
	got = 0
	while got < len(large):
	    got += len(s.recv(1 << 18))
	(pid,) = subprocess.check_output(["pgrep", "-x", "-P", listener, "minihttp"], text=True).split()
	kb = int(re.search(r"VmHWM:\s+(\d+)", open("/proc/%s/status" % pid).read()).group(1))
	assert kb < 3000, kb
	END
}

@test "who reads the requests is confined as ever, whatever it has executed" {
	local handler
	script state <<-'END'
	#!/bin/sh
	printf 'Content-Type: text/plain\n\n'
	grep Seccomp: /proc/self/status
	exec sleep 100
	END
	[ -z "${SAN:-}" ] || return 0 # sanitizers have no sandbox
	listen_once "${OPTIONS[@]}" -o 'Sandbox require'
	timeout 20 curl -sSN "http://127.0.0.1:$PORT/cgi-bin/state" >"$T/got" 3>&- &
	CLIENT=$!
	await grep -q 'Seccomp:.0' "$T/got"
	for handler in "$LISTENER" $(pgrep -x -P "$LISTENER" minihttp); do
		grep -qx 'Seccomp:.2' "/proc/$handler/status"
		grep -qx 'NoNewPrivs:.1' "/proc/$handler/status"
	done
}

@test "a peer that goes takes its script along" {
	script waits <<-'END'
	#!/bin/sh
	printf 'Content-Type: text/plain\n\nhello\n'
	exec sleep 100
	END
	listen_once "${OPTIONS[@]}"
	timeout 20 curl -sSN "http://127.0.0.1:$PORT/cgi-bin/waits" >"$T/got" 3>&- &
	CLIENT=$!
	await grep -q hello "$T/got"
	[ -n "$(running)" ]
	kill "$CLIENT"
	await none_running
	# A peer that has shut only its sending side still gets an answer soon.
	says
	printf 'GET /cgi-bin/says HTTP/1.1\r\nHost: a\r\n\r\n' |
		timeout 10 socat -t 10 - "TCP:127.0.0.1:$PORT" | grep -q REQUEST_METHOD
}

@test "what is written is sent at once" {
	mkfifo "$T/go"
	script stream <<-END
	#!/bin/sh
	printf 'Content-Type: text/plain\n\nfirst\n'
	read line <"$T/go"
	echo last
	END
	listen_once "${OPTIONS[@]}"
	timeout 20 curl -sSN "http://127.0.0.1:$PORT/cgi-bin/stream" >"$T/got" 3>&- &
	CLIENT=$!
	await grep -q first "$T/got"
	timeout 10 tee "$T/go" <<<go
	wait "$CLIENT"
	[ "$(tail -n 1 "$T/got")" = last ]
}

# Prints the processes that start scripts.
spawners() {
	pgrep -x minihttp-cgi -a | grep -F "$ROOT" || true
}

@test "each way to launch it executes scripts, and leaves no process behind" {
	says
	get /cgi-bin/says
	is 200 -
	listen "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT"
	timeout 10 curl -sS "http://127.0.0.1:$PORT/cgi-bin/says" >"$T/got"
	grep -q "^SERVER_PORT=$PORT" "$T/got"
	grep -q '^REMOTE_ADDR=127.0.0.1' "$T/got"
	grep -q '^REMOTE_PORT=[0-9]' "$T/got"
	hang_up
	rm "$T/started"
	listen_once "${OPTIONS[@]}"
	timeout 10 curl -sS "http://127.0.0.1:$PORT/cgi-bin/says" | grep -q "^SERVER_PORT=$PORT"
	[ -n "$(spawners)" ]
	hang_up
	printf '%s\n' 'CGI /cgi-bin/' 'AccessLog off' "${ME[1]}" >"$T/conf"
	stand
	timeout 10 curl -sS "http://127.0.0.1:$PORT/cgi-bin/says" | grep -q "^SERVER_PORT=$PORT"
	[ -n "$(spawners)" ]
	stand_down
	await eval '[ -z "$(spawners)" ]'
}

@test "what a script has left behind is no handler that has crashed" {
	script leaver <<-END2
	#!/bin/sh
	setsid sh -c 'echo \$\$ >$T/left; while kill -0 '\$\$'; do :; done; kill -SEGV \$\$' >&- 2>&- <&- &
	until [ -s $T/left ]; do :; done
	printf 'Content-Type: text/plain\n\n'
	END2
	stand "${OPTIONS[@]}"
	curl -fsS "http://127.0.0.1:$PORT/cgi-bin/leaver"
	await eval '! [ -d "/proc/$(cat "$T/left")" ]'
	stand_down
	! grep 'was ended by' "$T/log"
}

@test "a prefix that overlaps with one for uploads is refused" {
	local upload
	for upload in / /cgi-bin /cgi-bin/in /CGI-bin/; do
		run "$BUILD/minihttp" -c /dev/null -t -o 'CGI /cgi-bin/' -o "Upload $upload"
		[ "$status" = 78 ]
		[[ $output = *'overlaps with Upload'* ]]
	done
	run "$BUILD/minihttp" -c /dev/null -t -o 'CGI /cgi-bin/' -o 'Upload /cgi-bin2/' "$ROOT"
	[ "$status" = 0 ]
	run "$BUILD/minihttp" -c /dev/null -T -o 'CGI /cgi-bin/ /x' -o 'CGITimeout 5s'
	[[ $output = *$'\nCGI /cgi-bin/\nCGI /x'* ]]
	[[ $output = *$'\nCGITimeout 5s\n'* ]]
	# -T has a line about what is less confined, and only with scripts.
	[[ $output = *'# CGI: '*' outside of the sandbox'* ]]
	run "$BUILD/minihttp" -c /dev/null -T
	[[ $output != *CGI:* ]]
}

# A repository to serve, and the script of the guide.
repository() {
	export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
	git init -q --bare "$T/git/project.git"
	git -C "$T/git/project.git" config http.receivepack true
	script git <<-END
	#!/bin/sh
	GIT_PROJECT_ROOT=$T/git GIT_HTTP_EXPORT_ALL=1
	export GIT_PROJECT_ROOT GIT_HTTP_EXPORT_ALL
	exec git http-backend
	END
	git init -q -b main "$T/tree"
	git -C "$T/tree" config user.name a
	git -C "$T/tree" config user.email a@example.org
	head -c 3000000 /dev/urandom >"$T/tree/large"
	git -C "$T/tree" add .
	git -C "$T/tree" commit -q -m one
}

@test "git http-backend: a repository is pushed, cloned and fetched" {
	local url i
	repository
	listen_once "${OPTIONS[@]}" -o 'MaxBodySize 1G'
	url=http://127.0.0.1:$PORT/cgi-bin/git/project.git
	# The push is larger than postBuffer, so it comes in chunks, after a
	# probe.
	timeout 60 git -C "$T/tree" -c http.postBuffer=65536 push -q "$url" main
	for version in 0 2; do
		timeout 60 git -c protocol.version=$version clone -q -b main "$url" "$T/clone$version"
		cmp "$T/tree/large" "$T/clone$version/large"
	done
	# There are so many commits that the request of a fetch is compressed.
	for i in {1..60}; do
		git -C "$T/clone2" -c user.name=b -c user.email=b@example.org \
			commit -q --allow-empty -m "$i"
	done
	git -C "$T/tree" commit -q --allow-empty -m two
	timeout 60 git -C "$T/tree" -c http.postBuffer=65536 push -q "$url" main
	GIT_TRACE_CURL=$T/trace timeout 60 git -C "$T/clone2" fetch -q origin
	grep -qi 'Content-Encoding: gzip' "$T/trace"
	[ "$(git -C "$T/clone2" rev-parse origin/main)" = "$(git -C "$T/tree" rev-parse main)" ]
	git -C "$T/git/project.git" fsck --strict
}

@test "with VirtualHosts each host has its scripts, and no other's" {
	mkdir -p "$T/hosts/a.example/cgi-bin" "$T/hosts/b.example"
	says
	mv "$ROOT/cgi-bin/says" "$T/hosts/a.example/cgi-bin"
	local host want
	while read -r host want; do
		printf 'GET /cgi-bin/says/more HTTP/1.1\r\nHost: %s:80\r\nConnection: close\r\n\r\n' "$host" >"$T/request"
		timeout 20 "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" -o "VirtualHosts $T/hosts" \
			<"$T/request" >"$T/answer" 2>"$T/log"
		[ "$(statuses)" = "$want" ]
	done <<-END
	b.example 404
	c.example 421
	A.example 200
	END
	sed '1,/^\r$/d' "$T/answer" >"$T/body"
	[ "$(variable DOCUMENT_ROOT)" = "$T/hosts/a.example" ]
	[ "$(variable SCRIPT_FILENAME)" = "$T/hosts/a.example/cgi-bin/says" ]
}

@test "Auth, Deny and HiddenFiles hold for scripts; who was let in is REMOTE_USER" {
	says
	# alice:secret, by htpasswd -B
	echo 'alice:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a' >"$T/alice"
	OPTIONS+=(-o "Auth /cgi-bin/says $T/alice")
	local alice
	alice="Authorization: Basic $(printf alice:secret | base64)"
	get /cgi-bin/says
	is 401 auth
	get /cgi-bin/says/more "$alice"
	is 200 -
	[ "$(variable REMOTE_USER)" = alice ]
	[ "$(variable AUTH_TYPE)" = Basic ]
	[ "$(content | grep -ac '^HTTP_AUTHORIZATION')" = 0 ]
	says free
	get /cgi-bin/free "$alice" # nobody has looked whether it is true
	is 200 -
	[ "$(content | grep -ac '^REMOTE_USER')" = 0 ]
	OPTIONS+=(-o 'Deny /cgi-bin/free all')
	get /cgi-bin/free
	is 403 address
	# a copy that an editor leaves is a program too, and must not be run
	OPTIONS+=(-o 'HiddenFiles *~ *.bak')
	mkdir "$ROOT/cgi-bin/old.bak"
	says other
	cp "$ROOT/cgi-bin/other" "$ROOT/cgi-bin/other~"
	cp "$ROOT/cgi-bin/other" "$ROOT/cgi-bin/OTHER.BAK"
	cp "$ROOT/cgi-bin/other" "$ROOT/cgi-bin/old.bak/other"
	local path
	for path in other~ other~/info OTHER.BAK other%7E old.bak/other; do
		get "/cgi-bin/$path"
		is 404 hidden
	done
	# in the path behind the script, any name is the script's own business
	get '/cgi-bin/other/page~'
	is 200 -
}

@test "an error page stands in for a script that failed, and no script for a page" {
	says
	echo 'come again' >"$ROOT/sorry.html"
	script broken <<-'END'
	#!/bin/sh
	echo nothing of the kind
	END
	OPTIONS+=(-o 'ErrorPage 502 /sorry.html' -o 'ErrorPage 404 /cgi-bin/says' -o 'Fallback /cgi-bin/says')
	get /cgi-bin/broken
	[ "$(statuses)" = 502 ]
	[ "$(body)" = 'come again' ]
	get /absent 'Accept: text/html'
	is 404 not-found
	[ "$(body | grep -c 'printf\|REQUEST_METHOD')" = 0 ]
}

@test "Header is on what a script answers" {
	says
	OPTIONS+=(-o 'Header X-Ours yes')
	get /cgi-bin/says
	is 200 -
	[ "$(field X-Ours)" = yes ]
}
