#!/usr/bin/env bats
# A handler that gets the listening socket, as from xinetd (wait = yes) and
# systemd (Accept=no), and forks one process for each connection.

load lib/ask
load lib/listen

setup() {
	site
}

teardown() {
	hang_up
	end_all
}

fetch() {
	curl -s --max-time 10 -o "$T/body" -w '%{http_code}' "http://127.0.0.1:$PORT${1:-/digits.txt}"
}

# Opens a connection on descriptor $1 that has begun a request.
begin() {
	eval "exec $1<>/dev/tcp/127.0.0.1/$PORT"
	printf 'GET /digits.txt HTTP/1.1\r\n' >&"$1"
}

# Waits until the handler has $1 children.
await_children() {
	timeout 10 sh -c 'until [ "$(pgrep -c -x -P "$1" minihttp)" = "$2" ]; do :; done' - "$LISTENER" "$1"
}

await_some_child() {
	timeout 10 sh -c 'until pgrep -x -P "$1" minihttp >/dev/null; do :; done' - "$LISTENER"
}

# The exit code of the handler, when it ends by itself.
await_end() {
	local code=0
	wait "$LISTENER" || code=$?
	LISTENER=
	[ "$code" = "$1" ]
}

@test "connections are served, one after the other and at the same time" {
	listen_once
	local i pids=()
	for i in 1 2 3; do
		[ "$(fetch)" = 200 ]
		cmp "$T/body" "$ROOT/digits.txt"
	done
	for i in 1 2 3 4 5 6 7 8; do
		curl -s --max-time 10 -o "$T/body$i" "http://127.0.0.1:$PORT/digits.txt" 3>&- &
		pids+=($!)
	done
	wait "${pids[@]}"
	for i in 1 2 3 4 5 6 7 8; do
		cmp "$T/body$i" "$ROOT/digits.txt"
	done
}

@test "each connection has a process of its own, and one that dies takes no other along" {
	listen_once
	begin 5
	begin 6
	await_children 2
	kill -9 "$(pgrep -o -x -P "$LISTENER" minihttp)"
	await_children 1
	printf 'Host: a\r\nConnection: close\r\n\r\n' >&6
	timeout 10 grep -q 0123456789abcdefghij <&6
	[ "$(fetch)" = 200 ]
	exec 5>&- 6>&-
}

@test "processes that have ended are reaped" {
	listen_once
	local i
	for i in 1 2 3 4 5; do
		[ "$(fetch)" = 200 ]
	done
	await_children 0
}

# Beside many the listener does not look at each child for every one that ends, and
# SIGCHLD, sent once for all that end together, names one of them.
@test "beside many, each that is killed is noticed, also those that end together" {
	listen_once -o 'MaxConnectionsPerSource 0'
	local i fd killed
	for ((i = 0; i < 100; i++)); do
		exec {fd}<>"/dev/tcp/127.0.0.1/$PORT"
	done
	await_children 100
	mapfile -t killed < <(pgrep -x -P "$LISTENER" minihttp | head -n 13)
	kill -9 "${killed[0]}"
	await_children 99
	kill -9 "${killed[@]:1}"
	await_children 87
	[ "$(fetch)" = 200 ]
	await_children 87
}

@test "over MaxConnections they wait in the backlog" {
	listen_once -o 'MaxConnections 2' -o 'MaxConnectionsPerSource 0'
	begin 5
	begin 6
	await_children 2
	fetch >"$T/code" 2>/dev/null 5>&- 6>&- 3>&- &
	local waiting=$!
	[ "$(pgrep -c -x -P "$LISTENER" minihttp)" = 2 ]
	exec 5>&-
	wait $waiting
	[ "$(cat "$T/code")" = 200 ]
	exec 6>&-
}

# Ends who holds the places, and the listener.
vacate() {
	kill "$HOLDER" 2>/dev/null || true # it ends when all are closed
	hang_up
	wait "$LISTENER" || true
	rm "$T/started"
}

