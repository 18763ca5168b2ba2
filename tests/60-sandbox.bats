#!/usr/bin/env bats
# An attacker who controls a handler can do nothing more with it. minihttp-probe
# consists of the product's own objects and a back door that tries to
# (tests/probe/probe.c).  The last tests are about the rights that minihttpd and
# the client give up.

load lib/ask
load lib/listen
load lib/probes

setup() {
	[ -z "${SAN:-}" ] || skip 'sanitizers do not work in a sandbox'
	site
	probes_begin
}

teardown() {
	probes_end
	end_all
}

# The status of the answer to probe $1, or "dead" if there is none.  Descriptor
# 7 is one that the process which started us forgot to close.
by_pipe() {
	restore
	printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\nProbe: %s\r\nConnection: close\r\n\r\n' "$1" |
		timeout 20 "$BUILD/minihttp-probe" -c /dev/null "${@:2}" "$ROOT" \
			2>>"$T/log" 7<"$T/secret" | answer
}

by_connection() {
	restore
	dial
	printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\nProbe: %s\r\nConnection: close\r\n\r\n' "$1" >&9
	timeout 10 cat <&9 2>/dev/null | answer
	exec 9>&-
}

answer() {
	local status
	read -r _ status _ || status=dead
	echo "$status"
	cat >/dev/null
}

@test "by hand nothing can be done" {
	all_by by_pipe
}

@test "on a connection nothing can be done" {
	listen "$BUILD/minihttp-probe" -c /dev/null "$ROOT" 7<"$T/secret"
	all_by by_connection
}

@test "in a listener's child nothing can be done, and its password is forgotten" {
	activate --inetd "$BUILD/minihttp-probe" -c /dev/null "$ROOT"
	DONE='nothing look_outside'
	# a child inherits this call, but cannot use it
	REFUSED="${REFUSED/ descriptors / } raise_limit password"
	REFUSED=${REFUSED/ fill_board raise_rates clear_rates read_rates / }
	# its connection is one more than for a start by hand; its own probe
	# counts it
	names() {
		sed -n 's/^PROBE(\([a-z0-9_]*\),.*/\1/p' "$PROBES" | grep -vx descriptors
	}
	all_by by_connection
}

# Runs the probe as the handler of minihttpd, with these options.
stand_probe() {
	mkdir -p "$T/bin"
	cp "$BUILD/minihttp-probe" "$T/bin/minihttp"
	stand --handler "$T/bin/minihttp" "$@"
}

@test "under minihttpd nothing can be done, in a process for one and in one for many" {
	DONE='nothing look_outside'
	REFUSED="${REFUSED/ descriptors / } raise_limit password"
	REFUSED=${REFUSED/ fill_board raise_rates clear_rates read_rates / }
	# descriptor 0 is /dev/null there, and a process for several connections
	# has its channel
	names() {
		sed -n 's/^PROBE(\([a-z0-9_]*\),.*/\1/p' "$PROBES" | grep -v '^descriptors'
	}
	local n
	for n in 1 100; do
		stand_probe -o "ConnectionsPerProcess $n"
		all_by by_connection
		stand_down
	done
}

# Runs by_connection, with a proxy that speaks for another peer.
by_proxy() {
	restore
	dial
	printf 'PROXY TCP4 192.0.2.7 127.0.0.1 1234 80\r\nGET /digits.txt HTTP/1.1\r\nHost: a\r\nProbe: %s\r\nConnection: close\r\n\r\n' "$1" >&9
	timeout 10 cat <&9 2>/dev/null | answer
	exec 9>&-
}

# After each probe, the next client is served.
is_spared() {
	local name got bad=0
	for name; do
		got=$("$HOW" "$name")
		[ "$got" = dead ] && [ "$("$HOW" nothing)" = 200 ] || {
			echo "$name: $got, and then $("$HOW" nothing)"
			bad=1
		}
	done
	return $bad
}

@test "who takes a process over takes neither the port nor the places from others" {
	local n acts='call_out send_to send_oob shut_for_all accept_more take_more pass_on fill_board'
	HOW=by_connection
	for n in 1 100; do
		stand_probe -o "ConnectionsPerProcess $n"
		is_spared $acts
		stand_down
		HOW=by_proxy stand_probe -o "ConnectionsPerProcess $n" -o 'ProxyProtocol from 127.0.0.1'
		HOW=by_proxy is_spared $acts
		stand_down
		activate --inetd "$BUILD/minihttp-probe" -c /dev/null -o "ConnectionsPerProcess $n" "$ROOT"
		is_spared $acts
		hang_up
		rm "$T/started"
	done
}

@test "nor on a Unix socket, whose peer could be handed descriptors" {
	DONE='nothing look_outside'
	by_unix() {
		printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\nProbe: %s\r\nConnection: close\r\n\r\n' "$1" |
			timeout 10 socat -t 10 - "UNIX-CONNECT:$T/unix" 2>/dev/null | answer
	}
	HOW=by_unix
	mkdir "$ROOT/cgi-bin"
	stand_probe -l "unix:$T/unix" -o 'ConnectionsPerProcess 100' -o 'CGI /cgi-bin/'
	is_spared call_out shut_for_all accept_more take_more pass_on fill_board
	stand_down
}

@test "who takes a process over changes no line that others have logged, and no counter file" {
	local n
	HOW=by_connection
	for n in 1 100; do
		: >"$T/access"
		chmod 666 "$T/access"
		rm -f "$T/counters"
		PROBE_WRITE=$ROOT/uploads stand_probe -o "ConnectionsPerProcess $n" -o 'DirectoryListing yes' \
			-o "AccessLog $T/access" -o "Counters $T/counters" -o "User $(id -u):$(id -g)" \
			-o 'RequestRate 1000/s'
		is_spared unappend rewind cut chmod date overwrite spoil_counters \
			forge_limited forge_noted
		stand_down
		[ "$(stat -c %a "$T/access")" = 666 ]
		[ "$(stat -c %Y "$T/access")" -gt 1000 ]
		# the connections that were answered, each once
		[ "$(grep -c ' 200 20 ' "$T/access")" = 9 ]
		"$BUILD/minihttp-stats" -j "$T/counters" >"$T/stats"
		grep -q '"RequestRate":0,.*"limited":\[\]' "$T/stats"
	done
}

