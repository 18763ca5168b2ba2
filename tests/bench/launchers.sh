#!/bin/bash
# The ways to launch a handler, and other servers, side by side; README.md
# says what is measured and how.
#
#	launchers.sh [ROUNDS]
#
# ONLY="NAME..." takes these servers alone, PARTS="connections kept32 kept256
# 100k 100m many memory" these tables, CLIENTS=32 so many connections at any
# time, MS=500 and SECONDS_EACH=1 so long for each measurement, IDLE=1000
# connections for the memory.  It asserts nothing, and ends what it started.
set -eu
cd "$(dirname "$0")/../.."
rounds=${1:-5}
seconds=${SECONDS_EACH:-1}
parts=${PARTS:-connections kept32 kept256 100k 100m many memory}
rows=${ONLY:-loop minihttp-1 minihttp-100 minihttpd-1 minihttpd-100 nginx lighttpd
	tcpserver xinetd systemd}
keepers=
for name in minihttp-1 minihttpd-1 nginx lighttpd; do
	case " ${rows//[$'\n\t']/ } " in *" $name "*) keepers="$keepers $name" ;; esac
done
# shellcheck source=tests/bench/servers.sh
. tests/bench/servers.sh

wanted() {
	case " $parts " in *" $1 "*) ;; *) return 1 ;; esac
}

# kept LABEL UNIT TITLE CONNECTIONS SECONDS PATH [OPTION=...]
kept() {
	local label=$1 unit=$2
	wanted "$label" || return 0
	echo "$3; medians of $rounds rounds"
	if command -v wrk >/dev/null; then
		measure "$label" "$rounds" "$keepers" requests "${@:4}"
		report "$label" "$keepers" nginx 3 "$unit/s" to-nginx cpu-us nginx-cpu/it p50-us p99-us
	else
		printf 'wrk is not installed\n\n'
	fi
}

prepare 8192
# shellcheck disable=SC2086 # words
begin $rows
if wanted connections; then
	echo "Connections a second, $clients at once, each with one GET of 1 KB; medians of $rounds rounds"
	measure connections "$rounds" "$rows" connections
	report connections "$rows" 'loop nginx' 3 connections/s to-loop to-nginx \
		cpu-us nginx-cpu/it p50-us p99-us client-us
fi
end systemd
kept kept32 request 'Requests for 1 KB on 32 kept connections' 32 "$seconds" /1k.txt
kept kept256 request 'Requests for 1 KB on 256 kept connections' 256 "$seconds" /1k.txt
kept many request 'Requests for one of 1000 small files at random, 32 kept connections' \
	32 "$seconds" / FILES=1000
kept 100k request 'Files of 100 KB on 16 kept connections' 16 "$seconds" /100k.txt
kept 100m MB 'Files of 100 MB on 8 kept connections' 8 $((seconds * 2)) /100m.txt UNIT=1000000
if wanted memory; then
	echo "KB for each of $idle idle connections"
	measure memory 3 "$keepers" memory
	report memory "$keepers" nginx 0 KB to-nginx pss slab page-tables stacks available
fi