@test "full: of those that have sent nothing the one that waits longest makes room, at once" {
	local try left
	for try in {1..5}; do
		# four sources hold every place for longer than the test runs
		listen_once -o 'MaxConnections 8' -o 'MaxConnectionsPerSource 2' \
			-o 'HeadTimeout 1h' -o 'KeepAliveTimeout 1h'
		occupy silent 8
		await_children 8
		visit
		cmp "$T/body" "$ROOT/digits.txt"
		# TCP_DEFER_ACCEPT decides the order, not the connections
		await eval '[ "$(closed | wc -w)" -ge 1 ]'
		# the place of that connection is free again
		visit
		left=$(closed | wc -w)
		vacate
		# one that ends late, on a busy machine, takes others along
		[ "$left" -gt 3 ] || break
	done
	[ "$left" -le 3 ]
}

@test "full: then those that are silent after a request, and those whose head does not end" {
	local option how try left
	for option in 1 100; do
		for how in idle begun; do
			for try in {1..5}; do
				listen_once -o 'MaxConnections 8' -o 'MaxConnectionsPerSource 2' \
					-o "ConnectionsPerProcess $option" \
					-o 'HeadTimeout 1h' -o 'KeepAliveTimeout 1h'
				occupy "$how" 8
				await_children 8
				visit
				await eval '[ "$(closed | wc -w)" -ge 1 ]'
				left=$(closed | wc -w)
				vacate
				# as above
				[ "$left" -ge 8 ] || break
			done
			[ "$left" -lt 8 ]
		done
	done
}

@test "full: a peer that is served, sends or reads keeps its place, and others wait" {
	local n
	head -c 30000000 /dev/zero >"$ROOT/big"
	listen_once -o 'MaxConnections 2' -o 'MaxConnectionsPerSource 0' \
		-o 'SendTimeout 1h' -o 'BodyTimeout 1h' -o 'KeepAliveTimeout 1h'
	exec 5<>"/dev/tcp/127.0.0.1/$PORT" 6<>"/dev/tcp/127.0.0.1/$PORT"
	printf 'GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' >&5
	printf 'OPTIONS / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\na' >&6
	await_children 2
	visit 5>&- 6>&- 3>&- &
	local waiting=$!
	# longer than a silent connection is given
	for n in {1..30}; do
		sleep 0.05
		gone "$waiting" && return 1
	done
	printf 'bc' >&6
	timeout 10 cat <&6 >"$T/answer"
	[ "$(statuses)" = 200 ]
	wait "$waiting"
	timeout 20 cat <&5 | tail -c 30000000 | cmp - "$ROOT/big"
	exec 5>&- 6>&-
}

@test "a source over its share gets 503 with Retry-After, and no process" {
	listen_once -o 'MaxConnectionsPerSource 1'
	begin 5
	await_children 1
	dial
	printf 'GET / HTTP/1.0\r\n\r\n' >&9
	timeout 10 cat <&9 >"$T/answer"
	exec 9>&-
	[ "$(statuses)" = 503 ]
	grep -q '^Retry-After: 1' "$T/answer"
	[ "$(pgrep -c -x -P "$LISTENER" minihttp)" = 1 ]
	exec 5>&-
	await_children 0
	[ "$(fetch)" = 200 ]
}

# A user "u" whose password "p" takes 2 to the $1 rounds to check.
user_of_cost() {
	htpasswd -nbB -C "$1" u p >"$T/htpasswd"
	chmod 644 "$T/htpasswd"
}

# try SOURCE PASSWORD: the status of an answer to that password; its head is in
# $T/head.
try() {
	curl -s --max-time 30 --interface "$1" -u "u:$2" -o /dev/null -D "$T/head" -w '%{http_code}' \
		"${@:3}" "http://127.0.0.1:$PORT/digits.txt"
}

