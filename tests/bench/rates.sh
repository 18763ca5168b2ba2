#!/bin/bash
# rates.sh [SECONDS]: the processor time of a request on a kept connection, of
# the listener and its children, without rates and with RequestRate of several
# bursts: a request beyond what was granted at once is a question to the
# listener.  Prints microseconds; asserts nothing.
set -eu
build=${BUILD:-$(dirname "$0")/../../build}
seconds=${1:-3}
site=$(mktemp -d)
trap 'rm -rf "$site"' EXIT
chmod 755 "$site"
echo hello >"$site/small"
port=$((20000 + RANDOM % 12000))

# one OPTION...: "REQUESTS TICKS", the ticks of the listener and its children
one() {
	local daemon worker n
	"$build/minihttpd" -c /dev/null -o 'AccessLog off' -o 'Workers 1' \
		-o 'KeepAliveRequests 1000000000' "$@" -l "127.0.0.1:$port" "$site" 2>/dev/null &
	daemon=$!
	until curl -s -o /dev/null "http://127.0.0.1:$port/small"; do
		kill -0 "$daemon" || return 1
		sleep 0.05
	done
	n=$(wrk -t1 -c1 -d"${seconds}s" "http://127.0.0.1:$port/small" |
		awk '/requests in/ { print $1 }')
	worker=$(pgrep -P "$daemon" -x minihttp)
	while pgrep -P "$worker" >/dev/null; do
		sleep 0.05
	done
	echo "$n $(awk '{ print $14 + $15 + $16 + $17 }' "/proc/$worker/stat")"
	kill "$daemon"
	wait "$daemon" || true
}

for what in '' 'RequestRate 1000000/s 1000000' 'RequestRate 1000000/s 1000' \
	'RequestRate 1000000/s 100' 'RequestRate 1000000/s 16'; do
	one ${what:+-o "$what"} | awk -v hz="$(getconf CLK_TCK)" -v what="${what:-no rate}" \
		'{ printf "%-32s %8d requests %8.2f us\n", what, $1, $2 / hz / $1 * 1e6 }'
done