@test "who takes a process over can neither raise, clear nor read the table of rates" {
	local n name
	for n in 1 100; do
		stand_probe -o "ConnectionsPerProcess $n" -o 'RequestRate 1/m 4'
		for name in raise_rates read_rates clear_rates; do
			[ "$(by_connection "$name")" = dead ]
		done
		[ "$(by_connection nothing)" = 200 ]
		# the rate of the source has not changed
		[ "$(by_connection nothing)" = 429 ]
		stand_down
	done
}

# Runs stand_probe with a log that is a pipe of the same user, who could open a
# pipe that is not shut.
stand_piped() {
	local may=
	[ "$(id -u)" != 0 ] || may='setpriv --bounding-set -dac_override,-dac_read_search'
	mkdir -p "$T/bin"
	cp "$BUILD/minihttp-probe" "$T/bin/minihttp"
	cat >"$T/bin/minihttpd" <<-END
		#!/bin/bash
		exec $may "$BUILD/minihttpd" "\$@" 2> >(exec cat >"$T/lines" 3>&-)
	END
	chmod +x "$T/bin/minihttpd"
	BUILD=$T/bin stand --handler "$T/bin/minihttp" -o "User $(id -u):$(id -g)" "$@"
}

@test "who takes a process over takes no line out of a log that is a pipe, and does not end the scripts of others" {
	local n
	HOW=by_connection
	mkdir "$ROOT/cgi-bin"
	printf '#!/bin/sh\nprintf "Content-Type: text/plain\\n\\nran"\n' >"$ROOT/cgi-bin/script"
	chmod 755 "$ROOT/cgi-bin/script"
	for n in 1 100; do
		stand_piped -o "ConnectionsPerProcess $n" -o 'CGI /cgi-bin/'
		[ "$(by_connection take_out_lines)" = 403 ]
		is_spared shut_writing
		[ "$(curl -s "http://127.0.0.1:$PORT/cgi-bin/script")" = ran ]
		stand_down
		await grep -q SIGSYS "$T/lines"
	done
}

@test "with scripts nothing more can be done: what starts them is another process" {
	mkdir "$ROOT/cgi-bin"
	# such a process has one more descriptor, by which it asks for places
	names() {
		sed -n 's/^PROBE(\([a-z0-9_]*\),.*/\1/p' "$PROBES" | grep -v '^descriptors'
	}
	with_scripts() {
		by_pipe "$1" -o 'CGI /cgi-bin/'
	}
	all_by with_scripts
}

@test "who takes a process over starts no script that no request could ask for" {
	mkdir "$ROOT/cgi-bin"
	printf '#!/bin/sh\necho ran >>%s/ran\n' "$ROOT" >"$ROOT/cgi-bin/.hidden"
	chmod 755 "$ROOT/cgi-bin/.hidden"
	stand_probe -o 'CGI /cgi-bin/'
	[ "$(by_connection hidden_script)" = 403 ]
	stand_down
	[ ! -e "$ROOT/ran" ]
}

@test "who may upload can write there, and nowhere else" {
	export PROBE_WRITE=$ROOT/uploads
	DONE="$DONE make_in_uploads"
	REFUSED="${REFUSED/ make_in_uploads / } open_by_openat unlink_in_root mkdir_in_root"
	all_by by_pipe
}

@test "the same on a connection and in a listener's child" {
	export PROBE_WRITE=$ROOT/uploads
	DONE="$DONE make_in_uploads"
	REFUSED="${REFUSED/ make_in_uploads / } open_by_openat unlink_in_root mkdir_in_root"
	listen -E "PROBE_WRITE=$PROBE_WRITE" "$BUILD/minihttp-probe" -c /dev/null "$ROOT"
	all_by by_connection
	hang_up
	rm "$T/started"
	activate --inetd -E "PROBE_WRITE=$PROBE_WRITE" "$BUILD/minihttp-probe" -c /dev/null "$ROOT"
	DONE='nothing look_outside make_in_uploads'
	REFUSED="${REFUSED/ descriptors / } raise_limit password"
	REFUSED=${REFUSED/ fill_board raise_rates clear_rates read_rates / }
	names() {
		sed -n 's/^PROBE(\([a-z0-9_]*\),.*/\1/p' "$PROBES" | grep -vx descriptors
	}
	all_by by_connection
}

@test "Landlock and the limits alone keep files, programs, TCP and signals shut" {
	export PROBE_WITHOUT=seccomp
	local name
	# If the parent is not root, it is of the same user; root becomes
	# nobody.  Then only seccomp hides its limits.
	names() {
		sed -n 's/^PROBE(\([a-z0-9_]*\),.*/\1/p' "$PROBES" |
			grep -vx "$([ "$(id -u)" = 0 ] || echo limit_of_parent)"
	}
	for name in $(names | grep -E '^(open|make|write|unlink|mkdir|link)_|^(execve|fork|clone3|vfork|connect|bind|mmap_exec|setuid|raise_limit|descriptors)$|_parent$'); do
		[ "$(by_pipe "$name")" = 403 ] || {
			echo "$name"
			return 1
		}
	done
}

@test "seccomp alone lets files be opened, and nothing else be done" {
	export PROBE_WITHOUT=landlock
	DONE="$DONE open_passwd open_parent open_list open_proc open_as_walk_does make_in_root make_in_uploads make_in_tmp write_in_root"
	REFUSED='descriptors descriptors_of_child fill_board raise_rates clear_rates read_rates
		spoil_counters forge_limited forge_noted hidden_script take_out_lines'
	REFUSED=${REFUSED//[$'\n\t']/ }
	all_by by_pipe
}

@test "the probes can do it all where there is no sandbox" {
	local name got
	# some of these want more than a process has, and some a socket
	for name in $(names | grep -vxE 'ptrace_parent|read_parent|unshare|bpf|setuid|io_uring|accept|fault|abort|call_out|send_to|send_oob|shut_for_all|accept_more|take_more|.*_keys|pass_on|fill_board|.*_rates|spoil_counters|forge_.*|hidden_script|shut_writing|take_out_lines'); do
		got=$(by_pipe "$name" -o 'Sandbox no' -o "User $(id -u):$(id -g)")
		[ "$got" = 200 ] || {
			echo "$name: $got"
			return 1
		}
	done
	listen "$BUILD/minihttp-probe" -c /dev/null -o 'Sandbox no' "$ROOT"
	for name in send_oob shut_for_all; do
		[ "$(by_connection "$name")" = 200 ]
	done
}

@test "of what is outside a process can learn that it is there, and no more" {
	# allowed as long as no rule forbids it: src/SECURITY.md says so
	[ "$(by_pipe look_outside)" = 200 ]
	[ "$(by_pipe open_passwd)" = 403 ]
}

@test "the product has no back door" {
	local name
	strings "$BUILD/minihttp-probe" | grep -qx make_in_uploads
	nm "$BUILD/minihttp-probe" | grep -q __wrap_
	# names that are also those of system calls are in os/call.def
	for name in $(names | grep _ | grep -vx pidfd_open) Probe PROBE_WRITE PROBE_WITHOUT; do
		[ "$(strings "$BUILD/minihttp" | grep -cx "$name")" = 0 ]
	done
	[ "$(nm "$BUILD/minihttp" | grep -c '__wrap_\|run_open_')" = 0 ]
	ask 'GET /digits.txt HTTP/1.0\r\nProbe: fork\r\n\r\n'
	is 200 -
	# the probe is the product in everything else
	ask_file "$T/request"
	cp "$T/body" "$T/product"
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' | "$BUILD/minihttp-probe" -c /dev/null "$ROOT" 2>/dev/null | tail -c 20 | cmp - "$T/product"
}

# The log has the line $1, now or soon.
says() {
	timeout 10 sh -c 'until grep -q -e "$2" "$1"; do :; done' - "$T/log" "$1" || {
		echo "no such line: $1"
		cat "$T/log"
		return 1
	}
}

# $1 makes the request of a probe; the log names the call that ended a process.
names_its_end() {
	[ "$("$1" execve)" = dead ]
	says 'system call execve ([0-9]*): the sandbox forbids it and ends this process by SIGSYS$'
	[ "$("$1" clone3)" = dead ]
	says 'system call clone3 (435): the sandbox forbids it'
	# a call that is allowed with other arguments only
	[ "$("$1" terminal)" = dead ]
	says 'system call ioctl ([0-9]*): the sandbox forbids it'
	[ "$("$1" abort)" = dead ]
	says 'system call [a-z_]* ([0-9]*), as abort(3) begins: the sandbox forbids it'
	[ "$("$1" fault)" = dead ]
	says "$2"
	[ "$("$1" nothing)" = 200 ]
}

@test "who is ended by the sandbox or crashes says by which signal and which call: by hand" {
	names_its_end by_pipe '^minihttp: SIGSEGV: this process has crashed$'
	! grep -q 'nothing' "$T/log" || false
}

@test "the same on a connection, where nobody else would say so" {
	listen "$BUILD/minihttp-probe" -c /dev/null "$ROOT"
	names_its_end by_connection '^minihttp: SIGSEGV: this process has crashed$'
}

@test "the same under an inetd, whose stderr is the connection: in the access log" {
	listen sh -c 'exec "$@" 2>&0' - "$BUILD/minihttp-probe" -c /dev/null -o "AccessLog $T/access" "$ROOT"
	: >"$T/log"
	[ "$(by_connection execve)" = dead ]
	[ "$(by_connection fault)" = dead ]
	[ "$(by_connection nothing)" = 200 ]
	[ "$(sed -n '1s/ (.*):/:/p' "$T/access")" = 'system call execve: the sandbox forbids it and ends this process by SIGSYS' ]
	[ "$(sed -n 2p "$T/access")" = 'SIGSEGV: this process has crashed' ]
}

@test "the same of a listener's child; the listener says so too, and goes on" {
	activate --inetd "$BUILD/minihttp-probe" -c /dev/null "$ROOT"
	[ "$(by_connection execve)" = dead ]
	says '^minihttp: SIGSYS: ended the process of a connection, which made a forbidden system call$'
	# the line appears once a second at most
	again() {
		until by_connection fault >/dev/null && grep -q '^minihttp: SIGSEGV: ended' "$T/log"; do :; done
	}
	export -f again by_connection restore dial answer
	export T ROOT PORT
	timeout 20 bash -c again
	names_its_end by_connection '^minihttp: SIGSEGV: ended the process of a connection$'
}

@test "the same under minihttpd, which counts them" {
	be_told
	mkdir "$T/bin"
	cp "$BUILD/minihttp-probe" "$T/bin/minihttp"
	WATCHDOG_USEC=1000000 stand --handler "$T/bin/minihttp" -o 'Workers 1'
	await told 'STATUS=.* log lines lost, 0 crashed; sandbox:'
	[ "$(by_connection execve)" = dead ]
	says 'system call execve ([0-9]*): the sandbox forbids it'
	says 'SIGSYS: ended the process of a connection'
	await told 'STATUS=.* log lines lost, 1 crashed; sandbox:'
	[ "$(by_connection fault)" = dead ]
	await told 'STATUS=.* log lines lost, 2 crashed; sandbox:'
	# a worker, and the children that it has left
	local worker child
	worker=$(workers)
	dial
	printf 'GET /digits.txt HTTP/1.1\r\n' >&9
	await eval '[ -n "$(children)" ]'
	child=$(children)
	kill -SEGV "$worker"
	says "worker 0 ($worker): was ended by SIGSEGV, another takes its place"
	await told 'STATUS=.* log lines lost, 3 crashed; sandbox:'
	kill -BUS "$child"
	says "process $child: was ended by SIGBUS"
	exec 9>&-
	await told 'STATUS=.* log lines lost, 4 crashed; sandbox:'
	# a reload keeps the counts, and processes that our own signals ended
	# are not counted
	: >"$T/told"
	kill -HUP "$DAEMON"
	await told 'READY=1'
	await told 'STATUS=.* log lines lost, 4 crashed; sandbox:'
	[ "$(by_connection nothing)" = 200 ]
}

# The state of the process that serves the connection on descriptor 9.
state() {
	local pid
	printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n' >&9
	head -c 100 <&9 >/dev/null
	pid=$(pgrep -x -P "$1" minihttp || pgrep -x -P "$(pgrep -P "$1")" minihttp)
	cat "/proc/$pid/status" "/proc/$pid/limits" >"$T/state"
	ls "/proc/$pid/fd" 2>/dev/null | paste -sd' ' >"$T/fds" || true
}

is_confined() {
	grep -qx 'NoNewPrivs:.1' "$T/state"
	grep -qx 'Seccomp:.2' "$T/state"
	grep -qx 'Seccomp_filters:.1' "$T/state"
	grep -q '^Max core file size  *0  *0 ' "$T/state"
	grep -q '^Max data size  *0  *0 ' "$T/state"
	grep -q '^Max processes  *0  *0 ' "$T/state"
	grep -q '^Max open files  *1[0-9]  *1[0-9] ' "$T/state"
	grep -q '^Max file size  *1[0-9]\{10\}  *1[0-9]\{10\} ' "$T/state"
	[ "$(id -u)" != 0 ] || {
		grep -qx 'Uid:.65534.65534.65534.65534' "$T/state"
		grep -qx 'CapPrm:.0000000000000000' "$T/state"
	}
}

@test "a handler's state, as the kernel shows it" {
	listen
	dial
	state "$LISTENER"
	exec 9>&-
	is_confined
	hang_up
	rm "$T/started"
	listen_once
	dial
	state "$LISTENER"
	is_confined
	exec 9>&-
	grep -qx 'Seccomp:.2' "/proc/$LISTENER/status"
	grep -qx 'NoNewPrivs:.1' "/proc/$LISTENER/status"
}

@test "it is confined before the first byte is read" {
	printf 'GET / HTTP/1.0\r\n\r\n' >"$T/request"
	strace -o "$T/strace" "$BUILD/minihttp" -c /dev/null -o 'User 0:0' "$ROOT" <"$T/request" >/dev/null 2>&1
	sed -n '/^read(0/q; p' "$T/strace" | grep -q '^seccomp(.*) *= 0'
	sed -n '/^seccomp/q; p' "$T/strace" | grep -q '^landlock_restrict_self(.*) *= 0'
	listen strace -o "$T/strace" "$BUILD/minihttp" -c /dev/null "$ROOT"
	[ "$(by_connection nothing)" = 200 ]
	sed -n '/^recvfrom(0/q; p' "$T/strace" | grep -q '^seccomp(.*) *= 0'
	hang_up
	rm "$T/started"
	activate --inetd strace -D -f -o "$T/strace" "$BUILD/minihttp" -c /dev/null "$ROOT"
	[ "$(by_connection nothing)" = 200 ]
	sed -n '/accept4(/q; p' "$T/strace" | grep -q 'seccomp(.*) *= 0'
	[ "$(grep -c 'seccomp(' "$T/strace")" = 1 ]
}

# without CALL COMMAND...: runs it as on a kernel without that call.
without() {
	local call=$1
	shift
	strace -f -o "$T/strace" -e trace="$call" -e inject="$call:error=ENOSYS" "$@"
}

@test "Sandbox yes: what is missing is done without, and not said on each connection" {
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' >"$T/request"
	for call in landlock_create_ruleset seccomp close_range prlimit64; do
		without $call "$BUILD/minihttp" -c /dev/null "$ROOT" <"$T/request" >"$T/answer" 2>"$T/log"
		[ "$(statuses)" = 200 ]
		[ "$(wc -l <"$T/log")" = 1 ]
	done
}

@test "Sandbox yes: a listener says once what is missing" {
	activate --inetd strace -D -f -o "$T/strace" -e inject=landlock_create_ruleset:error=ENOSYS \
		"$BUILD/minihttp" -c /dev/null "$ROOT"
	[ "$(by_connection nothing)" = 200 ]
	[ "$(by_connection nothing)" = 200 ]
	[ "$(grep -c '^minihttp: sandbox: not on this system: landlock landlock-net landlock-scope$' "$T/log")" = 1 ]
}

@test "Sandbox require: 500 where a part is missing, and which" {
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' >"$T/request"
	while read -r call part; do
		without $call "$BUILD/minihttp" -c /dev/null -o 'Sandbox require' "$ROOT" <"$T/request" >"$T/answer" 2>"$T/log"
		[ "$(statuses)" = 500 ]
		grep -q "^minihttp: sandbox: not on this system:.* $part" "$T/log"
	done <<-END
	landlock_create_ruleset landlock
	landlock_add_rule landlock
	landlock_restrict_self landlock
	seccomp seccomp
	prctl no_new_privs
	close_range close_range
	prlimit64 limits
	END
	"$BUILD/minihttp" -c /dev/null -o 'Sandbox require' "$ROOT" <"$T/request" >"$T/answer" 2>"$T/log"
	[ "$(statuses)" = 200 ]
}

@test "Sandbox require: -t and the log name what is missing, and the way out" {
	local call part code says
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' >"$T/request"
	while read -r call part; do
		says="^minihttp: sandbox: not on this system:.* $part.*; with Sandbox require nothing is served, Sandbox yes does without\$"
		code=0
		without $call "$BUILD/minihttp" -t -c /dev/null -o 'Sandbox require' "$ROOT" >"$T/out" 2>"$T/log" || code=$?
		[ $code = 78 ]
		[ ! -s "$T/out" ]
		grep -q "$says" "$T/log"
		without $call "$BUILD/minihttp" -c /dev/null -o 'Sandbox require' "$ROOT" <"$T/request" >"$T/answer" 2>"$T/log"
		grep -q "$says" "$T/log"
	done <<-END
	landlock_create_ruleset landlock
	seccomp seccomp
	END
	# nothing is reported where nothing is missing
	"$BUILD/minihttp" -t -c /dev/null -o 'Sandbox require' "$ROOT" >"$T/out"
	grep -qx 'configuration is good: /dev/null' "$T/out"
	without seccomp "$BUILD/minihttp" -t -c /dev/null "$ROOT" >"$T/out"
	grep -qx 'configuration is good: /dev/null' "$T/out"
}

@test "-t of the configuration that is installed, with uploads, makes nothing and is good" {
	"$BUILD/minihttp" -t -c "$BATS_TEST_DIRNAME/../src/config/minihttp.conf" "${ME[@]}" \
		-o 'RequestMethodSupport GET PUT' -o 'Upload /uploads/' -o 'WriteFrom 127.0.0.1' "$ROOT" >"$T/out"
	grep -q 'configuration is good' "$T/out"
}

@test "an older Landlock is used as far as it goes" {
	# the first try is answered as by a kernel that knows fewer calls
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' >"$T/request"
	strace -o "$T/strace" -e inject=landlock_create_ruleset:error=E2BIG:when=1 \
		"$BUILD/minihttp" -c /dev/null -o 'Sandbox require' "$ROOT" <"$T/request" >"$T/answer" 2>"$T/log"
	[ "$(statuses)" = 200 ]
	[ "$(grep -c '^landlock_create_ruleset' "$T/strace")" = 3 ]
	grep -q '^landlock_restrict_self(.*) *= 0' "$T/strace"
}

@test "Sandbox no: nothing of it" {
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' >"$T/request"
	strace -o "$T/strace" "$BUILD/minihttp" -c /dev/null -o 'Sandbox no' "$ROOT" <"$T/request" >"$T/answer" 2>"$T/log"
	[ "$(statuses)" = 200 ]
	# a call that sets a limit: glibc asks for the limit of the stack at its
	# start
	[ "$(grep -c '^seccomp\|^landlock\|^prlimit64(0, [A-Z_]*, {\|^prctl\|^close_range' "$T/strace")" = 0 ]
}

# A site that uses everything a handler can do; ARGUMENTS are those of the
# handler.
everything() {
	local user
	mkdir "$ROOT/cgi-bin" "$ROOT/private" "$ROOT/list" "$ROOT/list/shut"
	printf '#!/bin/sh\necho Content-Type: text/plain\necho\ncat\n' >"$ROOT/cgi-bin/cat"
	chmod -R a+rwX "$ROOT"
	chmod 755 "$T" "$ROOT/cgi-bin/cat"
	echo shut >"$ROOT/list/unreadable"
	ln -s ../digits.txt "$ROOT/list/link"
	head -c 300000 /dev/zero >"$ROOT/big.bin"
	gzip -k "$ROOT/digits.txt"
	echo "u:$(openssl passwd -5 p)" >"$T/htpasswd"
	user=$(id -un)
	[ "$user" != root ] || user=nobody
	touch "$T/access.log" "$T/counters"
	rm "$T/counters"
	mkdir -m 777 "$T/own"
	age
	# shut only now, since the find of `age` enters each directory
	chmod 0 "$ROOT/list/unreadable" "$ROOT/list/shut"
	cat >"$T/conf" <<-END
	User                  $user
	RequestMethodSupport  GET HEAD OPTIONS PUT DELETE POST TRACE
	Upload                /uploads/
	UploadMakeDirectories yes
	UploadQuota           1M
	WriteFrom             0.0.0.0/0 ::/0 -
	Auth                  /private/ $T/htpasswd
	CGI                   /cgi-bin/
	DirectoryListing      yes
	Precompressed         gzip
	CleanURLs             yes
	ErrorPage             404 /index.html
	AccessLog             $T/own/access.log
	Counters              $T/own/counters
	StatusPage            /status
	END
	ARGUMENTS=(-c "$T/conf" "$ROOT")
}

# One connection for each thing that the handler can do: the request, and the
# expected answer.
all_requests() {
	local get='HTTP/1.1\r\nHost: localhost\r\n'
	local auth='Authorization: Basic dTpw\r\n'
	local form='--b\r\nContent-Disposition: form-data; name="f"; filename="form.txt"\r\n\r\nform\r\n--b--\r\n'
	printf "GET /digits.txt $get\r\n"
	printf "HEAD /digits.txt $get\r\n"
	printf "GET /digits.txt ${get}Accept-Encoding: gzip\r\n\r\n"
	printf "GET /digits.txt ${get}If-Modified-Since: Thu, 29 Feb 2024 12:34:56 GMT\r\n\r\n"
	printf "GET /digits.txt ${get}Range: bytes=1-2\r\n\r\n"
	printf "GET /digits.txt ${get}Range: bytes=1-2,7-8\r\n\r\n"
	printf "GET /big.bin ${get}Want-Repr-Digest: sha-256=9\r\n\r\n"
	printf "GET /absent $get\r\n"
	printf "PUT /uploads/a.txt ${get}Content-Length: 1\r\n\r\na"
	printf "PUT /uploads/a.txt ${get}If-Match: *\r\nContent-Length: 1\r\n\r\nb"
	printf "PUT /uploads/d/e/a.txt ${get}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"
	printf "POST /uploads/ ${get}Content-Length: 1\r\n\r\na"
	printf "POST /uploads/ ${get}Content-Type: multipart/form-data; boundary=b\r\nContent-Length: $(printf -- "$form" | wc -c)\r\n\r\n"
	printf -- "$form"
	printf "GET /list/ $get\r\n"
	printf "GET /list/?format=json ${get}\r\n"
	printf "GET /cgi-bin/cat $get\r\n"
	printf "POST /cgi-bin/cat ${get}Content-Length: 1\r\n\r\na"
	printf "POST /cgi-bin/cat ${get}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"
	printf "GET /private/ $get\r\n"
	printf "GET /private/ $get$auth\r\n"
	printf "OPTIONS * $get\r\n"
	printf "TRACE / $get\r\n"
	printf "DELETE /uploads/a.txt $get\r\n"
	printf "GET /empty.txt $get\r\n"
	# the last one, since it closes the connection of a listener
	printf "GET /status ${get}Connection: close\r\n\r\n"
}

@test "each call that the confined make is on the list, with its function" {
	everything
	all_requests >"$T/request"
	WANT='200 200 200 304 206 206 200 404 201 204 201 201 303 200 200 200 200 200 401 200 200 200 204 200 200'
	mkdir "$T/pipe" "$T/listener"
	strace -qq -ff -o "$T/pipe/calls" "$BUILD/minihttp" "${ARGUMENTS[@]}" <"$T/request" >"$T/answer" 2>"$T/log"
	# a start by hand has no address that StatusFrom could allow
	[ "$(statuses)" = "${WANT% 200} 403" ]
	restore
	rm -rf "$ROOT"/uploads/*
	activate --inetd strace -qq -D -ff -o "$T/listener/calls" "$BUILD/minihttp" "${ARGUMENTS[@]}"
	dial
	cat "$T/request" >&9
	timeout 20 cat <&9 >"$T/answer"
	exec 9>&-
	[ "$(statuses)" = "$WANT" ] || {
		statuses
		cat "$T/log"
		return 1
	}
	# a reader that is slow, and one that hangs up
	dial
	printf 'GET /big.bin HTTP/1.0\r\n\r\n' >&9
	head -c 1000 <&9 >/dev/null
	exec 9>&-
	hang_up
	await gone "$LISTENER"
	LISTENER=
	python3 "$BATS_TEST_DIRNAME/lib/confined.py" "$BATS_TEST_DIRNAME/../src/os/sandbox.def" \
		"$T/pipe" "$T/listener" >"$T/out" || {
		cat "$T/out"
		return 1
	}
	sed 's/^/# /' "$T/out" >&3
}

@test "-T says which parts are active" {
	"$BUILD/minihttp" -c /dev/null -T >"$T/out"
	grep -qx '# sandbox: no_new_privs landlock.* seccomp limits close_range' "$T/out"
	without seccomp "$BUILD/minihttp" -c /dev/null -T >"$T/out"
	grep -qx '# sandbox: no_new_privs landlock.* limits close_range' "$T/out"
	grep -qx '# not on this system: seccomp' "$T/out"
	"$BUILD/minihttp" -c /dev/null -o 'Sandbox no' -T >"$T/out"
	grep -qx '# sandbox: off' "$T/out"
}

# as_json [OPTION]...: -T --json into $T/json.
as_json() {
	"$BUILD/minihttp" -c /dev/null -T --json "$@" >"$T/json"
}

# json EXPRESSION...: prints each expression of the object `o`, by Python, on a
# line of its own.
json() {
	python3 -c '
import json, sys
o = json.load(open(sys.argv[1]))
of = {p["process"]: p for p in o["processes"]}
calls = {p: {c["call"]: c for c in of[p]["calls"] or []} for p in of}
for e in sys.argv[2:]:
    got = eval(e)
    print(*got) if isinstance(got, list) else print(json.dumps(got))' "$T/json" "$@"
}

# The calls of sandbox.def whose role matches $1; those of conditional
# compilation, which depend on the C library, are left out.
listed() {
	sed -nE "/^CALL\((poll|nanosleep|newfstatat),/d; s/^CALL\((\w+), ($1), .*/\1/p" \
		"$BATS_TEST_DIRNAME/../src/os/sandbox.def" | LC_ALL=C sort -u | paste -sd' '
}

@test "-T --json: the calls of each process are those of the sandbox's list" {
	local each="[c for c in sorted(calls['%s']) if c not in ('poll', 'nanosleep', 'newfstatat')]"
	as_json
	python3 -m json.tool "$T/json" >/dev/null
	json "${each/\%s/stream}" "${each/\%s/connection}" "${each/\%s/listener}" >"$T/got"
	{
		listed 'SERVE|STREAM'
		listed 'SERVE|SOCKET'
		listed 'SERVE|SOCKET|LISTENER'
	} >"$T/want"
	as_json -o 'DirectoryListing yes' -o 'Upload /uploads/' -o 'RequestMethodSupport GET HEAD PUT' \
		-o 'CGI /cgi/ /x' -o "Auth /p $T/users" "$ROOT"
	json "${each/\%s/connection}" "of['connection']['roles']" >>"$T/got"
	{
		listed 'SERVE|SOCKET|LIST|WRITE|CGI|HASH'
		echo 'socket write list cgi hash'
	} >>"$T/want"
	diff "$T/want" "$T/got"
}

@test "-T --json: conditions are those of the filter" {
	as_json
	json "calls['connection']['shutdown']['conditions']" \
		"[c for c in ('accept4', 'clone', 'kill') if [d['equals'] for d in calls['listener'][c]['conditions']] == ['password'] * 2]" \
		"all(c['needed_by'] for p in calls.values() for c in p.values())" >"$T/got"
	# a call that a role may make with any arguments has no conditions
	as_json -o 'Upload /uploads/' -o 'RequestMethodSupport GET HEAD PUT' "$ROOT"
	json "calls['connection']['openat']['only']" "calls['connection']['fchmod']['opened_in_sandbox']" >>"$T/got"
	diff - "$T/got" <<-'EOF'
		{'argument': 1, 'half': 'low', 'mask': '0xffffffff', 'equals': '0x1'}
		accept4 clone kill
		true
		null
		true
	EOF
}

@test "-T --json: Landlock's rules and the limits follow the configuration" {
	as_json "$ROOT"
	json "[r['beneath'] for r in o['landlock']['allowed']]" "o['landlock']['allowed'][0]['rights']" \
		"o['landlock']['abi'] >= 1 and 'execute' in o['landlock']['denied']['files']" \
		"[of['connection']['limits'][l] for l in ('core', 'data', 'nproc')]" "'fsize' in of['stream']['limits']" >"$T/got"
	as_json -o 'Upload /uploads/' -o 'RequestMethodSupport GET HEAD PUT' "$ROOT"
	json "[r['directive'] + '=' + r['beneath'] for r in o['landlock']['allowed']]" \
		"[r in o['landlock']['allowed'][1]['rights'] for r in ('write_file', 'execute')]" >>"$T/got"
	diff - "$T/got" <<-EOF
		$ROOT
		read_file read_dir
		true
		0 0 0
		false
		DocumentRoot=$ROOT Upload=/uploads/
		True False
	EOF
}

@test "-T --json: the limits are those that the process has" {
	[ "$(id -u)" = 0 ] || skip 'tracing a confined process needs root: sudo make test'
	as_json "$ROOT"
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' >"$T/request"
	strace -e trace=prlimit64 -o "$T/strace" "$BUILD/minihttp" -c /dev/null -o 'AccessLog off' "$ROOT" <"$T/request" >/dev/null
	sed -nE 's/.*RLIMIT_([A-Z]+), \{rlim_cur=([0-9]+), .*/\L\1 \2/p' "$T/strace" | grep -v nofile >"$T/set"
	grep -qx 'nproc 0' "$T/set"
	[ "$(paste -sd' ' "$T/set")" = "$(json "[' '.join(map(str, l)) for l in of['stream']['limits'].items() if l[0] != 'nofile']")" ]
}

@test "-T --json: what is missing is said, and is no guess" {
	without seccomp "$BUILD/minihttp" -c /dev/null -T --json >"$T/json"
	json "o['missing']" "[p['calls'] for p in o['processes']]" >"$T/got"
	as_json -o 'Sandbox no'
	json "o['active']" "o['no_new_privs']" "o['landlock']" "[p['limits'] for p in o['processes']]" >>"$T/got"
	diff - "$T/got" <<-'EOF'
		seccomp
		None None None

		false
		null
		None None None
	EOF
}

@test "-T --json: the directives are the lines of -T, and twice the same" {
	local options=(-o 'DirectoryIndex "a b" c\d' -o 'Header X "say it"' "$T/"$'caf\xc3\xa9')
	as_json "${options[@]}"
	cp "$T/json" "$T/once"
	as_json "${options[@]}"
	cmp "$T/json" "$T/once"
	"$BUILD/minihttp" -c /dev/null -T "${options[@]}" | grep -v '^#' >"$T/lines"
	[ "$(json "'\n'.join(o['directives'])")" = "$(python3 -c 'import json, sys; print(json.dumps(sys.stdin.read()[:-1]))' <"$T/lines")" ]
	run "$BUILD/minihttp" -c /dev/null --json
	[ "$status" -eq 64 ]
	[[ $output = *'--json: is for -T only' ]]
}

as_root() {
	root_for 'becoming User'
}

# Prints the ids that the handler with these options serves with.
ids() {
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' >"$T/request"
	strace -o "$T/strace" "$BUILD/minihttp" -c /dev/null "$@" "$ROOT" <"$T/request" >"$T/answer" 2>"$T/log"
	sed -n '/^set[a-z]*(\|^capset/ s/ *= 0$//p' "$T/strace" | paste -sd' '
}

@test "User: root becomes nobody, or who is named" {
	as_root
	local none='capset({version=_LINUX_CAPABILITY_VERSION_3, pid=0}, {effective=0, permitted=0, inheritable=0})'
	[ "$(ids)" = "setgroups(1, [65534]) setresgid(65534, 65534, 65534) setresuid(65534, 65534, 65534) $none" ]
	[ "$(statuses)" = 200 ]
	[ "$(ids -o 'User 4242:4343')" = "setgroups(1, [4343]) setresgid(4343, 4343, 4343) setresuid(4242, 4242, 4242) $none" ]
	[ "$(statuses)" = 200 ]
	local daemon
	daemon=$(id -u daemon)
	[[ $(ids -o 'User daemon') = *"setresuid($daemon, $daemon, $daemon) "* ]]
	[[ $(ids -o 'User root') = *"setresuid(0, 0, 0) $none" ]]
	[ "$(statuses)" = 200 ]
}

@test "User: one that is not there is an error of the configuration, as nobody" {
	as_root
	[[ $(ids -o 'User nosuchuser') = *'setresuid(65534, 65534, 65534) '* ]]
	[ "$(statuses)" = 500 ]
	grep -q '^minihttp: User nosuchuser: no such user in /etc/passwd$' "$T/log"
}

@test "User: nothing is read, and nothing served, as root that cannot leave" {
	as_root
	local code=0
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' >"$T/request"
	strace -o "$T/strace" -e inject=setresuid:error=EINVAL "$BUILD/minihttp" -c /dev/null "$ROOT" \
		<"$T/request" >"$T/answer" 2>"$T/log" || code=$?
	[ $code = 77 ]
	[ ! -s "$T/answer" ]
	[ "$(grep -c '^read(0' "$T/strace")" = 0 ]
	grep -q 'User root' "$T/log"
}

@test "User: an ordinary user is left alone" {
	local try='exec "$@"'
	[ "$(id -u)" != 0 ] || try='exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"'
	cd "$ROOT" # the way there is not for everybody
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' |
		sh -c "$try" - "$BUILD/minihttp" -c /dev/null -o 'User root' . >"$T/answer" 2>"$T/log"
	[ "$(statuses)" = 200 ]
}

@test "a log that is root's is written by nobody" {
	as_root
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' |
		"$BUILD/minihttp" -c /dev/null -o "AccessLog $T/access" "$ROOT" >"$T/answer"
	[ "$(stat -c '%U %a' "$T/access")" = 'root 640' ]
	[ "$(wc -l <"$T/access")" = 1 ]
}

# Prints what an attacker who controls libcurl (tests/probe/curl.c) can do to
# these files.
taken_over() {
	[ -e "$T/lib/libcurl.so.4" ] || {
		mkdir "$T/lib"
		cc -shared -fPIC -o "$T/lib/libcurl.so.4" "$BATS_TEST_DIRNAME/probe/curl.c"
	}
	PROBE_FILES=$1 LD_LIBRARY_PATH=$T/lib timeout 20 "$BUILD/minihttp-client" \
		--cache-dir "$T/cache" "${@:2}" http://127.0.0.1:1/x 2>"$T/acts" || true
	sed "s,$T/,," "$T/acts" | sort
}

@test "the client: whoever takes over libcurl writes to the cache, and starts nothing" {
	local file
	mkdir -p "$T/out" "$T/cache/v1"
	for file in mine.txt out/old cache/v1/entry; do
		echo content >"$T/$file"
	done
	chmod 700 "$T/cache" "$T/cache/v1"
	taken_over "$T/mine.txt:$T/out/old:$T/cache/v1/entry"
	[ "$(taken_over "$T/mine.txt:$T/out/old:$T/cache/v1/entry" | grep -c .)" = 19 ]
	[ "$(cat "$T/mine.txt" "$T/out/old")" = $'content\ncontent' ]
	[ ! -e "$T/cache/v1/entry" ]
	grep -q '^execute true refused$' "$T/acts"
	grep -q "^read $T/mine.txt done$" "$T/acts"
	[ "$(grep -c "$T/\(mine.txt\|out/old\) refused$" "$T/acts")" = 10 ]
}

@test "the client: the directory of -o, and no other, is written to as well" {
	mkdir "$T/out"
	echo content >"$T/out/old"
	echo content >"$T/mine.txt"
	taken_over "$T/mine.txt:$T/out/old" -o "$T/out/new"
	[ "$(cat "$T/mine.txt")" = content ]
	[ ! -e "$T/out/old" ]
	# with /dev/null the files beside it cannot be written
	echo content >"$T/out/old"
	taken_over "$T/out/old" -o /dev/null
	[ "$(cat "$T/out/old")" = content ]
	# in the working directory
	cd "$T/out"
	taken_over "$T/mine.txt:$T/out/old" -O
	[ "$(cat "$T/mine.txt")" = content ]
	[ ! -e "$T/out/old" ]
}

@test "the client: a hit in the cache pays nothing for it" {
	listen_once
	local url=http://127.0.0.1:$PORT/digits.txt
	cd "$T"
	export XDG_CACHE_HOME=$T/cache
	strace -f -o "$T/strace" "$BUILD/minihttp-client" --heuristic -o got "$url"
	grep -q 'landlock_restrict_self(.*) *= 0' "$T/strace"
	# before the first library that the network needs
	sed '/libcurl/q' "$T/strace" | grep -q 'landlock_restrict_self'
	strace -f -o "$T/strace" "$BUILD/minihttp-client" --heuristic -o got "$url"
	[ "$(grep -c 'landlock\|NO_NEW_PRIVS' "$T/strace")" = 0 ]
	cmp "$T/got" "$ROOT/digits.txt"
}

@test "minihttpd: its workers, and what they start, call nobody and signal no stranger" {
	local stranger
	sleep 60 3>&- &
	stranger=$!
	cat >"$T/handler" <<-END
	#!/bin/bash
	exec 2>>"$T/acts"
	(exec 6<>/dev/tcp/127.0.0.1/\$(cat "$T/port")) 2>/dev/null && echo connected >&2
	kill -0 $stranger 2>/dev/null && echo signalled >&2
	ls -l /proc/self/fd | grep secret >&2
	cat /proc/self/status /proc/self/limits >"$T/state"
	echo tried >&2
	exec "$BUILD/minihttp" "\$@"
	END
	chmod +x "$T/handler"
	# a server of another user, and a descriptor that was forgotten
	listen
	echo "$PORT" >"$T/port"
	exec 7<"$T/secret"
	stand --handler "$T/handler"
	exec 7<&-
	[ "$(curl -s --max-time 10 "http://127.0.0.1:$PORT/digits.txt")" = 0123456789abcdefghij ]
	kill "$stranger"
	stand_down
	cat "$T/acts"
	grep -qx tried "$T/acts"
	[ "$(grep -c secret "$T/acts")" = 0 ]
	grep -qx 'NoNewPrivs:.1' "$T/state"
	grep -q '^Max core file size  *0  *0 ' "$T/state"
	# as far as this kernel supports it
	"$BUILD/minihttp" -c /dev/null -T >"$T/parts"
	! grep -q landlock-net "$T/parts" || [ "$(grep -c connected "$T/acts")" = 0 ]
	! grep -q landlock-scope "$T/parts" || [ "$(grep -c signalled "$T/acts")" = 0 ]
}

@test "minihttpd: as root it keeps the capabilities for files, users, ports and signals alone" {
	as_root
	stand
	grep -qx 'CapPrm:.00000000000004ee' "/proc/$DAEMON/status"
	grep -qx 'CapEff:.00000000000004ee' "/proc/$DAEMON/status"
	[ "$(curl -s --max-time 10 "http://127.0.0.1:$PORT/digits.txt")" = 0123456789abcdefghij ]
	stand_down
}

@test "minihttpd: in its fence a reload still listens on what is new" {
	printf 'Listen 127.0.0.1:PORT\n' >"$T/conf.in"
	stand_on -c "$T/conf" "$ROOT"
	echo "Listen unix:$T/new" >>"$T/conf"
	kill -HUP "$DAEMON"
	await [ -S "$T/new" ]
	await eval '[ "$(curl -s --max-time 10 --unix-socket "$T/new" http://a/digits.txt)" = 0123456789abcdefghij ]'
	sed -i "s/127.0.0.1/127.0.0.3/" "$T/conf"
	kill -HUP "$DAEMON"
	await eval '[ "$(curl -s --max-time 10 "http://127.0.0.3:$PORT/digits.txt")" = 0123456789abcdefghij ]'
	stand_down
}

@test "minihttpd: what scripts may is not fenced, unless they come with a reload" {
	mkdir "$ROOT/cgi-bin"
	listen # somebody else's server
	cat >"$ROOT/cgi-bin/call" <<-END
	#!/bin/bash
	printf 'Content-Type: text/plain\n\n'
	exec 6<>/dev/tcp/127.0.0.1/$PORT && echo connected
	END
	chmod 755 "$ROOT/cgi-bin/call"
	echo 'CGI /cgi-bin/' >"$T/conf"
	stand "${ME[@]}"
	[ "$(curl -s --max-time 10 "http://127.0.0.1:$PORT/cgi-bin/call")" = connected ]
	stand_down
	: >"$T/conf"
	stand "${ME[@]}"
	echo 'CGI /cgi-bin/' >"$T/conf"
	kill -HUP "$DAEMON"
	"$BUILD/minihttp" -c /dev/null -T >"$T/parts"
	! grep -q landlock-net "$T/parts" || {
		await grep -q '^minihttpd: CGI: until the next start' "$T/log"
		await eval '[ -z "$(curl -sf --max-time 10 "http://127.0.0.1:$PORT/cgi-bin/call")" ]'
	}
	stand_down
}
