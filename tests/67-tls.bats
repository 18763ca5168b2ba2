#!/usr/bin/env bats
# HTTPS: minihttp-tls, the handshake process, its key process, and the handler
# behind them.  src/tls/README.md says which of them may know what.  Tests with the
# tag "kernel" run once more in the machine of 69-kernel-tls.

bats_require_minimum_version 1.5.0

load lib/ask
load lib/listen
load lib/tls

setup() {
	[ -z "$(no_tls)" ] || skip "$(no_tls)"
	site
	certificate ec ec 90
}

teardown() {
	hang_up
	end_all
}

# bats sees no failure of a "!" in the middle of a test.
lacks() {
	! grep -q "$@"
}

subject() {
	greet "$@" | openssl x509 -noout -subject | sed 's/.*CN *= *//'
}

# --- what works -------------------------------------------------------------

# bats test_tags=kernel
@test "curl gets a file by TLS 1.3 and by 1.2, and nothing older (9325 3.1.1)" {
	encrypt
	[ "$(fetch "$U/digits.txt")" = 0123456789abcdefghij ]
	[ "$(fetch --tls-max 1.2 "$U/digits.txt")" = 0123456789abcdefghij ]
	greet -tls1_1 -cipher ALL:@SECLEVEL=0 | grep -q 'alert protocol version'
	greet -tls1 -cipher ALL:@SECLEVEL=0 | grep -q 'alert protocol version'
}

# bats test_tags=kernel
@test "AEAD with ECDHE alone (9325 4.2), no compression, no ticket" {
	local suite
	encrypt
	for suite in ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-ECDSA-CHACHA20-POLY1305; do
		greet -tls1_2 -cipher "$suite" >"$T/out"
		grep -q "Cipher is $suite" "$T/out"
		grep -q 'Compression: NONE' "$T/out"
		lacks 'session ticket' "$T/out"
	done
	for suite in ECDHE-ECDSA-AES128-SHA256 ECDHE-ECDSA-AES128-SHA AES128-GCM-SHA256 DHE-RSA-AES128-GCM-SHA256; do
		greet -tls1_2 -cipher "$suite:@SECLEVEL=0" | grep -q 'alert handshake failure'
	done
	greet -tls1_3 >"$T/out"
	lacks 'session ticket' "$T/out"
}

