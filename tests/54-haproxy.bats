#!/usr/bin/env bats
# The PROXY protocol: the real haproxy, with the configuration of src/GUIDE.md,
# in front of three handlers; and headers by hand.  Its grammar is in
# tests/unit/http/proxy_test.c, what a connection makes of it in
# tests/unit/server/proxy_read_test.c.

load lib/ask
load lib/listen
load lib/readme

setup() {
	HAPROXY=$(command -v haproxy || ls /usr/sbin/haproxy 2>/dev/null) ||
		skip 'haproxy is missing: make deps test'
	site
	STARTED=()
}

teardown() {
	local pid
	for pid in "${STARTED[@]}" ${LISTENER:-}; do
		kill "$pid" 2>/dev/null || true
	done
	end_all
}

# instance NAME [OPTION...]: one more handler that listens; its port is in
# PORT_NAME, its process in PID_NAME, its log in NAME.log.
instance() {
	local name=$1
	shift
	rm -f "$T/started"
	listen_once -o "AccessLog $T/$name.log" -o 'ProxyProtocol from 127.0.0.1' "$@"
	STARTED+=("$LISTENER")
	eval "PORT_$name=$PORT PID_$name=$LISTENER"
}

# balance SED-EXPRESSION...: haproxy as in the guide, in front of
# instances one, two and three, on a port of ours.
balance() {
	local expression try
	for try in 1 2 3 4 5 6 7 8; do
		PORT=$((20000 + RANDOM % 12000))
		readme_block 'More than one machine#2' |
			sed -e "s/maxconn .*/maxconn 200/" -e "s/bind :80/bind 127.0.0.1:$PORT/" \
				-e "s/192.0.2.11:80/127.0.0.1:$PORT_one/" \
				-e "s/192.0.2.12:80/127.0.0.1:$PORT_two/" \
				-e "s/192.0.2.13:80/127.0.0.1:$PORT_three/" >"$T/haproxy.cfg"
		for expression; do
			sed -i -e "$expression" "$T/haproxy.cfg"
		done
		"$HAPROXY" -db -f "$T/haproxy.cfg" >"$T/haproxy.log" 2>&1 3>&- &
		BALANCER=$!
		STARTED+=("$BALANCER")
		if timeout 10 bash -c "until exec 9<>/dev/tcp/127.0.0.1/$PORT; do
			kill -0 $BALANCER || exit 1; done" 2>/dev/null; then
			return 0
		fi
	done
	cat "$T/haproxy.log" >&2
	return 1
}

# fetch FROM [ARGUMENT...]: the status, asked from that address.
fetch() {
	local from=$1
	shift
	curl -s --max-time 10 --interface "$from" -o "$T/body" -w '%{http_code}' \
		"$@" "http://127.0.0.1:$PORT/digits.txt"
}

# await PATTERN FILE...: until a line is there.
await() {
	timeout 10 sh -c 'until grep -q -- "$@" 2>/dev/null; do :; done' - "$@" || {
		echo "no $1 in ${*:2}"
		cat "${@:2}"
		return 1
	}
}

lines() {
	cat "$T"/{one,two,three}.log 2>/dev/null | grep -c "$1"
}

three() {
	instance one "$@"
	instance two "$@"
	instance three "$@"
}

@test "version 2: the log shows the visitor, each of several" {
	three
	balance
	[ "$(fetch 127.0.0.2)" = 200 ]
	cmp "$T/body" "$ROOT/digits.txt"
	[ "$(fetch 127.0.0.3)" = 200 ]
	await '^127.0.0.2 .*GET /digits.txt.* 200 20 ' "$T"/{one,two,three}.log
	await '^127.0.0.3 .*GET /digits.txt.* 200 20 ' "$T"/{one,two,three}.log
	[ "$(lines '^127.0.0.1 .*digits')" = 0 ]
}

@test "version 1: so it does" {
	three
	balance 's/send-proxy-v2/send-proxy/'
	[ "$(fetch 127.0.0.2)" = 200 ]
	cmp "$T/body" "$ROOT/digits.txt"
	await '^127.0.0.2 .*GET /digits.txt.* 200 20 ' "$T"/{one,two,three}.log
	[ "$(lines '^127.0.0.1 .*digits')" = 0 ]
}

