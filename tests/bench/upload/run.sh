#!/bin/sh
# A PUT over loopback against cp and fsync of the same file, and against
# nginx; prints medians, the best of each, their ratio to cp, and the memory
# and CPU time that a handler took: on a busy machine the last says most.
#
#	run.sh [ROUNDS] [MEGABYTES]
#
#	CONGESTION=cubic	in a network namespace where TCP does this; a
#				client with bbr paces itself, on loopback too
#	OTHER=PROGRAM		another build of the handler beside ours
#	ONLY="cp curl"		some of the runs only
#
# The programs take turns in an order that is drawn anew in each round,
# each on a file system with nothing left to write, and each writes a new
# file beside the others.  nginx does not fsync: that is done for it and
# counted, as for cp; what it takes without is the run nginx-no-fsync.
set -eu
cd "$(dirname "$0")/../../.."
if [ -n "${CONGESTION:-}" ] && [ -z "${INSIDE:-}" ]; then
	# shellcheck disable=SC2016 # it is for the inner shell to expand
	INSIDE=yes exec unshare -rn sh -c '
		ip link set lo up
		echo "$CONGESTION" >/proc/sys/net/ipv4/tcp_congestion_control
		exec "$0" "$@"' "$PWD/tests/bench/upload/run.sh" "$@"
fi
build=$(cd "${BUILD:-build}" && pwd)
rounds=${1:-9} size=${2:-1024}
dir=$(mktemp -d "${TMPDIR:-$build}/upload.XXXXXX")
started=
end() {
	# shellcheck disable=SC2086 # one number a word
	[ -z "$started" ] || kill $started 2>/dev/null || true
	rm -rf "$dir"
}
trap end EXIT
mkdir "$dir/root" "$dir/root/uploads" "$dir/times"
head -c "$((size * 1048576))" /dev/urandom >"$dir/file"

cat >"$dir/listen.py" <<'END'
# Accepts, starts a handler on each connection as an inetd does, and watches
# how much memory it takes: VmHWM, since getrusage counts what we took before.
import os, socket, subprocess, sys, time
s = socket.create_server(("127.0.0.1", 0))
print(s.getsockname()[1], flush=True)
while True:
    c, _ = s.accept()
    p = subprocess.Popen(sys.argv[1:], stdin=c, stdout=c, stderr=subprocess.DEVNULL)
    c.close()
    rss, pid = "0", 0
    while pid == 0:
        for line in open("/proc/%d/status" % p.pid):
            if line.startswith("VmHWM:"):
                rss = line.split()[1]
        time.sleep(0.05)
        pid, _, used = os.wait4(p.pid, os.WNOHANG)
    cpu = int((used.ru_utime + used.ru_stime) * 1000)
    print(rss, cpu, file=open(os.environ["USED"], "a"), flush=True)
END
# A client that costs next to nothing: what is left is the handler.
cat >"$dir/put.py" <<'END'
import os, socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
f = open(sys.argv[2], "rb")
n, at = os.fstat(f.fileno()).st_size, 0
s.sendall(b"PUT /uploads/put HTTP/1.0\r\nContent-Length: %d\r\n\r\n" % n)
while at < n:
    at += os.sendfile(s.fileno(), f.fileno(), at, 1 << 20)
