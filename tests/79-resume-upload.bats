#!/usr/bin/env bats
# minihttp-client -T goes on after a broken line: with --retry by itself, with
# -C - in another process.  The decisions are rows of
# tests/unit/client/resumption_test.c.

load lib/ask
load lib/listen
load lib/upload

setup() {
	[ -x "$BUILD/minihttp-client" ]
	site
	uploads
	OPTIONS+=(-o 'UploadExpiry 1h' -o 'WriteFrom 127.0.0.0/8')
	C="timeout 60 $BUILD/minihttp-client"
	export XDG_CACHE_HOME=$T/cache
	unset http_proxy https_proxy all_proxy
	head -c 3000000 /dev/urandom >"$T/file"
}

teardown() {
	hang_up
	end_all
}

# serve [WORD...]: the handler behind a relay; see lib/relay.py.  Sets URL.
serve() {
	listen "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT"
	: >"$T/relay"
	"$BATS_TEST_DIRNAME/lib/relay.py" "$PORT" "$@" >"$T/relay" 3>&- &
	await grep -q port "$T/relay"
	URL=http://127.0.0.1:$(sed -n 's/port //p' "$T/relay")/uploads/new
}

# upload CODE [OPTION...]: sends the file; messages are in $T/err
upload() {
	local code=0
	$C -T "$T/file" --retry-delay 0 "${@:2}" "$URL" >"$T/out" 2>"$T/err" ||
		code=$?
	[ "$code" = "$1" ] || {
		echo "exit code $code"
		cat "$T/err" "$T/relay" "$T/log"
		return 1
	}
}

# A client that is killed when the relay holds it.
interrupt() {
	"$BUILD/minihttp-client" -T "$T/file" "$@" "$URL" 2>/dev/null 3>&- &
	await grep -q held "$T/relay"
	await eval '[ "$(notes)" = 1 ]'
	kill -KILL $!
	wait $! || true
	await grep -q bytes "$T/relay"
}

# The server has the file, and at most 1 % of it was sent in vain for each cut,
# besides what lay in the buffers of a line.
arrived() {
	local sent
	cmp "$T/file" "$ROOT/uploads/new"
	sent=$(awk '/^bytes / { n += $2 } END { print n + 0 }' "$T/relay")
	echo "$sent bytes sent"
	[ "$sent" -lt "${1:-3100000}" ]
}

methods() {
	grep -ao '\(PUT\|HEAD\|PATCH\) /uploads/new' "$T/log" | cut -d' ' -f1 |
		paste -sd' '
}

notes() {
	find "$T/cache" -type f -name '*.8' | wc -l
}

@test "a line that breaks twice: the client asks, and sends the rest" {
	serve late-1000000 all 1200000
	upload 0 --retry 4
	arrived
	await eval '[ "$(methods)" = "PUT HEAD PATCH HEAD PATCH" ]'
	grep -q 'going on after' "$T/err"
	[ "$(notes)" = 0 ]
}

@test "a terminal shows how much of an upload has been sent" {
	listen "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT"
	script -qec "$BUILD/minihttp-client -T $T/file --limit-rate 1M http://127.0.0.1:$PORT/uploads/new" \
		/dev/null </dev/null 2>&1 3>&- | tr '\r' '\n' >"$T/out"
	grep -q '^\[#.*% of 2929K' "$T/out"
	grep -q '^.\[KFile Created' "$T/out"
	cmp "$T/file" "$ROOT/uploads/new"
}

@test "an upload without interruption is one request, and leaves nothing" {
	serve
	upload 0 --retry 4
	arrived
	await eval '[ "$(methods)" = PUT ]'
	[ "$(notes)" = 0 ]
}

@test "the tries are bounded by --retry, and without it a broken line ends it" {
	serve late-500000 all 500000
	upload 2 --retry 1
	await eval '[ "$(methods)" = "PUT HEAD PATCH" ]'
	[ "$(notes)" = 1 ]
}

@test "without --retry and -C a PUT is none of the draft" {
	serve 500000
	upload 2
	await eval '[ "$(methods)" = PUT ]'
	clean
	[ "$(notes)" = 0 ]
}

@test "-C - goes on where a client was killed, and its note is the owner's" {
	serve hold-1000000
	interrupt -C -
	[ "$(stat -c %a "$(find "$T/cache" -name '*.8')")" = 600 ]
	upload 0 -C -
	arrived
	await eval '[ "$(methods)" = "PUT HEAD PATCH" ]'
	[ "$(notes)" = 0 ]
}

