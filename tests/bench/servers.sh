# shellcheck shell=bash
# servers -- the servers that the benchmarks put side by side, and what they
# cost.  A script sources it from the root of the tree; it needs bash.
#
#	prepare		makes $T, the files that are served and the programs
#	begin NAME...	starts them; say[NAME] is why one cannot be measured
#	runs NAME	returns true if NAME was started
#	near NAME COMMAND...	runs COMMAND where the server can be reached
#	counted NAME COMMAND...	the same for a client that prints RATE ERRORS
#			UNITS P50 P99 ...; puts the microseconds of the server's
#			processor time for each unit in the place of UNITS
#	memory NAME	KB for each of $idle idle connections: all, how many are
#			missing, PSS, slab, page tables, stacks, MemAvailable
#	measure LABEL ROUNDS 'NAME...' COMMAND...	COMMAND NAME for each in
#			turn, so that all have the same noise; $T/NAME.LABEL gets
#			a line for each round, $T/NAME.LABEL.why what went wrong
#	report LABEL 'NAME...' 'BASE...' CPU TITLE...	medians, see report.awk
#	end NAME, end_all
#
# MOST=4096 connections are within the limits of every server.  CLIENTS=32
# connections are open at any time for MS=500 milliseconds; IDLE=1000 are held.

build=$(realpath "${BUILD:-build}")
bench=$build/bench
programs=$bench/installed
idle=${IDLE:-1000}
most=${MOST:-4096}
clients=${CLIENTS:-32}
ms=${MS:-500}
PATH=$PATH:/usr/sbin

T=$(mktemp -d)
declare -A pid port say
trap 'end_all' EXIT
trap 'exit 1' INT TERM HUP

end() {
	[ -n "${pid[$1]:-}" ] || return 0
	kill "${pid[$1]}" 2>/dev/null || true
	wait "${pid[$1]}" 2>/dev/null || true
	unset "pid[$1]"
}

end_all() {
	local name
	for name in "${!pid[@]}"; do
		end "$name"
	done
	rm -rf "$T"
}

prepare() {
	local cc=cc i name
	mkdir -p "$bench/www/many"
	head -c 1024 /dev/zero | tr '\0' x >"$bench/www/1k.txt"
	head -c 100000 /dev/zero | tr '\0' x >"$bench/www/100k.txt"
	[ -e "$bench/www/100m.txt" ] ||
		head -c 100000000 /dev/zero | tr '\0' x >"$bench/www/100m.txt"
	for ((i = 0; i < 1000; i++)); do
		head -c $((500 + i * 37 % 3500)) "$bench/www/100k.txt" >"$bench/www/many/$i.txt"
	done
	find "$bench/www" -type f -exec touch -d '2024-01-01' {} +
	! command -v musl-gcc >/dev/null || cc=musl-gcc
	$cc -O2 -static -o "$bench/loop" tests/bench/loop.c
	# Copies, as they are installed: see run.sh.
	mkdir -p "$programs"
	for name in "$bench/loop" "$build"/minihttp{,d,-tls}; do
		[ ! -x "$name" ] || install "$name" "$programs"
	done
	cc -O2 -o "$bench/load" tests/bench/load.c
	chmod 755 "$T"
	ulimit -n "$1"
}

# Limits must not be what is measured.
conf() {
	cat <<-END
	DocumentRoot $bench/www
	AccessLog $T/minihttp.log
	MaxConnections $most
	MaxConnectionsPerSource 0
	ConnectionsPerProcess $1
	KeepAliveRequests 1000000
	KeepAliveTimeout 600s
	END
}

# Each becomes the server NAME on port $1, in the foreground.
run_loop() {
	exec "$programs/loop" "$1"
}

# minihttp on a listening socket, or behind minihttpd; the number in the name is
# ConnectionsPerProcess.
run_minihttp() {
	conf "$2" >"$T/minihttp-$2.conf"
	exec systemd-socket-activate --inetd --listen="127.0.0.1:$1" \
		"$programs/minihttp" -c "$T/minihttp-$2.conf"
}

