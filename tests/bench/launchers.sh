#!/bin/bash
# The ways to launch a handler, and other servers, side by side; README.md
# says what is measured and how.
#
#	launchers.sh [ROUNDS]
#
# ONLY="NAME..." takes these rows alone, CLIENTS=32 so many connections at
# any time, MS=500 milliseconds for each measurement, IDLE=1000 connections
# for the memory.  It asserts nothing, and ends what it started.
set -eu
cd "$(dirname "$0")/../.."
build=$(realpath "${BUILD:-build}")
bench=$build/bench
rounds=${1:-7}
clients=${CLIENTS:-32}
ms=${MS:-500}
idle=${IDLE:-1000}
rows=${ONLY:-loop minihttp-1 minihttp-100 minihttpd-1 minihttpd-100 nginx lighttpd
	tcpserver xinetd systemd}
keepers=
for name in minihttp-1 minihttpd-1 nginx lighttpd; do
	case " ${rows//[$'\n\t']/ } " in *" $name "*) keepers="$keepers $name" ;; esac
done
PATH=$PATH:/usr/sbin

T=$(mktemp -d)
declare -A pid port say
trap 'end_all' EXIT
trap 'exit 1' INT TERM HUP

end_all() {
	local name
	for name in "${!pid[@]}"; do
		kill "${pid[$name]}" 2>/dev/null || true
		wait "${pid[$name]}" 2>/dev/null || true
	done
	rm -rf "$T"
}


prepare() {
	local cc=cc
	mkdir -p "$bench/www"
	head -c 1024 /dev/zero | tr '\0' x >"$bench/www/1k.txt"
	touch -d '2024-01-01' "$bench/www/1k.txt"
	! command -v musl-gcc >/dev/null || cc=musl-gcc
	$cc -O2 -static -o "$bench/loop" tests/bench/loop.c
	cc -O2 -o "$bench/load" tests/bench/load.c
	chmod 755 "$T"
	conf 1 >"$T/1.conf"
	conf 100 >"$T/100.conf"
	ulimit -n 8192
}

# Limits must not be what is measured.
conf() {
	cat <<-END
	DocumentRoot $bench/www
	AccessLog $T/minihttp.log
	MaxConnections 4096
	MaxConnectionsPerSource 0
	ConnectionsPerProcess $1
	KeepAliveRequests 1000000
	KeepAliveTimeout 60s
	END
}

# Each becomes the server NAME on port $1, in the foreground.
run_loop() {
	exec "$bench/loop" "$1"
}

run_minihttp-1() {
	exec systemd-socket-activate --inetd --listen="127.0.0.1:$1" "$build/minihttp" -c "$T/1.conf"
}

run_minihttp-100() {
	exec systemd-socket-activate --inetd --listen="127.0.0.1:$1" "$build/minihttp" -c "$T/100.conf"
}

run_minihttpd-1() {
	exec "$build/minihttpd" -c "$T/1.conf" --listen "127.0.0.1:$1"
}

run_minihttpd-100() {
	exec "$build/minihttpd" -c "$T/100.conf" --listen "127.0.0.1:$1"
}

run_tcpserver() {
	# without its look-ups; its own backlog is 20
	exec tcpserver -H -R -l 0 -b 1024 -c 4096 127.0.0.1 "$1" "$build/minihttp" -c "$T/1.conf"
}

run_xinetd() {
	cat >"$T/xinetd.conf" <<-END
	service minihttp
	{
		type = UNLISTED
		bind = 127.0.0.1
		port = $1
		socket_type = stream
		protocol = tcp
		wait = no
		user = $(id -un)
		server = $build/minihttp
		server_args = -c $T/1.conf
		instances = UNLIMITED
		per_source = UNLIMITED
		cps = 0 0
		log_type = FILE /dev/null
	}
	END
	exec xinetd -dontfork -f "$T/xinetd.conf" -pidfile "$T/xinetd.pid" -filelog /dev/null
}

run_nginx() {
	mkdir -p "$T/nginx"
	cat >"$T/nginx.conf" <<-END
	daemon off;
	worker_processes 2;
	pid $T/nginx/pid;
	error_log $T/nginx/error.log;
	$([ "$(id -u)" != 0 ] || echo "user $(id -un) $(id -gn);")
	events { worker_connections 4096; }
	http {
		sendfile on;
		tcp_nopush on;
		default_type text/plain;
		access_log $T/nginx/access.log combined;
		keepalive_requests 1000000;
		keepalive_timeout 60;
		$(for what in client_body proxy fastcgi uwsgi scgi; do
			echo "${what}_temp_path $T/nginx/$what;"
		done)
		server { listen 127.0.0.1:$1; root $bench/www; }
	}
	END
	exec nginx -e "$T/nginx/error.log" -c "$T/nginx.conf"
}