# Otherwise the kernel waits 40 ms for an answer that could carry the
# acknowledgement, and the client for that before it sends its request.
@test "the last message of a handshake is acknowledged at once (9293 3.7.4, 3.8.6.3)" {
	listen strace -qq -D -ff -e trace=setsockopt -o "$T/calls" "$BUILD/minihttp-tls" -C "$T/ec" \
		"$BUILD/minihttp" -c /dev/null "${ME[@]}" "$ROOT"
	[ "$(fetch "https://127.0.0.1:$PORT/digits.txt")" = 0123456789abcdefghij ]
	# an ordinary user's strace cannot read the memory of a process that is not
	# dumpable, and prints the address instead
	await grep -Eq 'TCP_QUICKACK, (\[1\]|0x[0-9a-f]+), 4\) = 0' "$T"/calls.*
}

@test "the order of ciphers is the server's: AES-128 first, ECDSA before RSA (9325 4.2.1)" {
	local last=ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256
	certificate rsa rsa 90
	encrypt -C "$T/ec" -C "$T/rsa"
	greet -tls1_2 -cipher "ECDHE-RSA-AES256-GCM-SHA384:$last" | grep -q 'Cipher is ECDHE-ECDSA-AES128-GCM-SHA256'
	greet -tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256 |
		grep -q 'Cipher is TLS_AES_128_GCM_SHA256'
}

@test "ALPN is http/1.1; a client that wants another protocol is refused (7301 3.2)" {
	encrypt
	greet -alpn h2,http/1.1 | grep -q 'ALPN protocol: http/1.1'
	greet | grep -q 'No ALPN negotiated'
	greet -alpn h2 | grep -q 'alert no application protocol'
}

@test "wget, Python and gnutls-cli get it too" {
	encrypt
	wget -q --ca-certificate="$T/ec/fullchain.pem" -O "$T/body" "$U/digits.txt"
	[ "$(body)" = 0123456789abcdefghij ]
	python3 - "$U/digits.txt" "$T/ec/fullchain.pem" <<-'END'
	import ssl, sys, urllib.request
	context = ssl.create_default_context(cafile=sys.argv[2])
	assert urllib.request.urlopen(sys.argv[1], context=context).read() == b"0123456789abcdefghij"
	END
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' |
		timeout 20 gnutls-cli --x509cafile "$T/ec/fullchain.pem" -p "$PORT" 127.0.0.1 >"$T/body" 2>&1
	grep -q 0123456789abcdefghij "$T/body"
}

@test "Node and a browser load it, and say that a key that signed itself is not trusted" {
	command -v node chromium >/dev/null || skip 'node or chromium is missing: make deps test'
	local browser=(timeout 60 chromium --headless --no-sandbox --disable-gpu
		--disable-background-networking --user-data-dir="$T/profile" --dump-dom)
	echo '<title>here</title>' >"$ROOT/page.html"
	encrypt
	cat >"$T/get.js" <<-'END'
	const [url, file] = process.argv.slice(2);
	const ca = require("fs").readFileSync(file);
	require("https").get(url, { ca }, (r) => r.pipe(process.stdout));
	END
	[ "$(timeout 60 node "$T/get.js" "$U/digits.txt" "$T/ec/fullchain.pem")" = 0123456789abcdefghij ]
	timeout 60 node -e 'require("https").get(process.argv[1]).on("error", (e) => console.log(e.code))' "$U/" |
		grep -q SELF_SIGNED
	"${browser[@]}" "$U/page.html" >"$T/seen" 2>/dev/null 3>&- || true
	lacks '<title>here</title>' "$T/seen"
	"${browser[@]}" --ignore-certificate-errors "$U/page.html" >"$T/seen" 2>/dev/null 3>&-
	grep -q '<title>here</title>' "$T/seen"
}

# bats test_tags=kernel
@test "keep-alive, pipelining, ranges, HEAD and PUT pass as without TLS" {
	encrypt -- -o 'RequestMethodSupport GET HEAD PUT' -o 'Upload /' -o 'WriteFrom 127.0.0.1' -o 'MaxBodySize 4M'
	[ "$(fetch -w '%{num_connects} ' "$U/digits.txt" "$U/digits.txt")" = '0123456789abcdefghij1 0123456789abcdefghij0 ' ]
	[ "$(fetch -r 2-4 "$U/digits.txt")" = 234 ]
	fetch -I "$U/digits.txt" | grep -q '^Content-Length: 20'
	head -c 3000000 /dev/urandom >"$T/big"
	[ "$(fetch -T "$T/big" -o /dev/null -w '%{http_code}' "$U/big")" = 201 ]
	cmp "$T/big" "$ROOT/big"
	fetch "$U/big" | cmp - "$T/big"
	fetch --tls-max 1.2 "$U/big" | cmp - "$T/big"
	printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\nGET /dir/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' |
		timeout 20 openssl s_client -quiet -connect "127.0.0.1:$PORT" >"$T/answer" 2>/dev/null
	[ "$(statuses)" = '200 200' ]
}

@test "the name that is asked for selects the certificate (6066 3), a wildcard too" {
	certificate other ec 90 b.test '*.w.test'
	certificate second rsa 90 localhost
	encrypt -C "$T/ec" -C "$T/other" -C "$T/second"
	[ "$(subject -servername localhost)" = localhost ]
	[ "$(subject -servername b.test)" = b.test ]
	[ "$(subject -servername x.w.test)" = b.test ]
	# other names, and a client that asks for none, get the first
	# certificate
	[ "$(subject -servername unknown.test)" = localhost ]
	[ "$(subject -noservername)" = localhost ]
}

@test "one name has a key of ECDSA and a key of RSA" {
	local kind
	certificate rsa rsa 90
	encrypt -C "$T/ec" -C "$T/rsa"
	for kind in '-tls1_3 -sigalgs ecdsa_secp256r1_sha256' '-tls1_2 -sigalgs ECDSA+SHA384'; do
		greet -servername localhost $kind | openssl x509 -noout -text | grep -q 'id-ecPublicKey'
	done
	for kind in '-tls1_3 -sigalgs rsa_pss_rsae_sha256' '-tls1_3 -sigalgs rsa_pss_rsae_sha512' \
		'-tls1_2 -sigalgs rsa_pkcs1_sha256' '-tls1_2 -sigalgs RSA+SHA512' '-tls1_2 -sigalgs rsa_pss_rsae_sha384'; do
		greet -servername localhost $kind | openssl x509 -noout -text | grep -q 'rsaEncryption'
	done
	# a hash that is too weak for a signature (9155)
	greet -tls1_2 -cipher 'ALL:@SECLEVEL=0' -sigalgs RSA+SHA1:ECDSA+SHA1 | grep -q 'alert handshake failure'
}

@test "a chain is sent whole" {
	mkdir "$T/ca"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -days 90 -subj /CN=ca \
		-keyout "$T/ca/key" -out "$T/ca/cert" 2>/dev/null
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost \
		-keyout "$T/ca/a.key" -out "$T/ca/request" 2>/dev/null
	openssl x509 -req -in "$T/ca/request" -CA "$T/ca/cert" -CAkey "$T/ca/key" -days 30 \
		-extfile <(echo subjectAltName=DNS:localhost,IP:127.0.0.1) -out "$T/ca/leaf" 2>/dev/null
	cat "$T/ca/leaf" "$T/ca/cert" >"$T/ca/a.crt" # as lego names them
	encrypt -C "$T/ca/a.crt"
	greet -showcerts | grep -c 'BEGIN CERTIFICATE' | grep -qx 2
	[ "$(curl -s --cacert "$T/ca/cert" "$U/digits.txt")" = 0123456789abcdefghij ]
}

@test "a renewed certificate is used from the next connection on" {
	ln -s ec "$T/live"
	encrypt -C "$T/live"
	[ "$(subject)" = localhost ]
	certificate new ec 90 renewed.test
	ln -sfn new "$T/live"
	[ "$(subject)" = renewed.test ]
}

# --- what the handler is told -----------------------------------------------

# bats test_tags=kernel
@test "the visitor's address, protocol, cipher and server name are in the log" {
	encrypt -C "$T/ec" -- -o 'LogFormat json'
	fetch --resolve "localhost:$PORT:127.0.0.1" "https://localhost:$PORT/digits.txt" >"$T/body"
	await grep -q '"remote":"127.0.0.1".*"tls":"TLSv1.3","cipher":"TLS_AES_[0-9A-Z_]*","server_name":"localhost"' "$T/log"
	fetch --tls-max 1.2 "$U/digits.txt" >"$T/body"
	await grep -q '"tls":"TLSv1.2","cipher":"TLS_ECDHE_ECDSA_WITH_[0-9A-Z_]*"}' "$T/log"
}

# bats test_tags=kernel
@test "a script is told HTTPS, its port, and the visitor" {
	mkdir "$ROOT/cgi-bin"
	printf '#!/bin/sh\nprintf "Content-Type: text/plain\\n\\n"\nenv\n' >"$ROOT/cgi-bin/env"
	chmod 755 "$ROOT/cgi-bin/env"
	encrypt -C "$T/ec" -- -o 'CGI /cgi-bin/'
	fetch "$U/cgi-bin/env" >"$T/body"
	grep -qx HTTPS=on "$T/body"
	grep -qx REQUEST_SCHEME=https "$T/body"
	grep -qx SSL_PROTOCOL=TLSv1.3 "$T/body"
	grep -qx "SERVER_PORT=$PORT" "$T/body"
	grep -qx REMOTE_ADDR=127.0.0.1 "$T/body"
}

@test "an https target is served here, and misdirected without TLS (9110 7.4)" {
	encrypt
	printf 'GET https://127.0.0.1/digits.txt HTTP/1.0\r\n\r\n' |
		timeout 20 openssl s_client -quiet -connect "127.0.0.1:$PORT" 2>/dev/null | grep -q '^HTTP/1.1 200 '
	ask 'GET https://a/digits.txt HTTP/1.0\r\n\r\n'
	is 421 misdirected
}

# bats test_tags=kernel
@test "access by address is by the visitor's" {
	encrypt -C "$T/ec" -- -o 'Deny / 127.0.0.1/32'
	[ "$(fetch -o /dev/null -w '%{http_code}' "$U/digits.txt")" = 403 ]
}

@test "no client can pretend: --secure takes a Unix socket alone" {
	run bash -c '"$1" --secure -c /dev/null "$2" </dev/null' bash "$BUILD/minihttp" "$ROOT"
	[ "$status" = 64 ]
	[[ $output == *'standard input'* ]]
	# a PROXY header within TLS is a bad request, and names no client
	encrypt
	printf 'PROXY TCP4 192.0.2.7 127.0.0.1 1 2\r\nGET / HTTP/1.0\r\n\r\n' |
		timeout 20 openssl s_client -quiet -connect "127.0.0.1:$PORT" 2>/dev/null | grep -q '^HTTP/1.1 400 '
	await logged '^127.0.0.1 .* 400 '
	lacks '^192.0.2.7' "$T/log"
}

# --- ends -------------------------------------------------------------------

# bats test_tags=kernel
@test "the end of an answer is a close_notify behind its last byte (8446 6.1)" {
	encrypt
	python3 - "$PORT" <<-'END'
	import socket, ssl, sys
	context = ssl._create_unverified_context()
	for version in ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3:
	    context.maximum_version = version
	    raw = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20)
	    # a connection that ends without close_notify is an error
	    tls = context.wrap_socket(raw, suppress_ragged_eofs=False)
	    tls.sendall(b"GET /digits.txt HTTP/1.0\r\n\r\n")
	    answer = b""
	    while piece := tls.recv(4096):
	        answer += piece
	    assert answer.endswith(b"0123456789abcdefghij"), answer
	    tls.unwrap()
	END
}