@test "--retry alone leaves a note too, but only -C - uses it" {
	serve hold-1000000
	interrupt --retry 1
	[ "$(notes)" = 1 ]
	upload 0 --retry 1
	await eval '[ "$(methods)" = "PUT PUT" ]'
	cmp "$T/file" "$ROOT/uploads/new"
}

@test "a file that has changed since begins anew" {
	serve hold-1000000
	interrupt -C -
	printf x | dd of="$T/file" bs=1 seek=10 conv=notrunc status=none
	upload 0 -C -
	arrived 4200000
	await eval '[ "$(methods)" = "PUT PUT" ]'
}

@test "an upload that the server has forgotten begins anew" {
	serve hold-1000000
	interrupt -C -
	find "$ROOT/uploads" -name '.minihttp*' -delete
	upload 0 -C -
	arrived 4200000
	await eval '[ "$(methods)" = "PUT HEAD PUT" ]'
}

@test "a note that is damaged, or of another user's making, is not used" {
	serve hold-1000000
	interrupt -C -
	truncate -s -3 "$(find "$T/cache" -name '*.8')"
	upload 0 -C -
	await eval '[ "$(methods)" = "PUT PUT" ]'
	cmp "$T/file" "$ROOT/uploads/new"
}

@test "cache ls and cache verify do not take the note for a response" {
	serve hold-1000000
	interrupt -C -
	[ -z "$($C cache ls)" ]
	$C cache verify
	[ "$(notes)" = 1 ]
	# what nobody has continued for a week goes
	touch -d '8 days ago' "$(find "$T/cache" -name '*.8')"
	$C cache gc
	[ "$(notes)" = 0 ]
}

@test "cache purge removes the note, and does not count it as a response" {
	serve hold-1000000
	interrupt -C -
	[ "$($C cache purge --all)" = '0 purged, 0 bytes' ]
	[ "$(notes)" = 0 ]
}

@test "a client that is done leaves the note of another that sends the same file" {
	listen "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT"
	$C -s -C - -T "$T/file" --limit-rate 500K "http://127.0.0.1:$PORT/uploads/new" 3>&- &
	await eval '[ "$(notes)" = 1 ]'
	note=$(find "$T/cache" -name '*.8')
	printf 'that of the other\n' >"$T/other"
	mv "$T/other" "$note"
	wait $!
	[ "$(cat "$note")" = 'that of the other' ]
}

@test "the answer is lost: the client learns that all of it is there" {
	# the head of the 104 and that of the 100 are short
	serve deaf-450
	upload 0 --retry 3
	arrived
	await eval '[ "$(methods)" = "PUT HEAD" ]'
	[ "$(notes)" = 0 ]
}

@test "the same with a condition is not called a success" {
	serve deaf-450
	upload 2 --retry 3 -H 'If-None-Match: *'
	grep -q 'the answer was lost' "$T/err"
}

@test "conditions and the password go on with the upload" {
	htpasswd -nbB ann a >"$T/users"
	OPTIONS+=(-o "WriteAuth $T/users")
	serve late-1000000
	upload 0 --retry 3 -u ann:a -H 'If-None-Match: *' -H 'Content-Type: text/x'
	arrived
	await eval '[ "$(methods)" = "PUT HEAD PATCH" ]'
}

@test "a condition that is not met at the end: 412 after all" {
	serve hold-1000000
	interrupt -C - -H 'If-None-Match: *'
	printf other >"$ROOT/uploads/new"
	upload 5 -C - -H 'If-None-Match: *'
	grep -q 412 "$T/err"
	[ "$(cat "$ROOT/uploads/new")" = other ]
	[ "$(notes)" = 0 ]
}

@test "a server without UploadExpiry gets the file as ever" {
	OPTIONS+=(-o 'UploadExpiry 0')
	serve 1000000
	upload 2 --retry 2
	upload 0 -C -
	cmp "$T/file" "$ROOT/uploads/new"
	await eval '[ "$(methods)" = "PUT PUT" ]'
	[ "$(notes)" = 0 ]
}

@test "standard input cannot be read again, and is sent as ever" {
	serve
	$C -T - --retry 3 "$URL" <"$T/file" 2>"$T/err"
	arrived
	[ "$(notes)" = 0 ]
}
