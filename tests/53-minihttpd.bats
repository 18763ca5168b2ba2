#!/usr/bin/env bats
# minihttpd, as in minihttpd(8): its sockets, workers and signals, and what it
# reports to the service manager.

load lib/ask
load lib/listen

setup() {
	site
}

teardown() {
	stand_down
	[ -z "${MANAGER:-}" ] || kill "$MANAGER" 2>/dev/null || true
	end_all
}

fetch() {
	curl -s --max-time 10 -o "$T/body" -w '%{http_code}' "http://127.0.0.1:$PORT/digits.txt" "$@"
}

fetch_unix() {
	fetch --unix-socket "$T/$1"
}

# Opens a connection on descriptor $1 that has begun a request.
begin() {
	eval "exec $1<>/dev/tcp/127.0.0.1/$PORT"
	printf 'GET /digits.txt HTTP/1.1\r\n' >&"$1"
}

# Sends the rest of the request; the answer is complete.
finish() {
	printf 'Host: a\r\nConnection: close\r\n\r\n' >&"$1"
	timeout 10 cat <&"$1" >"$T/answer"
	[ "$(tail -c 20 "$T/answer")" = "$(cat "$ROOT/digits.txt")" ]
}

have_workers() {
	[ "$(workers | wc -l)" = "$1" ]
}

have_children() {
	[ "$(children | wc -l)" = "$1" ]
}

# Waits until $1 workers run, none of which is one of these.
have_other_workers() {
	local n=$1 now
	shift
	now=$(workers)
	[ "$(wc -l <<<"$now")" = "$n" ] || return 1
	[ -z "$(comm -12 <(sort <<<"$now") <(tr ' ' '\n' <<<"$*" | sort))" ]
}

# The exit code of minihttpd, when it ends by itself.
await_end() {
	local code=0
	await gone "$DAEMON"
	wait "$DAEMON" || code=$?
	DAEMON=
	[ "$code" = "$1" ]
}

# run_it CODE WORD...: minihttpd ends by itself with that code; the log is
# $T/log.
run_it() {
	local want=$1 code=0
	shift
	timeout 10 "$BUILD/minihttpd" "$@" >"$T/out" 2>"$T/log" 3>&- || code=$?
	[ "$code" = "$want" ] || {
		echo "exit $code: $*"
		cat "$T/log"
		return 1
	}
}

# A handler that does what the script $T/handler says, at first what minihttp
# does.
pretend() {
	cat >"$T/handler" <<-END
		#!/bin/bash
		echo start >>"$T/starts"
		[ ! -e "$T/instead" ] || . "$T/instead"
		exec "$BUILD/minihttp" "\$@"
	END
	chmod +x "$T/handler"
}

# Sends twenty requests on each connection, as long as it is kept, and prints
# how many connections were made.
fetch_many() {
	curl -s --max-time 10 -o "$T/many" -w '%{http_code} %{num_connects}\n' "http://127.0.0.1:$PORT/digits.txt?[1-20]"
}

# Repeats the command until $T/enough exists, and prints a line for each run.
keep_on() {
	local i
	for i in {1..3000}; do
		[ ! -e "$T/enough" ] || return 0
		"$@" 2>/dev/null && echo || echo " failed with $?"
	done
}

@test "--listen, several times, IPv4 and Unix" {
	stand -l 127.0.0.2:PORT -l "unix:$T/s"
	[ "$(fetch)" = 200 ]
	cmp "$T/body" "$ROOT/digits.txt"
	[ "$(fetch --connect-to "::127.0.0.2:")" = 200 ]
	[ "$(fetch_unix s)" = 200 ]
}

@test "--listen [ipv6]:port; where there is no IPv6 it says so" {
	if grep -q . /proc/net/if_inet6 2>/dev/null; then
		stand -l '[::1]:PORT'
		[ "$(fetch --connect-to '::[::1]:')" = 200 ]
		[ "$(fetch)" = 200 ]
	else
		run_it 78 -c /dev/null -l '[::1]:12000' "$ROOT"
		logged '^minihttpd: \[::1]:12000: Address'
	fi
}

# The URL of "::1:8080" would be http://::1:8080/, which leads nowhere.
@test "--listen refuses an IPv6 address without brackets, as Listen does" {
	for address in ::1:12000 '[::1]x:12000' :12000 127.0.0.1:http; do
		run_it 78 -c /dev/null -l "$address" "$ROOT"
		grep -qF "minihttpd: $address: wants ADDRESS:PORT, [IPV6]:PORT" "$T/log"
	done
}

@test "ADDRESS PORT DOCROOT" {
	stand_on -c /dev/null 127.0.0.1 PORT "$ROOT"
	[ "$(fetch)" = 200 ]
	cmp "$T/body" "$ROOT/digits.txt"
}

@test "the Listen lines of the configuration, unless the command line has some" {
	printf 'Listen 127.0.0.1:PORT\nListen unix:%s\nDocumentRoot %s\n' "$T/s" "$ROOT" >"$T/conf.in"
	stand_on -c "$T/conf"
	[ "$(fetch)" = 200 ]
	[ "$(fetch_unix s)" = 200 ]
	stand_down
	[ ! -e "$T/s" ]
	! logged 'Listen: has no effect' || false
	stand
	[ "$(fetch)" = 200 ]
	[ ! -e "$T/s" ]
}

@test "a command line that replaces Listen lines says so, and one that repeats them does not" {
	local said='minihttpd: Listen: has no effect, the command line names the addresses: '
	printf 'Listen unix:%s\n' "$T/s" >"$T/conf.in"
	stand_on -c "$T/conf" -l 127.0.0.1:PORT "$ROOT"
	[ "$(fetch)" = 200 ]
	[ ! -e "$T/s" ]
	[ "$(grep -c "$said" "$T/log")" = 1 ]
	stand_down
	stand_on -c "$T/conf" -l 127.0.0.1:PORT -l "unix:$T/s" "$ROOT"
	[ "$(fetch_unix s)" = 200 ]
	! logged 'has no effect' || false
}

@test "a command line that is wrong: 64, and how it is right" {
	run_it 64 --no-such-option
	[ "$(cat "$T/log")" = 'minihttpd: --no-such-option: unknown option; --help lists them' ]
	run_it 64 -c
	run_it 64 127.0.0.1 not-a-port "$ROOT"
	run_it 64 127.0.0.1 0 "$ROOT"
	run_it 64 127.0.0.1 12000 "$ROOT" more
}

@test "-t: the configuration and the document root" {
	printf 'DocumentRoot %s\n' "$ROOT" >"$T/conf"
	run_it 0 -t -c "$T/conf"
	[ ! -s "$T/log" ]
	printf 'Charset utf-8\nNonsense\n' >"$T/conf"
	run_it 78 -t -c "$T/conf"
	logged "conf:2:1: "
	run_it 78 -t -c "$T/missing"
	logged "missing: No such file"
	run_it 78 -t -c /dev/null "$T/nowhere"
	logged "nowhere: No such file"
	# -t opens nothing, and finds nothing to listen on
	run_it 0 -t -c /dev/null -l "unix:$T/s" "$ROOT"
	[ ! -e "$T/s" ]
}

@test "-V and -h" {
	run_it 0 -V
	grep -q '^minihttpd [0-9]' "$T/out"
	run_it 0 -h
	grep -q '^usage: ' "$T/out"
}

# by_hand DIRECTORY WORD...: starts it in that directory, as from a shell.
by_hand() {
	cd "$1"
	shift
	unset NOTIFY_SOCKET SYSTEMD_EXEC_PID
	stand_on "${ME[@]}" "$@"
	await logged 'serving '
	cd "$OLDPWD"
}

@test "-p PORT, PORT and PORT DOCROOT are 127.0.0.1, and the directory is listed" {
	local words
	mkdir "$ROOT/names"
	touch "$ROOT/names/some-file"
	for words in '-p PORT' PORT "PORT $ROOT" "-p PORT $ROOT" "$ROOT --port=PORT"; do
		# shellcheck disable=SC2086 # words
		by_hand "$ROOT" $words
		[ "$(fetch)" = 200 ]
		cmp "$T/body" "$ROOT/digits.txt"
		curl -s "http://127.0.0.1:$PORT/names/" | grep -q some-file
		logged "^minihttpd: serving $ROOT on http://127.0.0.1:$PORT/\$"
		[ "$(ss -Hltn "sport = :$PORT" | awk '{ print $4 }')" = "127.0.0.1:$PORT" ]
		stand_down
	done
}

