#!/usr/bin/env bats
# HTTPS by minihttpd: Listen ... tls, Certificate, and the service minihttp-tls
# that it keeps beside its workers.  Those with the tag "kernel" run once more in
# the machine of 69-kernel-tls.

load lib/ask
load lib/listen
load lib/tls
load lib/tls_stand

setup() {
	[ -z "$(no_tls)" ] || skip "$(no_tls)"
	site
	certificate ec ec 90
}

teardown() {
	stand_down
	end_all
}

# bats sees no failure of a "!" in the middle of a test.
lacks() {
	! grep -q "$@"
}


# --- what works -------------------------------------------------------------

# bats test_tags=kernel
@test "one configuration serves HTTP and HTTPS, and says so at its start" {
	stand_secure
	await is_served
	visit
	await logged "on http://127.0.0.1:$PORT/, https://127.0.0.1:$SECURE/"
	[ "$(fetch --tls-max 1.2 -w '%{num_connects}' "$U/digits.txt" "$U/digits.txt")" = \
		'0123456789abcdefghij10123456789abcdefghij0' ]
	head -c 3000000 /dev/urandom >"$ROOT/big"
	fetch "$U/big" | cmp - "$ROOT/big"
}

@test "Prometheus is told when each certificate expires, and no more after the last has gone" {
	local until first name=minihttp_certificate_expiry_timestamp_seconds
	certificate soon ec 40
	printf '%s\n' "Certificate $T/soon" "Counters $T/counters" 'MetricsPage /metrics' >"$T/more"
	stand_secure
	await is_served
	is_told() {
		"$BUILD/minihttp-stats" --prometheus "$T/counters" | grep -qx "$name{file=\"$T/soon/fullchain.pem\"} $until"
	}
	until=$(date -d "$(openssl x509 -noout -enddate -in "$T/soon/fullchain.pem" | cut -d= -f2)" +%s)
	# minihttpd writes the date after the service has begun to serve
	await is_told
	fetch "$U/metrics" >"$T/body"
	grep -qx "$name{file=\"$T/soon/fullchain.pem\"} $until" "$T/body"
	first=$(date -d "$(openssl x509 -noout -enddate -in "$T/ec/fullchain.pem" | cut -d= -f2)" +%s)
	grep -qx "$name{file=\"$T/ec/fullchain.pem\"} $first" "$T/body"
	[ "$(grep -c "^$name" "$T/body")" = 2 ]
	# a renewed one is told as well
	certificate soon ec 60
	until=$(date -d "$(openssl x509 -noout -enddate -in "$T/soon/fullchain.pem" | cut -d= -f2)" +%s)
	await is_told
	sed -i '/tls/d' "$T/conf"
	kill -HUP "$DAEMON"
	is_gone() {
		! "$BUILD/minihttp-stats" --prometheus "$T/counters" | grep -q "$name" || false
	}
	await is_gone
}

@test "HTTPS alone needs no port for HTTP" {
	stand_secure
	stand_down
	sed -i '/PORT/d' "$T/conf.in"
	stand_on -c "$T/conf" "${ME[@]}" "$ROOT"
	await is_served
}

@test "minihttpd -l 'ADDRESS:PORT tls' is the same as Listen" {
	stand_on -c /dev/null "${ME[@]}" -l '127.0.0.1:PORT tls' -o "Certificate $T/ec" "$ROOT"
	U=https://127.0.0.1:$PORT
	await is_served
}

# bats test_tags=kernel
@test "the handler knows the visitor, the scheme, the cipher and the name that was asked for" {
	mkdir "$ROOT/cgi"
	printf '#!/bin/sh\nprintf "Content-Type: text/plain\\n\\n"; echo "$HTTPS $REMOTE_ADDR $SERVER_PORT $SSL_PROTOCOL $SSL_TLS_SNI"\n' >"$ROOT/cgi/who"
	chmod +x "$ROOT/cgi/who"
	printf 'CGI /cgi/\nLogFormat json\nDeny / 127.0.0.7\nRequestMethodSupport GET HEAD POST\n' >"$T/more"
	stand_secure
	await is_served
	[ "$(fetch --interface 127.0.0.2 --resolve "localhost:$SECURE:127.0.0.1" "https://localhost:$SECURE/cgi/who")" = \
		"on 127.0.0.2 $SECURE TLSv1.3 localhost" ]
	[ "$(fetch --interface 127.0.0.7 -o /dev/null -w '%{http_code}' "$U/digits.txt")" = 403 ]
	await logged '"/digits.txt".*TLSv1\.3'
}