sys.exit(b" 20" not in s.recv(4096)[:12])
END
# listen NAME PROGRAM: its port in $port; NAME.used: KB and ms of each handler
listen() {
	mkfifo "$dir/$1.port"
	USED=$dir/$1.used python3 "$dir/listen.py" "$2" -c /dev/null \
		-o "User $(id -u):$(id -g)" -o 'RequestMethodSupport PUT' -o 'Upload /uploads/' \
		-o 'WriteFrom 127.0.0.1' -o 'MaxBodySize 1T' "$dir/root" \
		>"$dir/$1.port" &
	started="$started $!"
	read -r port <"$dir/$1.port"
}
nginx_conf() {
	cat <<-END
		daemon off; master_process off; worker_processes 1;
		pid $dir/nginx.pid; error_log $dir/nginx.log;
		events { worker_connections 64; }
		http {
			access_log off; client_max_body_size 0;
			client_body_buffer_size 256k;
			client_body_temp_path $dir/body; proxy_temp_path $dir/t;
			fastcgi_temp_path $dir/t; uwsgi_temp_path $dir/t;
			scgi_temp_path $dir/t;
			server {
				listen 127.0.0.1:$1; root $dir/root;
				location / { dav_methods PUT; }
			}
		}
	END
}
start_nginx() {
	nginx_port=$(python3 -c 'import socket; s = socket.socket()
s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	nginx_conf "$nginx_port" >"$dir/nginx.conf"
	nginx -e "$dir/nginx.log" -c "$dir/nginx.conf" &
	started="$started $!"
	for _ in $(seq 200); do
		! curl -so "$dir/out" "http://127.0.0.1:$nginx_port/" || return 0
		sleep 0.02
	done
	return 1
}

listen ours "$build/minihttp"
ours=$port
kinds='cp curl sendfile'
if [ -n "${OTHER:-}" ]; then
	listen other "$OTHER"
	kinds="$kinds curl-other sendfile-other"
fi
if nginx -V 2>&1 | grep -q http_dav_module; then
	start_nginx
	kinds="$kinds curl-nginx sendfile-nginx nginx-no-fsync"
fi
kinds=${ONLY:-$kinds}

with_curl() {
	curl -sf -o "$dir/out" -H Expect: -T "$dir/file" "http://127.0.0.1:$1/uploads/put"
}
with_sendfile() {
	python3 "$dir/put.py" "$1" "$dir/file"
}
on_disk() {
	sync "$dir/root/uploads/put" "$dir/root/uploads"
}
run() {
	case $1 in
	cp) cp "$dir/file" "$dir/root/uploads/put" && on_disk ;;
	curl) with_curl "$ours" ;;
	sendfile) with_sendfile "$ours" ;;
	curl-other) with_curl "$port" ;;
	sendfile-other) with_sendfile "$port" ;;
	curl-nginx) with_curl "$nginx_port" && on_disk ;;
	sendfile-nginx) with_sendfile "$nginx_port" && on_disk ;;
	nginx-no-fsync) with_curl "$nginx_port" ;;
	esac
}
now() {
	date +%s%N
}
# measure KIND: the milliseconds that it takes, into its file
measure() {
	rm -f "$dir/root/uploads/put"
	sync
	began=$(now)
	run "$1"
	echo $((($(now) - began) / 1000000)) >>"$dir/times/$1"
	cmp "$dir/file" "$dir/root/uploads/put"
}
for i in $(seq 0 "$rounds"); do
	for kind in $(echo "$kinds" | tr ' ' '\n' | shuf); do
		measure "$kind"
	done
	[ "$i" -gt 0 ] || rm "$dir/times/"* # the first warms up
done

# The median and the least of the numbers in a file.
middle() {
	sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)], v[1] }'
}
echo "$size MB, $rounds rounds, TCP $(cat /proc/sys/net/ipv4/tcp_congestion_control)"
printf '%-16s %8s %8s %8s %8s %8s\n' '' ms best MB/s 'cp/it' bests
for kind in $kinds; do
	echo "$kind $(middle "$dir/times/cp") $(middle "$dir/times/$kind")"
done | awk -v n="$size" '{
	printf "%-16s %8d %8d %8d %8.2f %8.2f\n", $1, $4, $5, n * 1000 / $4,
	    $2 / $4, $3 / $5
}'
for name in ours other; do
	[ -e "$dir/$name.used" ] || continue
	cut -d' ' -f2 "$dir/$name.used" >"$dir/cpu"
	echo "$name: peak RSS $(sort -n "$dir/$name.used" | tail -n 1 | cut -d' ' -f1) KB," \
		"CPU $(middle "$dir/cpu" | sed 's/ / ms, best /') ms"
done
