#!/usr/bin/env bats
# minihttp-client and curl before a server that cuts, lies and stalls: each path
# of lib/hostile.py.  `make asan` runs it with the sanitizers.

load lib/ask
load lib/hostile

setup_file() {
	hostile_start
}

teardown_file() {
	hostile_stop
}

setup() {
	export XDG_CACHE_HOME=$T/cache
	unset http_proxy https_proxy all_proxy SSL_CERT_DIR SSL_CERT_FILE
	export CURL_CA_BUNDLE=$BATS_FILE_TMPDIR/ca.pem
	C="timeout 30 $BUILD/minihttp-client"
	U=http://127.0.0.1:$PORT
	export LC_ALL=C
	text >"$T/text"
}

teardown() {
	end_all
}

# The text that the server sends, as it is sent.
text() {
	python3 -c 'import sys; sys.path.insert(0, sys.argv[1]); import hostile
sys.stdout.buffer.write(hostile.TEXT)' "$BATS_TEST_DIRNAME/lib"
}

fetch() {
	code=0
	$C "$@" >"$T/body" 2>"$T/err" 3>&- || code=$?
	[ "$code" = "${want:-0}" ] || {
		echo "exit code $code of $*"
		cat "$T/err"
		return 1
	}
}

# The last request for a target: a field of it, or its method or body.
seen() {
	python3 -c 'import json, sys
for line in open(sys.argv[1]):
	m, t, f, b = json.loads(line)
	if t == sys.argv[2]: last = {"method": m, "body": b, "fields": f}
print(last[sys.argv[3]] if sys.argv[3] in last else last["fields"].get(sys.argv[3], ""))' \
		"$BATS_FILE_TMPDIR/log" "$1" "$2"
}

asked() {
	grep -cF "\"$1\"" "$BATS_FILE_TMPDIR/log" || true
}

# Runs both programs with the same words, and prints "N same" or "N other" for
# each, where N is 0 or 1 (it failed), and the bytes are compared.
both() {
	local ours=0 curls=0 bytes=same
	: >"$T/ours"
	: >"$T/curls"
	$C --no-store "$@" >"$T/ours" 2>"$T/ours.err" 3>&- || ours=1
	timeout 30 curl -sSL --max-redirs 20 "$@" >"$T/curls" 2>"$T/curls.err" 3>&- || curls=1
	cmp -s "$T/ours" "$T/curls" || bytes=other
	echo "ours=$ours curl=$curls $bytes"
}

# Where we differ on purpose: a body that is known to be cut or forged is an
# error, and a gzip file of several members is one body (RFC 1952 2.2).
intended() {
	case $1 in
	gzip-members+) echo 'ours=0 curl=1 other' ;;
	gzip-cut+ | gzip-damaged+ | gzip-without-trailer+) echo 'ours=1 curl=0 same' ;;
	two-lengths | length-list | length-bad) echo 'ours=1 curl=0 other' ;; # 9112 6.3
	head-cut) echo 'ours=1 curl=0 same' ;;  # no head is no response
	range-unasked) echo 'ours=1 curl=0 other' ;; # a part is not the whole
	# more fields than LIMIT_FIELDS, and a status of four digits: newer
	# versions of libcurl refuse the first and accept the second
	head-many | status-odd) echo "ours=1 ${got#* }" ;;
	*) return 1 ;;
	esac
}

