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
		systemd-socket-activate --listen="127.0.0.1:$PORT" "$@" 2> >(tee -a "$T/log" >"$T/started") 3>&- &
		LISTENER=$!
		exec 8<"$T/started"
		# It says so when it listens, and dies if the port is taken.
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
