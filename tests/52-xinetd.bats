#!/usr/bin/env bats
# The real xinetd, with the files of xinetd.d/: only port, user and paths
# are replaced.

load lib/ask

setup() {
	XINETD=$(command -v xinetd || ls /usr/sbin/xinetd 2>/dev/null) ||
		skip 'xinetd is missing: make deps test'
	site
	chmod 755 "$T"
}

teardown() {
	[ -z "${SUPER:-}" ] || kill "$SUPER" 2>/dev/null || true
	end_all
}

# xinetd FILE SED-EXPRESSION...: starts it on a port of ours.
start() {
	local file=$1 expression try
	shift
	for try in 1 2 3 4 5 6 7 8; do
		PORT=$((20000 + RANDOM % 12000))
		sed -e "s|^\(\s*port\s*=\).*|\1 $PORT|" \
			-e "s|^\(\s*user\s*=\).*|\1 $(id -un)|" \
			-e "s|^\(\s*server\s*=\).*|\1 $BUILD/minihttp|" \
			-e "s|^\(\s*server_args\s*=\).*|\1 -c $T/minihttp.conf $ROOT|" \
			-e 's|^\(\s*flags\s*=\).*|bind = 127.0.0.1|' \
			"$BATS_TEST_DIRNAME/../xinetd.d/$file" >"$T/xinetd.conf"
		for expression; do
			sed -i -e "$expression" "$T/xinetd.conf"
		done
		"$XINETD" -dontfork -f "$T/xinetd.conf" -pidfile "$T/pid" \
			-filelog "$T/xinetd.log" 3>&- &
		SUPER=$!
		if timeout 10 bash -c "until exec 9<>/dev/tcp/127.0.0.1/$PORT; do
			kill -0 $SUPER || exit 1; done" 2>/dev/null; then
			return 0
		fi
	done
	echo "no free port after $try tries" >&2
	return 1
}

fetch() {
	curl -s --max-time 10 -o "$T/body" -w '%{http_code}' "http://127.0.0.1:$PORT${1:-/digits.txt}"
}

@test "wait = no: a process for each connection" {
	echo "AccessLog $T/access.log" >"$T/minihttp.conf"
	start minihttp
	[ "$(fetch)" = 200 ]
	cmp "$T/body" "$ROOT/digits.txt"
	run curl -s -o "$T/1" -o "$T/2" -w '%{http_code} %{num_connects}\n' \
		"http://127.0.0.1:$PORT/" "http://127.0.0.1:$PORT/absent"
	[ "$output" = $'200 1\n404 0' ]
	timeout 10 sh -c 'until grep -q "^127.0.0.1 .* 404 " "$1"; do :; done' - "$T/access.log"
}

@test "wait = no: nothing of a log reaches the peer" {
	echo 'Foo bar' >"$T/minihttp.conf"
	start minihttp
	[ "$(fetch)" = 500 ]
	[ "$(grep -c Foo "$T/body")" = 0 ]
}