@test "version 2 with a checksum and other fields (2.2.3)" {
	three
	balance 's/send-proxy-v2/& proxy-v2-options crc32c,unique-id,authority/' \
		's/^frontend web/&\n    unique-id-format %ci-%cp/'
	[ "$(fetch 127.0.0.2)" = 200 ]
	await '^127.0.0.2 .*GET /digits.txt.* 200 20 ' "$T"/{one,two,three}.log
	[ "$(grep -c 'PROXY protocol' "$T/log")" = 0 ]
}

@test "health checks are the balancer's own, in both versions" {
	local version
	for version in send-proxy-v2 send-proxy; do
		three
		balance "s/send-proxy-v2/$version/"
		await '^127.0.0.1 .*"HEAD / HTTP/1.[01]" 200 ' "$T/one.log"
		await '^127.0.0.1 .*"HEAD / HTTP/1.[01]" 200 ' "$T/two.log"
		await '^127.0.0.1 .*"HEAD / HTTP/1.[01]" 200 ' "$T/three.log"
		kill "${STARTED[@]}"
		wait "${STARTED[@]}" || true
		STARTED=()
		rm "$T"/{one,two,three}.log
	done
}

@test "one of three is killed under load: no request fails" {
	local i pids=()
	three
	balance
	for i in 2 3 4 5; do
		curl -s --max-time 60 --interface "127.0.0.$i" -o /dev/null \
			-w '%{http_code} %{size_download}\n' \
			"http://127.0.0.1:$PORT/digits.txt?[1-500]" >"$T/keep$i" 3>&- &
		pids+=($!)
		curl -s --max-time 60 --interface "127.0.0.$i" -o /dev/null \
			-w '%{http_code} %{size_download}\n' -H 'Connection: close' \
			"http://127.0.0.1:$PORT/digits.txt?[1-500]" >"$T/close$i" 3>&- &
		pids+=($!)
	done
	timeout 20 sh -c 'until [ "$(grep -c digits "$1" 2>/dev/null)" -ge 100 ]; do :; done' - "$T/two.log"
	# shellcheck disable=SC2046 # a list of processes
	kill -9 "$PID_two" $(pgrep -x -P "$PID_two" minihttp)
	[ "$(lines '^127.0.0.[2345] ')" -lt 3000 ] # in the middle of it
	wait "${pids[@]}"
	[ "$(sort "$T"/keep? "$T"/close? | uniq -c | xargs)" = '4000 200 20' ]
	# a request may be counted twice, but is never missing
	timeout 10 bash -c 'until [ "$(cat "$@" | grep -c "^127.0.0.[2345] .* 200 20 ")" -ge 4000 ]; do :; done' - \
		"$T"/{one,two,three}.log
	run bash -c "exec 9<>/dev/tcp/127.0.0.1/$PORT_two"
	[ "$status" != 0 ]
}

# by_hand BYTES: sends them to one handler, in one piece, and prints its answer.
# (Bytes after a close would reset the connection.)
by_hand() {
	printf '%b' "$1" >"$T/request"
	dial
	cat "$T/request" >&9
	timeout 10 cat <&9 >"$T/answer"
	exec 9>&-
}

@test "by hand: a pipe may be listed too" {
	ask 'PROXY TCP4 192.0.2.1 192.0.2.9 1234 80\r\nGET /digits.txt HTTP/1.0\r\n\r\n' -o 'ProxyProtocol from -'
	is 200 -
	grep -q '^192.0.2.1 ' "$T/log"
}

@test "a process for each connection: the header, and the request behind it" {
	listen "$BUILD/minihttp" -c /dev/null -o 'ProxyProtocol from 127.0.0.0/8' "$ROOT"
	by_hand 'PROXY TCP6 2001:db8::1 ::1 1234 80\r\nGET /digits.txt HTTP/1.0\r\n\r\n'
	[ "$(statuses)" = 200 ]
	await '^2001:db8::1 .*GET /digits.txt.* 200 20 ' "$T/log"
}

