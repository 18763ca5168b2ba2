#!/usr/bin/env bats
# Uploads that break off are resumed through HAProxy and nginx: one passes 104
# on, the other swallows it as it is configured by default.

load lib/ask
load lib/listen
load lib/upload

setup() {
	site
	uploads
	OPTIONS+=(-o 'UploadExpiry 1h' -o 'WriteFrom 127.0.0.0/8'
		-o 'MaxBodySize 64M' -o 'KeepAlive no')
	head -c 8000000 /dev/urandom >"$T/bin"
	listen "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT"
	PROXY=
}

teardown() {
	local pid
	for pid in $PROXY ${RELAY:-}; do
		kill "$pid" 2>/dev/null || true
	done
	hang_up
	end_all
}

# in_front CONFIGURATION COMMAND...: starts a proxy whose configuration names
# its port as FRONT and that of the handler as BACK.  Sets FRONT.
in_front() {
	local configuration=$1 try
	for try in 1 2 3 4 5 6 7 8; do
		FRONT=$((20000 + RANDOM % 12000))
		sed -e "s/FRONT/$FRONT/" -e "s/BACK/$PORT/" <<<"$configuration" >"$T/proxy.conf"
		"${@:2}" >"$T/proxy.log" 2>&1 3>&- &
		PROXY=$!
		if timeout 10 bash -c "until exec 9<>/dev/tcp/127.0.0.1/$FRONT; do
			kill -0 $PROXY || exit 1; done" 2>/dev/null; then
			return 0
		fi
	done
	cat "$T/proxy.log" >&2
	return 1
}

haproxy_up() {
	local haproxy
	haproxy=$(command -v haproxy || ls /usr/sbin/haproxy 2>/dev/null) ||
		skip 'haproxy is missing: make deps test'
	in_front "defaults
		mode http
		timeout connect 10s
		timeout client 60s
		timeout server 60s
	listen web
		bind 127.0.0.1:FRONT
		server one 127.0.0.1:BACK" "$haproxy" -db -f "$T/proxy.conf"
}

# nginx_up DIRECTIVE...: with these in the location.
nginx_up() {
	local nginx
	nginx=$(command -v nginx || ls /usr/sbin/nginx 2>/dev/null) ||
		skip 'nginx is missing: make deps test'
	chmod 755 "$T"
	in_front "pid $T/nginx.pid;
		daemon off;
		worker_processes 1;
		$([ "$(id -u)" != 0 ] || echo 'user root;')
		events { worker_connections 64; }
		http {
			access_log off;
			client_body_temp_path $T; proxy_temp_path $T;
			fastcgi_temp_path $T; uwsgi_temp_path $T; scgi_temp_path $T;
			client_max_body_size 0;
			server {
				listen 127.0.0.1:FRONT;
				location / { proxy_pass http://127.0.0.1:BACK; $* }
			}
		}" "$nginx" -c "$T/proxy.conf" -p "$T" -e "$T/nginx.log"
}

# resumes DIALECT...: cut six times at either end, see lib/resume.py.  Bytes in
# the buffers of the proxy and of its lines are lost each time.
resumes() {
	local dialect
	for dialect; do
		timeout 200 python3 "$BATS_TEST_DIRNAME/lib/resume.py" "$FRONT" "/uploads/$dialect" \
			"$T/bin" "$LISTENER" 6 1 "$dialect" 8000000 >"$T/out" 2>&1 || {
			tail -n 40 "$T/out" "$T/proxy.log" "$T/log"
			return 1
		}
		cmp "$T/bin" "$ROOT/uploads/$dialect"
	done
	[ -z "$(find "$ROOT/uploads" -name '.minihttp-staged-*' ! -name '*.head')" ]
}

# The client of this package, whose line breaks after a megabyte.
client_resumes() {
	: >"$T/relay"
	"$BATS_TEST_DIRNAME/lib/relay.py" "$FRONT" late-1000000 >"$T/relay" 3>&- &
	RELAY=$!
	await grep -q port "$T/relay"
	XDG_CACHE_HOME=$T/cache timeout 60 "$BUILD/minihttp-client" -T "$T/bin" --retry 4 --retry-delay 0 \
		"http://127.0.0.1:$(sed -n 's/port //p' "$T/relay")/uploads/client" >"$T/out" 2>"$T/err" || {
		cat "$T/err" "$T/log"
		return 1
	}
	cmp "$T/bin" "$ROOT/uploads/client"
}

@test "HAProxy passes all of it on: the draft with 104 and without, and tus" {
	haproxy_up
	resumes draft created tus
	client_resumes
	grep -q 'going on after' "$T/err"
}

@test "nginx that speaks HTTP/1.1 and does not wait for the whole: so does it" {
	nginx_up 'proxy_request_buffering off; proxy_http_version 1.1;'
	resumes draft created tus
	client_resumes
	grep -q 'going on after' "$T/err"
}

@test "nginx that speaks HTTP/1.0 swallows 104: without it all goes as well" {
	nginx_up 'proxy_request_buffering off;'
	resumes created tus
	# nobody has told the client where its upload is: it sends it whole
	curl -s -i -T "$T/bin" -H Expect: -H 'Upload-Complete: ?1' -H 'Upload-Draft-Interop-Version: 8' \
		"http://127.0.0.1:$FRONT/uploads/whole" >"$T/answer"
	[ "$(statuses)" = 201 ]
	cmp "$T/bin" "$ROOT/uploads/whole"
}

@test "nginx that waits for the whole of a request: parts by tus go through" {
	local uri at=0 part
	nginx_up ''
	uri=$(curl -s -i -X POST -H 'Content-Length: 0' -H 'Tus-Resumable: 1.0.0' -H 'Upload-Length: 8000000' \
		-H "Upload-Metadata: filename $(printf parts | base64)" "http://127.0.0.1:$FRONT/uploads/" |
		tr -d '\r' | sed -n 's|^Location: \(http://[^/]*\)\?||p')
	split -b 3000000 "$T/bin" "$T/part."
	for part in "$T"/part.*; do
		[ "$(curl -s -o "$T/out" -w '%{http_code}' -X PATCH -H 'Tus-Resumable: 1.0.0' -H "Upload-Offset: $at" \
			-H 'Content-Type: application/offset+octet-stream' --data-binary "@$part" \
			"http://127.0.0.1:$FRONT$uri")" = 204 ]
		at=$((at + $(wc -c <"$part")))
	done
	cmp "$T/bin" "$ROOT/uploads/parts"
}