@test "minihttps: HTTPS, and nothing of a log reaches the peer" {
	[ -x "$BUILD/minihttp-tls" ] || skip 'minihttp-tls was not built: make deps'
	local tls="$T/tls"
	mkdir "$tls"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=a \
		-addext subjectAltName=IP:127.0.0.1 \
		-keyout "$tls/privkey.pem" -out "$tls/fullchain.pem" 2>/dev/null
	printf 'AccessLog %s\nUser %s\n' "$T/access.log" "$(id -u):$(id -g)" >"$T/minihttp.conf"
	start minihttps "s|^\(\s*server\s*=\).*|\1 $BUILD/minihttp-tls|" \
		"s|^\(\s*server_args\s*=\).*|\1 -C $tls $BUILD/minihttp -c $T/minihttp.conf $ROOT|"
	[ "$(curl -s --max-time 10 --cacert "$tls/fullchain.pem" "https://127.0.0.1:$PORT/digits.txt")" = 0123456789abcdefghij ]
	timeout 10 sh -c 'until grep -q "^127.0.0.1 .* 200 20 " "$1"; do :; done' - "$T/access.log"
	# if the certificate cannot be read, the peer sees the connection close,
	# and no message
	rm "$tls/fullchain.pem"
	exec 9<>"/dev/tcp/127.0.0.1/$PORT"
	[ -z "$(timeout 10 cat <&9 | tr -d '\0')" ]
	exec 9>&-
}

@test "wait = no: of 10 clients 3 are served at once, the others are refused" {
	echo 'HeadTimeout 30s' >"$T/minihttp.conf"
	start minihttp 's|^\(\s*instances\s*=\).*|\1 3|'
	# the connection that showed that xinetd is ready has to end first
	timeout 10 sh -c 'while pgrep -x -P "$1" minihttp; do :; done' - "$SUPER" >/dev/null
	local fd
	for fd in 20 21 22 23 24 25 26 27 28 29; do
		eval "exec $fd<>/dev/tcp/127.0.0.1/$PORT"
	done
	timeout 10 sh -c 'until [ "$(pgrep -c -x -P "$1" minihttp)" = 3 ]; do :; done' - "$SUPER"
	local answered=0 answer
	trap '' PIPE # of those that were refused
	for fd in 20 21 22 23 24 25 26 27 28 29; do
		{ printf 'GET /digits.txt HTTP/1.0\r\n\r\n' >&$fd; } 2>/dev/null || true
		answer=
		read -r -t 10 -u $fd _ answer _ 2>/dev/null || true
		[ "$answer" != 200 ] || answered=$((answered + 1))
		eval "exec $fd>&-"
	done
	[ "$answered" = 3 ]
	timeout 10 sh -c 'while pgrep -x -P "$1" minihttp; do :; done' - "$SUPER" >/dev/null
	[ "$(fetch)" = 200 ]
}

@test "wait = yes: minihttp accepts by itself, leaves, and is started again" {
	printf 'IdleExit 100ms\nAccessLog %s\n' "$T/access.log" >"$T/minihttp.conf"
	start minihttp-wait
	[ "$(fetch)" = 200 ]
	# the first connection has ended
	timeout 10 sh -c 'while pgrep -x -P "$1" minihttp; do :; done' - "$SUPER" >/dev/null
	[ "$(fetch)" = 200 ]
	timeout 10 sh -c 'until [ "$(grep -c "GET /digits.txt" "$1")" = 2 ]; do :; done' - "$T/access.log"
}

@test "wait = yes: clients at the same time are served by one minihttp and its children" {
	echo 'IdleExit 5s' >"$T/minihttp.conf"
	start minihttp-wait
	local i pids=()
	for i in 1 2 3 4 5 6 7 8 9 10; do
		curl -s --max-time 10 -o "$T/body$i" "http://127.0.0.1:$PORT/digits.txt" 3>&- &
		pids+=($!)
	done
	wait "${pids[@]}"
	for i in 1 2 3 4 5 6 7 8 9 10; do
		cmp "$T/body$i" "$ROOT/digits.txt"
	done
	[ "$(pgrep -c -x -P "$SUPER" minihttp)" = 1 ]
	kill "$(pgrep -x -P "$SUPER" minihttp)"
}

@test "wait = yes: a root whose link is switched is served by the next start" {
	echo "User $(id -u):$(id -g)" >"$T/minihttp.conf"
	ln -s root "$T/current"
	ROOT=$T/current
	start minihttp-wait
	[ "$(fetch)" = 200 ]
	mkdir "$T/new"
	echo new >"$T/new/digits.txt"
	ln -s new "$T/link"
	mv -T "$T/link" "$T/current"
	timeout 10 sh -c 'until [ "$(curl -s --max-time 10 "$1")" = new ]; do :; done' - "http://127.0.0.1:$PORT/digits.txt"
	[ "$(pgrep -c -x -P "$SUPER" minihttp)" = 1 ]
	kill "$(pgrep -x -P "$SUPER" minihttp)"
}