@test "a client of the port for HTTP cannot pretend to be minihttp-tls" {
	stand_secure
	await is_served
	printf 'PROXY TCP4 192.0.2.1 192.0.2.2 1 443\r\nGET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n' |
		timeout 10 socat -t 5 - "TCP:127.0.0.1:$PORT" >"$T/answer"
	grep -q '^HTTP/1.1 400' "$T/answer"
}

# bats test_tags=kernel
@test "MaxConnectionsPerSource counts visitors, and not minihttp-tls" {
	echo 'MaxConnectionsPerSource 2' >"$T/more"
	stand_secure
	await is_served
	python3 - "$SECURE" "$T/ec/fullchain.pem" <<-'END'
	import socket, ssl, sys
	context = ssl.create_default_context(cafile=sys.argv[2])
	def status(source, keep):
	    s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20, (source, 0))
	    s = context.wrap_socket(s, server_hostname="localhost")
	    s.sendall(b"GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n")
	    keep.append(s)
	    return s.recv(4096)[9:12]
	held = []
	assert status("127.0.0.2", held) == b"200"
	assert status("127.0.0.2", held) == b"200"
	assert status("127.0.0.2", held) == b"503"
	assert status("127.0.0.3", held) == b"200"
	END
}

@test "RequestRate sees the visitor behind TLS" {
	echo 'RequestRate 1/m' >"$T/more"
	stand_secure
	await eval '[ -n "$(shown)" ]'
	[ "$(fetch --interface 127.0.0.2 -o /dev/null -w '%{http_code}' "$U/digits.txt")" = 200 ]
	[ "$(fetch --interface 127.0.0.2 -o /dev/null -w '%{http_code}' "$U/digits.txt")" = 429 ]
	[ "$(fetch --interface 127.0.0.3 -o /dev/null -w '%{http_code}' "$U/digits.txt")" = 200 ]
}

all_asleep() {
	local child
	for child in $(children); do
		asleep "$child" || return 1
	done
}

# bats test_tags=kernel
@test "ConnectionsPerProcess: one handler serves several connections by TLS" {
	echo 'ConnectionsPerProcess 100' >"$T/more"
	stand_secure
	await is_served
	for i in 1 2 3 4 5; do
		# a process that is not yet done would not get the next one
		await eval '[ "$(grep -c digits.txt "$T/log")" -ge $i ]'
		await all_asleep
		is_served
	done
	[ "$(children | wc -w)" -le 2 ]
}