run_minihttpd() {
	conf "$2" >"$T/minihttpd-$2.conf"
	exec "$programs/minihttpd" -c "$T/minihttpd-$2.conf" --listen "127.0.0.1:$1"
}

run_tcpserver() {
	conf 1 >"$T/tcpserver.conf"
	# without its look-ups; its own backlog is 20
	exec tcpserver -H -R -l 0 -b 1024 -c "$most" 127.0.0.1 "$1" \
		"$programs/minihttp" -c "$T/tcpserver.conf"
}

run_xinetd() {
	conf 1 >"$T/xinetd.minihttp.conf"
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
		server = $programs/minihttp
		server_args = -c $T/xinetd.minihttp.conf
		instances = UNLIMITED
		per_source = UNLIMITED
		cps = 0 0
		log_type = FILE /dev/null
	}
	END
	exec xinetd -dontfork -f "$T/xinetd.conf" -pidfile "$T/xinetd.pid" -filelog /dev/null
}

# nginx_conf LISTEN [DIRECTIVE...]: two workers and a log; DIRECTIVEs of the server.
nginx_conf() {
	mkdir -p "$T/nginx"
	cat <<-END
	daemon off;
	worker_processes 2;
	pid $T/nginx/pid;
	error_log $T/nginx/error.log;
	worker_rlimit_nofile $(ulimit -n);
	$([ "$(id -u)" != 0 ] || echo "user $(id -un) $(id -gn);")
	events { worker_connections $most; }
	http {
		sendfile on;
		tcp_nopush on;
		default_type text/plain;
		access_log $T/nginx/access.log combined;
		keepalive_requests 1000000;
		keepalive_timeout 600;
		$(for what in client_body proxy fastcgi uwsgi scgi; do
			echo "${what}_temp_path $T/nginx/$what;"
		done)
		server { listen $1; root $bench/www; ${*:2} }
	}
	END
}

run_nginx() {
	nginx_conf "127.0.0.1:$1" >"$T/nginx.conf"
	exec nginx -e "$T/nginx/error.log" -c "$T/nginx.conf"
}

run_lighttpd() {
	local program
	program=$(command -v lighttpd)
	cat >"$T/lighttpd.conf" <<-END
	server.document-root = "$bench/www"
	server.bind = "127.0.0.1"
	server.port = $1
	server.modules = ("mod_accesslog")
	server.max-worker = 2
	server.max-connections = $most
	server.max-fds = $(ulimit -n)
	server.max-keep-alive-requests = 1000000
	server.max-keep-alive-idle = 600
	server.errorlog = "$T/lighttpd.error.log"
	accesslog.filename = "$T/lighttpd.log"
	mimetype.assign = (".txt" => "text/plain")
	END
	# its modules lie beside it where the package was only unpacked
	exec "$program" -D -f "$T/lighttpd.conf" -m "${program%/*}/../lib/lighttpd"
}

# A real systemd in a container, with what `make install` puts there; its
# limits are raised, since they must not be what is measured.
start_systemd() {
	local tree=$T/tree
	make -s BUILD="$build" install DESTDIR="$tree" >/dev/null || return 1
	BUILD=$build
	# shellcheck source=tests/lib/container.bash
	. tests/lib/container.bash
	CONTAINER_S=1200 boot "$tree" --bind-ro="$tree/usr/local:/usr/local" \
		--bind-ro="$bench/www:/srv/www" >"$T/systemd.out" 2>&1 || return 1
	pid[systemd]=$NSPAWN port[systemd]=12000
	conf 1 | sed -e 's|^DocumentRoot .*|DocumentRoot /srv/www|' \
		-e 's|^AccessLog .*|AccessLog /run/minihttp.log|' >"$tree/conf"
	inside sh -c '
		systemctl stop minihttp.socket minihttpd.socket minihttps.socket minihttpd.service
		systemctl reset-failed "minihttp*"
		systemd-sysusers
		install -m 666 /dev/null /run/minihttp.log
		mkdir -p /etc/minihttp /etc/systemd/system/minihttp.socket.d
		cat >/etc/minihttp/minihttp.conf
		printf "[Socket]\nListenStream=\nListenStream=12000\nMaxConnections=4096\nMaxConnectionsPerSource=4096\n" \
			>/etc/systemd/system/minihttp.socket.d/port.conf
		systemctl daemon-reload
		systemctl start minihttp.socket' <"$tree/conf" >>"$T/systemd.out" 2>&1
}

