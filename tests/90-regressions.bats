#!/usr/bin/env bats
# Faults that were found once.

load lib/ask
load lib/listen

setup() {
	site
}

teardown() {
	hang_up
	end_all
}

@test "a close that the server chose does not reset the answer (9112 9.6)" {
	head -c 20000000 /dev/urandom >"$ROOT/big"
	listen "$BUILD/minihttp" -c /dev/null -o 'KeepAlive no' "$ROOT"
	dial
	printf 'GET /big HTTP/1.1\r\nHost: a\r\n\r\n' >&9
	head -c 1000 <&9 >"$T/answer"
	printf 'GET / HTTP/1.1\r\nHost: a\r\n\r\n' >&9
	timeout 20 cat <&9 >>"$T/answer"
	exec 9>&-
	tail -c 20000000 "$T/answer" | cmp - "$ROOT/big"
}

@test "a media type that no response head has room for is refused" {
	printf "DefaultType 'a/b; x=%s'\n" "$(printf 'y%.0s' {1..60000})" >"$T/conf"
	run "$BUILD/minihttp" -t -c "$T/conf"
	[ "$status" = 78 ]
	[[ $output == "minihttp: $T/conf:1:14: DefaultType wants a media type"* ]]
}

@test "a long name on the command line is cut in the log" {
	run "$BUILD/minihttp" -t -c "$(printf 'x%.0s' {1..120000})"
	[ "$status" = 78 ]
	[ "${#output}" -lt 4096 ]
	[[ $output == *'too long' ]]
}

@test "so is the name of a configuration file that has an error" {
	local dir
	dir=$T/$(printf 'd%.0s' {1..250})/$(printf 'e%.0s' {1..250})/$(printf 'f%.0s' {1..250})/$(printf 'g%.0s' {1..250})
	mkdir -p "$dir"
	echo 'Foo bar' >"$dir/conf"
	run "$BUILD/minihttp" -t -c "$dir/conf"
	[ "$status" = 78 ]
	[[ $output == *"gg:1:1: unknown directive 'Foo'; minihttp.conf(5) lists them" ]]
}

@test "a log whose reader has gone does not end the connection" {
	printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n%.0s' 1 2 3 >"$T/request"
	mkfifo "$T/log-pipe"
	: <"$T/log-pipe" 3>&- &
	exec 7>"$T/log-pipe"
	wait $!
	"$BUILD/minihttp" -c /dev/null "$ROOT" <"$T/request" >"$T/answer" 2>&7
	exec 7>&-
	[ "$(statuses)" = '200 200 200' ]
}

@test "a log that is full does not hold the connection" {
	mkfifo "$T/log-pipe"
	exec 7<>"$T/log-pipe"
	# the file system is full but for less than a line
	head -c 65536 /dev/zero >&7
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' >"$T/request"
	timeout 10 "$BUILD/minihttp" -c /dev/null "$ROOT" <"$T/request" >"$T/answer" 2>&7
	exec 7>&-
	[ "$(statuses)" = 200 ]
}

@test "misuse is not told to the peer" {
	listen sh -c 'exec "$@" 2>&1' - "$BUILD/minihttp" -x
	dial
	[ -z "$(timeout 10 cat <&9)" ]
	exec 9>&-
}

@test "without standard descriptors nothing takes their place" {
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' >"$T/request"
	sh -c 'exec "$@" >&-' - "$BUILD/minihttp" -c /dev/null \
		-o "AccessLog $T/access.log" "$ROOT" <"$T/request" 2>/dev/null
	[ "$(grep -c 'HTTP/1.1 200' "$T/access.log")" = 0 ]
	run sh -c 'exec "$@" <&-' - "$BUILD/minihttp" -c /dev/null "$ROOT"
	[ "$status" = 64 ]
}

@test "a file of /sys that is shorter than it says is sent to its end (9112 7.1)" {
	[ -r /sys/class/net/lo/mtu ] || skip 'no sysfs'
	ROOT=/sys/class/net/lo
	get /mtu
	is 200 -
	[ "$(field Transfer-Encoding)" = chunked ]
	[ "$(body | sed -n 2p | tr -d '\r')" = "$(cat /sys/class/net/lo/mtu)" ]
}

@test "a modification time beyond 64 bits of nanoseconds is of the future" {
	touch -d 2400-01-01 "$ROOT/digits.txt"
	get /digits.txt
	[ "$(statuses)" = 200 ]
	[[ $(field ETag) == W/* ]]
	[ "$(date -d "$(field Last-Modified)" +%s)" -le "$(date +%s)" ]
}

@test "standard output that is a file or a terminal gets all of a large file" {
	head -c 200000 /dev/urandom >"$ROOT/big"
	printf 'GET /big HTTP/1.0\r\n\r\n' >"$T/request"
	"$BUILD/minihttp" -c /dev/null "$ROOT" <"$T/request" >"$T/answer" 2>/dev/null
	tail -c 200000 "$T/answer" | cmp - "$ROOT/big"
	timeout 20 python3 - "$BUILD/minihttp" -c /dev/null "$ROOT" >"$T/answer" <<-'END'
	import os, pty, subprocess, sys, tty
	master, slave = pty.openpty()
	tty.setraw(slave)
	with open(os.environ["BATS_TEST_TMPDIR"] + "/request") as request:
	    child = subprocess.Popen(sys.argv[1:], stdin=request, stdout=slave, stderr=subprocess.DEVNULL)
	os.close(slave)
	try:
	    while piece := os.read(master, 65536):
	        sys.stdout.buffer.write(piece)
	except OSError:
	    pass
	sys.exit(child.wait())
	END
	tail -c 200000 "$T/answer" | cmp - "$ROOT/big"
}

@test "a request that comes late by hand is waited for" {
	mkfifo "$T/in"
	timeout 10 "$BUILD/minihttp" -c /dev/null -o 'HeadTimeout 50ms' "$ROOT" \
		<"$T/in" >"$T/answer" 2>/dev/null 3>&- &
	exec 7>"$T/in"
	# longer than the time-out; the process ends when it is over
	run timeout 0.3 tail -f /dev/null 2>/dev/null
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' >&7
	exec 7>&-
	wait $!
	[ "$(statuses)" = 200 ]
}

@test "a path longer than the system can open is not there: 404 (9110 15.5.5)" {
	get "/$(printf 'a/%.0s' {1..2047})b"
	is 404 not-found
	get "/$(printf 'a/%.0s' {1..2048})b"
	is 404 path-too-long
	get "/$(printf 'a%.0s' {1..255})"
	is 404 not-found
	get "/$(printf 'a%.0s' {1..256})"
	is 404 not-found
	get "/$(printf 'a%.0s' {1..256})/b"
	is 404 not-found
	get "/$(printf 'a%.0s' {1..7900})"
	is 404 path-too-long
	get "/$(printf '%%61%.0s' {1..2600})/?x"
	is 404 not-found
	get "/digits.txt?$(printf 'a%.0s' {1..7900})"
	is 200 -
	get "/$(printf 'a%.0s' {1..8000})"
	is 414 url-too-long
}
