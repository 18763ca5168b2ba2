#!/usr/bin/env bats
# HTTPS of minihttpd with ConnectionsPerProcess over 1: a handshake process takes the
# next connection when one is over.  67-tls-taken-over breaks into such a process, and
# shows that it serves no more than its number and keeps nothing.

load lib/ask
load lib/listen
load lib/tls
load lib/tls_stand

setup() {
	[ -z "$(no_tls)" ] || skip "$(no_tls)"
	[ -x "$BUILD/minihttpd" ] || skip 'minihttpd was not built: make deps'
	site
	certificate ec ec 90
	echo 'ConnectionsPerProcess 100' >"$T/more"
}

teardown() {
	stand_down
	end_all
}

# The handshake processes; the oldest child of the service is the key process.
shakers() {
	pgrep -P "$(service)" | grep -vx "$(pgrep -o -P "$(service)")"
}

# converse: a connection as descriptor 9, which has had one answer in $T/answer.
converse() {
	: >"$T/answer"
	exec 9> >(timeout 60 openssl s_client -quiet -connect "127.0.0.1:$SECURE" >"$T/answer" 2>/dev/null 3>&-)
	printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n' >&9
	await grep -q 0123456789 "$T/answer"
}

# goes_on: the same connection has another answer, and ends.
goes_on() {
	printf 'GET /dir/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' >&9
	exec 9>&-
	await eval '[ "$(grep -ao "HTTP/1.1 200" "$T/answer" | wc -l)" = 2 ]'
}

# bats test_tags=kernel
@test "a process that has served one visitor serves the next one" {
	local first
	stand_secure
	await is_served
	first=$(shakers)
	[ -n "$first" ]
	# each visit leaves at most the processes that there were when it began, and
	# those that were not idle yet
	for _ in {1..30}; do
		is_served
	done
	[ "$(shakers | wc -l)" -lt 10 ]
	await eval 'shakers | grep -qF "$first"'
}

# bats test_tags=kernel
@test "each visitor has the own name, address and certificate, and the log says so" {
	local i
	certificate other ec 90 other.test
	printf '%s\n' 'ConnectionsPerProcess 100' "Certificate $T/other" 'LogFormat json' >"$T/more"
	stand_secure
	await is_served
	for i in 2 3 4 5 6 7; do
		fetch --interface "127.0.0.$i" "$U/digits.txt?$i" -o "$T/body"
		[ "$(fetch --cacert "$T/other/fullchain.pem" --interface "127.0.0.$i" --resolve "other.test:$SECURE:127.0.0.1" \
			"https://other.test:$SECURE/digits.txt?o$i")" = 0123456789abcdefghij ]
	done
	for i in 2 3 4 5 6 7; do
		await grep "\"remote\":\"127.0.0.$i\".*digits.txt?$i\"" "$T/log"
		! grep "digits.txt?$i\".*server_name" "$T/log" || false
		await grep "\"remote\":\"127.0.0.$i\".*digits.txt?o$i\".*\"server_name\":\"other.test\"" "$T/log"
	done
}

@test "half a handshake keeps nobody else waiting" {
	stand_secure
	await is_served
	exec 9<>"/dev/tcp/127.0.0.1/$SECURE"
	printf '\x16\x03\x01' >&9
	for _ in {1..20}; do
		is_served
	done
	exec 9>&-
	await grep -q 'TLS handshake: ' "$T/log"
	is_served
}

@test "a process that ends in the middle of its life takes no connection but its own along" {
	local pid
	stand_secure
	await is_served
	converse
	# those that wait for the next connection, and the one that has this one
	for pid in $(shakers); do
		kill -KILL "$pid" || true
	done
	for _ in {1..10}; do
		is_served
	done
	exec 9>&-
	! grep 'minihttp-tls: was ended' "$T/log"
}

@test "a renewed certificate: processes of the old one end after their connection" {
	local old
	stand_secure
	await is_served
	old=$(service)
	converse
	mv "$T/ec" "$T/gone"
	certificate ec ec 90 renewed
	kill -HUP "$DAEMON"
	await eval '[ "$(shown)" = renewed ]'
	# the one that has a connection is left, and the others have gone
	await eval '[ "$(pgrep -c -P "$old")" = 2 ]'
	goes_on
	await gone "$old"
}

# bats test_tags=kernel
@test "SIGTERM ends the processes that wait, and one that serves after its last byte" {
	ends_after_transfer
	! pgrep -f "$BUILD/minihttp-tls .*$T/ec"
}

@test "an idle process ends when nobody comes for ten seconds" {
	stand_secure
	await is_served
	[ -n "$(shakers)" ]
	idle_ends() {
		[ -z "$(shakers)" ]
	}
	await idle_ends || await idle_ends
	is_served
}

@test "a source that makes many connections at once has them all, by processes of their own" {
	stand_secure
	await is_served
	seq 64 | xargs -P 16 -I {} curl -s --max-time 60 --cacert "$T/ec/fullchain.pem" -o "$T/body{}" "$U/digits.txt"
	[ "$(cat "$T"/body* | tr -d '\n' | sed 's/0123456789abcdefghij/x/g')" = "$(printf 'x%.0s' {1..64})" ]
	# two kinds of process: those that make way for others, and those that do not
	[ "$(shakers | wc -l)" -le 48 ]
}