# bats test_tags=kernel
@test "a client that takes short records only gets every byte (8449 4)" {
	head -c 200000 /dev/urandom | base64 -w 0 >"$ROOT/long"
	encrypt
	printf 'GET /long HTTP/1.0\r\n\r\n' |
		timeout 20 gnutls-cli --recordsize=1024 --logfile="$T/said" \
			--x509cafile "$T/ec/fullchain.pem" -p "$PORT" 127.0.0.1 >"$T/answer" 2>&1
	tail -n 1 "$T/answer" | tr -d '\n' | cmp - "$ROOT/long"
}

# bats test_tags=kernel
@test "a client that ends its side is still answered; its processes end" {
	encrypt
	python3 - "$PORT" <<-'END'
	import os, socket, ssl, sys
	context = ssl._create_unverified_context()
	context.maximum_version = ssl.TLSVersion.TLSv1_2
	raw = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20)
	below = socket.socket(fileno=os.dup(raw.fileno()))
	tls = context.wrap_socket(raw)
	tls.sendall(b"GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n")
	below.shutdown(socket.SHUT_WR)
	answer = b""
	while piece := tls.recv(4096):
	    answer += piece
	assert answer.endswith(b"0123456789abcdefghij"), answer
	END
	await no_process
}

# None of the processes of a connection is left.
no_process() {
	! pgrep -f "$BUILD/minihttp.* $ROOT" >"$T/left" || {
		! grep -vqx "$LISTENER" "$T/left" || return 1
		return 0
	}
}

