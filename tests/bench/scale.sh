#!/bin/bash
# How connections a second, their 99th percentile and the memory grow with the
# number of connections that are held idle beside them; README.md says what is
# measured and how.
#
#	scale.sh [FILE.svg]
#
# ONLY="NAME..." takes these servers alone, STEPS="1 10 ..." these numbers of
# connections, ROUNDS=3 so many rounds of each, and one above LONG=15000, since
# such a round takes minutes.  No number is above `ulimit -n`.
# It prints the medians, and draws them if a FILE is named; the memory only from
# 100 connections on, since that of fewer is less than the machine's noise.
set -eu
cd "$(dirname "$0")/../.."
picture=${1:-}
rounds=${ROUNDS:-3}
rows=${ONLY:-minihttp-1 minihttpd-1 nginx lighttpd}
most_files=$(ulimit -Hn)
MOST=${MOST:-32768}
# shellcheck source=tests/bench/servers.sh
. tests/bench/servers.sh

# Descriptors that a server and `load` have beside those of connections, and the
# connections that come anew.
spare=$((clients + 64))
steps=
for n in ${STEPS:-1 10 100 1000 2000 5000 10000 20000}; do
	[ "$n" -le $((most_files - spare)) ] || n=$((most_files - spare))
	case " $steps " in *" $n "*) ;; *) steps="$steps $n" ;; esac
done

# New connections beside those that are held, and then the memory of these:
# RATE ERRORS CPU P50 P99 MEMORY.
beside() {
	local of
	of=$(memory "$1" storm)
	echo "$(cat "$T/storm") $of" | awk '{ print $1, $2 + $8, $3, $4, $5, $7 }'
}

storm() {
	connections "$1" >"$T/storm"
}

# From the first step on, so that a run that is stopped leaves a picture.
draw() {
	[ -n "$picture" ] || return 0
	awk -f tests/bench/plot.awk "$T/points" >"$picture.new"
	mv "$picture.new" "$picture"
}

prepare "$most_files"
# shellcheck disable=SC2086 # words
begin $rows
for idle in $steps; do
	[ "$idle" -le "${LONG:-15000}" ] || rounds=1
	echo "$idle idle connections, and $clients at any time that come anew; medians of $rounds rounds"
	measure "$idle" "$rounds" "$rows" beside
	report "$idle" "$rows" nginx 3 connections/s to-nginx cpu-us nginx-cpu/it \
		p50-us p99-us KB-each
	for name in $rows; do
		[ ! -s "$T/$name.$idle" ] || awk -v bases= -v cpu=0 -f tests/bench/report.awk "$T/$name.$idle" |
			awk -v name="$name" -v n="$idle" '
				!/no figure/ { print name, n, $1, $4, n < 100 ? "-" : $5 * n / 1024 }'
	done >>"$T/points"
	draw
done
