#!/usr/bin/env bats
# Every system call of the handler, the listeners, minihttp-tls and the client
# fails, one in each run, with the errors that its manual page names or a count
# of one.
# There is never a process that is killed or hangs, a wrong byte, or a
# success of what did not happen: tests/fault/faults.py says it in full.
#
#	FAULTS=all bats tests/62-faults.bats	every error of every call
#
# Otherwise every call is tried, with one of its errors.

setup() {
	[ -z "${SAN:-}" ] || skip 'a sanitizer makes system calls of its own'
	: "${BUILD:=$BATS_TEST_DIRNAME/../build}"
	unset http_proxy https_proxy all_proxy
}

fail_in() {
	local scenario
	for scenario in "$@"; do
		timeout 3000 "$BATS_TEST_DIRNAME/fault/faults.py" "$BUILD" "$scenario" ${FAULTS:-}
	done
}

@test "a file: on a connection, by pipes, large, in ranges, HEAD, kept alive" {
	fail_in get pipe large head range ranges keep-alive
}

@test "Sandbox require: a part of it that fails is a 500" {
	fail_in require
}

@test "a directory's listing, and its archive" {
	fail_in listing
	fail_in archive
}

@test "PUT, DELETE and a form: whole or not at all, and no litter" {
	fail_in put-new put-replace put-bound put-resumable delete form
}

@test "a listener goes on with the next visitor" {
	fail_in listener crew rates
}

@test "minihttpd says why it does not start, or goes on with the next visitor" {
	[ -x "$BUILD/minihttpd" ] || skip 'minihttpd was not built: make deps'
	timeout 3000 "$BATS_TEST_DIRNAME/fault/faults_daemon.py" "$BUILD" daemon ${FAULTS:-}
}

@test "the client: what it prints, stores and writes is right or not there" {
	fail_in miss hit hit-large not-modified output put
	[ -z "${FAULTS:-}" ] || fail_in miss-large
}

@test "the client: each file that it writes is right, or as it was, and it says why" {
	fail_in beside jar go-on go-on-at parallel
}

@test "HTTPS: no plain answer, no hang, and a line that says why" {
	local scenario
	[ -x "$BUILD/minihttp-tls" ] || skip 'minihttp-tls was not built: make deps'
	for scenario in tls tls-1.2 service ${FAULTS:+tls-large}; do
		timeout 3000 "$BATS_TEST_DIRNAME/fault/faults_tls.py" "$BUILD" "$scenario" ${FAULTS:-}
	done
	# the process that passed bytes on ended without a line
	timeout 100 "$BATS_TEST_DIRNAME/fault/faults_tls.py" "$BUILD" tls 0:poll:3:ENOMEM
}

# one SCENARIO FAULT: runs with this fault alone.
one() {
	timeout 100 "$BATS_TEST_DIRNAME/fault/faults.py" "$BUILD" "$@"
}

@test "what was found so stays found" {
	# musl then tried accept(2), for which the sandbox kills
	one listener 0:accept4:1:EINVAL
	# the socket was not watched any more
	one listener 0:epoll_ctl:1:ENOMEM
	# a listening socket was served as a connection
	one listener 0:getsockopt:1:EINVAL
	# members of a crew outlived their parent, and waited forever
	one crew 0:rt_sigaction:3:EFAULT
	# a deadline was hours away
	one patient 0:clock_gettime:5:EINVAL
}

@test "an oracle that sees nothing is none: it finds what is wrong" {
	# an answer, an upload and a cache of another client
	python3 -B - "$BATS_TEST_DIRNAME/fault" "$BUILD" "$BATS_TEST_TMPDIR" <<-'END'
	import sys
	sys.path.insert(0, sys.argv[1])
	import faults as f
	fault = (0, "read", 1, "EIO")
	class run: calls, exits, killed, hit = [fault[:3]], {0: 0}, [], True
	def wrong(scenario, got):
	    try:
	        scenario.judge(here, got, run, fault)
	    except f.Wrong:
	        return True
	here = sys.argv[3]
	head = b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n"
	get = f.GetSmall(sys.argv[2])
	assert not wrong(get, b"")
	assert not wrong(get, head + f.SMALL)
	assert not wrong(get, head + f.SMALL[:7])
	assert wrong(get, head + f.SMALL[1:])
	assert wrong(get, head + f.SMALL + b"x")
	assert wrong(get, head.replace(b"20", b"19") + f.SMALL[:19])
	assert wrong(get, head.replace(b"200", b"304"))
	new = f.PutNew(sys.argv[2])
	new.prepare(here)
	assert wrong(new, b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
	with open(here + "/root/uploads/new.txt", "wb") as file:
	    file.write(f.NEW[:-1])
	assert wrong(new, b"HTTP/1.1 500 Bad\r\nContent-Length: 0\r\n\r\n")
	assert wrong(new, b"")
	END
}
