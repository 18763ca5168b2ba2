#!/bin/sh
# A PUT over loopback against cp and fsync of the same file, in turns; prints
# medians, the ratio, and the most memory that a handler took.
#
#	run.sh [ROUNDS] [MEGABYTES]
set -eu
cd "$(dirname "$0")/../../.."
build=${BUILD:-build}
rounds=${1:-5} size=${2:-1024}
dir=$(mktemp -d "${TMPDIR:-$PWD/$build}/upload.XXXXXX")
handler=
trap '[ -z "$handler" ] || kill "$handler" 2>/dev/null || true; rm -rf "$dir"' EXIT
mkdir "$dir/root" "$dir/root/uploads"
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
    rss = "0"
    while p.poll() is None:
        for line in open("/proc/%d/status" % p.pid):
            if line.startswith("VmHWM:"):
                rss = line.split()[1]
        time.sleep(0.1)
    print(rss, file=open(os.environ["RSS"], "a"), flush=True)
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
mkfifo "$dir/port"
RSS=$dir/rss python3 "$dir/listen.py" "$build/minihttp" -c /dev/null \
	-o 'RequestMethodSupport PUT' -o 'Upload /uploads/' -o 'WriteFrom 127.0.0.1' \
	-o 'MaxBodySize 1T' "$dir/root" >"$dir/port" &
handler=$!
read -r port <"$dir/port"

now() {
	date +%s%N
}
median() {
	sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}
for _ in $(seq "$rounds"); do
	rm -f "$dir/root/uploads/copy"
	sync
	began=$(now)
	cp "$dir/file" "$dir/root/uploads/copy"
	sync "$dir/root/uploads/copy" "$dir/root/uploads"
	echo $((($(now) - began) / 1000000)) >>"$dir/cp"
	rm -f "$dir/root/uploads/put"
	sync
	began=$(now)
	curl -sf -o "$dir/out" -H Expect: -T "$dir/file" "http://127.0.0.1:$port/uploads/put"
	echo $((($(now) - began) / 1000000)) >>"$dir/put"
	rm -f "$dir/root/uploads/put"
	sync
	began=$(now)
	python3 "$dir/put.py" "$port" "$dir/file"
	echo $((($(now) - began) / 1000000)) >>"$dir/sendfile"
done
cmp "$dir/file" "$dir/root/uploads/put"
awk -v cp="$(median "$dir/cp")" -v put="$(median "$dir/put")" -v n="$size" \
	-v sf="$(median "$dir/sendfile")" -v rss="$(sort -n "$dir/rss" | tail -n 1)" 'BEGIN {
	printf "%-14s %8s %8s\n", n " MB", "ms", "MB/s"
	printf "%-14s %8d %8d\n", "cp and fsync", cp, n * 1000 / cp
	printf "%-14s %8d %8d\n", "curl PUT", put, n * 1000 / put
	printf "%-14s %8d %8d\n", "sendfile PUT", sf, n * 1000 / sf
	printf "speed against cp: curl %.2f, sendfile %.2f; ", cp / put, cp / sf
	printf "peak RSS of the handler: %d KB\n", rss
}'