@test "RedirectToHTTPS sends visitors of HTTP to the port of HTTPS, but for a challenge (RFC 8555 8.3)" {
	mkdir -p "$ROOT/.well-known/acme-challenge"
	echo proof >"$ROOT/.well-known/acme-challenge/x"
	echo 'RedirectToHTTPS yes' >"$T/more"
	stand_secure
	await is_served
	[ "$(fetch -o /dev/null -w '%{http_code} %{redirect_url}' "http://127.0.0.1:$PORT/digits.txt?a")" = \
		"301 $U/digits.txt?a" ]
	[ "$(fetch -L "http://127.0.0.1:$PORT/digits.txt")" = 0123456789abcdefghij ]
	[ "$(fetch "http://127.0.0.1:$PORT/.well-known/acme-challenge/x")" = proof ]
}

# --- certificates -----------------------------------------------------------

@test "SIGHUP reads a renewed certificate, and no connection is lost" {
	stand_secure
	await is_served
	echo ready >"$T/go"
	while [ -e "$T/go" ]; do
		curl -sk --max-time 20 -o /dev/null -w '%{http_code}\n' "$U/digits.txt" || echo lost
	done >"$T/codes" 3>&- &
	LOAD=$!
	certificate new ec 90 renewed.test
	cp "$T/new/"*.pem "$T/ec/"
	kill -HUP "$DAEMON"
	await eval '[ "$(shown)" = renewed.test ]'
	rm "$T/go"
	wait "$LOAD"
	[ "$(sort -u "$T/codes")" = 200 ]
}

@test "a renewed certificate is found without a signal, also behind another link" {
	ln -s ec "$T/live"
	touch "$T/no_certificate"
	echo "Certificate $T/live" >"$T/more"
	stand_secure
	await is_served
	certificate new ec 90 renewed.test
	ln -sfn new "$T/live"
	await eval '[ "$(shown)" = renewed.test ]'
}

@test "a broken pair keeps the old one, and the log and STATUS say so, until it is repaired" {
	be_told
	stand_secure
	await is_served
	certificate new ec 90 renewed.test
	cp "$T/new/privkey.pem" "$T/ec/"
	kill -HUP "$DAEMON"
	await grep -q "$T/ec/privkey.pem: not the key of the certificate $T/ec/fullchain.pem" "$T/log"
	await logged 'HTTPS: the certificates stay as they were'
	[ "$(shown)" = localhost ]
	await told "STATUS=.*HTTPS: .*not the key of the certificate"
	cp "$T/new/fullchain.pem" "$T/ec/"
	await eval '[ "$(shown)" = renewed.test ]'
	await told 'STATUS=.*HTTPS: certificates until 20'
}

@test "the name that is asked for selects the certificate, and one that is broken at the start is left out" {
	certificate other rsa 90 b.test
	mkdir "$T/bad"
	printf 'Certificate %s\nCertificate %s\n' "$T/bad" "$T/other" >"$T/more"
	stand_secure
	await is_served
	[ "$(shown -servername b.test)" = b.test ]
	await logged "$T/bad/fullchain.pem: No such file"
}

@test "a certificate that expires soon is told once at the start" {
	certificate ec ec 5
	stand_secure
	await is_served
	local line='fullchain.pem: expires in [45] days, on 20.*: renew it'
	await logged "$line"
	[ "$(grep -c "$line" "$T/log")" = 1 ]
}

# --- what is wrong ----------------------------------------------------------

@test "what is wrong with HTTPS is one sentence at the start and by -t, and HTTP goes on" {
	local case
	for case in "rm $T/ec/privkey.pem/privkey.pem: No such file or directory" \
		"echo x >$T/ec/fullchain.pem/fullchain.pem: not a certificate in the format PEM" \
		"touch $T/no_certificate/HTTPS: there is no Certificate line"; do
		certificate ec ec 90
		rm -f "$T/no_certificate"
		eval "${case%/*}"
		stand_secure
		await grep -q "${case##*/}" "$T/log"
		[ "$(grep -c "${case##*/}" "$T/log")" = 1 ]
		visit
		# a client is refused, and does not wait
		await eval '! timeout 5 bash -c "exec 9<>/dev/tcp/127.0.0.1/$SECURE" 2>/dev/null'
		code=0
		"$BUILD/minihttpd" -t -c "$T/conf" "$ROOT" 2>"$T/err" >"$T/out" || code=$?
		[ "$code" = 78 ]
		grep -q "${case##*/}" "$T/err"
		[ "$(wc -l <"$T/err")" = 1 ]
		stand_down
	done
}

@test "a certificate that is repaired is served without a restart" {
	mv "$T/ec/privkey.pem" "$T/key"
	stand_secure
	await grep -q "privkey.pem: No such file" "$T/log"
	mv "$T/key" "$T/ec/privkey.pem"
	await is_served
}

@test "a port for HTTPS that is taken is told, and the others go on" {
	local try
	for try in 1 2 3 4 5 6 7 8; do
		SECURE=$((12000 + RANDOM % 8000))
		socat -u "TCP-LISTEN:$SECURE,bind=127.0.0.1" - >/dev/null 3>&- &
		TAKEN=$!
		await eval 'ss -ltn | grep -q ":$SECURE "' || continue
		printf 'Listen 127.0.0.1:PORT\nListen 127.0.0.1:%s tls\nCertificate %s\n' "$SECURE" "$T/ec" >"$T/conf.in"
		stand_on -c "$T/conf" "${ME[@]}" "$ROOT" && break
	done
	await logged "127.0.0.1:$SECURE tls: Address already in use.*: is left out, others go on"
	visit
	kill "$TAKEN"
}

@test "minihttpd -t is content with certificates that are good" {
	stand_secure
	"$BUILD/minihttpd" -t -c "$T/conf" "$ROOT" >"$T/out"
	grep -q '^configuration is good' "$T/out"
}

# --- processes --------------------------------------------------------------

@test "a service that dies is replaced, and connections stay" {
	stand_secure
	await is_served
	exec 9> >(timeout 20 openssl s_client -quiet -connect "127.0.0.1:$SECURE" >"$T/answer" 2>/dev/null 3>&-)
	printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n' >&9
	await grep -q 0123456789 "$T/answer"
	kill -KILL "$(service)"
	await grep -q 'minihttp-tls: was ended by SIGKILL, another takes its place' "$T/log"
	await is_served
	printf 'GET /dir/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' >&9
	exec 9>&-
	await eval '[ "$(grep -ao "HTTP/1.1 200" "$T/answer" | wc -l)" = 2 ]'
}

@test "a key process that dies is replaced with its service" {
	stand_secure
	await is_served
	kill -KILL "$(pgrep -o -P "$(service)")" # the oldest is the key process
	await grep -q 'key process: has ended' "$T/log"
	await is_served
}

# Beside many the service does not look at each process for every one that ends, and
# SIGCHLD, sent once for all that end together, names one of them (os/brood).
@test "beside many, each process of a connection that ends is reaped, also those that end together" {
	local killed
	echo 'MaxConnectionsPerSource 0' >"$T/more"
	stand_secure
	await is_served
	PORT=$SECURE HOLD_CA=$T/ec/fullchain.pem occupy idle 80
	# the oldest is the key process
	await eval '[ "$(pgrep -c -P "$(service)")" = 81 ]'
	mapfile -t killed < <(pgrep -P "$(service)" | grep -vx "$(pgrep -o -P "$(service)")" | head -n 13)
	kill -KILL "${killed[0]}"
	await eval '[ "$(pgrep -c -P "$(service)")" = 80 ]'
	# of all that end while it sleeps one is named
	kill -STOP "$(service)"
	kill -KILL "${killed[@]:1}"
	await eval '[ "$(pgrep -c -r Z -P "$(service)")" = 12 ]'
	kill -CONT "$(service)"
	await eval '[ "$(pgrep -c -P "$(service)")" = 68 ]'
	is_served
	await eval '[ "$(pgrep -c -P "$(service)")" = 68 ]'
	kill -KILL "$(pgrep -o -P "$(service)")"
	await grep -q 'key process: has ended' "$T/log"
	await is_served
	kill "$HOLDER"
}

# bats test_tags=kernel
@test "SIGTERM ends a transfer by TLS not before its last byte; a second one does" {
	ends_after_transfer
}

@test "a reload that takes the port for HTTPS away ends the service" {
	stand_secure
	await is_served
	sed -i '/tls/d' "$T/conf"
	kill -HUP "$DAEMON"
	await eval '[ -z "$(service)" ]'
	visit
}

@test "a port becomes one for HTTPS by a reload" {
	stand_secure
	await is_served
	sed -i '/^Listen.*tls/d; s/^Listen.*/& tls/' "$T/conf"
	kill -HUP "$DAEMON"
	U=https://127.0.0.1:$PORT
	await is_served
}

@test "SIGTERM ends minihttpd at once if no certificate can be used" {
	rm "$T/ec/privkey.pem"
	stand_secure
	await grep -q 'privkey.pem: No such file' "$T/log"
	kill -TERM "$DAEMON"
	await gone "$DAEMON"
}

@test "a connection without a byte is no line in the log; half a handshake is one" {
	stand_secure
	await is_served
	: >"$T/log"
	for i in 1 2 3 4 5; do
		timeout 5 bash -c "exec 9<>/dev/tcp/127.0.0.1/$SECURE"
	done
	printf '\x16\x03\x01' | timeout 5 socat -t 1 - "TCP:127.0.0.1:$SECURE" >/dev/null || true
	await grep -q 'TLS handshake' "$T/log"
	is_served
	[ "$(grep -c 'TLS handshake' "$T/log")" = 1 ]
}

@test "a flood of half handshakes leaves HTTP and HTTPS to honest clients within 100 ms" {
	stand_secure
	await is_served
	# a machine that is busy with other work gets another try
	for try in 1 2 3; do
		! python3 "$BATS_TEST_DIRNAME/lib/tls_flood.py" "$SECURE" "$PORT" "$T/ec/fullchain.pem" || return 0
	done
	false
}

@test "no descriptor and no process of a connection is left behind" {
	local before
	stand_secure
	await is_served
	await eval '[ "$(pgrep -c -P "$(service)")" = 1 ]'
	before=$(ls "/proc/$(service)/fd" | wc -l)
	for i in $(seq 20); do
		is_served
		printf '\x16\x03\x01' | timeout 5 socat -t 0.1 - "TCP:127.0.0.1:$SECURE" >/dev/null || true
	done
	await eval '[ "$(pgrep -c -P "$(service)")" = 1 ]'
	[ "$(ls "/proc/$(service)/fd" | wc -l)" = "$before" ]
	[ "$(ls "/proc/$(pgrep -P "$(service)")/fd" | wc -l)" -le 5 ]
}