@test "the listener: the same, and its next connection is another visitor's" {
	listen_once -o 'ProxyProtocol from 127.0.0.0/8'
	by_hand 'PROXY TCP4 192.0.2.1 192.0.2.9 1234 80\r\nGET /digits.txt HTTP/1.0\r\n\r\n'
	[ "$(statuses)" = 200 ]
	by_hand '\r\n\r\n\0000\r\nQUIT\n\x21\x11\0000\x0c\xc0\0000\x02\x02\xc0\0000\x02\x09\x04\xd2\0000\x50GET /digits.txt HTTP/1.0\r\n\r\n'
	[ "$(statuses)" = 200 ]
	await '^192.0.2.1 .*GET /digits.txt.* 200 20 ' "$T/log"
	await '^192.0.2.2 .*GET /digits.txt.* 200 20 ' "$T/log"
}

@test "a listed peer without a header, or with a wrong one, gets no answer" {
	listen_once -o 'ProxyProtocol from 127.0.0.1' -o 'HeadTimeout 200ms'
	by_hand 'GET /digits.txt HTTP/1.0\r\n\r\n'
	[ ! -s "$T/answer" ]
	await '^minihttp: 127.0.0.1: PROXY protocol: no header$' "$T/log"
	by_hand 'PROXY TCP4 192.0.2.01 192.0.2.9 1234 80\r\nGET /digits.txt HTTP/1.0\r\n\r\n'
	[ ! -s "$T/answer" ]
	await '^minihttp: 127.0.0.1: PROXY protocol: an invalid source address$' "$T/log"
	by_hand 'PROXY TCP4 192.0.2.1'
	[ ! -s "$T/answer" ]
	await '^minihttp: 127.0.0.1: PROXY protocol: the header was not complete in time$' "$T/log"
	[ "$(grep -c 'PROXY protocol' "$T/log")" = 3 ]
	[ "$(grep -c GET "$T/log")" = 0 ]
}

@test "from a peer that is not listed a header is a bad request" {
	listen_once -o 'ProxyProtocol from 127.0.0.2'
	by_hand 'PROXY TCP4 192.0.2.1 192.0.2.9 1234 80\r\nGET /digits.txt HTTP/1.0\r\n\r\n'
	[ "$(statuses)" = 400 ]
	await '^127.0.0.1 .* 400 .* not-http$' "$T/log"
}

# hold FD VISITOR STATUS: a connection that the balancer relays for the visitor;
# one request on it gets STATUS, and the connection is kept.
hold() {
	eval "exec $1<>/dev/tcp/127.0.0.1/$PORT"
	printf 'PROXY TCP4 %s 192.0.2.9 1234 80\r\nHEAD /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n' "$2" >&"$1"
	timeout 10 sed '/^\r$/q' <&"$1" >"$T/answer"
	[ "$(statuses)" = "$3" ]
}

@test "MaxConnectionsPerSource holds for the visitor behind a balancer, not for the balancer" {
	local many
	for many in 1 100; do
		listen_once -o 'ProxyProtocol from 127.0.0.1' -o 'MaxConnectionsPerSource 2' \
			-o "ConnectionsPerProcess $many"
		: >"$T/log"
		hold 5 192.0.2.1 200
		hold 6 192.0.2.1 200
		hold 7 192.0.2.1 503
		await '^minihttp: 192.0.2.1: refused with 503, has reached MaxConnectionsPerSource$' "$T/log"
		await '^192.0.2.1 .* 503 .* over-share$' "$T/log"
		# another visitor has a share of its own, and the balancer has
		# none
		hold 8 192.0.2.2 200
		# the place of a connection that has ended is the visitor's
		# again
		exec 5>&-
		timeout 10 bash -c "until exec 9<>/dev/tcp/127.0.0.1/$PORT
			printf 'PROXY TCP4 192.0.2.1 192.0.2.9 1 80\r\nHEAD / HTTP/1.0\r\n\r\n' >&9
			read -r _ status _ <&9 && [ \"\$status\" = 200 ]; do :; done"
		exec 6>&- 7>&- 8>&-
		kill "$LISTENER"
		wait "$LISTENER"
		LISTENER=
		rm -f "$T/started"
	done
}
