# listen -- a handler process for each connection to a port of ours, on
# loopback, by systemd-socket-activate.  Ends with the test.
#
#	listen [COMMAND...]		sets PORT; default: the handler on ROOT
#	listen_once [OPTION...]		one handler that is given the listening
#					socket; LISTENER is its process
#	dial				connects descriptor 9
#	teardown() { hang_up; }

listen() {
	[ $# -gt 0 ] || set -- "$BUILD/minihttp" -c /dev/null "$ROOT"
	activate --accept --inetd "$@"
}

listen_once() {
	activate --inetd "$BUILD/minihttp" -c /dev/null "$@" "$ROOT"
}

activate() {
	local try line
	mkfifo "$T/started"
	for try in 1 2 3 4 5 6 7 8; do
		PORT=$((20000 + RANDOM % 12000))
		systemd-socket-activate --listen="127.0.0.1:$PORT" "$@" 2> >(tee -a "$T/log" >"$T/started" 3>&-) 3>&- &
		LISTENER=$!
		exec 8<"$T/started"
		# The program says so when it listens, and ends if the port is
		# taken.
		while read -r -t 10 -u 8 line; do
			[[ $line != Listening* ]] || {
				cat <&8 >/dev/null 3>&- &
				exec 8<&-
				return 0
			}
		done
		exec 8<&-
	done
	echo "no free port after $try tries" >&2
	return 1
}

dial() {
	exec 9<>"/dev/tcp/127.0.0.1/$PORT"
}

hang_up() {
	[ -z "${LISTENER:-}" ] || kill "$LISTENER" 2>/dev/null || true
}

# minihttpd by itself.  PORT in its words becomes a port that is free on all of
# loopback.
#	stand [OPTION...]	on 127.0.0.1, with the configuration $T/conf if
#				there is one; DAEMON is its process
#	stand_on WORD...	the same with these words alone
#	workers, children	their processes, the latter with a connection
#	teardown() { stand_down; }

stand() {
	local conf=/dev/null
	[ ! -e "$T/conf" ] || conf=$T/conf
	stand_on -c "$conf" -l 127.0.0.1:PORT "$@" "$ROOT"
}

stand_on() {
	local try
	for try in 1 2 3 4 5 6 7 8; do
		PORT=$((20000 + RANDOM % 12000))
		[ ! -e "$T/conf.in" ] || sed "s/PORT/$PORT/" "$T/conf.in" >"$T/conf"
		"$BUILD/minihttpd" "${@//PORT/$PORT}" 2>"$T/log" 3>&- &
		DAEMON=$!
		await eval '[ -n "$(workers)" ] || gone "$DAEMON"'
		gone "$DAEMON" || return 0
		grep -q 'Address already in use' "$T/log" || break
	done
	echo "minihttpd did not start:"
	cat "$T/log"
	return 1
}

stand_down() {
	local pids
	[ -n "${DAEMON:-}" ] || return 0
	pids="$DAEMON $(workers) $(children)"
	kill -CONT $pids 2>/dev/null || true
	# the second SIGTERM ends it without draining
	kill -TERM "$DAEMON" 2>/dev/null || return 0
	await eval '! kill -TERM "$DAEMON" 2>/dev/null || gone "$DAEMON"' ||
		kill -KILL $pids 2>/dev/null || true
}

# Not the children that a killed worker has left to minihttpd: each leads a
# group of its own.
workers() {
	ps -o pid=,pgid=,comm= --ppid "$DAEMON" |
		awk '$1 == $2 && $3 == "minihttp" { print $1 }'
}

children() {
	local of
	of=$(workers | paste -sd,)
	[ -z "$of" ] || pgrep -x -P "$of" minihttp || true
}

# Tries the command until it succeeds, for half a minute at most.
await() {
	local end=$((SECONDS + 30))
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || {
			echo "in vain: $*"
			return 1
		}
		sleep 0.01
	done
}

# A handler logs and counts a request after its answer.  So a test that has just
# had an answer says "await logged" and "await counts", and looks for what must
# not be there only behind a line that comes later.
#
#	logged PATTERN		a line of the log matches
#	counts FILE REQUESTS	the counters are at that number
#	asleep PROCESS		it waits, as one does that is done with a request
logged() {
	grep -q -e "$1" "$T/log"
}

counts() {
	"$BUILD/minihttp-stats" --json "$1" | grep -q "\"requests\":$2,\"bytes\":[0-9]*,\"statuses\""
}

asleep() {
	grep -q '^State:.S' "/proc/$1/status"
}

# occupy HOW COUNT: connections from 127.0.0.2 to .5; see lib/hold.py.  HOLDER is the process.
occupy() {
	local sources=()
	while [ "${#sources[@]}" -lt "$2" ]; do
		sources+=("127.0.0.$((2 + ${#sources[@]} % 4))")
	done
	: >"$T/held"
	"$BATS_TEST_DIRNAME/lib/hold.py" "$PORT" "$1" "${sources[@]}" >"$T/held" 3>&- &
	HOLDER=$!
	await grep -q held "$T/held"
}

# Prints the numbers of the connections that the server has closed, in that
# order.
closed() {
	sed -n 's/closed //p' "$T/held" | paste -sd' '
}

# An honest client, which has a source of its own.
visit() {
	[ "$(curl -s --max-time 10 --interface 127.0.0.9 -o "$T/body" -w '%{http_code}' \
		"http://127.0.0.1:$PORT/digits.txt")" = 200 ]
}

# The messages to the service manager, as a file: sets NOTIFY_SOCKET, $T/told.
be_told() {
	socat -u "UNIX-RECV:$T/notify" "OPEN:$T/told,creat,append" 3>&- &
	MANAGER=$!
	await [ -S "$T/notify" ]
	export NOTIFY_SOCKET=$T/notify
}

told() {
	grep -aq -e "$1" "$T/told"
}
