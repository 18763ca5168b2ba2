#!/usr/bin/env bats
# The real openbsd-inetd, with the lines of src/GUIDE.md: only port, user and
# paths are replaced.
#
# Its package and that of xinetd exclude each other, so it is not installed
# but taken apart.

load lib/ask
load lib/apart

setup_file() {
	apart openbsd-inetd "$BATS_FILE_TMPDIR/inetd" || true
}

setup() {
	INETD=$BATS_FILE_TMPDIR/inetd/usr/sbin/inetd
	[ -x "$INETD" ] || skip 'the package openbsd-inetd cannot be had'
	site
	chmod 755 "$T"
}

teardown() {
	[ -z "${SUPER:-}" ] || kill "$SUPER" 2>/dev/null || true
	end_all
}

# start nowait|wait: inetd with that line for IPv4, on a port of ours.
start() {
	local try
	for try in 1 2 3 4 5 6 7 8; do
		PORT=$((20000 + RANDOM % 12000))
		sed -n "/^http  *stream  *tcp4  *$1\./p" "$BATS_TEST_DIRNAME/../src/GUIDE.md" |
			sed -e "s|^http|127.0.0.1:$PORT|" \
				-e "s|www-data|$(id -un)|" \
				-e "s|/usr/local/sbin/minihttp|$BUILD/minihttp|" \
				-e "s|/srv/www|-c $T/minihttp.conf $ROOT|" >"$T/inetd.conf"
		[ "$(wc -l <"$T/inetd.conf")" = 1 ]
		"$INETD" -i "$T/inetd.conf" >"$T/inetd.log" 2>&1 3>&- &
		SUPER=$!
		# finds whether the port is taken, without a connection that
		# would start a handler
		if timeout 10 sh -c 'until ss -Hltnp "sport = :$1" | grep -q "pid=$2,"; do
			kill -0 "$2" || exit 1; done' - "$PORT" "$SUPER" 2>/dev/null; then
			return 0
		fi
		kill "$SUPER" 2>/dev/null || true
	done
	echo "no free port after $try tries" >&2
	return 1
}

fetch() {
	curl -s --max-time 10 -o "$T/body" -w '%{http_code}' "http://127.0.0.1:$PORT${1:-/digits.txt}"
}

# Until minihttp has no process of inetd's.
await_none() {
	timeout 10 sh -c 'while pgrep -x -P "$1" minihttp; do :; done' - "$SUPER" >/dev/null
}

@test "nowait: a process for each connection" {
	echo "AccessLog $T/access.log" >"$T/minihttp.conf"
	start nowait
	[ "$(fetch)" = 200 ]
	cmp "$T/body" "$ROOT/digits.txt"
	run curl -s -o "$T/1" -o "$T/2" -w '%{http_code} %{num_connects}\n' \
		"http://127.0.0.1:$PORT/" "http://127.0.0.1:$PORT/absent"
	[ "$output" = $'200 1\n404 0' ]
	timeout 10 sh -c 'until grep -q "^127.0.0.1 .* 404 " "$1"; do :; done' - "$T/access.log"
}

@test "nowait: more than the 256 a minute that inetd itself would allow" {
	echo 'KeepAlive no' >"$T/minihttp.conf"
	start nowait
	curl -s --max-time 60 -o /dev/null -w '%{http_code} %{num_connects}\n' \
		"http://127.0.0.1:$PORT/digits.txt?[1-300]" >"$T/codes"
	[ "$(sort "$T/codes" | uniq -c | xargs)" = '300 200 1' ]
}

@test "nowait: nothing of a log reaches the peer" {
	echo 'Foo bar' >"$T/minihttp.conf"
	start nowait
	[ "$(fetch)" = 500 ]
	[ "$(grep -c Foo "$T/body")" = 0 ]
}

@test "nowait: behind a proxy, and its errors are in the file of the log" {
	printf 'ProxyProtocol from 127.0.0.1\nAccessLog %s\n' "$T/access.log" >"$T/minihttp.conf"
	start nowait
	exec 9<>"/dev/tcp/127.0.0.1/$PORT"
	printf 'PROXY TCP4 192.0.2.1 192.0.2.9 1234 80\r\nGET /digits.txt HTTP/1.0\r\n\r\n' >&9
	timeout 10 cat <&9 >"$T/answer"
	exec 9>&-
	[ "$(statuses)" = 200 ]
	timeout 10 sh -c 'until grep -q "^192.0.2.1 .* 200 20 " "$1"; do :; done' - "$T/access.log"
	run fetch
	[ "$output" = 000 ]
	timeout 10 sh -c 'until grep -q "^127.0.0.1: PROXY protocol: no header$" "$1"; do :; done' - "$T/access.log"
}

@test "wait: minihttp accepts by itself, leaves, and is started again" {
	printf 'IdleExit 100ms\nAccessLog %s\n' "$T/access.log" >"$T/minihttp.conf"
	start wait
	[ "$(fetch)" = 200 ]
	await_none
	[ "$(fetch)" = 200 ]
	await_none
	[ "$(grep -c 'GET /digits.txt' "$T/access.log")" = 2 ]
}