@test "every way to cut, lie and stall: the end and the bytes that curl has" {
	local path got want bad=0
	for path in $("$BATS_TEST_DIRNAME/lib/hostile.py" --list); do
		case $path in
		changes | echo | cookie | unavailable-once | host | refreshing) continue ;; # not the same twice
		post-redirect | see-other | temporary | moved) continue ;; # show the User-Agent
		esac
		set -- "$path" -m 20
		case $path in
		stall* | trickle) set -- "$path" -m 0.3 ;;
		esac
		for more in '' --compressed; do
			case $more$path in
			--compressed*zip* | --compressed*flate* | --compressedcoding*) ;;
			--compressed*) continue ;;
			esac
			got=$(both "${@:2}" $more "$U/$path")
			want=$(intended "$path${more:++}") || {
				want=${got/#ours=?/ours=${got:12:1}}
				want=${want/other/same}
			}
			want=${want# }
			[ "$got" = "$want" ] || {
				echo "$path $more: $got, not $want"
				cat "$T/ours.err" "$T/curls.err"
				bad=1
			}
			! grep -q 'Sanitizer' "$T/ours.err" || bad=1
		done
	done
	[ "$bad" = 0 ]
}

@test "nothing that is cut or forged is stored (9111 3.3, 9112 8)" {
	for path in body-cut chunked-cut gzip-cut two-lengths length-list length-bad; do
		want=2 fetch --compressed "$U/$path?s"
	done
	fetch "$U/length-and-chunked?s"
	# a TLS connection without close_notify, which newer libcurl reports as cut
	fetch "https://localhost:$TLS/end-unknown" || want=2 fetch "https://localhost:$TLS/end-unknown"
	[ "$(wc -c <"$T/body")" = 5000 ]
	[ -z "$($C cache ls | grep -v '^partial')" ]
	# a response that need not be asked about again
	fetch "$U/gzipped" "$U/gzipped"
	[ "$(asked /gzipped)" -ge 1 ]
	[ "$($C cache ls | grep -c fresh)" = 1 ]
}

@test "a body is stored as sent, and decoded when it is printed (9110 8.4)" {
	for first in '' --compressed; do
		rm -rf "$T/cache"
		fetch $first "$U/gzipped?$first"
		fetch --compressed "$U/gzipped?$first"
		cmp "$T/body" "$T/text"
		$C cache info "$U/gzipped?$first" | grep -q 'Content-Encoding: gzip'
		$C cache verify | grep '^1 verified'
	done
	# a client that accepts no coding gets no response that was made for one
	# that does
	fetch "$U/gzipped?--compressed"
	cmp "$T/body" "$T/text"
}

@test "-X and a body: the method is sent as given (9110 9.1), and no hit is printed" {
	fetch "$U/fresh"
	for method in GET HEAD POST PUT PATCH DELETE OPTIONS FOO; do
		[ "$method" != HEAD ] || continue
		fetch -q -X "$method" -d a=1 "$U/echo"
		[ "$(seen /echo method) $(seen /echo body)" = "$method a=1" ]
	done
	fetch -q -X HEAD -d a=1 "$U/echo?head"
	[ "$(seen '/echo?head' method) $(seen '/echo?head' body)" = 'HEAD a=1' ]
	n=$(asked /fresh)
	fetch -q -X GET -d a=1 "$U/fresh"
	[ "$(asked /fresh)" = $((n + 1)) ]
	[ "$(seen /fresh method)" = GET ]
	fetch -X GET -d a=1 "$U/fresh?new"
	[ "$($C cache ls | wc -l)" = 1 ] # and its answer is nobody's
	fetch -X GET -T "$T/text" "$U/echo?put"
	[ "$(seen '/echo?put' method)" = GET ]
}

@test "--if-match: without a tag nothing is sent, and 7 (9110 13.1.1)" {
	want=7 fetch --if-match -X PUT -d x "$U/echo?none"
	grep -q 'if-match needs a strong ETag' "$T/err"
	[ "$(asked '/echo?none')" = 0 ]
	fetch "$U/ok"
	want=7 fetch --if-match -X DELETE "$U/ok"
	fetch "$U/fresh?m"
	want=7 fetch --if-match -u me:pw -X DELETE "$U/fresh?m" # another's
	fetch -q --if-match -X PUT -d x "$U/fresh?m"
	[ "$(seen '/fresh?m' if-match)" = '"a"' ]
	# the tag of the client's own change guards the next one
	fetch -q --if-match -X PUT -d y "$U/fresh?m"
	fetch -q --no-store "$U/fresh?m" # and is no answer to a GET
	cmp "$T/body" "$T/text"
	# tags that are not strong, or more than one tag (9110 8.8.3)
	for path in tag-weak tag-twice tag-bare tag-empty tag-open tag-list; do
		fetch "$U/$path"
		want=7 fetch --if-match -X PUT -d x "$U/$path"
	done
	# the change got a weak tag; another variant; no cache
	fetch "$U/tag-once"
	fetch -q --if-match -X PUT -d x "$U/tag-once"
	want=7 fetch --if-match -X PUT -d y "$U/tag-once"
	fetch -H 'Accept-Language: de' "$U/varies"
	want=7 fetch --if-match -H 'Accept-Language: en' -X PUT -d x "$U/varies"
	fetch "$U/fresh?m2"
	XDG_CACHE_HOME=/dev/null/x want=7 fetch --if-match -X PUT -d x "$U/fresh?m2"
	# behind a redirect to a URL that is not stored
	$C -q "$U/temporary" >/dev/null
	want=7 fetch --if-match -X PUT -d z "$U/temporary?x"
}

@test "Host is part of the key, and stays with its origin (9110 7.2)" {
	fetch -H 'Host: one.example' "$U/host"
	[ "$(body)" = 'host one.example' ]
	fetch -H 'Host: two.example' "$U/host"
	[ "$(body)" = 'host two.example' ]
	fetch "$U/host"
	[ "$(body)" = "host 127.0.0.1:$PORT" ]
	fetch -H 'Host: one.example' --offline "$U/host"
	[ "$(body)" = 'host one.example' ]
	# a name that some readers take for Host and others do not (9112 5.1)
	for line in 'Host : two.example' ' Host: two.example' ': x' '(Host): x'; do
		want=1 fetch -H "$line" "$U/host"
		grep -q 'name of a header field' "$T/err"
		printf '# a: comment\n%s\n' "$line" >"$T/fields"
		want=1 fetch -H @"$T/fields" "$U/host"
	done
}

@test "--if-modified -o FILE: 3 only if FILE has that content" {
	fetch --if-modified -o "$T/f" "$U/fresh?i"
	want=3 fetch --if-modified -o "$T/f" "$U/fresh?i"
	rm "$T/f"
	fetch --if-modified -o "$T/f" "$U/fresh?i"
	cmp "$T/f" "$T/text"
	echo more >>"$T/f"
	fetch --if-modified -o "$T/f" "$U/fresh?i"
	cmp "$T/f" "$T/text"
	fetch --if-modified -o "$T/g" "$U/fresh?i"
	cmp "$T/g" "$T/text"
	want=3 fetch --if-modified -o "$T/g" "$U/fresh?i"
}

# 9110 14.4, 15.3.7: whatever the server says, FILE is whole or as it was.
@test "-C -: what does not go on where FILE ends is not put behind it" {
	for path in range-right range-elsewhere range-short range-parts range-ignored; do
		head -c 9000 "$T/text" >"$T/f"
		fetch -C - -o "$T/f" "$U/$path?c"
		cmp "$T/f" "$T/text"
	done
	for path in range-without-range range-total-unknown range-total-short range-of-units \
		range-twice range-backwards range-longer range-coded range-refused \
		range-refused-lie; do
		head -c 9000 "$T/text" >"$T/f"
		fetch -C - -o "$T/f" "$U/$path?c"
		cmp "$T/f" "$T/text"
	done
	# a body that was cut may be the right beginning of more, but is no
	# success
	head -c 9000 "$T/text" >"$T/f"
	want=2 fetch -C - -o "$T/f" "$U/range-cut"
	cmp -n "$(wc -c <"$T/f")" "$T/f" "$T/text"
	[ "$(wc -c <"$T/f")" -gt 9000 ]
	# the response is neither a part nor an error: half a file is not a
	# whole one
	for words in '-s range-empty' '--no-location moved'; do
		head -c 9000 "$T/text" >"$T/f"
		want=2 fetch -C - -o "$T/f" ${words% *} "$U/${words##* }"
		head -c 9000 "$T/text" | cmp - "$T/f"
	done
	# the content has changed, so all of it is fetched anew
	head -c 9000 "$T/text" >"$T/f"
	fetch -C - -o "$T/f" "$U/range-of-another"
	tr a-z A-Z <"$T/text" | cmp - "$T/f"
	head -c 9000 /dev/zero >"$T/f"
	fetch -C - -o "$T/f" "$U/range-right?d"
	cmp "$T/f" "$T/text"
	# an error leaves the file, and is reported
	for path in not-found unavailable; do
		head -c 9000 "$T/text" >"$T/f"
		want=5 fetch -C - -o "$T/f" "$U/$path"
		head -c 9000 "$T/text" | cmp - "$T/f"
	done
	# a complete file is a success, also with -f
	for try in 1 2; do
		cp "$T/text" "$T/f"
		rm -rf "$T/cache"
		fetch -C - -o "$T/f" "$U/range-right"
		fetch -f -C - -o "$T/f" "$U/range-right"
		cmp "$T/f" "$T/text"
	done
	# a small file is compared as a whole
	printf 'line 0000 of' >"$T/f"
	fetch -C - -o "$T/f" "$U/range-elsewhere?small"
	cmp "$T/f" "$T/text"
	# a transfer that breaks leaves FILE no shorter
	head -c 9000 "$T/text" >"$T/f"
	want=2 fetch -C - -o "$T/f" "$U/body-cut"
	head -c 9000 "$T/text" | cmp - "$T/f"
}

@test "a 304 to a condition of the caller's leaves -o FILE alone (9110 15.4.5)" {
	echo mine >"$T/f"
	fetch -H 'If-None-Match: "a"' -o "$T/f" "$U/not-modified"
	[ "$(cat "$T/f")" = mine ]
}

@test "a descriptor below 3 that is closed is no place for a body" {
	for closed in 1 '0<&- 1' '0<&- 2>&- 1'; do
		code=0
		eval "$C $U/ok $closed>&- 2>$T/err" || code=$?
		[ "$code" = 6 ]
	done
	fetch "$U/ok" 0<&-
	code=0
	bash -c "exec $C $U/ok 0<&- 2>&-" >"$T/body" || code=$?
	[ "$code" = 0 ]
	cmp "$T/body" "$T/text"
}

@test "-o: a link stays one, and /dev/stdout is standard output" {
	mkdir "$T/d"
	echo old >"$T/real"
	ln -s ../real "$T/d/link"
	ln -s new "$T/d/dangling"
	ln -s /proc/self/fd/1 "$T/d/stdout" # as /dev/stdout, for root to replace
	fetch -o "$T/d/link" "$U/ok"
	[ -L "$T/d/link" ]
	cmp "$T/real" "$T/text"
	fetch -o "$T/d/dangling" "$U/ok"
	[ -L "$T/d/dangling" ]
	cmp "$T/d/new" "$T/text"
	fetch -o "$T/d/stdout" "$U/ok"
	[ -L "$T/d/stdout" ]
	cmp "$T/body" "$T/text"
	(
		echo before
		$C -o /dev/fd/4 "$U/ok" 4>&1 3>&-
		$C -s -o "$T/f" -c "$T/d/stdout" "$U/cookie?link" 3>&-
		echo after
	) >"$T/out"
	[ -L "$T/d/stdout" ]
	[ "$(head -1 "$T/out") $(tail -1 "$T/out")" = 'before after' ]
	grep -q secret "$T/out"
	[ "$(grep -c '^line' "$T/out")" = 1000 ]
	ln -s jar "$T/d/jar.link"
	fetch -c "$T/d/jar.link" "$U/cookie?link2"
	[ -L "$T/d/jar.link" ]
	grep -q secret "$T/d/jar"
	# a descriptor that the caller did not open is refused
	want=6 fetch -o /dev/fd/77 "$U/ok"
	[ "$(cd "$T/d" && find . -name '*.part')" = '' ]
}

@test "a signal leaves nothing beside the output, nor does a kill -9 for long" {
	mkdir "$T/d"
	for signal in INT TERM HUP QUIT ALRM XCPU USR1; do
		"$BUILD/minihttp-client" -q -o "$T/d/f" "$U/stall-in-body" 3>&- &
		pid=$!
		timeout 10 sh -c 'until [ -n "$(ls -A "$1")" ]; do kill -0 "$2"; done' - "$T/d" $pid
		kill -s $signal $pid
		wait $pid || true
		[ -z "$(ls -A "$T/d")" ]
	done
	"$BUILD/minihttp-client" -q -o "$T/d/f" "$U/stall-in-body" 3>&- &
	pid=$!
	timeout 10 sh -c 'until [ -n "$(ls -A "$1")" ]; do kill -0 "$2"; done' - "$T/d" $pid
	kill -9 $pid
	wait $pid || true
	fetch -o "$T/d/f" "$U/ok"
	[ "$(ls -A "$T/d")" = f ]
}

@test "Set-Cookie is not in the cache's files (9111 7.3)" {
	fetch -i "$U/cookie"
	grep -q Set-Cookie "$T/body"
	[ "$(grep -rc secret=value "$T/cache" | grep -cv ':0$')" = 0 ]
}

@test "an internationalised name, whatever the locale (RFC 5891)" {
	fetch "http://b$(printf '\303\274')cher.localhost:$PORT/echo?idn"
	[ "$(seen '/echo?idn' host)" = "xn--bcher-kva.localhost:$PORT" ]
}

@test "an internationalised name, escaped (3986 3.2.2), or that of a proxy" {
	fetch "http://b%c3%bccher.localhost:$PORT/echo?idn-escaped"
	[ "$(seen '/echo?idn-escaped' host)" = "xn--bcher-kva.localhost:$PORT" ]
	fetch -x "http://b$(printf '\303\274')cher.localhost:$PORT" "http://some.test/echo?idn-proxy"
	[ "$(seen 'http://some.test/echo?idn-proxy' host)" = some.test ]
}

# A 304 to the caller's own condition, or -z and an old file.
@test "--sha256 without a body: the file that stays is what is checked" {
	printf 'held\n' >"$T/held"
	sum=$(sha256sum <"$T/held" | cut -d' ' -f1)
	for words in "-H If-None-Match:\"a\" $U/tagged" "-z 2026-06-02 $U/dated" \
		"-z 2026-06-02 $U/not-modified"; do
		fetch --sha256 "$sum" -o "$T/held" $words
		[ "$(cat "$T/held")" = held ]
		fetch --sha256 "$sum" $words
		[ ! -s "$T/body" ]
		fetch --sha256 "$sum" -o "$T/none" $words
		[ ! -e "$T/none" ]
		want=2 fetch --sha256 "${sum//[0-9]/0}" -o "$T/held" $words
		[ "$(cat "$T/held")" = held ]
	done
}

@test "-d @FILE: without its line ends, as with curl" {
	printf 'a=1\r\nb=2\n' >"$T/form"
	fetch -q -d @"$T/form" -d c=3 "$U/echo?lines"
	[ "$(seen '/echo?lines' body)" = 'a=1b=2&c=3' ]
}

@test "Cache-Status says stored when something is (9211 2.5)" {
	fetch -i "$U/fresh?st"
	! grep -a 'Cache-Status.*stored' "$T/body" || false
	fetch -v "$U/fresh?st2"
	grep 'Cache-Status.*stored' "$T/err"
	want=2 fetch -v "$U/body-cut?st"
	! grep 'stored' "$T/err" || false
	XDG_CACHE_HOME=/dev/null/x fetch -v "$U/fresh?st3"
	! grep 'stored' "$T/err" || false
}

@test "a file that may grow no further is an error, no signal" {
	code=0
	(ulimit -f 1; $C --no-store -o "$T/f" "$U/ok" 2>"$T/err" 3>&-) || code=$?
	[ "$code" = 6 ]
	grep -q 'File too large' "$T/err"
	[ ! -e "$T/f" ]
}

@test "after a redirect to a GET no field speaks of a body (9110 15.4)" {
	fetch -q -d a=1 "$U/post-redirect"
	[ "$(seen /echo method),$(seen /echo content-type),$(seen /echo body)" = GET,, ]
	fetch -q -d '{}' "$U/see-other"
	[ "$(seen /echo method),$(seen /echo content-type)" = GET, ]
}

@test "Proxy-Authorization is for a proxy alone (9110 11.7.2)" {
	fetch -H 'Proxy-Authorization: Basic c2VjcmV0' "$U/echo?proxy"
	[ -z "$(seen '/echo?proxy' proxy-authorization)" ]
}

@test "a change whose stored response cannot be removed: 6 (9111 4.4)" {
	[ "$(id -u)" != 0 ] || C="setpriv --bounding-set -dac_override,-dac_read_search $C"
	fetch "$U/fresh?kept"
	find "$T/cache" -type d -exec chmod 500 {} +
	want=6 fetch -X DELETE "$U/fresh?kept"
	grep -q 'the stored response cannot be removed.*Permission denied' "$T/err"
	fetch -X DELETE "$U/ok?never-stored"
	find "$T/cache" -type d -exec chmod 700 {} +
	fetch -X DELETE "$U/fresh?kept"
	[ -z "$($C cache ls)" ]
}

@test "an empty Location is no redirect" {
	fetch "$U/location-empty"
	[ "$(body)" = nowhere ]
}

# example PATTERN: a line of the manual's EXAMPLES, with a URL of this server.
example() {
	local line
	line=$(sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAG/p' "$BATS_TEST_DIRNAME/../src/client/minihttp-client.1" |
		grep -e "$1" | sed 's/^\$ //; s/ &&$//')
	line=${line//https:\/\/example.org\//$U/fresh?}
	line=${line//localhost 8080/127.0.0.1 $PORT}
	code=0
	(cd "$T" && eval "${line/#minihttp-client/$C}") >"$T/body" 2>"$T/err" 3>&- || code=$?
	echo "$line: $code"
}

@test "the examples of the manual do what their sentences say" {
	example if-modified
	[ "$code" = 0 ]
	cmp "$T/list" "$T/text"
	example if-modified
	[ "$code" = 3 ]
	example tool-1.2
	example tool-1.2
	[ "$code" = 0 ]
	cmp "$T/fresh" "$T/text"
	[ "$(asked '/fresh?tool-1.2.tar.gz')" = 1 ]
	example '-v -o'
	example '-v -o'
	grep -q '^Cache-Status: minihttp-client; hit; ttl=' "$T/err"
	echo new >"$T/notes.txt"
	example '--if-match'
	[ "$code" = 7 ]
	[ "$(asked /notes.txt)" = 0 ]
}

@test "cache why: credentials that do not fit are no fault of the URL" {
	code=0
	$C cache why -u "$(printf '%09000d' 0):x" "$U/fresh" 2>"$T/err" || code=$?
	[ "$code" = 1 ]
	grep -q 'name and password, are too long' "$T/err"
}

@test "cache why: what would be done, in sentences" {
	$C cache why "$U/fresh?why" | grep -q 'it would be fetched'
	fetch "$U/fresh?why"
	$C cache why "$U/fresh?why" >"$T/why"
	grep -q 'It is fresh until .* GMT' "$T/why"
	grep -q 'validator is the ETag "a"' "$T/why"
	grep -q 'it would be printed without asking the server' "$T/why"
	$C cache why --refresh "$U/fresh?why" | grep -q 'asked whether it is still valid'
	$C cache why --offline "$U/fresh?none" | grep -q 'nothing would be printed: --offline'
	# without a validator the server cannot be asked (9111 4.3.1)
	fetch "$U/ok?why"
	$C cache why "$U/ok?why" | grep -q 'it would be fetched again'
}