run_lighttpd() {
	cat >"$T/lighttpd.conf" <<-END
	server.document-root = "$bench/www"
	server.bind = "127.0.0.1"
	server.port = $1
	server.modules = ("mod_accesslog")
	server.max-worker = 2
	server.max-connections = 4096
	server.max-fds = 8192
	server.max-keep-alive-requests = 1000000
	server.max-keep-alive-idle = 60
	server.errorlog = "$T/lighttpd.error.log"
	accesslog.filename = "$T/lighttpd.log"
	mimetype.assign = (".txt" => "text/plain")
	END
	exec lighttpd -D -f "$T/lighttpd.conf"
}

# A real systemd in a container, with what `make install` puts there.
start_systemd() {
	local tree=$T/tree
	make -s BUILD="$build" install DESTDIR="$tree" >/dev/null
	mkdir -p "$tree/srv"
	cp -r "$bench/www" "$tree/srv/www"
	BUILD=$build
	# shellcheck source=tests/lib/container.bash
	. tests/lib/container.bash
	boot "$tree" >/dev/null
	pid[systemd]=$NSPAWN port[systemd]=12000
	conf 1 | sed -e 's|^DocumentRoot .*|DocumentRoot /srv/www|' \
		-e 's|^AccessLog .*|AccessLog /run/minihttp.log|' >"$tree/conf"
	inside sh -c '
		systemctl stop minihttp.socket
		systemctl reset-failed "minihttp*"
		systemd-sysusers
		install -m 666 /dev/null /run/minihttp.log
		mkdir -p /etc/minihttp /etc/systemd/system/minihttp.socket.d
		cat >/etc/minihttp/minihttp.conf
		printf "[Socket]\nListenStream=\nListenStream=12000\nMaxConnections=4096\nMaxConnectionsPerSource=4096\n" \
			>/etc/systemd/system/minihttp.socket.d/port.conf
		systemctl daemon-reload
		systemctl start minihttp.socket' <"$tree/conf" >/dev/null 2>&1
}

# Why it cannot be measured here; nothing if it can.
missing() {
	case $1 in
	minihttp-*) command -v systemd-socket-activate >/dev/null || echo 'systemd-socket-activate is not installed' ;;
	minihttpd-*) [ -x "$build/minihttpd" ] || echo 'not built' ;;
	nginx | lighttpd | tcpserver | xinetd) command -v "$1" >/dev/null || echo 'not installed' ;;
	systemd)
		command -v systemd-nspawn >/dev/null || echo 'systemd-nspawn is not installed'
		[ "$(id -u)" = 0 ] || echo 'a container needs root'
		;;
	esac
}

# Sets pid and port of the server NAME.
start() {
	local name=$1
	if [ "$name" = systemd ]; then
		start_systemd
		return
	fi
	for _ in 1 2 3 4 5; do
		port[$name]=$((20000 + RANDOM % 12000))
		set -m # a process group of its own: lighttpd ends all of its group
		"run_$name" "${port[$name]}" </dev/null >>"$T/$name.out" 2>&1 &
		pid[$name]=$!
		set +m
		if timeout 10 bash -c "until exec 9<>/dev/tcp/127.0.0.1/${port[$name]}; do
			kill -0 ${pid[$name]} || exit 1; done" 2>/dev/null &&
			kill -0 "${pid[$name]}" 2>/dev/null; then
			return
		fi
		unset "pid[$name]"
	done
	return 1
}

# Runs COMMAND where the server NAME can be reached.
near() {
	local name=$1
	shift
	if [ "$name" = systemd ]; then
		timeout 60 nsenter -t "$INIT" -n "$@"
	else
		timeout 60 "$@"
	fi
}

begin() {
	local name
	for name in $rows; do
		say[$name]=$(missing "$name" | paste -sd,)
		[ -z "${say[$name]}" ] || continue
		start "$name" || {
			say[$name]='did not start'
			cat "$T/$name.out" "$T/tree/console" >&2 2>/dev/null || true
		}
	done
}

runs() {
	[ -n "${pid[$1]:-}" ]
}

connections() {
	near "$1" "$bench/load" -c "$clients" -m "$ms" "${port[$1]}" /1k.txt 1024 ||
		echo 0 1
}

# wrk says nothing of errors when there are none.
requests() {
	near "$1" wrk -t1 -c"$clients" -d1 "http://127.0.0.1:${port[$1]}/1k.txt" |
		awk '/^Requests\/sec/ { rate = $2 }
		     /Socket errors|Non-2xx/ { gsub("[^0-9]+", " "); for (i = 1; i <= NF; i++) errors += $i }
		     END { print rate + 0, errors + 0 }'
}

