#!/usr/bin/env bats
# A real connection, for which the handler is started as an inetd does.

load lib/ask
load lib/listen

setup() {
	site
}

teardown() {
	hang_up
	end_all
}

# Sends, in the escapes of printf %b, and reads to the end of the answer.
exchange() {
	dial
	printf '%b' "$1" >&9
	timeout 10 cat <&9 >"$T/answer"
	exec 9>&-
	sed '/^\r$/q' "$T/answer" >"$T/head"
}

@test "typed by hand through a socket: 505, 501, 200, 501" {
	listen
	while IFS='|' read -r line status; do
		dial
		printf '%b' "$line\r\nHost: localhost\r\n\n" >&9
		read -r -t 10 _ answer _ <&9
		[ "$answer" = "$status" ]
		exec 9>&-
	done <<-'END'
	GET /index.html HTTP/2.1|505
	GRT /index.html HTTP/1.1|501
	GET /index.html HTTP/1.1|200
	POST /index.html HTTP/1.1|501
	END
}

@test "several requests on one connection (9112 9.3)" {
	listen
	run curl -s -o "$T/1" -o "$T/2" -o "$T/3" -w '%{http_code} %{num_connects}\n' \
		"http://127.0.0.1:$PORT/digits.txt" "http://127.0.0.1:$PORT/absent" \
		"http://127.0.0.1:$PORT/"
	[ "$output" = $'200 1\n404 0\n200 0' ]
	cmp "$T/1" "$ROOT/digits.txt"
}

@test "the peer's address is in the log" {
	listen
	curl -s "http://127.0.0.1:$PORT/digits.txt" >"$T/body"
	# the log line is written after the answer
	timeout 10 sh -c 'until grep -q "^127.0.0.1 - - .*GET /digits.txt" "$1"; do :; done' - "$T/log"
}

@test "a standard error that is the connection is not written to" {
	listen sh -c 'exec "$@" 2>&1' - "$BUILD/minihttp" -c /dev/null -o 'Foo bar' "$ROOT"
	exchange 'GET /digits.txt HTTP/1.0\r\n\r\n'
	[ "$(statuses)" = 500 ]
	[ "$(grep -c 'Foo\|GET' "$T/answer")" = 0 ]
}

@test "a refusal that leaves input unread is read by the peer all the same (9112 9.6)" {
	listen
	for _ in 1 2 3 4 5; do
		dial
		{
			printf 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n'
			head -c 600000 /dev/zero
		} >&9
		timeout 10 cat <&9 >"$T/answer"
		exec 9>&-
		[ "$(statuses)" = 413 ]
		[ "$(tail -n 1 "$T/answer")" = '</html>' ]
	done
}

@test "a client that closes its sending side gets its answer" {
	listen
	run curl -s --max-time 10 --data-binary @"$ROOT/digits.txt" -X GET "http://127.0.0.1:$PORT/digits.txt"
	[ "$output" = 0123456789abcdefghij ]
}

@test "a large file, and the rest of one that was interrupted" {
	listen
	head -c 30000000 /dev/urandom >"$ROOT/big"
	age
	curl -s "http://127.0.0.1:$PORT/big" | cmp - "$ROOT/big"
	head -c 12345678 "$ROOT/big" >"$T/big"
	wget -q -c -P "$T" "http://127.0.0.1:$PORT/big"
	cmp "$T/big" "$ROOT/big"
	rm "$T/big"
	curl -s -r 5-14,29999990- "http://127.0.0.1:$PORT/big" >"$T/parts"
	grep -qa 'Content-Range: bytes 29999990-29999999/30000000' "$T/parts"
}

@test "a small answer is one packet: one send of head and file" {
	listen strace -f -o "$T/strace" "$BUILD/minihttp" -c /dev/null -o 'AccessLog off' "$ROOT"
	exchange 'GET /digits.txt HTTP/1.0\r\n\r\n'
	[ "$(statuses)" = 200 ]
	[ "$(grep -c 'sendto(0' "$T/strace")" = 1 ]
}

@test "a request on a kept connection reads no clock by a system call" {
	[ -z "${SAN:-}" ] || skip 'sanitizers do not work in a sandbox'
	listen strace -o "$T/strace" "$BUILD/minihttp" -c /dev/null -o "AccessLog $T/access" "$ROOT"
	curl -s "http://127.0.0.1:$PORT/digits.txt?[1-4]" >/dev/null
	timeout 10 sh -c 'until grep -q exited "$1"; do :; done' - "$T/strace"
	[ "$(grep -c '^openat2' "$T/strace")" = 4 ]
	# where the vDSO cannot read the clock, that call is not saved
	strace -o "$T/clock" bash -c ': $EPOCHREALTIME'
	! grep -qE '^(clock_gettime|gettimeofday)' "$T/clock" || return 0
	sed '1,/^close/d; /^setsockopt/,/^exit/!d' "$T/strace" >"$T/kept"
	grep -q ppoll "$T/kept" || grep -q recvfrom "$T/kept"
	[ "$(grep -c clock_gettime "$T/kept")" = 0 ]
}

sandbox() {
	echo close_range prctl landlock_create_ruleset landlock_add_rule landlock_restrict_self \
		close prctl prlimit64 prlimit64 prlimit64 prlimit64 prlimit64 seccomp
}

@test "a start makes these system calls and no other (tests/bench/README.md)" {
	listen strace -o "$T/strace" "$BUILD/minihttp" -c /dev/null "$ROOT"
	exchange 'GET /digits.txt HTTP/1.0\r\n\r\n'
	[ "$(statuses)" = 200 ]
	timeout 10 sh -c 'until grep -q exited "$1"; do :; done' - "$T/strace"
	[ -z "${SAN:-}" ] || return 0
	grep -q openat2 "$T/strace"
	# counts from the program's first call on: those before it are libc's
	sed -n '/^mprotect/,$ s/(.*//p' "$T/strace" | paste -sd' ' >"$T/calls"
	cat "$T/calls"
	# an existing configuration is read; root becomes nobody; a request that
	# has not arrived yet is waited for; a log that is a pipe is shut
	sed 's/^mprotect //; s/openat read close /openat /
		s/getppid openat read read close setgroups setresgid setresuid capset //
		s/fstatfs fchmod //; s/\(rt_sigaction \)\{6\}fcntl/fcntl/
		s/\(clock_gettime \)*ppoll recvfrom //' "$T/calls" | grep -qx \
		"fstat openat rt_sigaction getpeername openat geteuid fcntl $(sandbox) recvfrom clock_gettime clock_gettime openat2 fstat pread64 sendto clock_gettime poll writev close exit_group" ||
		! ls /usr/lib/*-linux-musl/rcrt1.o >/dev/null 2>&1
}