# Why it cannot be measured here; nothing if it can.
missing() {
	case $1 in
	minihttp-*) command -v systemd-socket-activate >/dev/null || echo 'systemd-socket-activate is not installed' ;;
	minihttpd-*) [ -x "$build/minihttpd" ] || echo 'minihttpd was not built' ;;
	tls-*) [ -x "$build/minihttp-tls" ] || echo 'minihttp-tls was not built' ;;
	nginx_tls) command -v nginx >/dev/null || echo 'not installed' ;;
	nginx | lighttpd | tcpserver | xinetd) command -v "$1" >/dev/null || echo 'not installed' ;;
	systemd)
		command -v systemd-nspawn >/dev/null || echo 'systemd-nspawn is not installed'
		[ "$(id -u)" = 0 ] || echo 'a container needs root'
		;;
	esac
}

# Sets pid and port of the server NAME; returns true if it listens.
start() {
	local name=$1 parameter=
	if [ "$name" = systemd ]; then
		start_systemd
		return
	fi
	case $name in *-[0-9]*) parameter=${name##*-} ;; esac
	for _ in 1 2 3 4 5; do
		port[$name]=$((20000 + RANDOM % 12000))
		set -m # a process group of its own: lighttpd ends all of its group
		"run_${name%-[0-9]*}" "${port[$name]}" $parameter </dev/null >>"$T/$name.out" 2>&1 &
		pid[$name]=$!
		set +m
		if timeout 10 bash -c "until exec 9<>/dev/tcp/127.0.0.1/${port[$name]}; do
			kill -0 ${pid[$name]} || exit 1; done" 2>/dev/null &&
			kill -0 "${pid[$name]}" 2>/dev/null; then
			return
		fi
		end "$name"
	done
	return 1
}

near() {
	local name=$1
	shift
	if [ "$name" = systemd ]; then
		timeout 60 nsenter -t "$INIT" -n "$@"
	else
		timeout 60 "$@"
	fi
}

# A first GET shows that what will be measured works.
answers() {
	local name=$1 scheme=http status
	case $name in *tls*) scheme=https ;; esac
	status=$(near "$name" curl -sk --max-time 10 -o /dev/null -w '%{http_code}' \
		"$scheme://127.0.0.1:${port[$name]}/1k.txt") || true
	[ "$status" = 200 ] || say[$name]="not measured: the first GET was answered with $status"
}

begin() {
	local name
	for name; do
		say[$name]=$(missing "$name" | paste -sd,)
		[ -z "${say[$name]}" ] || continue
		if start "$name"; then
			answers "$name"
		else
			say[$name]="did not start: $(tail -n 1 "$T/$name.out" | cut -c 1-100)"
		fi
		[ -n "${say[$name]}" ] || continue
		tail -n 20 "$T/$name.out" "$T/tree/console" >&2 2>/dev/null || true
		end "$name"
	done
}

runs() {
	[ -n "${pid[$1]:-}" ]
}

# The processor time in nanoseconds that a process and all below it have taken:
# of those that live what the scheduler has counted (schedstat), and of those
# that have ended what their parents got by waiting for them (cutime, cstime).
# A process that its parent has left behind still has the process group.
cpu_ns() {
	cat /proc/[0-9]*/stat 2>/dev/null | awk -v root="$1" -v hz="$(getconf CLK_TCK)" '
		{
			p = $1
			sub(/.*\) /, "") # the name may have blanks
			parent[p] = $2
			group[p] = $3
			own[p] = ($12 + $13) * 1e9 / hz
			ended[p] = ($14 + $15) * 1e9 / hz
		}
		END {
			for (p in parent) {
				for (q = p; q in parent && q != root; q = parent[q]);
				if (q != root && group[p] != root) continue
				if ((getline < ("/proc/" p "/schedstat")) > 0 && $1 > own[p]) own[p] = $1
				sum += own[p] + ended[p]
			}
			printf "%.0f\n", sum
		}'
}