# Counts a process and all that it started.
pss() {
	ps -e -o pid=,ppid= | awk -v root="$1" '
		{ parent[$1] = $2 }
		END {
			for (p in parent) {
				for (q = p; q in parent && q != root; q = parent[q]);
				if (q == root) print "/proc/" p "/smaps_rollup"
			}
		}' | xargs cat 2>/dev/null | awk '/^Pss:/ { n += $2 } END { print n + 0 }'
}

kernel() { # slab, page tables, kernel stacks, and what is available, in KB
	awk '{ v[$1] = $2 } END { print v["Slab:"], v["PageTables:"], v["KernelStack:"], v["MemAvailable:"] }' /proc/meminfo
}

# Until the children of the last round have ended, and the kernel has freed
# what it frees later.
settle() {
	timeout 10 bash -c 'until [ "$(pgrep -c -P "$1")" -le "$2" ]; do :; done' - "$1" "$2" || true
	sleep 0.5
}

# The cost of each idle connection: PSS, slab, page tables, kernel
# stacks, their sum, and what MemAvailable says of it all, in KB.
memory() {
	local before after held us them children
	us=$(kernel) them=$(pss "${pid[$1]}") children=$(pgrep -c -P "${pid[$1]}" || true)
	coproc HOLD { exec "$bench/load" -k -c "$idle" "${port[$1]}" /1k.txt 1024; }
	local hold=$HOLD_PID in=${HOLD[1]}
	read -r -t 30 -u "${HOLD[0]}" held || held=0
	before="$them $us" after=$(kernel)
	after="$(pss "${pid[$1]}") $after"
	exec {in}>&-
	wait "$hold" || true
	settle "${pid[$1]}" "$children"
	echo "$before $after $held" | awk '{
		n = $11 > 0 ? $11 : 1
		for (i = 1; i <= 4; i++) { d[i] = ($(i + 5) - $i) / n; sum += d[i] }
		printf "%.1f %d %.1f %.1f %.1f %.1f %.1f\n", sum, '"$idle"' - $11,
			d[1], d[2], d[3], d[4], ($5 - $10) / n }'
}

# measure FUNCTION ROUNDS NAME...: in turns, so that all have the same noise.
measure() {
	local what=$1 n=$2 name round
	shift 2
	for ((round = 0; round < n; round++)); do
		for name; do
			[ -z "${pid[$name]:-}" ] || $what "$name" >>"$T/$name.$what"
		done
	done
}

# report FUNCTION NAMES BASES TITLE...: the medians of its columns, or the number
# of errors if there are any; and those of each round's ratio to the round of each BASE.
report() {
	local what=$1 names=$2 bases=$3 name files=
	shift 3
	for name in $bases; do
		files="$files $T/$name.$what"
	done
	printf '%-14s' server "$@"
	printf '\n'
	for name in $names; do
		printf '%-14s' "$name"
		if [ -n "${pid[$name]:-}" ]; then
			awk -v bases="$files" "$medians" "$T/$name.$what"
		else
			echo "${say[$name]}"
		fi
	done
}

# shellcheck disable=SC2016 # awk's
medians='
function median(i,   n, a, j, k, x) {
	for (n = 0; (n + 1, i) in v; n++) {
		x = v[n + 1, i]
		for (k = n - 1; k >= 0 && a[k] > x; k--) a[k + 1] = a[k]
		a[k + 1] = x
	}
	return n > 0 ? a[int((n - 1) / 2)] : "-"
}
BEGIN { nbases = split(bases, base) }
{
	for (i = 1; i <= NF; i++) v[NR, i] = $i
	for (i = 1; i <= nbases; i++)
		if ((getline line < base[i]) > 0 && split(line, b) && b[1] > 0)
			v[NR, "to" i] = sprintf("%.2f", $1 / b[1])
	errors += $2
}
END {
	if (errors > 0) {
		printf "no figure: %d errors in %d rounds\n", errors, NR
		exit
	}
	printf "%-14s%-14d", median(1), errors
	for (i = 1; i <= nbases; i++) printf "%-14s", median("to" i)
	for (i = 3; i <= NF; i++) printf "%-14s", median(i)
	print ""
}'

prepare
begin
# shellcheck disable=SC2086 # words
{
	measure memory 3 $keepers
	measure connections "$rounds" $rows
	! command -v wrk >/dev/null || measure requests "$rounds" $keepers

	echo "Connections a second, $clients at once, each with one GET of 1 KB; medians of $rounds rounds"
	report connections "$rows" 'loop nginx' connections/s errors to-loop to-nginx client-us
	echo
	echo "Requests a second on $clients kept connections"
	if command -v wrk >/dev/null; then
		report requests "$keepers" nginx requests/s errors to-nginx
	else
		echo 'wrk is not installed'
	fi
	echo
	echo "KB for each of $idle idle connections"
	report memory "$keepers" nginx KB errors to-nginx pss slab page-tables stacks available
}