# bats test_tags=kernel
@test "a truncated body is no whole upload (9112 8)" {
	encrypt -C "$T/ec" -- -o 'RequestMethodSupport GET PUT' -o 'Upload /' -o 'WriteFrom 127.0.0.1'
	python3 - "$PORT" <<-'END'
	import os, socket, ssl, sys
	raw = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20)
	below = socket.socket(fileno=os.dup(raw.fileno()))
	tls = ssl._create_unverified_context().wrap_socket(raw)
	tls.sendall(b"PUT /cut HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nonly this")
	below.shutdown(socket.SHUT_WR)
	while tls.recv(4096):
	    pass
	END
	await no_process
	[ ! -e "$ROOT/cut" ]
}

@test "a handshake has a deadline of its own" {
	local from
	encrypt -C "$T/ec" -T 1
	dial
	from=$SECONDS
	# the client sends the start of a record, and no more
	printf '\x16\x03\x01' >&9
	timeout 8 cat <&9 >/dev/null
	[ $((SECONDS - from)) -le 5 ]
	exec 9>&-
	await grep -q 'TLS handshake: the handshake was not complete in time' "$T/log"
	await no_process
	lacks PROXY "$T/log"
}

@test "a connection without a byte is no line in the log; the start of a handshake is one" {
	encrypt
	for _ in 1 2 3; do
		timeout 5 bash -c "exec 9<>/dev/tcp/127.0.0.1/$PORT"
	done
	printf '\x16\x03\x01' | timeout 5 socat -t 1 - "TCP:127.0.0.1:$PORT" >/dev/null || true
	await grep -q 'TLS handshake' "$T/log"
	[ "$(fetch "$U/digits.txt")" = 0123456789abcdefghij ]
	[ "$(grep -c 'TLS handshake' "$T/log")" = 1 ]
}