# The same, once the server has come to rest: for a tenth of a second it took
# less than a millisecond.
settled_ns() {
	local last now _
	now=$(cpu_ns "$1")
	for _ in {1..50}; do
		last=$now
		sleep 0.1
		now=$(cpu_ns "$1")
		[ $((now - last)) -ge 1000000 ] || break
	done
	echo "$now"
}

counted() {
	local name=$1 before out
	shift
	before=$(settled_ns "${pid[$name]}")
	out=$(near "$name" "$@") || {
		echo "${1##*/} ended with status $?" >&2
		echo '0 1 0 0 0'
		return
	}
	echo "$out" "$before" "$(settled_ns "${pid[$name]}")" | awk '{
		units = $3
		$3 = units > 0 ? sprintf("%.1f", ($NF - $(NF - 1)) / 1000 / units) : 0
		NF -= 2
		print
	}'
}

connections() {
	counted "$1" "$bench/load" -c "$clients" -m "$ms" "${port[$1]}" /1k.txt 1024
}

# requests NAME CONNECTIONS SECONDS PATH [OPTION=...]: see wrk.lua for the options.
requests() {
	local scheme=http
	case $1 in *tls*) scheme=https ;; esac
	counted "$1" env "${@:5}" wrk -t1 -c"$2" -d"$3" -s tests/bench/wrk.lua \
		"$scheme://127.0.0.1:${port[$1]}$4" >"$T/wrk.out"
	# wrk.lua's line lies behind wrk's own report
	tail -n 1 "$T/wrk.out"
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

# Opens $idle connections, which HOLD holds until release; held says how many.
hold() {
	coproc HOLD { exec "$bench/load" -k -c "$idle" "${port[$1]}" /1k.txt 1024 2>&1; }
	holder=$HOLD_PID hold_in=${HOLD[1]}
	read -r -t 90 -u "${HOLD[0]}" held || held=0
	case $held in '' | *[!0-9]*) held=0 ;; esac
}

# Ends them, and waits until the children that they had have ended and the
# kernel has freed what it frees later.
release() {
	exec {hold_in}>&-
	wait "$holder" || true
	timeout 30 bash -c 'until [ "$(pgrep -c -P "$1")" -le "$2" ]; do sleep 0.05; done' - "${pid[$1]}" "$2" || true
	sleep 0.5
}

# memory NAME [COMMAND...]: COMMAND NAME runs beside the idle connections.
memory() {
	local before after them us children name=$1
	shift
	us=$(kernel) them=$(pss "${pid[$name]}") children=$(pgrep -c -P "${pid[$name]}" || true)
	before="$them $us"
	hold "$name"
	after=$(kernel)
	after="$(pss "${pid[$name]}") $after"
	[ $# = 0 ] || "$@" "$name"
	release "$name" "$children"
	echo "$before $after $held" | awk -v idle="$idle" '{
		n = $11 > 0 ? $11 : 1
		for (i = 1; i <= 4; i++) { d[i] = ($(i + 5) - $i) / n; sum += d[i] }
		printf "%.1f %d %.1f %.1f %.1f %.1f %.1f\n", sum, idle - $11,
			d[1], d[2], d[3], d[4], ($5 - $10) / n }'
}

measure() {
	local label=$1 n=$2 names=$3 name round
	shift 3
	for ((round = 0; round < n; round++)); do
		for name in $names; do
			! runs "$name" || "$1" "$name" "${@:2}" >>"$T/$name.$label" 2>>"$T/$name.$label.why"
		done
	done
}

report() {
	local label=$1 names=$2 bases=$3 cpu=$4 name files=
	shift 4
	for name in $bases; do
		files="$files $T/$name.$label"
	done
	printf '%-14s' server "$@" | sed 's/ *$//'
	echo
	for name in $names; do
		printf '%-14s' "$name"
		if [ -s "$T/$name.$label" ]; then
			awk -v bases="$files" -v cpu="$cpu" -v why="$T/$name.$label.why" \
				-f tests/bench/report.awk "$T/$name.$label"
		else
			echo "${say[$name]:-not measured}"
		fi
	done
	echo
}