@test "wrong passwords: ten of a source are checked, then 429 with Retry-After (RFC 6585 4)" {
	local option n
	user_of_cost 5
	for option in 1 100; do
		listen_once -o "Auth / $T/htpasswd" -o "ConnectionsPerProcess $option"
		for n in {1..10}; do
			[ "$(try 127.0.0.3 wrong)" = 401 ]
		done
		# the right password is refused as well, or guessing could go on
		[ "$(try 127.0.0.3 p)" = 429 ]
		grep -qi '^Retry-After: [1-6].$' "$T/head"
		await logged ' 429 .* auth-failures$'
		# a request without a password, and any other source, is served
		[ "$(curl -s --max-time 10 --interface 127.0.0.3 -o /dev/null -w '%{http_code}' \
			"http://127.0.0.1:$PORT/digits.txt")" = 401 ]
		[ "$(try 127.0.0.9 p)" = 200 ]
		hang_up
		wait "$LISTENER" || true
		rm "$T/started"
	done
}

@test "wrong passwords: MaxAuthFailures says how many, for uploads too, and 0 is no limit" {
	local n
	user_of_cost 5
	listen_once -o "WriteAuth $T/htpasswd" -o 'RequestMethodSupport GET PUT' -o 'Upload /' \
		-o 'MaxAuthFailures 2'
	[ "$(try 127.0.0.3 wrong -X PUT -d x)" = 401 ]
	[ "$(try 127.0.0.3 wrong -X PUT -d x)" = 401 ]
	[ "$(try 127.0.0.3 wrong -X PUT -d x)" = 429 ]
	[ "$(try 127.0.0.3 wrong)" = 200 ]
	hang_up
	wait "$LISTENER" || true
	rm "$T/started"
	listen_once -o "Auth / $T/htpasswd" -o 'MaxAuthFailures 0'
	for n in {1..30}; do
		[ "$(try 127.0.0.3 wrong)" = 401 ]
	done
}

@test "wrong passwords are the visitor's, behind a proxy of ForwardedFrom" {
	local n
	user_of_cost 5
	listen_once -o "Auth / $T/htpasswd" -o 'ForwardedFrom X-Forwarded-For 127.0.0.3'
	for n in {1..10}; do
		[ "$(try 127.0.0.3 wrong -H 'X-Forwarded-For: 192.0.2.1')" = 401 ]
	done
	[ "$(try 127.0.0.3 p -H 'X-Forwarded-For: 192.0.2.1')" = 429 ]
	[ "$(try 127.0.0.3 p -H 'X-Forwarded-For: 192.0.2.2')" = 200 ]
	# other sources cannot make a failure look like this source's
	for n in {1..10}; do
		[ "$(try 127.0.0.4 wrong -H 'X-Forwarded-For: 192.0.2.5')" = 401 ]
	done
	[ "$(try 127.0.0.4 p)" = 429 ]
	[ "$(try 127.0.0.3 p -H 'X-Forwarded-For: 192.0.2.5')" = 200 ]
}

# Many clients that guess passwords, from four sources; GUESSERS are their
# processes.
guess() {
	local n
	GUESSERS=()
	for n in {1..24}; do
		curl -s --max-time 60 --interface "127.0.0.$((2 + n % 4))" -u "u:$n" -o /dev/null \
			"http://127.0.0.1:$PORT/digits.txt" 3>&- &
		GUESSERS+=($!)
	done
}

# The children that are computing now, or would if a processor were free.
# Children that start or end are not counted: they are not both niced and
# running.
computing() {
	ps -o stat=,ni= --ppid "$LISTENER" | grep -c '^R.* 10$' || true
}

@test "passwords: one is checked at a time, less urgently, and the blameless come first" {
	local n most=0 now before after
	user_of_cost 11
	listen_once -o "Auth / $T/htpasswd"
	guess
	# not all 24, since some may have ended before the last one starts
	timeout 20 sh -c 'until [ "$(pgrep -c -x -P "$1" minihttp)" -ge 12 ]; do :; done' - "$LISTENER"
	for n in {1..20}; do
		now=$(computing)
		[ "$now" -le "$most" ] || most=$now
		sleep 0.02
	done
	echo "$most at once"
	# one, and perhaps another that is about to end; only niced ones are
	# counted
	[ "$most" -ge 1 ]
	[ "$most" -le 2 ]
	# all four sources will soon have failed too often, but this one has not
	# failed, and passes those that wait
	before=$(ps -o pid= --ppid "$LISTENER" | wc -l)
	[ "$(try 127.0.0.9 p)" = 200 ]
	after=$(ps -o pid= --ppid "$LISTENER" | wc -l)
	echo "$before waited, $after wait"
	[ "$after" -gt 4 ] || [ "$((before - after))" -le 4 ]
	kill "${GUESSERS[@]}" || true
}

# A password of "u" that no guess finds, and whose check takes minutes.
user_of_minutes() {
	user_of_cost 5
	sed -i 's/\$05\$/$24$/' "$T/htpasswd"
}

@test "passwords: who waits ten seconds for a check gets 503 with Retry-After (9110 15.6.4)" {
	user_of_minutes
	listen_once -o "Auth / $T/htpasswd"
	dial
	printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\nAuthorization: Basic dTp4\r\n\r\n' >&9
	await eval '[ "$(computing)" = 1 ]'
	[ "$(curl -s --max-time 60 --interface 127.0.0.9 -u u:p -D "$T/head" -o "$T/body" \
		-w '%{http_code}' "http://127.0.0.1:$PORT/digits.txt")" = 503 ]
	grep -qi '^Retry-After: [0-9]' "$T/head"
	await logged '"GET /digits.txt HTTP/1.1" 503 .* busy$'
	# requests without a password do not wait
	[ "$(fetch)" = 401 ]
	exec 9>&-
}

@test "passwords: a check ends when its client has gone, in every launch mode" {
	local mode began
	user_of_minutes
	for mode in once each; do
		if [ $mode = once ]; then
			listen_once -o "Auth / $T/htpasswd"
		else
			listen "$BUILD/minihttp" -c /dev/null -o "Auth / $T/htpasswd" "$ROOT"
		fi
		dial
		printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\nAuthorization: Basic dTp4\r\n\r\n' >&9
		await eval '[ "$(computing)" = 1 ]'
		exec 9>&-
		timeout 20 sh -c 'while pgrep -x -P "$1" minihttp >/dev/null; do :; done' - "$LISTENER"
		[ $mode = each ] || await logged ' peer-gone$' || { cat "$T/log"; false; }
		hang_up
		wait "$LISTENER" || true
		rm "$T/started"
	done
}

@test "IdleExit: it leaves when nobody has come, and not before the last has gone" {
	listen_once -o 'IdleExit 100ms' -o 'KeepAliveTimeout 300ms'
	dial
	printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n' >&9
	# this connection stays open for three times the idle time
	timeout 10 cat <&9 >"$T/answer"
	exec 9>&-
	[ "$(statuses)" = 200 ]
	await_end 0
}

# relaunch ROOT [OPTION...]: holds the socket, as xinetd and systemd do, and
# starts a handler at a connection when none runs.  Sets PORT.
relaunch() {
	local root=$1
	shift
	python3 - "$T/port" "$BUILD/minihttp" -c /dev/null "${ME[@]}" "$@" "$root" >"$T/starts" 2>"$T/log" 3>&- <<-'END' &
	import os, select, signal, socket, subprocess, sys
	child = None
	def end(*_):
	    if child:
	        child.terminate()
	    os._exit(0)
	signal.signal(signal.SIGTERM, end)
	s = socket.create_server(("127.0.0.1", 0))
	with open(sys.argv[1] + ".new", "w") as f:
	    print(s.getsockname()[1], file=f)
	os.rename(sys.argv[1] + ".new", sys.argv[1])
	for _ in range(100):
	    select.select([s], [], [])
	    print("start", flush=True)
	    s.setblocking(True)
	    child = subprocess.Popen(sys.argv[2:], stdin=s, stdout=subprocess.DEVNULL)
	    child.wait()
	END
	LISTENER=$!
	await [ -e "$T/port" ]
	PORT=$(cat "$T/port")
}

# name TREE: makes a site whose file tells which tree it is.
tree() {
	mkdir -p "$T/$1"
	echo "$1" >"$T/$1/name"
}

switch_to() {
	ln -s "$1" "$T/new"
	mv -T "$T/new" "$T/current"
}

serves() {
	[ "$(curl -s --max-time 10 "${@:2}" "http://127.0.0.1:$PORT/name")" = "$1" ]
}

@test "a root whose link is switched: it ends, and is started with the new one" {
	local option
	tree one
	tree two
	for option in 'KeepAlive yes' 'ConnectionsPerProcess 100'; do
		switch_to one
		rm -f "$T/port"
		relaunch "$T/current" -o "$option"
		serves one
		switch_to two
		await serves two
		[ "$(wc -l <"$T/starts")" = 2 ]
		await logged "^minihttp: $T/current: has been replaced"
		# the tree is replaced while a connection is open, which is then
		# asked to end
		dial
		printf 'GET /name HTTP/1.1\r\nHost: a\r\n\r\n' >&9
		timeout 10 grep -qxm1 two <&9
		rm -r "$T/two"
		tree two
		echo again >"$T/two/name"
		await serves again
		timeout 10 cat <&9 >/dev/null
		exec 9>&-
		rm "$T/two/name" "$T/current"
		tree two
		# the tree is missing for a while, or is not a directory: the
		# old one stays
		mv "$T/two" "$T/gone"
		serves two
		echo >"$T/two"
		serves two
		rm "$T/two"
		mv "$T/gone" "$T/two"
		hang_up
		wait "$LISTENER" || true
	done
}

@test "a connection costs one call more for that, and a process of its own none" {
	root_for 'tracing a confined process'
	command -v strace >/dev/null || skip 'strace is missing: make deps test'
	local n tracer
	# this does not depend on how many files were opened at the start
	: >"$T/htpasswd"
	listen_once "${ME[@]}" -o "Auth /none/ $T/htpasswd" -o "WriteAuth $T/htpasswd" \
		-o 'Upload /' -o 'RequestMethodSupport GET PUT'
	[ "$(fetch)" = 200 ]
	strace -f -p "$LISTENER" -o "$T/calls" 2>"$T/strace" 3>&- &
	tracer=$!
	await grep -q attached "$T/strace"
	for n in 1 2 3; do
		[ "$(fetch)" = 200 ]
	done
	kill "$LISTENER"
	wait "$tracer" || true
	LISTENER=
	[ "$(grep -c 'statx(' "$T/calls")" = 3 ]
	[ "$(grep 'statx(' "$T/calls" | cut -d' ' -f1 | sort -u | wc -l)" = 1 ]
}

@test "a root that is switched all the time is no loop of starts" {
	local began=$SECONDS i
	tree one
	tree two
	switch_to one
	relaunch "$T/current"
	while [ $((SECONDS - began)) -lt 8 ]; do
		switch_to two
		curl -s --max-time 10 -o "$T/body" "http://127.0.0.1:$PORT/name"
		switch_to one
		curl -s --max-time 10 -o "$T/body" "http://127.0.0.1:$PORT/name"
	done
	[ "$(wc -l <"$T/starts")" -le 4 ]
}

@test "a file of Auth that is renamed over the old one: it is started with the new one" {
	code() {
		curl -s --max-time 10 -o "$T/body" -w '%{http_code}' -u "$1" "http://127.0.0.1:$PORT/digits.txt"
	}
	echo "u:$(openssl passwd -5 old)" >"$T/htpasswd"
	relaunch "$ROOT" -o "Auth / $T/htpasswd"
	[ "$(code u:old)" = 200 ]
	echo "u:$(openssl passwd -5 new)" >"$T/htpasswd.new"
	mv "$T/htpasswd.new" "$T/htpasswd"
	await eval '[ "$(code u:new)" = 200 ]'
	[ "$(code u:old)" = 401 ]
}

# Landlock lets a handler write to the directory that was there at its start.
@test "a directory of Upload that is replaced: it is started with the new one" {
	put() {
		curl -s --max-time 10 -o "$T/body" -w '%{http_code}' -T "$ROOT/digits.txt" \
			"http://127.0.0.1:$PORT/up/in/$1"
	}
	mkdir -p "$ROOT/up/in"
	chmod 777 "$ROOT/up/in"
	relaunch "$ROOT" -o 'Upload /up/in/' -o 'WriteFrom 127.0.0.1' -o 'RequestMethodSupport GET PUT'
	[ "$(put one)" = 201 ]
	mv "$ROOT/up/in" "$ROOT/up/old"
	mkdir -m 777 "$ROOT/up/in"
	await eval '[ "$(put two)" = 201 ]'
	cmp "$ROOT/up/in/two" "$ROOT/digits.txt"
	[ "$(wc -l <"$T/starts")" = 2 ]
	[ "$(ls "$ROOT/up/old")" = one ]
}

@test "a directory of Upload that a start makes is no reason for another start" {
	local began=$SECONDS
	relaunch "$ROOT" -o 'Upload /made/' -o 'WriteFrom 127.0.0.1' -o 'UploadMakeDirectories yes' \
		-o 'RequestMethodSupport GET PUT' -o 'User root'
	# a handler examines no path until it is three seconds old
	while [ $((SECONDS - began)) -lt 6 ]; do
		[ "$(fetch)" = 200 ]
	done
	[ -d "$ROOT/made" ]
	[ "$(wc -l <"$T/starts")" = 1 ]
}

@test "ConnectionsPerProcess: a process serves its number, and a fresh one follows" {
	[ -z "${SAN:-}" ] || skip 'the sanitizer of leaks does not work under strace'
	root_for 'tracing a confined process'
	activate --inetd strace -D -f -e trace=recvmsg -o "$T/strace" \
		"$BUILD/minihttp" -c /dev/null -o 'ConnectionsPerProcess 3' "$ROOT"
	local n=0
	# writes how many connections each process was given
	count_handed() {
		sed -n '/SCM_RIGHTS/ s/ .*//p' "$T/strace" | sort | uniq -c | awk '{ print $1 }' >"$T/handed"
	}
	# A process that is not yet done with the last connection does not get
	# the next one, so the number is not known before.
	ask_again() {
		fetch >>"$T/codes"
		n=$((n + 1))
		count_handed
	}
	await eval 'ask_again; [ $n -ge 12 ] && grep -qx 3 "$T/handed"'
	kill -TERM "$LISTENER"
	await_end 0
	[ "$(cat "$T/codes")" = "$(printf '200%.0s' $(seq $n))" ]
	count_handed
	[ "$(awk "{ n += \$1 } END { print n }" "$T/handed")" = $n ]
	[ "$(sort -n "$T/handed" | tail -1)" = 3 ]
}

@test "ConnectionsPerProcess: many at once are served by many, each whole" {
	listen_once -o 'ConnectionsPerProcess 100' -o 'MaxConnections 40' \
		-o 'MaxConnectionsPerSource 0'
	head -c 3000000 /dev/urandom >"$ROOT/big"
	local i pids=()
	for i in {1..20}; do
		curl -s --max-time 20 -o "$T/body$i" "http://127.0.0.1:$PORT/big" 3>&- &
		pids+=($!)
	done
	wait "${pids[@]}"
	for i in {1..20}; do
		cmp "$T/body$i" "$ROOT/big"
	done
}

@test "ConnectionsPerProcess: a source over its share gets 503, the next one is served" {
	listen_once -o 'ConnectionsPerProcess 100' -o 'MaxConnectionsPerSource 1'
	begin 5
	await_children 1
	dial
	printf 'GET / HTTP/1.0\r\n\r\n' >&9
	timeout 10 cat <&9 >"$T/answer"
	exec 9>&-
	[ "$(statuses)" = 503 ]
	await logged '^minihttp: 127.0.0.1: refused with 503'
	exec 5>&-
	timeout 10 sh -c "until [ \$(curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:$PORT/) = 200 ]; do :; done"
}

@test "ConnectionsPerProcess: one that is killed is replaced, also when it waited" {
	listen_once -o 'ConnectionsPerProcess 100'
	local i
	for i in 1 2 3; do
		[ "$(fetch)" = 200 ]
		await_some_child
		kill -9 $(pgrep -x -P "$LISTENER" minihttp)
		[ "$(fetch)" = 200 ]
	done
}

# The connection would stay open in the listener's copy of the child's channel.
@test "ConnectionsPerProcess: a connection that waits for a process ends when that is killed" {
	listen_once -o 'ConnectionsPerProcess 100'
	[ "$(fetch)" = 200 ]
	await_some_child
	local child code=0
	child=$(pgrep -x -P "$LISTENER" minihttp)
	await logged digits.txt
	await asleep "$child"
	kill -STOP "$child"
	dial
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' >&9
	# the connection was accepted and handed over with that request
	timeout 10 sh -c 'until ss -Hltn "sport = :$1" | grep -q "^LISTEN *0 "; do :; done' - "$PORT"
	kill -KILL "$child"
	timeout 10 cat <&9 >"$T/answer" || code=$?
	exec 9>&-
	[ "$code" != 124 ]
	[ "$(fetch)" = 200 ]
}

@test "ConnectionsPerProcess: with IdleExit its processes leave, and then it does" {
	listen_once -o 'ConnectionsPerProcess 100' -o 'IdleExit 100ms'
	[ "$(fetch)" = 200 ]
	await_end 0
}

@test "ConnectionsPerProcess: SIGTERM ends those that wait at once" {
	listen_once -o 'ConnectionsPerProcess 100' -o 'DrainTimeout 1h'
	[ "$(fetch)" = 200 ]
	await_some_child
	kill -TERM "$LISTENER"
	await_end 0
}

@test "a request that crosses SIGTERM on an idle connection is answered, with close" {
	# 9112 9.3.1: the client could not know whether it may repeat the
	# request
	listen_once
	dial
	printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n' >&9
	timeout 10 head -c 100 <&9 >"$T/answer"
	# it is idle when it has logged, too
	await logged digits.txt
	child=$(pgrep -x -P "$LISTENER" minihttp)
	await asleep "$child"
	kill -TERM "$child"
	printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n' >&9
	timeout 10 cat <&9 >>"$T/answer"
	exec 9>&-
	[ "$(grep -ao 'HTTP/1.1 200' "$T/answer" | wc -l)" = 2 ]
	grep -aqi '^Connection: close' "$T/answer"
}

@test "out of descriptors: it waits, tells of it, and goes on when there are some" {
	# prlimit(2) works on processes of the same user
	listen_once -o 'MaxConnectionsPerSource 1' -o "User $(id -u):$(id -g)"
	begin 5
	await_children 1
	# each connection that is sent away keeps a descriptor for a while, up
	# to 64 of them
	prlimit --pid "$LISTENER" --nofile=10
	local i
	for i in {1..30}; do
		[ "$(fetch)" = 503 ]
	done
	await logged '^minihttp: accept or fork: '
	# the listener paused instead of trying again and again
	[ "$(grep -c '^minihttp: accept or fork: ' "$T/log")" -le 10 ]
	exec 5>&-
	await_children 0
	[ "$(fetch)" = 200 ]
}

@test "SIGTERM: exchanges end, idle connections at once, and then it leaves" {
	head -c 30000000 /dev/urandom >"$ROOT/big"
	listen_once -o 'KeepAliveTimeout 60s'
	exec 5<>"/dev/tcp/127.0.0.1/$PORT"
	printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n' >&5
	dial
	printf 'GET /big HTTP/1.1\r\nHost: a\r\n\r\n' >&9
	head -c 1000 <&9 >"$T/answer"
	await_children 2
	kill -TERM "$LISTENER"
	# the idle connection
	timeout 10 cat <&5 >/dev/null
	exec 5>&-
	# the connection in the middle of its answer
	timeout 20 cat <&9 >>"$T/answer"
	exec 9>&-
	tail -c 30000000 "$T/answer" | cmp - "$ROOT/big"
	await_end 0
}

@test "DrainTimeout ends those that do not, and a second SIGTERM does it at once" {
	listen_once -o 'DrainTimeout 100ms'
	begin 5
	await_children 1
	kill -TERM "$LISTENER"
	timeout 10 cat <&5 >/dev/null
	exec 5>&-
	await_end 0
	rm "$T/started"
	listen_once -o 'DrainTimeout 1h'
	begin 5
	await_children 1
	# two connections at once may arrive as one event
	timeout 10 sh -c 'while kill -TERM "$1" 2>/dev/null; do :; done' - "$LISTENER"
	timeout 10 cat <&5 >/dev/null
	exec 5>&-
	await_end 0
}

@test "a broken configuration answers 500 to every connection" {
	listen_once -o 'Foo bar'
	[ "$(fetch)" = 500 ]
	[ "$(fetch)" = 500 ]
}