@test "plain HTTP is told where to go, and is not served" {
	encrypt
	run curl -s --max-time 10 "http://127.0.0.1:$PORT/digits.txt"
	[ "$output" = 'This port speaks HTTPS: write https:// before its address.' ]
	[ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT/digits.txt")" = 400 ]
	lacks PROXY "$T/log"
}

@test "under an inetd nothing is written into the connection but TLS" {
	# under xinetd standard error is the connection, too
	listen sh -c 'exec "$@" 2>&0' sh "$BUILD/minihttp-tls" -C "$T/ec" "$BUILD/minihttp" -c /dev/null "${ME[@]}" "$ROOT"
	U=https://127.0.0.1:$PORT
	[ "$(fetch "$U/digits.txt" "$U/none" -o /dev/null -w '%{http_code}')" = 0123456789abcdefghij200404 ] ||
		[ "$(fetch "$U/digits.txt")" = 0123456789abcdefghij ]
	hang_up
	rm "$T/started"
	listen sh -c 'exec "$@" 2>&0' sh "$BUILD/minihttp-tls" -C "$T/none" "$BUILD/minihttp" "$ROOT"
	dial
	timeout 10 cat <&9 >"$T/body" || true
	exec 9>&-
	[ ! -s "$T/body" ]
}

# --- what is wrong is said --------------------------------------------------

# --- a first certificate ----------------------------------------------------

