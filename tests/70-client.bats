#!/usr/bin/env bats
# minihttp-client against minihttp, nginx (https, HTTP/2) and Python's server.

load lib/ask
load lib/listen

setup() {
	[ -x "$BUILD/minihttp-client" ]
	site
	C="timeout 20 $BUILD/minihttp-client"
	export XDG_CACHE_HOME=$T/cache
	unset http_proxy https_proxy all_proxy CURL_CA_BUNDLE SSL_CERT_DIR SSL_CERT_FILE
}

teardown() {
	hang_up
	[ ! -s "$T/nginx.pid" ] || kill "$(cat "$T/nginx.pid")"
	[ -z "${RAW:-}" ] || kill "$RAW" 2>/dev/null || true
	[ -z "${SECOND:-}" ] || kill "$SECOND" 2>/dev/null || true
	[ -z "${PYTHON:-}" ] || kill "$PYTHON"
	end_all
}

# fetch [ARGUMENT...]: sets code; the body is in $T/body, messages are in $T/err
fetch() {
	code=0
	$C "$@" >"$T/body" 2>"$T/err" || code=$?
	[ "$code" = "${want:-0}" ] || {
		echo "exit code $code"
		cat "$T/err"
		return 1
	}
}

# nginx with a throw-away CA: https and HTTP/2 on PORT, plain on PLAIN
nginx_up() {
	local try
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ca \
		-keyout "$T/ca.key" -out "$T/ca.pem" 2>/dev/null
	openssl req -newkey rsa:2048 -nodes -subj /CN=localhost \
		-keyout "$T/key.pem" -out "$T/req.pem" 2>/dev/null
	printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' >"$T/san"
	openssl x509 -req -in "$T/req.pem" -CA "$T/ca.pem" -CAkey "$T/ca.key" \
		-CAcreateserial -days 2 -extfile "$T/san" -out "$T/cert.pem" 2>/dev/null
	chmod 755 "$T" "$ROOT"
	for try in 1 2 3 4 5 6 7 8; do
		PORT=$((20000 + RANDOM % 6000 * 2))
		PLAIN=$((PORT + 1))
		cat >"$T/nginx.conf" <<-END
		pid $T/nginx.pid;
		error_log $T/nginx.log;
		worker_processes 1;
		$([ "$(id -u)" != 0 ] || echo 'user root;')
		events { worker_connections 64; }
		http {
			access_log $T/access.log;
			client_body_temp_path $T; proxy_temp_path $T;
			fastcgi_temp_path $T; uwsgi_temp_path $T; scgi_temp_path $T;
			server {
				listen 127.0.0.1:$PORT ssl http2;
				listen 127.0.0.1:$PLAIN;
				ssl_certificate $T/cert.pem;
				ssl_certificate_key $T/key.pem;
				root $ROOT;
				location /fresh { alias $ROOT/digits.txt; add_header Cache-Control max-age=1000; }
				location /moved { return 301 /digits.txt; }
				location /away { return 302 http://127.0.0.1:$PLAIN/echo; }
				location /echo { return 200 "[\$http_authorization]"; }
			}
		}
		END
		nginx -c "$T/nginx.conf" -p "$T" 3>&- 2>/dev/null && return
	done
	cat "$T/nginx.log"
	return 1
}

@test "minihttp: fetched, then not modified, then modified" {
	listen_once
	fetch "localhost:$PORT/digits.txt"
	[ "$(body)" = 0123456789abcdefghij ]
	[ ! -s "$T/err" ]
	fetch "localhost:$PORT/digits.txt"
	[ "$(body)" = 0123456789abcdefghij ]
	grep '^not modified' "$T/err"
	printf 'changed' >"$ROOT/digits.txt"
	fetch "localhost:$PORT/digits.txt"
	[ "$(body)" = changed ]
	grep '^modified' "$T/err"
}

@test "minihttp: HOST PORT FILE, and HOST PORT GET FILE" {
	listen_once
	fetch localhost "$PORT" dir/index.html
	[ "$(body)" = 'in dir' ]
	fetch localhost "$PORT" GET /dir/index.html
	[ "$(body)" = 'in dir' ]
}

@test "--if-modified: 3 and nothing; --offline: 4 on a miss; -f: 5; no server: 2" {
	listen_once
	fetch "localhost:$PORT/digits.txt"
	want=3 fetch --if-modified "localhost:$PORT/digits.txt"
	[ ! -s "$T/body" ]
	fetch --offline "localhost:$PORT/digits.txt"
	[ "$(body)" = 0123456789abcdefghij ]
	want=4 fetch --offline "localhost:$PORT/index.html"
	want=5 fetch -f "localhost:$PORT/none"
	[ ! -s "$T/body" ]
	want=2 fetch localhost:1/
	want=1 fetch --no-such-option
	want=1 fetch
	want=6 fetch -o "$T/no/such/file" "localhost:$PORT/digits.txt"
}

@test "a change that the server refuses is exit code 5, with and without -f" {
	listen
	printf 'notes\n' >"$T/notes.txt"
	want=5 fetch localhost "$PORT" PUT "$T/notes.txt"
	grep -q '^501' "$T/err"
	want=5 fetch -f localhost "$PORT" PUT "$T/notes.txt"
	want=5 fetch -d a=1 "localhost:$PORT/digits.txt"
	want=5 fetch -X DELETE "localhost:$PORT/digits.txt"
	# the page that gives the reason is still printed, and fills the output
	# file
	grep -q 501 "$T/body"
	want=5 fetch -o "$T/page" -X DELETE "localhost:$PORT/digits.txt"
	grep -q 501 "$T/page"
	# a GET that brings an error page has succeeded, as with curl
	fetch "localhost:$PORT/absent"
}

# A server that answers each connection with the bytes of $T/raw.
raw_up() {
	for try in 1 2 3 4 5 6 7 8; do
		PORT=$((20000 + RANDOM % 12000))
		timeout 60 socat "TCP4-LISTEN:$PORT,bind=127.0.0.1,reuseaddr,fork" \
			"SYSTEM:sed '/^.\$/q' >/dev/null; cat $T/raw" 2>/dev/null 3>&- &
		RAW=$!
		timeout 10 bash -c "until exec 9<>/dev/tcp/127.0.0.1/$PORT; do
			kill -0 $RAW || exit 1; done" 2>/dev/null && return
	done
	return 1
}

@test "no control character of a server reaches the terminal (9110 5.5)" {
	printf 'HTTP/1.1 200 O\033]0;K\r\nX-Trap: \033[2J\r\nX-C1: \302\2331m\r\nX-Good: caf\303\251\r\nCache-Control: max-age=60\r\nContent-Length: 2\r\n\r\nok' >"$T/raw"
	raw_up
	fetch -i "http://127.0.0.1:$PORT/a"
	grep -qF 'HTTP/1.1 200 O\x1b]0;K' "$T/body"
	grep -qF 'X-C1: \xc2\x9b1m' "$T/body"
	grep -q 'X-Good: café' "$T/body"
	[ "$(tail -c 2 "$T/body")" = ok ]
	[ "$(grep -c "$(printf '\033')" "$T/body" "$T/err" | grep -cv ':0$')" = 0 ]
	fetch -I "http://127.0.0.1:$PORT/a"
	[ "$(grep -c "$(printf '\033')" "$T/body")" = 0 ]
	fetch cache info "http://127.0.0.1:$PORT/a"
	[ "$(grep -c "$(printf '\033')" "$T/body")" = 0 ]
}

@test "a field that may hold a secret stays with its origin (RFC 9110 15.4)" {
	: >"$T/raw"
	raw_up
	printf 'HTTP/1.1 302 Found\r\nLocation: http://localhost:%s/b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' \
		"$((PORT + 1))" >"$T/raw"
	timeout 60 socat "TCP4-LISTEN:$((PORT + 1)),bind=127.0.0.1,reuseaddr" \
		"SYSTEM:sed '/^.\$/q' >$T/seen; cat $T/last" 3>&- &
	SECOND=$!
	printf 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok' >"$T/last"
	timeout 10 bash -c "until ss -Hltn 'sport = :$((PORT + 1))' | grep -q .; do kill -0 $SECOND || exit 1; done"
	fetch -H 'X-Api-Key: secret1' -H 'Cookie: c=secret2' -H 'X-Auth-Token: secret3' \
		-H 'Host: secret4.example' -H 'Accept-Language: de' "http://127.0.0.1:$PORT/a"
	grep -q '^Accept-Language: de' "$T/seen"
	[ "$(grep -c secret "$T/seen")" = 0 ]
}

@test "--cache-dir: a directory or link of somebody else is refused" {
	root_for 'a file of another user'
	listen
	mkdir "$T/own" "$T/other"
	ln -s "$T/own" "$T/link"
	chown -h nobody "$T/other" "$T/link"
	fetch --cache-dir "$T/own" "localhost:$PORT/digits.txt"
	want=6 fetch --cache-dir "$T/other" "localhost:$PORT/digits.txt"
	grep -q 'name one of your own' "$T/err"
	want=6 fetch --cache-dir "$T/link" "localhost:$PORT/digits.txt"
	mkdir "$T/own/open"
	chmod 777 "$T/own/open"
	want=6 fetch --cache-dir "$T/own/open" cache ls
	[ -z "$(ls -A "$T/other")" ]
}

@test "-o: atomic, untouched when not modified, -R: mtime" {
	listen_once
	fetch -R -o "$T/out" "localhost:$PORT/digits.txt"
	[ "$(stat -c %Y "$T/out")" = "$(stat -c %Y "$ROOT/digits.txt")" ]
	touch -d 2020-01-01 "$T/out"
	before=$(stat -c '%i %Y' "$T/out")
	fetch -o "$T/out" "localhost:$PORT/digits.txt"
	[ "$(stat -c '%i %Y' "$T/out")" = "$before" ]
	echo other >"$T/out"
	fetch -o "$T/out" "localhost:$PORT/digits.txt"
	cmp "$T/out" "$ROOT/digits.txt"
	[ -z "$(find "$T" -name '*.part')" ]
}

@test "-i, -I and -v: Cache-Status" {
	listen_once
	fetch -i "localhost:$PORT/digits.txt"
	grep -a 'Cache-Status: minihttp-client; fwd=uri-miss' "$T/body"
	fetch -I "localhost:$PORT/digits.txt"
	grep -a '^HTTP/1.1 200' "$T/body"
	! grep -a 0123 "$T/body" || false
	fetch -v -o /dev/null "localhost:$PORT/digits.txt"
	[ "$(grep -c ^Cache-Status "$T/err")" = 1 ]
}

@test "-q and -s: no messages" {
	listen_once
	fetch -q "localhost:$PORT/digits.txt"
	fetch -q "localhost:$PORT/digits.txt"
	[ ! -s "$T/err" ]
	want=2 fetch -s localhost:1/
	[ ! -s "$T/err" ]
}

@test "--sha256: what is another is not put in place" {
	listen_once
	sum=$(sha256sum <"$ROOT/digits.txt" | cut -d' ' -f1)
	fetch --sha256 "$sum" -o "$T/out" "localhost:$PORT/digits.txt"
	want=2 fetch --sha256 "${sum//[0-9]/0}" -o "$T/out2" "localhost:$PORT/digits.txt"
	[ ! -e "$T/out2" ]
}

@test "-C -: goes on behind what the file has" {
	listen_once
	printf 01234 >"$T/out"
	fetch -C - -o "$T/out" "localhost:$PORT/digits.txt"
	cmp "$T/out" "$ROOT/digits.txt"
	await grep -q '"GET /digits.txt HTTP/1.1" 206 15 ' "$T/log"
}

@test "Python's http.server: dates alone" {
	(cd "$ROOT" && exec python3 -u -m http.server --bind 127.0.0.1 0 >"$T/python" 2>&1 3>&-) &
	PYTHON=$!
	PORT=$(timeout 10 sh -c 'until grep -o "port [0-9]*" "$1"; do kill -0 "$2"; done' sh "$T/python" "$PYTHON" | cut -d' ' -f2)
	fetch "localhost:$PORT/digits.txt"
	fetch "localhost:$PORT/digits.txt"
	grep '^not modified' "$T/err"
	[ "$(body)" = 0123456789abcdefghij ]
}

@test "nginx: https with a CA of its own, and HTTP/2" {
	nginx_up
	want=2 fetch "https://localhost:$PORT/digits.txt"
	SSL_CERT_FILE=$T/ca.pem fetch -i "https://localhost:$PORT/digits.txt"
	grep -a '^HTTP/2 200' "$T/body"
	SSL_CERT_FILE=$T/ca.pem fetch "https://localhost:$PORT/digits.txt"
	grep '^not modified' "$T/err"
	cmp "$T/body" "$ROOT/digits.txt"
	mkdir "$T/certs"
	cp "$T/ca.pem" "$T/certs/" && openssl rehash "$T/certs"
	SSL_CERT_DIR=$T/certs fetch "https://localhost:$PORT/digits.txt"
	CURL_CA_BUNDLE=$T/ca.pem fetch "https://localhost:$PORT/digits.txt"
	fetch -k "https://localhost:$PORT/digits.txt"
	[ ! -s "$T/err" ] # what came unverified is another entry: no 304
}

@test "nginx: fresh asks nobody, redirects are followed, passwords stay" {
	nginx_up
	fetch "localhost:$PLAIN/fresh"
	fetch -v "localhost:$PLAIN/fresh"
	grep 'hit; ttl=' "$T/err"
	fetch "localhost:$PLAIN/moved"
	# nginx, too, logs after its answer
	await grep -q /moved "$T/access.log"
	[ "$(grep -c /fresh "$T/access.log")" = 1 ]
	[ "$(body)" = 0123456789abcdefghij ]
	fetch -u me:secret "localhost:$PLAIN/echo"
	[ "$(body)" = '[Basic bWU6c2VjcmV0]' ]
	fetch -u me:secret "localhost:$PLAIN/away"
	[ "$(body)" = '[]' ]
}
