# ask -- raw bytes in, answer out.  The handler is a filter: no ports, no
# sleeps.  Load it in setup():
#
#	load lib/ask
#	setup() { site; }
#
#	ask 'GET / HTTP/1.0\r\n\r\n'
#	is 200 -
#	[ "$(field Content-Type)" = 'text/html; charset=utf-8' ]

: "${BUILD:=$BATS_TEST_DIRNAME/../build}"
T=$BATS_TEST_TMPDIR
ROOT=$T/root
OPTIONS=()
SAID=$T/log
# The owner of the files of a test, for any user that runs it.
ME=(-o "User $(id -u):$(id -g)")

# No test hangs, and nothing that it started outlives it.  The first number
# bounds each test, in seconds; a slow test sets another in its file.
export BATS_TEST_TIMEOUT=${BATS_TEST_TIMEOUT:-900}

# root_for WHAT: the test is left out for an ordinary user.
root_for() {
	[ "$(id -u)" = 0 ] || skip "$1 needs root: sudo make test"
}

# A file with a teardown of its own calls end_all at its end.
teardown() {
	end_all
}

# Ends what the test has left in the background, whether it passed or not; but
# not the clock of bats, which ends its own sleep.
end_all() {
	local pid tries
	for pid in $(jobs -p); do
		! pgrep -P "$pid" -fx "sleep $BATS_TEST_TIMEOUT" >/dev/null || continue
		# A shell that has not yet become its command would run bats' own
		# trap at SIGTERM, and report this test as failed.
		! cmp -s "/proc/$pid/cmdline" "/proc/$$/cmdline" || kill -KILL "$pid" 2>/dev/null || true
		kill "$pid" 2>/dev/null || continue
		kill -CONT "$pid" 2>/dev/null || true
		for tries in {1..100}; do
			! gone "$pid" || continue 2
			sleep 0.02
		done
		kill -KILL "$pid" 2>/dev/null || true
	done
	return 0
}

# Returns 0 if the process has ended, reaped or not.
gone() {
	local stat
	{ read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
	[[ $stat == *') Z '* ]]
}

# A little site, older than a tick of the clock so that its ETags are strong.
site() {
	mkdir -p "$ROOT/dir/sub" "$ROOT/bare"
	printf '<!DOCTYPE html>\n<title>home</title>\n' >"$ROOT/index.html"
	printf 'in dir\n' >"$ROOT/dir/index.html"
	printf '0123456789abcdefghij' >"$ROOT/digits.txt"
	: >"$ROOT/empty.txt"
	age
}

age() {
	find "$ROOT" -exec touch -h -d '2024-02-29 12:34:56.789' {} +
	tick
}

# Waits until all changes lie further back than a tick of the clock
# (site/validators).
tick() {
	local from=${EPOCHREALTIME//[!0-9]/}
	while [ $((${EPOCHREALTIME//[!0-9]/} - from)) -lt 25000 ]; do
		:
	done
}

# ask REQUEST [ARGUMENT...]: REQUEST has the escapes of printf %b.
ask() {
	local request=$1
	shift
	printf '%b' "$request" >"$T/request"
	ask_file "$T/request" "$@"
}

# ask_file FILE [ARGUMENT...]: the same from a file, as it is.  The log is
# $SAID, which is $T/log unless a server that stands writes there (lib/listen).
ask_file() {
	local file=$1
	shift
	SAID=$T/log
	[ -z "${LISTENER:-}${DAEMON:-}" ] || SAID=$T/said
	cat "$file" | timeout 20 "$BUILD/minihttp" -c /dev/null \
		"${OPTIONS[@]}" "$@" "$ROOT" >"$T/answer" 2>"$SAID"
	[ -s "$T/answer" ] || return 0
	sed '/^\r$/q' "$T/answer" >"$T/head"
	tail -c +"$(($(wc -c <"$T/head") + 1))" "$T/answer" >"$T/body"
}

# get TARGET [FIELD LINE...]: HTTP/1.1, one request, closed.
get() {
	method GET "$@"
}

method() {
	local method=$1 target=$2 lines=
	shift 2
	for line in "$@"; do
		lines="$lines$line\r\n"
	done
	ask "$method $target HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n$lines\r\n"
}

# The status codes of all answers, in order, with spaces between.
statuses() {
	grep -ao 'HTTP/1\.1 [0-9]* ' "$T/answer" | cut -d' ' -f2 | paste -sd' '
}

# The value of a field of the first answer; fails if it is not there.
field() {
	grep -ai "^$1: " "$T/head" | tr -d '\r' | cut -d' ' -f2- | grep -a .
}

no_field() {
	! field "$1"
}

body() {
	cat "$T/body"
}

# The names of the refusals, as logged, with spaces between.
why() {
	sed 's/.* //' "$SAID" | paste -sd' '
}

# is STATUSES WHY: compares both lists, and prints what came instead.
is() {
	[ "$(statuses)" = "$1" ] && [ "$(why)" = "$2" ] || {
		echo "want $1 ($2), have $(statuses) ($(why))"
		cat "$T/request" "$T/answer" "$SAID"
		return 1
	}
}