@test "-N makes a certificate and its key; a client that trusts it gets the page" {
	run -0 "$BUILD/minihttp-tls" -N "$T/fresh"
	[[ ${lines[0]} == "$T/fresh: a certificate for localhost, 127.0.0.1, ::1"* ]]
	[ "${lines[1]}" = "SHA-256 $(openssl x509 -in "$T/fresh/fullchain.pem" -outform DER | sha256sum | cut -d' ' -f1)" ]
	[ "$(stat -c %a "$T/fresh" "$T/fresh/privkey.pem" | tr '\n' ' ')" = '700 600 ' ]
	"$BUILD/minihttp-tls" -t -C "$T/fresh"
	# the certificate is a server's, and cannot sign others (RFC 5280,
	# 4.2.1.9 and 4.2.1.12)
	openssl x509 -in "$T/fresh/fullchain.pem" -noout -text >"$T/text"
	grep -q 'CA:FALSE' "$T/text"
	grep -q 'TLS Web Server Authentication' "$T/text"
	openssl x509 -in "$T/fresh/fullchain.pem" -noout -checkend $((396 * 86400))
	encrypt -C "$T/fresh"
	[ "$(curl -sS --max-time 20 --cacert "$T/fresh/fullchain.pem" "https://127.0.0.1:$PORT/digits.txt")" = 0123456789abcdefghij ]
}

@test "-N with names: each is in it, and a file that exists is left alone" {
	run -0 "$BUILD/minihttp-tls" -N "$T/fresh" example.org '*.example.org' 192.0.2.1 2001:db8::1
	openssl x509 -in "$T/fresh/fullchain.pem" -noout -ext subjectAltName >"$T/names"
	grep -q 'DNS:example.org, DNS:\*.example.org, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1' "$T/names"
	sha256sum "$T/fresh"/* >"$T/sums"
	run -73 "$BUILD/minihttp-tls" -N "$T/fresh" other.example
	[ "$output" = "minihttp-tls: $T/fresh: a certificate or its key is there already: remove both files to make new ones" ]
	sha256sum -c "$T/sums"
	# a key without a certificate is a reason as well, and no half of a pair
	# remains
	rm "$T/fresh/privkey.pem"
	run -73 "$BUILD/minihttp-tls" -N "$T/fresh"
	[ ! -e "$T/fresh/privkey.pem" ]
	for name in 'http://x' 'a b' 'x:80' -x '*'; do
		run "$BUILD/minihttp-tls" -N "$T/none" -- "$name"
		[ "$status" = 73 ]
		[ "$output" = "minihttp-tls: $name: neither a host name nor an address" ]
		[ ! -e "$T/none" ]
	done
	run -73 "$BUILD/minihttp-tls" -N "$T/no/such"
	[ "$output" = "minihttp-tls: $T/no/such: No such file or directory" ]
}

# says STATUS TEXT OPTION...: the exit status of minihttp-tls -t, and its first
# line.
says() {
	local want=$1 text=$2
	shift 2
	run "$BUILD/minihttp-tls" -t "$@"
	# shellcheck disable=SC2053 # a pattern
	[ "$status" = "$want" ] && [[ ${lines[0]} == $text ]] || {
		echo "want $want: $text"
		echo "have $status: $output"
		return 1
	}
}

@test "-t names the file, what is wrong with it, and what to do" {
	local t=$T/ec
	says 0 'certificates are good' -C "$t"
	says 78 "minihttp-tls: $T/none: No such file or directory: it is named by -C*" -C "$T/none"
	mkdir "$T/empty"
	says 78 "minihttp-tls: $T/empty/fullchain.pem: No such file*" -C "$T/empty"
	cp "$t/fullchain.pem" "$T/empty"
	says 78 "minihttp-tls: $T/empty/privkey.pem: No such file*" -C "$T/empty"
	certificate other ec 90
	cp "$T/other/privkey.pem" "$T/empty"
	says 78 "minihttp-tls: $T/empty/privkey.pem: not the key of the certificate $T/empty/fullchain.pem" -C "$T/empty"
	says 0 'certificates are good' -C "$T/empty" -K "$t/privkey.pem"
	echo nonsense >"$T/nonsense.crt"
	says 78 "minihttp-tls: $T/nonsense.crt: not a certificate in the format PEM*" -C "$T/nonsense.crt"
	says 78 "minihttp-tls: $T/nonsense.crt: not a private key in the format PEM*" -C "$t" -K "$T/nonsense.crt"
	cat "$t/fullchain.pem" "$t/privkey.pem" >"$T/both.pem"
	says 78 "minihttp-tls: $T/both.pem: name the file of its key as well: Certificate FILE KEYFILE, or -C FILE -K KEYFILE" -C "$T/both.pem"
	says 78 "minihttp-tls: $T/both.pem: it holds a private key too*file of its own" -C "$T/both.pem" -K "$t/privkey.pem"
	openssl pkey -in "$t/privkey.pem" -aes256 -passout pass:x -out "$T/locked"
	says 78 "minihttp-tls: $T/locked: the key is encrypted*" -C "$t" -K "$T/locked"
}

@test "-t names every certificate that cannot be used, not only the first" {
	run "$BUILD/minihttp-tls" -t -C "$T/none" -C "$T/ec" -C "$T/nothing"
	[ "$status" = 78 ]
	[[ $output == *"$T/none"* ]]
	[[ $output == *"$T/nothing"* ]]
}

@test "-t judges dates and keys" {
	certificate soon ec 6
	certificate weak rsa 90
	says 0 "minihttp-tls: $T/soon/fullchain.pem: expires in [56] days, on *: renew it" -C "$T/soon"
	openssl req -x509 -newkey rsa:1024 -nodes -days 90 -subj /CN=a \
		-keyout "$T/weak/privkey.pem" -out "$T/weak/fullchain.pem" 2>/dev/null
	says 78 "*: its RSA key has fewer than 2048 bits*" -C "$T/weak"
	openssl req -x509 -newkey ed25519 -nodes -days 90 -subj /CN=a \
		-keyout "$T/weak/privkey.pem" -out "$T/weak/fullchain.pem" 2>/dev/null
	says 78 "*: its key is neither of RSA nor of ECDSA*" -C "$T/weak"
	# a certificate that has expired
	openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$T/weak/privkey.pem" 2>/dev/null
	printf '%s\n' 'cn = "a"' 'activation_date = "2020-01-01"' 'expiration_date = "2020-02-01"' >"$T/past"
	certtool --generate-self-signed --load-privkey "$T/weak/privkey.pem" \
		--template "$T/past" --outfile "$T/weak/fullchain.pem" 2>/dev/null
	says 78 "*: has expired on *: renew it" -C "$T/weak"
}

@test "a file that the user may not read is named with the user" {
	root_for 'becoming User'
	chmod 600 "$T/ec/privkey.pem"
	# the other user cannot even search the directories of this test
	run setpriv --reuid 65534 --regid 65534 --clear-groups \
		bash -c 'exec "$1" -t -C /dev/fd/8 -K /dev/fd/9' bash "$BUILD/minihttp-tls" \
		8<"$T/ec/fullchain.pem" 9<"$T/ec/privkey.pem"
	[ "$status" = 78 ]
	[[ $output == *': Permission denied: let user 65534 read it, or start minihttp-tls as root'* ]]
}

@test "a connection whose certificate cannot be used is closed, and the log says why" {
	encrypt -C "$T/ec" -K "$T/none"
	run fetch "$U/digits.txt"
	[ "$status" = 35 ]
	await grep -q "minihttp-tls: $T/none: No such file" "$T/log"
	await no_process
}

@test "a wrong command line is one sentence" {
	run "$BUILD/minihttp-tls"
	[ "$status" = 64 ]
	[ "$output" = 'minihttp-tls: no certificate: name one with -C; see --help' ]
	run "$BUILD/minihttp-tls" -C "$T/ec" minihttp </dev/null
	[ "$status" = 64 ]
	[[ $output == 'minihttp-tls: standard input: not a connection: '* ]]
}

# --- what a stranger may send ----------------------------------------------

@test "damaged and truncated handshakes: no process is ended by its sandbox, and others are served" {
	encrypt -C "$T/ec"
	timeout 300 python3 "$BATS_TEST_DIRNAME/lib/tls_damage.py" "$PORT" "${DAMAGE:-80}"
	await no_process
	[ "$(fetch "$U/digits.txt")" = 0123456789abcdefghij ]
	await logged digits.txt
	await no_process
	lacks -e 'forbids it' -e SIG "$T/log"
}

@test "without GnuTLS the other programs are built, and make says which is not" {
	run make -s -n -C "$BATS_TEST_DIRNAME/.." BUILD="$T/none" GNUTLS= all
	[[ $output == *'no minihttp-tls: libgnutls28-dev is missing (make deps)'* ]]
	[[ $output != *'tls/handshake'* ]]
	[[ $output == *'server/minihttp'* ]]
}