@test "without a word it serves the current directory on 8080, or the next port that is free" {
	local busy=
	ss -Hltn 'sport = :8080' | grep -q . || {
		socat TCP-LISTEN:8080,bind=127.0.0.1,reuseaddr,fork /dev/null 3>&- &
		busy=$!
		await eval 'ss -Hltn "sport = :8080" | grep -q .'
	}
	by_hand "$ROOT"
	PORT=$(sed -n 's|.*serving .* on http://127.0.0.1:\([0-9]*\)/$|\1|p' "$T/log")
	[ "$PORT" -gt 8080 ]
	[ "$(fetch)" = 200 ]
	grep -q '^minihttpd: 127.0.0.1:8080: Address already in use' "$T/log"
	# after a reload it is still there
	kill -HUP "$DAEMON"
	await logged 'configuration reloaded'
	[ "$(fetch)" = 200 ]
	[ -z "$busy" ] || kill "$busy"
}

@test "an address alone, by -l or as a word, serves the current directory with listings" {
	[ ! -e /etc/minihttp/minihttp.conf ] || return 0 # it would apply
	local words
	mkdir "$ROOT/names"
	touch "$ROOT/names/some-file"
	for words in '-l 127.0.0.1:PORT' 127.0.0.1:PORT "$ROOT 127.0.0.1:PORT"; do
		# shellcheck disable=SC2086 # words
		by_hand "$ROOT" $words
		logged "^minihttpd: serving $ROOT on http://127.0.0.1:$PORT/\$"
		curl -s "http://127.0.0.1:$PORT/names/" | grep -q some-file
		stand_down
	done
}

