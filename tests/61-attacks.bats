#!/usr/bin/env bats
# Attacks: what they cost, and what honest clients notice. tests/lib/attack.py
# has the attacks and their bounds.
#	IDLE=10000	how many idle connections there are

load lib/ask
load lib/listen

setup() {
	[ -z "${SAN:-}" ] || skip 'a sanitizer takes more memory and time'
	mkdir -p "$ROOT/uploads"
	printf 0123456789abcdefghij >"$ROOT/small"
	head -c 8000000 /dev/urandom >"$ROOT/large"
	cat >"$T/conf" <<-END
	RequestMethodSupport GET HEAD OPTIONS PUT DELETE POST
	Upload /uploads/
	WriteFrom 127.0.0.0/8
	UploadSync no
	User $(id -u):$(id -g)
	AccessLog off
	HeadTimeout 2s
	BodyTimeout 2s
	SendTimeout 2s
	KeepAliveTimeout 2s
	END
}

teardown() {
	[ -z "${SLOW:-}" ] || kill "$SLOW" 2>/dev/null || true
	stand_down
	end_all
}

attack() {
	timeout 110 "$BATS_TEST_DIRNAME/lib/attack.py" "$1" "$DAEMON" "$PORT" "$ROOT"
}

@test "slow heads: at most MaxConnectionsPerSource, for HeadTimeout; others notice nothing" {
	stand
	attack slow-heads
}

@test "slow bodies: the same, for BodyTimeout" {
	stand
	attack slow-bodies
}

@test "slow readers: the same, for SendTimeout" {
	stand
	attack slow-readers
}

@test "a flood of connections from one source" {
	stand
	attack flood
}

@test "10 000 idle connections: what each costs, and another is served at once" {
	ulimit -n 20000
	stand -o 'MaxConnections 10240' -o 'MaxConnectionsPerSource 0' \
		-o 'KeepAliveTimeout 100s'
	attack idle
}

@test "30 000 requests in a pipeline whose answers nobody reads" {
	stand
	attack pipelined
}

@test "huge fields, targets, chunks and trailers: refused, in bounded memory" {
	stand
	attack huge
}

@test "200 000 chunks of one byte" {
	stand
	attack tiny-chunks
}

@test "a decompression bomb is never decompressed" {
	stand
	attack bomb
}

@test "a range bomb: never more than the file (9110 14.2, 17.15)" {
	stand
	attack ranges
}

@test "directories and links that change places: never a byte from outside" {
	stand
	attack race
}

@test "a file truncated, replaced, deleted and grown in mid-send" {
	stand
	attack mid-send
}

# Runs slowhttptest in this mode with the honest client beside it, up to four
# times if that client had to wait too long.
slowhttptest_in() {
	local try median worst failures
	for try in 1 2 3 4; do
		slowhttptest -c 300 -r 150 -i 1 -l 4 -p 3 "$@" -u "http://127.0.0.1:$PORT/large" \
			</dev/null >"$T/slowhttptest" 2>&1 3>&- &
		SLOW=$!
		read -r median worst failures < <("$BATS_TEST_DIRNAME/lib/attack.py" probe "$PORT" 3)
		kill "$SLOW" 2>/dev/null || true
		wait "$SLOW" 2>/dev/null || true
		SLOW=
		echo "$* median $median ms, worst $worst ms, $failures failed"
		[ "$failures" = 0 ]
		[ "${median%.*}" -ge 100 ] || [ "${worst%.*}" -ge 100 ] || return 0
	done
	return 1
}

@test "slowhttptest, and one source has its limit: others within 100 ms" {
	stand
	slowhttptest_in -H
	slowhttptest_in -X -w 10 -y 20 -n 1 -z 5
}

@test "slowhttptest, and one source has all it wants: others within 100 ms" {
	stand -o 'MaxConnections 512' -o 'MaxConnectionsPerSource 0'
	slowhttptest_in -H
	slowhttptest_in -B -s 8192 -t PUT
	slowhttptest_in -X -w 10 -y 20 -n 1 -z 5
	slowhttptest_in -R -a 10 -b 3000
}