@test "a FILE alone: by its name and as /, and nothing else of its directory" {
	touch "$ROOT/.hidden"
	by_hand "$ROOT" -p PORT digits.txt
	logged "serving $ROOT/digits.txt on http://127.0.0.1:$PORT/digits.txt\$"
	[ "$(fetch)" = 200 ]
	cmp "$T/body" "$ROOT/digits.txt"
	local path
	curl -s "http://127.0.0.1:$PORT/" | cmp - "$ROOT/digits.txt"
	for path in index.html empty.txt dir/ dir/index.html digits.txt/ .hidden ./digits.txt/../index.html; do
		[ "$(curl -s --path-as-is -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT/$path")" = 404 ]
	done
	stand_down
	# a name that is hidden by default, and one that a URL must encode
	echo x >"$ROOT/.a b"
	by_hand "$ROOT" -p PORT "$ROOT/.a b"
	logged "on http://127.0.0.1:$PORT/.a%20b\$"
	[ "$(curl -s "http://127.0.0.1:$PORT/.a%20b")" = x ]
	[ "$(fetch)" = 404 ]
}

@test "a service manager's start is not by hand: without a socket it ends with 78" {
	cd "$ROOT"
	be_told
	[ -e /etc/minihttp/minihttp.conf ] || run_it 78 -o "DocumentRoot $ROOT"
	[ -e /etc/minihttp/minihttp.conf ] || logged 'nothing to listen on'
}

@test "root's directory that User may not enter: 78, and what to do" {
	root_for 'becoming User'
	chmod 700 "$ROOT"
	run_it 78 -c /dev/null -l "unix:$T/s" "$ROOT"
	logged "^minihttpd: DocumentRoot $ROOT: the user nobody may not .*chmod"
	[ "$(wc -l <"$T/log")" = 1 ]
	chmod 711 "$ROOT"
	chmod 600 "$ROOT/digits.txt"
	run_it 78 -c /dev/null -l "unix:$T/s" "$ROOT/digits.txt"
	logged "DocumentRoot $ROOT/digits.txt: the user nobody may not read it"
}

@test "port 80 as a user: what to do instead" {
	[ "$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start)" -gt 80 ] || skip 'any user may have port 80'
	local code=0 become=()
	cp "$BUILD/minihttp" "$BUILD/minihttpd" "$T"
	if [ "$(id -u)" = 0 ]; then
		chmod -R a+rX "$T" "$BATS_RUN_TMPDIR" "$ROOT"
		become=(setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set -all)
	fi
	"${become[@]}" "$T/minihttpd" -c /dev/null -p 80 "$ROOT" 2>"$T/log" 3>&- || code=$?
	[ "$code" = 78 ]
	logged '127.0.0.1:80: Permission denied: .*CAP_NET_BIND_SERVICE'
}

@test "SIGHUP says which directives are others, or that none is" {
	echo 'Charset utf-8' >"$T/conf"
	stand -o 'KeepAlive yes'
	await logged 'serving '
	printf 'Charset iso-8859-1\nMaxConnections 99\nHeader X-A b\n' >"$T/conf"
	kill -HUP "$DAEMON"
	await logged '^minihttpd: configuration reloaded: Charset, MaxConnections, Header; serving '
	kill -HUP "$DAEMON"
	await logged 'configuration reloaded: no directive has changed'
}

@test "nothing to listen on: 78" {
	run_it 78 -c /dev/null "$ROOT"
	logged 'nothing to listen on'
}

@test "an address that is taken, is none, or cannot be: 78, and which one" {
	stand
	run_it 78 -c /dev/null -l "127.0.0.1:$PORT" "$ROOT"
	# only root may see whose descriptors they are
	if [ "$(id -u)" = 0 ]; then
		logged "127.0.0.1:$PORT: Address already in use, by minihttpd (pid $DAEMON)"
	else
		logged "127.0.0.1:$PORT: Address already in use; as root, ss -ltnp shows"
	fi
	run_it 78 -c /dev/null -l "127.0.0.1:$PORT:1" "$ROOT"
	logged "127.0.0.1:$PORT:1: "
	run_it 78 -c /dev/null -l "unix:$T/nowhere/s" "$ROOT"
	logged "unix:$T/nowhere/s: No such file"
	run_it 78 -c /dev/null -l "unix:$T/$(printf '%0120d' 0)" "$ROOT"
	logged 'File name too long'
	[ "$(fetch)" = 200 ]
	stand_down
	run_it 78 -c /dev/null -l "127.0.0.1:$PORT" -p "$PORT" "$ROOT"
	logged "127.0.0.1:$PORT: Address already in use: minihttpd was told twice to listen there"
}

@test "a document root that is missing: 78, and its name" {
	run_it 78 -c /dev/null -l "unix:$T/s" "$T/nowhere"
	logged "DocumentRoot $T/nowhere: No such file"
	run_it 78 -c /dev/null -l "unix:$T/s" -o "DocumentRoot $ROOT/digits.txt"
	logged "DocumentRoot $ROOT/digits.txt: Not a directory"
	[ ! -e "$T/s" ]
}

@test "a configuration that is wrong: it starts, says why, every request gets 500" {
	printf 'Charset utf-8\nNonsense\n' >"$T/conf"
	stand
	[ "$(fetch)" = 500 ]
	[ "$(fetch)" = 500 ]
	logged "conf:2:1: .*: every request gets 500"
	# the line is written once, and not by each worker
	[ "$(grep -c 'conf:2:1' "$T/log")" = 1 ]
}

@test "a configuration that cannot be read, or is too long, is wrong too" {
	stand_on -c "$T/missing" -l 127.0.0.1:PORT "$ROOT"
	[ "$(fetch)" = 500 ]
	logged "missing: No such file or directory: every request gets 500"
	stand_down
	# if it could be cut anywhere, the line would be a valid one
	head -c 65536 /dev/zero | tr '\0' '\n' >"$T/conf"
	printf 'RequestMethodSupport GET\n' >>"$T/conf"
	stand
	[ "$(fetch)" = 500 ]
	logged "conf: File too large: every request gets 500"
}

@test "a worker for each CPU, or as many as Workers says" {
	stand
	await have_workers "$(nproc)"
	stand_down
	stand -o 'Workers 3'
	await have_workers 3
	[ "$(fetch)" = 200 ]
	have_workers 3
}

@test "a worker that is killed is replaced, and all are answered" {
	stand -o 'Workers 2'
	await have_workers 2
	local i before
	before=$(workers)
	for i in 1 2 3 4; do
		kill -9 "$(workers | head -1)"
		[ "$(fetch)" = 200 ]
		[ "$(fetch)" = 200 ]
		await have_workers 2
	done
	logged 'was ended by SIGKILL, another takes its place'
	kill -9 $(workers)
	[ "$(fetch)" = 200 ]
	await have_other_workers 2 $before
}

@test "a worker that is killed: what it was serving is served to its end" {
	head -c 20000000 /dev/urandom >"$ROOT/big"
	stand -o 'Workers 1'
	dial
	printf 'GET /big HTTP/1.1\r\nHost: a\r\n\r\n' >&9
	head -c 1000 <&9 >"$T/answer"
	await have_children 1
	local worker child
	worker=$(workers) child=$(children)
	kill -9 "$worker"
	await have_other_workers 1 "$worker"
	[ "$(fetch)" = 200 ]
	timeout 20 cat <&9 >>"$T/answer"
	exec 9>&-
	tail -c 20000000 "$T/answer" | cmp - "$ROOT/big"
	# minihttpd reaps it
	await [ ! -e "/proc/$child" ]
}

@test "what a killed worker leaves behind holds its places until it ends" {
	stand -o 'Workers 1' -o 'MaxConnections 2' -o 'MaxConnectionsPerSource 0'
	begin 5
	begin 6
	await have_children 2
	local pids
	pids=$(children)
	kill -9 "$(workers)"
	await logged 'another takes its place'
	# both connections are still served: a third one waits, and is served
	# then
	fetch >"$T/code" 5>&- 6>&- 3>&- &
	local waiting=$!
	await have_workers 1
	finish 5
	wait "$waiting"
	[ "$(cat "$T/code")" = 200 ]
	# if it is killed, until it is reaped
	kill -9 $(for pid in $pids; do gone "$pid" || echo "$pid"; done)
	exec 5>&- 6>&-
	begin 5
	begin 6
	await have_children 2
	finish 5
	finish 6
	exec 5>&- 6>&-
}

@test "ConnectionsPerProcess: those that wait leave when their worker is killed" {
	stand -o 'Workers 1' -o 'ConnectionsPerProcess 100'
	[ "$(fetch)" = 200 ]
	# the worker that served, and perhaps another that waits beside it
	local worker child all
	worker=$(workers) all=$(children)
	[ -n "$all" ]
	kill -9 "$worker"
	for child in $all; do
		await gone "$child"
	done
	await have_other_workers 1 "$worker"
	[ "$(fetch)" = 200 ]
}

@test "a handler that does not start: 69, and nothing stays behind" {
	run_it 69 -c /dev/null -l "unix:$T/s" --handler /bin/false "$ROOT"
	logged 'ended with status 1'
	[ ! -e "$T/s" ]
	run_it 69 -c /dev/null -l "unix:$T/s" --handler "$T/missing" "$ROOT"
	logged "$T/missing: No such file"
	[ ! -e "$T/s" ]
	run_it 69 -c /dev/null -l "unix:$T/s" --handler "$ROOT" "$ROOT"
	[ ! -e "$T/s" ]
}

@test "a worker that dies again and again is started after longer and longer pauses" {
	pretend
	stand --handler "$T/handler" -o 'Workers 1'
	[ "$(fetch)" = 200 ]
	echo 'exit 3' >"$T/instead"
	: >"$T/starts"
	local began=${EPOCHREALTIME/./} took
	kill -9 "$(workers)"
	# restarts at once, and after 100, 200 and 400 ms
	await eval '[ "$(wc -l <"$T/starts")" -ge 4 ]'
	took=$((${EPOCHREALTIME/./} - began))
	[ "$took" -ge 700000 ]
	logged 'ended with status 3, another takes its place'
	# new connections wait meanwhile
	rm "$T/instead"
	[ "$(fetch)" = 200 ]
	[ "$(wc -l <"$T/starts")" = 5 ]
}

@test "SIGHUP under load: nobody fails, the new configuration holds, the old workers leave" {
	echo 'Charset utf-8' >"$T/conf"
	stand -o 'Workers 2'
	await have_workers 2
	local i before pids=()
	keep_on fetch >"$T/new" 3>&- &
	pids+=($!)
	keep_on fetch_many >"$T/kept" 3>&- &
	pids+=($!)
	for i in 1 2 3; do
		before="$(workers | paste -sd' ')"
		echo "Charset x-$i" >"$T/conf"
		kill -HUP "$DAEMON"
		await eval 'curl -sI "http://127.0.0.1:$PORT/" | grep -q "charset=x-$i"'
		await have_other_workers 2 $before
	done
	: >"$T/enough"
	wait "${pids[@]}"
	[ "$(wc -l <"$T/new")" -ge 10 ]
	[ -z "$(grep -v '^200$' "$T/new")" ]
	[ "$(grep -c '^200 0$' "$T/kept")" -ge 20 ]
	[ -z "$(grep -v -e '^200 [01]$' -e '^$' "$T/kept")" ]
}

# Makes a tree $1 that contains that name; digits.txt is in it as well.
tree() {
	mkdir -p "$T/$1"
	cp "$ROOT/digits.txt" "$T/$1"
	echo "$1" >"$T/$1/name"
}

# Checks that the tree that is served is $1.
serves() {
	[ "$(curl -s --max-time 10 "${@:2}" "http://127.0.0.1:$PORT/name")" = "$1" ]
}

# Sets links: $T/current leads to the tree.
switch_to() {
	ln -s "$1" "$T/new"
	mv -T "$T/new" "$T/current"
}

@test "a root whose link is switched is opened anew, under load: nobody fails" {
	local i load before
	tree one
	tree two
	switch_to one
	stand_on -c /dev/null -o 'Workers 2' -l 127.0.0.1:PORT "$T/current"
	await have_workers 2
	serves one
	keep_on fetch >"$T/codes" 3>&- &
	load=$!
	for i in two one two; do
		before="$(workers | paste -sd' ')"
		switch_to "$i"
		await serves "$i"
		await have_other_workers 2 $before
	done
	: >"$T/enough"
	wait "$load"
	[ "$(wc -l <"$T/codes")" -ge 10 ]
	[ -z "$(grep -v '^200$' "$T/codes")" ]
	[ "$(grep -c "^minihttpd: DocumentRoot $T/current: has been replaced" "$T/log")" = 3 ]
}

@test "a root that is replaced, that is missing for a moment, on whose way a link or a directory changes" {
	mkdir "$T/releases" "$T/other"
	tree releases/1
	tree other/1
	echo other >"$T/other/1/name"
	ln -s releases "$T/by"
	ln -s by/1 "$T/current"
	stand_on -c /dev/null -o 'Workers 1' -l 127.0.0.1:PORT "$T/current/"
	serves releases/1
	# replaced by a new directory, which may get the inode of the old one
	rm -r "$T/releases/1"
	tree releases/1
	echo again >"$T/releases/1/name"
	await serves again
	# a link on the path
	ln -sfn other "$T/by"
	await serves other
	# a directory on the path, which is missing for a while
	mv "$T/other" "$T/gone"
	serves other
	mkdir "$T/other"
	tree other/1
	await serves other/1
	# this is not a root, so nothing of it is served
	mv "$T/by" "$T/away"
	echo >"$T/by"
	serves other/1
	rm "$T/by"
	mv "$T/away" "$T/by"
	serves other/1
}

@test "a new root that cannot be opened: the old workers stay, and it is said" {
	local before
	tree one
	tree two
	switch_to one
	stand_on -c /dev/null -o 'Workers 1' -l 127.0.0.1:PORT "$T/current"
	await serves one
	before=$(workers)
	mkdir -m 0 "$T/shut"
	switch_to shut
	await logged 'the workers stay as they are'
	serves one
	[ "$(workers)" = "$before" ]
	switch_to two
	await serves two
}

@test "a relative root is watched as well, and the directory of virtual hosts" {
	tree one
	tree two
	tree hosts/one/default
	tree hosts/two/default
	switch_to one
	cd "$T"
	stand_on -c /dev/null -o 'Workers 1' -l 127.0.0.1:PORT current
	serves one
	switch_to two
	await serves two
	stand_down
	switch_to hosts/one
	stand_on -c /dev/null -o 'Workers 1' -o "VirtualHosts $T/current" -l 127.0.0.1:PORT
	serves hosts/one/default
	switch_to hosts/two
	await serves hosts/two/default
}

# The inode at the link is the noted one before and after; the worker has opened
# another in between.
@test "a root that is switched away and back while its workers start: the last one is served" {
	local before
	tree one
	tree two
	switch_to one
	cat >"$T/minihttp" <<-END
		#!/bin/sh
		if rm "$T/armed" 2>/dev/null; then
			ln -s one "$T/new" && mv -T "$T/new" "$T/current"
		fi
		exec "$BUILD/minihttp" "\$@"
	END
	chmod +x "$T/minihttp"
	stand_on -c /dev/null --handler "$T/minihttp" -o 'Workers 1' -l 127.0.0.1:PORT "$T/current"
	await serves one
	before=$(workers)
	: >"$T/armed"
	switch_to two
	await have_other_workers 1 "$before"
	switch_to two
	await serves two
}

@test "a root that is switched again and again: a generation a second, and the last one is served" {
	local i began=$SECONDS
	tree one
	tree two
	switch_to one
	stand_on -c /dev/null -o 'Workers 1' -l 127.0.0.1:PORT "$T/current"
	for i in {1..100}; do
		switch_to two
		switch_to one
	done
	switch_to two
	# the pause grows with the generations that drain (daemon/watch)
	await serves two || await serves two
	[ "$(grep -c 'has been replaced' "$T/log")" -le $((SECONDS - began + 2)) ]
	await have_workers 1
}

@test "a file of Auth that is renamed over the old one holds soon" {
	local hash
	hash() {
		printf 'u:%s\n' "$(openssl passwd -5 "$1")"
	}
	hash old >"$T/htpasswd"
	stand -o 'Workers 1' -o "Auth / $T/htpasswd"
	[ "$(fetch -u u:old)" = 200 ]
	hash new >"$T/htpasswd.new"
	mv "$T/htpasswd.new" "$T/htpasswd"
	await eval '[ "$(fetch -u u:new)" = 200 ]'
	await eval '[ "$(fetch -u u:old)" = 401 ]'
}

# Landlock lets a worker write to the directory that was there at its start.
@test "a directory of Upload that is replaced, or comes later, takes uploads soon" {
	put() {
		curl -s --max-time 10 -o "$T/body" -w '%{http_code}' -T "$ROOT/digits.txt" \
			"http://127.0.0.1:$PORT/$1"
	}
	mkdir -p "$ROOT/up/in"
	chmod 777 "$ROOT/up/in"
	stand -o 'Workers 1' -o 'Upload /up/in/ /later/' -o 'WriteFrom 127.0.0.1' \
		-o 'RequestMethodSupport GET PUT'
	[ "$(put up/in/one)" = 201 ]
	mv "$ROOT/up" "$ROOT/old"
	mkdir -p "$ROOT/up/in"
	chmod 777 "$ROOT/up/in"
	await eval '[ "$(put up/in/two)" = 201 ]'
	[ "$(ls "$ROOT/old/in" "$ROOT/up/in" | grep -c -x -e one -e two)" = 2 ]
	grep -q "^minihttpd: Upload $ROOT/up/in: has been replaced" "$T/log"
	mkdir -m 777 "$ROOT/later"
	await eval '[ "$(put later/three)" = 201 ]'
}

@test "a directory of Upload that the workers make is not one that has come later" {
	local before
	stand -o 'Workers 1' -o 'Upload /made/' -o 'WriteFrom 127.0.0.1' -o 'User root' \
		-o 'UploadMakeDirectories yes' -o 'RequestMethodSupport GET PUT'
	[ "$(fetch)" = 200 ]
	[ -d "$ROOT/made" ]
	before=$(workers)
	# a generation that began now would precede the one of the next change
	mv "$ROOT" "$ROOT.old"
	mkdir -p "$ROOT/made"
	cp "$ROOT.old/digits.txt" "$ROOT"
	await have_other_workers 1 "$before"
	[ "$(grep -c 'has been replaced' "$T/log")" = 1 ]
	grep -q 'DocumentRoot .*: has been replaced' "$T/log"
}

@test "SIGHUP: an answer in progress is sent to its end" {
	head -c 20000000 /dev/urandom >"$ROOT/big"
	stand
	dial
	printf 'GET /big HTTP/1.1\r\nHost: a\r\n\r\n' >&9
	head -c 1000 <&9 >"$T/answer"
	local before
	before="$(workers | paste -sd' ')"
	kill -HUP "$DAEMON"
	await eval '[ "$(workers | wc -l)" -gt "$(wc -w <<<"$before")" ]'
	[ "$(fetch)" = 200 ]
	timeout 20 cat <&9 >>"$T/answer"
	exec 9>&-
	tail -c 20000000 "$T/answer" | cmp - "$ROOT/big"
	await have_other_workers "$(nproc)" $before
}

@test "SIGHUP with a configuration that is wrong: the old one stays, also for the next worker" {
	echo 'Charset x-old' >"$T/conf"
	stand -o 'Workers 1'
	local before
	before=$(workers)
	echo 'Nonsense' >"$T/conf"
	kill -HUP "$DAEMON"
	await logged "conf:1:1: .*: the configuration stays as it was"
	[ "$(fetch)" = 200 ]
	[ "$(workers)" = "$before" ]
	kill -9 "$before"
	await have_other_workers 1 "$before"
	curl -sI "http://127.0.0.1:$PORT/" | grep -q 'charset=x-old'
	# the same for a configuration that cannot be read, and for a missing
	# root
	rm "$T/conf"
	kill -HUP "$DAEMON"
	await logged "conf: No such file or directory: the configuration stays"
	mv "$ROOT" "$ROOT.away"
	: >"$T/conf"
	kill -HUP "$DAEMON"
	await logged "DocumentRoot $ROOT: No such file or directory: the configuration stays"
	mv "$ROOT.away" "$ROOT"
	[ "$(fetch)" = 200 ]
}

@test "SIGHUP reads the files that are included, again and for all workers" {
	mkdir "$T/d"
	echo 'Include d/a.conf' >"$T/conf"
	echo 'Header X-Inside one' >"$T/d/a.conf"
	stand -o 'Workers 2'
	inside_is() {
		curl -s -o /dev/null -D - "http://127.0.0.1:$PORT/" | tr -d '\r' | grep -qx "X-Inside: $1"
	}
	inside_is one
	echo 'Header X-Inside two' >"$T/d/a.conf"
	inside_is one
	kill -HUP "$DAEMON"
	await inside_is two
	echo 'Header X-Inside' >"$T/d/a.conf"
	kill -HUP "$DAEMON"
	await grep -q "$T/d/a.conf:1:8: Header" "$T/log"
	inside_is two
}

@test "SIGHUP with workers that do not start: the old ones stay" {
	pretend
	stand --handler "$T/handler" -o 'Workers 2'
	await have_workers 2
	local before
	before=$(workers)
	echo 'exit 3' >"$T/instead"
	kill -HUP "$DAEMON"
	await logged 'new workers: failed, the old ones stay'
	! logged 'another takes its place' || false
	[ "$(fetch)" = 200 ]
	[ "$(workers)" = "$before" ]
	rm "$T/instead"
	kill -HUP "$DAEMON"
	await have_other_workers 2 $before
	[ "$(fetch)" = 200 ]
}

# Checks that nothing has changed for clients: the same workers, and 200.
all_is_as_it_was() {
	for _ in 1 2 3 4 5 6; do
		[ "$(fetch)" = 200 ] || return 1
	done
	await eval '[ "$(workers)" = "'"$1"'" ]'
}

@test "SIGHUP with files that cannot be opened: all stays as it was, log and STATUS say why" {
	local before line
	be_told
	: >"$T/conf"
	stand -o 'Workers 2'
	await have_workers 2
	before=$(workers)
	mkdir "$T/directory"
	echo 'a file of something else, and longer than a head' >"$T/other"
	for line in "Auth /x $T/nosuch" "WriteAuth $T/nosuch" \
		"AccessLog $T/nosuch/log" "AccessLog $T/directory" \
		"Counters $T/nosuch/counters" "Counters $T/other" \
		"Auth / $T/nosuch"; do
		: >"$T/told"
		: >"$T/log"
		echo "$line" >"$T/conf"
		kill -HUP "$DAEMON"
		await told 'READY=1'
		all_is_as_it_was "$before" || {
			echo "$line: not as it was"
			return 1
		}
		told "^STATUS=reload failed: .*$(basename "${line##* }").*; nothing has changed; listens on" || {
			cat -v "$T/told"
			return 1
		}
		[ "$(grep -c "${line##* }: " "$T/log")" = 1 ]
		grep -q 'stay' "$T/log"
	done
	: >"$T/told"
	: >"$T/conf"
	kill -HUP "$DAEMON"
	await have_other_workers 2 $before
	await told '^STATUS=listens on'
}

@test "a file that is missing when a worker is replaced: the others serve, and nobody gets 500" {
	local first
	: >"$T/passwords"
	echo "Auth /x $T/passwords" >"$T/conf"
	stand -o 'Workers 2'
	await have_workers 2
	first=$(workers | head -1)
	mv "$T/passwords" "$T/away"
	kill -KILL "$first"
	await logged 'ended with status 78, another takes its place'
	for _ in {1..20}; do
		[ "$(fetch)" = 200 ]
	done
	mv "$T/away" "$T/passwords"
	await have_workers 2
	await have_other_workers 2 "$first"
}

@test "files that cannot be opened at the start: every request gets 500, STATUS begins with it" {
	be_told
	echo "Auth /x $T/nosuch" >"$T/conf"
	stand -o 'Workers 2'
	await told "^STATUS=configuration is broken: $T/conf:1: Auth $T/nosuch: No such file or directory; every request gets 500; "
	[ "$(fetch)" = 500 ]
	[ "$(grep -c 'No such file' "$T/log")" = 1 ]
	logged 'every request gets 500'
	: >"$T/told"
	echo nonsense >"$T/conf"
	kill -HUP "$DAEMON"
	await told "^STATUS=reload failed: $T/conf:1:1: "
	: >"$T/conf"
	kill -HUP "$DAEMON"
	await eval '[ "$(fetch)" = 200 ]'
	stand_down
	echo nonsense >"$T/conf"
	: >"$T/told"
	stand -o 'Workers 2'
	await told "^STATUS=configuration is broken: $T/conf:1:1: .*; every request gets 500; "
	[ "$(fetch)" = 500 ]
	[ "$(grep -c 'conf:1:1' "$T/log")" = 1 ]
}

@test "SIGHUP during a reload is not forgotten, whether that one fails or not" {
	local code
	mkfifo "$T/gate"
	pretend
	echo 'Charset x-0' >"$T/conf"
	stand --handler "$T/handler" -o 'Workers 1'
	for code in 0 3; do
		: >"$T/starts"
		echo "read -r line <'$T/gate'; [ $code = 0 ] || exit $code" >"$T/instead"
		echo 'Charset x-first' >"$T/conf"
		kill -HUP "$DAEMON"
		await [ -s "$T/starts" ]
		echo "Charset x-$code-second" >"$T/conf"
		kill -HUP "$DAEMON"
		# the process has taken the signal when none is pending
		await grep -q '^ShdPnd:	0*$' "/proc/$DAEMON/status"
		exec 7<>"$T/gate"
		rm "$T/instead"
		echo >&7
		await eval 'curl -sI "http://127.0.0.1:$PORT/" | grep -q "charset=x-$code-second"'
		exec 7>&-
	done
}

@test "SIGHUP with other Listen lines: new ones are opened, those that are gone are closed" {
	local line="DocumentRoot $ROOT" before
	printf '%s\n' "$line" 'Listen 127.0.0.1:PORT' "Listen 127.0.0.2:PORT" "Listen unix:$T/a" >"$T/conf.in"
	stand_on -c "$T/conf" -o 'Workers 1'
	before=$(workers)
	[ "$(fetch --connect-to ::127.0.0.2:)" = 200 ]
	[ "$(fetch_unix a)" = 200 ]
	# the old worker serves a client all the time
	begin 5
	await have_children 1
	printf '%s\n' "$line" "Listen 127.0.0.1:$PORT" "Listen unix:$T/b" >"$T/conf"
	kill -HUP "$DAEMON"
	await [ -S "$T/b" ]
	[ "$(fetch_unix b)" = 200 ]
	await [ ! -e "$T/a" ]
	[ "$(fetch)" = 200 ]
	# the connection is refused instead of waiting for the old worker to end
	await eval '! (exec 6<>"/dev/tcp/127.0.0.2/$PORT") 2>/dev/null'
	await have_workers 2
	finish 5
	exec 5>&-
	await have_other_workers 1 "$before"
	# an address that cannot be opened leaves everything as it was
	printf '%s\n' "$line" "Listen unix:$T/c" "Listen unix:$T/nowhere/c" >"$T/conf"
	kill -HUP "$DAEMON"
	await logged "unix:$T/nowhere/c: .*: the configuration stays as it was"
	[ ! -e "$T/c" ]
	[ "$(fetch)" = 200 ]
	[ "$(fetch_unix b)" = 200 ]
}

@test "MaxConnections holds for all workers together" {
	stand -o 'Workers 2' -o 'MaxConnections 2' -o 'MaxConnectionsPerSource 0'
	await have_workers 2
	# these keep their places: in the middle of a request, with a complete
	# head
	begin() {
		eval "exec $1<>/dev/tcp/127.0.0.1/$PORT"
		printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1\r\n\r\n' >&"$1"
	}
	finish() {
		printf x >&"$1"
		[ "$(timeout 10 tail -c 20 <&"$1")" = "$(cat "$ROOT/digits.txt")" ]
	}
	begin 5
	begin 6
	await have_children 2
	begin 7
	begin 8
	[ "$(fetch --max-time 0.3)" = 000 ]
	have_children 2
	logged '^minihttp: 2: connections reach MaxConnections, others wait'
	finish 5
	finish 6
	finish 7
	finish 8
	exec 5>&- 6>&- 7>&- 8>&-
	[ "$(fetch)" = 200 ]
}

@test "full: four sources that hold every place keep nobody out, whatever they do" {
	local how try left
	for how in silent idle begun; do
		for try in {1..5}; do
			stand -o 'Workers 2' -o 'MaxConnections 16' -o 'MaxConnectionsPerSource 4' \
				-o 'HeadTimeout 1h' -o 'KeepAliveTimeout 1h'
			occupy "$how" 16
			await eval '[ "$(children | wc -l)" = 16 ]'
			visit
			cmp "$T/body" "$ROOT/digits.txt"
			# most of them may be honest, and are left alone; but
			# one that ends late, on a busy machine, takes others
			# along
			await eval '[ "$(closed | wc -w)" -ge 1 ]'
			left=$(closed | wc -w)
			kill "$HOLDER" 2>/dev/null || true # it ends when all are closed
			stand_down
			[ "$left" -gt 8 ] || break
		done
		[ "$left" -le 8 ]
	done
}

@test "full: on a Unix socket the one that has been silent for longest goes first" {
	stand_on -c /dev/null -l 127.0.0.1:PORT -l "unix:$T/unix" -o 'Workers 1' -o 'MaxConnections 8' \
		-o 'HeadTimeout 1h' "$ROOT"
	PORT=$T/unix occupy silent 8
	await eval '[ "$(children | wc -l)" = 8 ]'
	visit
	await eval '[ -n "$(closed)" ]'
	[[ $(closed) = 1* ]]
	kill "$HOLDER" 2>/dev/null || true # it ends when all are closed
	stand_down
}

@test "MaxConnectionsPerSource holds for all workers together" {
	local i
	stand -o 'Workers 2' -o 'MaxConnectionsPerSource 3'
	await have_workers 2
	begin 5
	begin 6
	begin 7
	await have_children 3
	for i in 1 2 3 4; do
		[ "$(fetch)" = 503 ]
	done
	logged '^minihttp: 127.0.0.1: refused with 503'
	finish 5
	await eval '[ "$(fetch)" = 200 ]'
	finish 6
	finish 7
	exec 5>&- 6>&- 7>&-
}

@test "SIGTERM: answers in progress are sent to their end, nobody else is taken" {
	head -c 20000000 /dev/urandom >"$ROOT/big"
	stand
	dial
	printf 'GET /big HTTP/1.1\r\nHost: a\r\n\r\n' >&9
	head -c 1000 <&9 >"$T/answer"
	kill -TERM "$DAEMON"
	# connections are refused, so that a balancer tries another machine
	await eval '! (exec 6<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null'
	! gone "$DAEMON" || false
	timeout 20 cat <&9 >>"$T/answer"
	exec 9>&-
	tail -c 20000000 "$T/answer" | cmp - "$ROOT/big"
	await_end 0
}

@test "SIGINT to all of the terminal's processes drains as well" {
	set -m
	stand
	set +m
	begin 5
	await have_children 1
	kill -INT -- "-$DAEMON"
	await eval '! (exec 6<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null'
	finish 5
	exec 5>&-
	await_end 0
}

@test "a second SIGTERM ends it at once" {
	stand -o 'DrainTimeout 1h'
	begin 5
	await have_children 1
	local pids
	pids="$(workers) $(children)"
	# two connections at once may arrive as one event
	await eval '! kill -TERM "$DAEMON" 2>/dev/null || gone "$DAEMON"'
	timeout 10 cat <&5 >/dev/null
	exec 5>&-
	await_end 0
	[ -z "$(ps -o pid= -p "${pids//[[:space:]]/,}")" ]
}

@test "DrainTimeout ends what does not end" {
	stand -o 'DrainTimeout 100ms'
	begin 5
	await have_children 1
	kill -TERM "$DAEMON"
	timeout 10 cat <&5 >/dev/null
	exec 5>&-
	await_end 0
}

@test "if it is killed its workers drain, and another can take its place" {
	stand -o 'Workers 2'
	await have_workers 2
	begin 5
	await have_children 1
	local pids port=$PORT
	pids=$(workers)
	kill -9 "$DAEMON"
	await gone "$DAEMON"
	await eval '! (exec 6<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null'
	finish 5
	exec 5>&-
	for worker in $pids; do
		await gone "$worker"
	done
	DAEMON=
}

@test "a Unix socket: gone at the end, a stale one is taken over, a live one and a file are not" {
	stand_on -c /dev/null -l "unix:$T/s" "$ROOT"
	[ "$(fetch_unix s)" = 200 ]
	[ "$(stat -c %a "$T/s")" = 666 ]
	run_it 78 -c /dev/null -l "unix:$T/s" "$ROOT"
	logged "unix:$T/s: Address already in use"
	[ "$(fetch_unix s)" = 200 ]
	kill -TERM "$DAEMON"
	await_end 0
	[ ! -e "$T/s" ]
	stand_on -c /dev/null -l "unix:$T/s" "$ROOT"
	local pids
	pids=$(workers)
	kill -9 "$DAEMON"
	for worker in $pids; do
		await gone "$worker"
	done
	[ -S "$T/s" ]
	stand_on -c /dev/null -l "unix:$T/s" "$ROOT"
	[ "$(fetch_unix s)" = 200 ]
	echo mine >"$T/file"
	run_it 78 -c /dev/null -l "unix:$T/file" "$ROOT"
	[ "$(cat "$T/file")" = mine ]
}

@test "the service manager is told: ready, status, reloading, stopping" {
	be_told
	stand -o 'Workers 2'
	await told '^READY=1'
	told "^STATUS=listens on 127.0.0.1:$PORT"
	have_workers 2
	: >"$T/told"
	kill -HUP "$DAEMON"
	await told 'READY=1$'
	told 'RELOADING=1'
	told '^MONOTONIC_USEC=[1-9][0-9]*'
	: >"$T/told"
	echo nonsense >"$T/conf"
	kill -HUP "$DAEMON"
	await told 'READY=1'
	! told WATCHDOG || false
	kill -TERM "$DAEMON"
	await told 'STOPPING=1'
	await_end 0
}

@test "STATUS names the sources that are over their rate" {
	be_told
	WATCHDOG_USEC=1000000 stand -o 'RequestRate 1/m 1' -o 'Workers 2'
	[ "$(fetch)" = 200 ]
	await told 'STATUS=.* crashed; sandbox:'
	[ "$(fetch)" = 429 ]
	await told 'STATUS=.* crashed; 1 source over its rate: 127\.0\.0\.1; sandbox:'
}

@test "the watchdog is kept, and a worker that hangs is replaced" {
	be_told
	WATCHDOG_USEC=1000000 stand -o 'Workers 2'
	await have_workers 2
	local hung
	hung=$(workers | head -1)
	begin 5
	begin 6
	await have_children 2
	kill -STOP "$hung"
	await told 'WATCHDOG=1'
	await told 'STATUS=2 workers, 2 connections; 2 accepted, 0 refused, 0 log lines lost'
	await logged "($hung): does not answer and is killed"
	await have_other_workers 2 "$hung"
	finish 5
	finish 6
	exec 5>&- 6>&-
	[ "$(fetch)" = 200 ]
	[ "$(grep -c 'does not answer' "$T/log")" = 1 ]
}

@test "a worker that hangs in its beginning is replaced, and fails a reload" {
	pretend
	WATCHDOG_USEC=1000000 stand --handler "$T/handler" -o 'Workers 1'
	local before
	before=$(workers)
	mkfifo "$T/gate"
	echo "read -r line <'$T/gate'" >"$T/instead"
	kill -HUP "$DAEMON"
	await logged 'new workers: failed, the old ones stay'
	[ "$(fetch)" = 200 ]
	[ "$(workers)" = "$before" ]
}

@test "after a pause of its own it does not take its workers for hung" {
	be_told
	WATCHDOG_USEC=100000 stand -o 'Workers 1'
	await told 'WATCHDOG=1'
	kill -STOP "$DAEMON"
	local before
	before=$(workers)
	# this is twenty of its ticks
	sleep 1
	: >"$T/told"
	kill -CONT "$DAEMON"
	await eval '[ "$(grep -ao WATCHDOG=1 "$T/told" | wc -l)" -ge 4 ]'
	[ "$(workers)" = "$before" ]
	! logged 'does not answer' || false
}

@test "the sockets of systemd, with their names" {
	be_told
	local try
	for try in 1 2 3 4 5 6 7 8; do
		PORT=$((20000 + RANDOM % 12000))
		systemd-socket-activate -l "127.0.0.1:$PORT" -l "$T/s" \
			--fdname=web:local -E "NOTIFY_SOCKET=$NOTIFY_SOCKET" \
			"$BUILD/minihttpd" -c /dev/null -o 'Workers 2' -l 192.0.2.1:1 "$ROOT" 2>"$T/log" 3>&- &
		DAEMON=$!
		await eval 'logged "^Listening on $T/s" || gone "$DAEMON"'
		gone "$DAEMON" || break
	done
	[ "$(fetch)" = 200 ]
	[ "$(fetch_unix s)" = 200 ]
	await told 'STATUS=listens on web, local'
	# the variables by which systemd talks to minihttpd are not passed to
	# workers
	local before
	before="$(workers | paste -sd' ')"
	! tr '\0' '\n' <"/proc/${before%% *}/environ" | grep -e '^LISTEN_' -e '^NOTIFY_' || false
	# the sockets stay, whatever the Listen lines say; the log names the
	# place to change
	listens='Listen: has no effect, systemd hands over the sockets: change ListenStream= '
	[ "$(grep -c "$listens" "$T/log")" = 1 ]
	kill -HUP "$DAEMON"
	await have_other_workers 2 $before
	[ "$(grep -c "$listens" "$T/log")" = 2 ]
	[ "$(fetch)" = 200 ]
	[ "$(fetch_unix s)" = 200 ]
	kill -TERM "$DAEMON"
	await_end 0
	# systemd removes the file of its socket
	[ -S "$T/s" ]
}

@test "what is no listening socket: 64, and its name" {
	local code=0
	timeout 10 bash -c 'exec 3</dev/null
		export LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=web
		exec "$@"' - "$BUILD/minihttpd" -c /dev/null "$ROOT" 2>"$T/log" || code=$?
	[ "$code" = 64 ]
	logged 'socket: web: is not a listening stream socket'
}

# Holds a listening socket and gives it to minihttpd, again and again until
# $T/enough exists, as systemd does for a socket unit.
hold() {
	cat >"$T/hold.pl" <<-'END'
		use Socket;
		my ($dir, @command) = @ARGV;
		$^F = 10;
		socket(my $s, PF_INET, SOCK_STREAM, 0) or die;
		setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1);
		bind($s, pack_sockaddr_in(0, INADDR_LOOPBACK)) or die;
		listen($s, 1000) or die;
		fileno($s) == 3 or die 'the socket is not the first';
		my $pid;
		for (1 .. 20) {
			last if -e "$dir/enough";
			$pid = fork();
			if ($pid == 0) {
				@ENV{qw(LISTEN_PID LISTEN_FDS)} = ($$, 1);
				exec @command;
			}
			open my $f, '>', "$dir/held.new" or die;
			print $f "$pid ", (unpack_sockaddr_in(getsockname($s)))[0], "\n";
			close $f;
			rename "$dir/held.new", "$dir/held";
			waitpid $pid, 0;
		}
	END
	perl "$T/hold.pl" "$T" "$@" 2>"$T/log" 3>&- &
	HOLDER=$!
	await [ -s "$T/held" ]
	read -r DAEMON PORT <"$T/held"
}

held_by_other() {
	read -r DAEMON PORT <"$T/held"
	[ "$DAEMON" != "$1" ]
}

@test "restarts under load, with another program: no connection is lost" {
	local i before
	mkdir "$T/bin"
	cp "$BUILD/minihttpd" "$BUILD/minihttp" "$T/bin"
	hold "$T/bin/minihttpd" -c /dev/null "$ROOT"
	keep_on fetch >"$T/new" 3>&- &
	local load=$!
	for i in 1 2 3; do
		await eval '[ -n "$(workers)" ]'
		cp "$BUILD/minihttpd" "$BUILD/minihttp" "$T"
		mv "$T/minihttpd" "$T/minihttp" "$T/bin"
		before=$DAEMON
		kill -TERM "$before"
		await held_by_other "$before"
		await eval '[ "$(wc -l <"$T/new")" -ge '"$((10 * i))"' ]'
	done
	: >"$T/enough"
	wait "$load"
	[ -z "$(grep -v '^200$' "$T/new")" ]
	kill -TERM "$DAEMON"
	await gone "$HOLDER"
	DAEMON=
}

@test "IdleExit: with the sockets of systemd it leaves when nobody calls, and comes back" {
	export WATCHDOG_USEC=100000
	hold "$BUILD/minihttpd" -c /dev/null -o 'IdleExit 200ms' "$ROOT"
	local before=$DAEMON
	[ "$(fetch)" = 200 ]
	await held_by_other "$before"
	# nobody starts it again, and it is gone
	: >"$T/enough"
	await gone "$HOLDER"
	DAEMON=
}

@test "IdleExit: not while somebody is connected, nor with sockets of its own" {
	export WATCHDOG_USEC=100000
	be_told
	hold "$BUILD/minihttpd" -c /dev/null -o 'IdleExit 100ms' "$ROOT"
	local before=$DAEMON
	begin 5
	await told 'STATUS=.*1 connections'
	: >"$T/told"
	await eval '[ "$(grep -ao WATCHDOG=1 "$T/told" | wc -l)" -ge 8 ]'
	[ "$(cut -d' ' -f1 "$T/held")" = "$before" ]
	finish 5
	exec 5>&-
	: >"$T/enough"
	await gone "$HOLDER"
	stand -o 'IdleExit 100ms'
	: >"$T/told"
	await eval '[ "$(grep -ao WATCHDOG=1 "$T/told" | wc -l)" -ge 8 ]'
	! gone "$DAEMON" || false
	[ "$(fetch)" = 200 ]
}

# A network of its own, with these addresses on an interface; $NS is in it.
network() {
	root_for 'a network namespace'
	unshare -n sh -ec '
		ip link set lo up
		ip link add d0 type veth peer name d1
		for address; do
			ip addr add "$address" dev d0 $(case $address in *:*) echo nodad ;; esac)
		done
		ip link set d0 up
		ip link set d1 up
		echo >"$0"
		exec sleep 60' "$T/network" "$@" 3>&- &
	NS=$!
	await [ -s "$T/network" ]
}

inside() {
	nsenter -n -t "$NS" "$@"
}

# stand_inside [OPTION]...: starts minihttpd by hand in that network, as
# $DAEMON.
stand_inside() {
	rm -f "$T/log" # of one before, which says the same
	cd "$ROOT"
	env -u NOTIFY_SOCKET -u SYSTEMD_EXEC_PID -u XDG_RUNTIME_DIR \
		nsenter -n -t "$NS" "$BUILD/minihttpd" "${ME[@]}" "$@" >"$T/printed" 2>"$T/log" 3>&- &
	DAEMON=$!
	cd "$OLDPWD"
	await logged 'serving '
}

status_inside() {
	inside curl -g -s --max-time 10 -o "$T/body" -w '%{http_code}' "$@"
}

# decoded FILE: prints what a reader of QR codes finds in the half blocks of
# FILE.
decoded() {
	python3 - "$1" "$T/code.pgm" <<-'EOF'
		import sys
		light = {'\u2588': (1, 1), '\u2580': (1, 0), '\u2584': (0, 1), ' ': (0, 0)}
		lines = [l for l in open(sys.argv[1]).read().split('\n') if l and set(l) <= set(light)]
		rows = [[light[c][half] for c in l] for l in lines for half in (0, 1)]
		assert rows and len(set(map(len, rows))) == 1
		side, by = len(rows[0]), 5
		with open(sys.argv[2], 'wb') as f:
		    f.write(b'P5 %d %d 255\n' % (side * by, len(rows) * by))
		    for row in rows:
		        f.write(b''.join(bytes([255 * m]) * by for m in row) * by)
	EOF
	zbarimg -q --raw "$T/code.pgm" 2>/dev/null
}

@test "--share: the private addresses, at one port, for reading" {
	network 192.168.7.9/24 203.0.113.5/24 fd00:1::9/64 2001:db8::9/64
	mkdir "$ROOT/photos"
	touch "$ROOT/photos/some-file"
	stand_inside --share
	logged "^minihttpd: serving $ROOT on http://192.168.7.9:8080/, http://\[fd00:1::9\]:8080/, https://192.168.7.9:8081/, https://\[fd00:1::9\]:8081/\$"
	[ "$(inside ss -Hltn | awk '{ print $4 }' | sort | paste -sd' ')" = '192.168.7.9:8080 192.168.7.9:8081 [fd00:1::9]:8080 [fd00:1::9]:8081' ]
	[ "$(status_inside http://192.168.7.9:8080/digits.txt)" = 200 ]
	[ "$(status_inside 'http://[fd00:1::9]:8080/photos/')" = 200 ]
	grep -q some-file "$T/body"
	[ "$(status_inside -X PUT -d x http://192.168.7.9:8080/new)" = 501 ]
	[ "$(grep -c . "$T/printed")" = 2 ] # of the certificate
}

@test "--share: without minihttp-tls it serves, and says that others can read along" {
	network 192.168.7.9/24
	mkdir "$T/alone"
	cp "$BUILD/minihttpd" "$BUILD/minihttp" "$T/alone"
	BUILD=$T/alone stand_inside --share
	logged "^minihttpd: serving $ROOT on http://192.168.7.9:8080/\$"
	grep -qx 'no HTTPS, because minihttp-tls is not installed: others in the network can read what is sent' "$T/printed"
	[ "$(status_inside http://192.168.7.9:8080/digits.txt)" = 200 ]
}

@test "--share: HTTPS with a certificate for these addresses, whose fingerprint is printed" {
	local directory print
	network 192.168.7.9/24 fd00:1::9/64
	stand_inside --share
	directory=$(sed -n 's/: a certificate for 192.168.7.9, fd00:1::9$//p' "$T/printed")
	print=$(sed -n 's/^SHA-256 //p' "$T/printed")
	[ "$(stat -c %a "$directory")" = 700 ]
	[ "$(openssl x509 -in "$directory/fullchain.pem" -noout -fingerprint -sha256 | cut -d= -f2 | tr -d : | tr A-F a-f)" = "$print" ]
	[ "$(status_inside --cacert "$directory/fullchain.pem" https://192.168.7.9:8081/digits.txt)" = 200 ]
	[ "$(status_inside --cacert "$directory/fullchain.pem" 'https://[fd00:1::9]:8081/digits.txt')" = 200 ]
	stand_down
	[ ! -e "$directory" ]
	[ -n "$print" ]
}

@test "--share: what a killed one has left goes at the next start, and nothing else" {
	local left used strange
	strange=$(mktemp -d /tmp/minihttpd.XXXXXX)
	network 192.168.7.9/24
	stand_inside --share --upload
	left=$(sed -n 's/: a certificate for .*//p' "$T/printed")
	touch "$strange/upload"
	kill -9 "$DAEMON"
	wait "$DAEMON" || true
	[ -e "$left/upload" ]
	stand_inside --share --upload
	[ ! -e "$left" ]
	[ -e "$strange/upload" ] # it has no lock
	left=$(sed -n 's/: a certificate for .*//p' "$T/printed")
	used=$DAEMON
	stand_inside --share
	[ -e "$left/upload" ] # it is in use
	stand_down
	DAEMON=$used
	stand_down
	[ ! -e "$left" ]
	rm -r "$strange"
}

@test "--share: a port that is taken on one address is taken on none" {
	network 10.1.2.3/24 192.168.7.9/24
	inside python3 -c '
import socket, sys, time
s = socket.create_server(("192.168.7.9", 8080))
open(sys.argv[1], "w").write("x")
time.sleep(60)' "$T/taken" 3>&- &
	await [ -s "$T/taken" ]
	stand_inside --share
	logged 'on http://10.1.2.3:8081/, http://192.168.7.9:8081/, https://10.1.2.3:8082/, https://192.168.7.9:8082/$'
	stand_down
	stand_inside --share 9000
	logged 'on http://10.1.2.3:9000/, http://192.168.7.9:9000/, https://10.1.2.3:9001/, https://192.168.7.9:9001/$'
}

@test "--share: nothing is shared where there is no private address, nor with -c" {
	network 203.0.113.5/24
	run inside env -u NOTIFY_SOCKET -u SYSTEMD_EXEC_PID "$BUILD/minihttpd" --share "$ROOT"
	[ "$status" -eq 64 ]
	[[ $output = *'--share: no interface that is up has a private address; '* ]]
	run inside env -u NOTIFY_SOCKET -u SYSTEMD_EXEC_PID "$BUILD/minihttpd" --share -c /dev/null
	[ "$status" -eq 64 ]
	[[ $output = *'--share: is for a start by hand'* ]]
	run "$BUILD/minihttpd" --upload
	[ "$status" -eq 64 ]
	[[ $output = *'--upload: is for --share only' ]]
}

@test "--share --upload: a password is printed once, and its hash goes at the end" {
	local password directory
	network 192.168.7.9/24
	stand_inside --share --upload
	logged 'on https://192.168.7.9:8081/, http://192.168.7.9:8080/$'
	[[ $(tail -n 1 "$T/printed") =~ ^uploads:\ user\ share,\ password\ ([a-km-np-z2-9]{12})$ ]]
	password=${BASH_REMATCH[1]}
	[ "$(status_inside -T "$ROOT/digits.txt" http://192.168.7.9:8080/new)" = 401 ]
	[ "$(status_inside -u "share:not$password" -T "$ROOT/digits.txt" http://192.168.7.9:8080/new)" = 401 ]
	[ ! -e "$ROOT/new" ]
	[ "$(status_inside -u "share:$password" -T "$ROOT/digits.txt" http://192.168.7.9:8080/new)" = 201 ]
	cmp "$ROOT/new" "$ROOT/digits.txt"
	[ "$(status_inside -k -u "share:$password" -T "$ROOT/digits.txt" https://192.168.7.9:8081/new)" = 204 ]
	[ "$(status_inside -u "share:$password" -F "file=@$ROOT/digits.txt;filename=form" http://192.168.7.9:8080/)" = 303 ]
	[ "$(status_inside -u "share:$password" -X DELETE http://192.168.7.9:8080/new)" = 501 ]
	[ "$(status_inside http://192.168.7.9:8080/new)" = 200 ]
	# the worker's command line names the file
	directory=$(tr '\0' '\n' <"/proc/$(workers | head -1 | tr -d ' ')/cmdline" | sed -n 's|^WriteAuth \(.*\)/upload$|\1|p')
	[ "$(stat -c %a "$directory" "$directory/upload" | paste -sd' ')" = '700 600' ]
	grep -q '^share:\$5\$' "$directory/upload"
	run grep -r "$password" "$directory" "$T/log"
	[ "$status" -ne 0 ]
	stand_down
	[ ! -e "$directory" ]
}

@test "--share --upload: what breaks off is resumed, and the form is told so" {
	local user uri
	network 192.168.7.9/24
	stand_inside --share --upload
	user=share:$(sed -n 's/^uploads: user share, password //p' "$T/printed")
	[ "$(status_inside -D "$T/head" -X OPTIONS http://192.168.7.9:8080/)" = 200 ]
	[[ $(field Accept-Patch) == application/partial-upload,* ]]
	[ "$(status_inside -D "$T/head" -u "$user" -T "$ROOT/digits.txt" -H 'Upload-Complete: ?0' \
		http://192.168.7.9:8080/new)" = 201 ]
	uri=$(field Location)
	[ ! -e "$ROOT/new" ]
	[ "$(status_inside -u "$user" -X PATCH --data-binary "@$ROOT/digits.txt" -H 'Upload-Complete: ?1' \
		-H 'Content-Type: application/partial-upload' -H 'Upload-Offset: 20' "http://192.168.7.9:8080$uri")" = 201 ]
	cat "$ROOT/digits.txt" "$ROOT/digits.txt" | cmp - "$ROOT/new"
}

@test "a wildcard address is announced as the addresses that it stands for" {
	network 192.168.7.9/24 2001:db8::9/64
	local four='http://127.0.0.1:8080/, http://192.168.7.9:8080/' six='http://[2001:db8::9]:8080/'
	stand_inside -l 0.0.0.0:8080
	grep -qF "on $four" "$T/log"
	run grep -F "$six" "$T/log"
	[ "$status" -ne 0 ]
	stand_down
	stand_inside -l 8080
	grep -qF "on $four, $six" "$T/log"
	stand_down
	stand_inside -l '[::]:80'
	grep -qF 'on http://[::1]/, http://[2001:db8::9]/' "$T/log"
}

@test "--qr: the code is the address for other machines (ISO/IEC 18004)" {
	network 192.168.7.9/24
	stand_inside --share --qr
	await eval '[ "$(decoded "$T/log")" = http://192.168.7.9:8080/ ]'
	stand_down
	stand_inside --qr -l 0.0.0.0:80
	await eval '[ "$(decoded "$T/log")" = http://192.168.7.9/ ]'
	stand_down
	stand_inside --qr 8080 "$ROOT/digits.txt"
	await eval '[ "$(decoded "$T/log")" = http://127.0.0.1:8080/digits.txt ]'
}

@test "QR codes of every version are read by another program (ISO/IEC 18004)" {
	local n text
	for n in 1 17 32 53 62 78 106 134 152 192 230 271; do
		text=$(printf "%0${n}d" 0 | tr 0 x)
		"$BUILD/unit/base/qr_test" "$text" >"$T/code"
		[ "$(decoded "$T/code")" = "$text" ]
	done
}
