#!/usr/bin/env bats
# Certificates of clients: ClientCA, ClientCertificate, ClientCRL, ClientAllow,
# and the options of minihttp-tls for them.

load lib/ask
load lib/listen
load lib/tls
load lib/tls_stand
load lib/tls_clients

setup() {
	[ -z "$(no_tls)" ] || skip "$(no_tls)"
	site
	certificate ec ec 90
	authority ca
	client alice '/O=Example, Inc/CN=alice'
}

teardown() {
	stand_down
	hang_up
	end_all
}

# bats sees no failure of a "!" in the middle of a test.
lacks() {
	! grep -q "$@"
}

# asking HOW [OPTION...] [-- OPTION...]: a port that asks for certificates of ca.
asking() {
	local how=$1
	shift
	encrypt -C "$T/ec" --client-ca "$T/ca.pem" --client-certificate "$how" "$@"
}

gets() {
	[ "$("$@" "$U/digits.txt")" = 0123456789abcdefghij ]
}

# refused NAME ALERT SENTENCE: by both versions.
refused() {
	local version
	for version in -tls1_2 -tls1_3; do
		: >"$T/log"
		printf 'GET /digits.txt HTTP/1.0\r\n\r\n' |
			timeout 20 openssl s_client -quiet $version -connect "127.0.0.1:$PORT" \
				-cert "$T/$1.pem" -key "$T/$1.key" >"$T/said" 2>&1 || true
		grep -q "$2" "$T/said" || {
			cat "$T/said"
			return 1
		}
		lacks 0123456789 "$T/said" || return 1
		await grep -q "^minihttp-tls: 127.0.0.1: TLS handshake: $3" "$T/log" || return 1
		[ "$(grep -c 'TLS handshake' "$T/log")" = 1 ] || return 1
	done
}

# --- the handshake ----------------------------------------------------------

@test "require: a certificate of the authority opens the door, by TLS 1.2 and 1.3" {
	local kind
	for kind in rsa ed25519; do
		client $kind /CN=$kind ca $kind
	done
	asking require
	for kind in alice rsa ed25519; do
		gets as $kind
		gets as $kind --tls-max 1.2
	done
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' |
		timeout 20 gnutls-cli --x509cafile "$T/ec/fullchain.pem" --x509certfile "$T/alice.pem" \
			--x509keyfile "$T/alice.key" -p "$PORT" 127.0.0.1 >"$T/body" 2>&1
	grep -q 0123456789abcdefghij "$T/body"
}

@test "require: no certificate ends the handshake with its alert (8446 6.2) and one line" {
	asking require
	run fetch -S "$U/digits.txt"
	[[ $output == *'alert certificate required'* ]]
	await grep -q '^minihttp-tls: 127.0.0.1: TLS handshake: the client has shown no certificate$' "$T/log"
	: >"$T/log"
	# 1.2 has no alert of its own for that (5246 7.4.6)
	run fetch -S --tls-max 1.2 "$U/digits.txt"
	[[ $output == *'alert handshake failure'* ]]
	await grep -q 'the client has shown no certificate$' "$T/log"
	lacks HTTP/1 "$T/log"
}

@test "ask: a client without a certificate is served, and a bad one is refused" {
	authority other
	client mallory /CN=alice other
	asking ask
	gets fetch
	gets fetch --tls-max 1.2
	gets as alice
	refused mallory 'alert unknown ca' "no authority of ClientCA has signed the client's certificate: CN=alice"
}

@test "the alert and the line say what is wrong with a certificate" {
	authority other
	client mallory /CN=alice other
	client server /CN=server ca ec -extensions of_server
	client past /CN=past ca ec -startdate 20200101000000Z -enddate 20200201000000Z
	client early /CN=early ca ec -startdate 20900101000000Z -enddate 20910101000000Z
	# one that another client has signed, who is no authority
	cp "$T/ca.conf" "$T/alice.conf"
	sed -i "s|^certificate = .*|certificate = $T/alice.pem|; s|^private_key = .*|private_key = $T/alice.key|" "$T/alice.conf"
	client forged /CN=forged alice
	cat "$T/alice.pem" >>"$T/forged.pem"
	asking require
	refused mallory 'alert unknown ca' "no authority of ClientCA has signed the client's certificate: CN=alice\$"
	refused server 'alert unsupported certificate' "the client's certificate is not for a client (extended key usage): CN=server\$"
	refused past 'alert certificate expired' "the client's certificate, or its authority's, has expired: CN=past\$"
	refused early 'alert bad certificate' "the client's certificate is not valid yet: CN=early\$"
	: >"$T/log"
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' |
		timeout 20 openssl s_client -quiet -connect "127.0.0.1:$PORT" -cert "$T/forged.pem" \
			-cert_chain "$T/alice.pem" -key "$T/forged.key" >"$T/said" 2>&1 || true
	lacks 0123456789 "$T/said"
	await grep -q 'TLS handshake: .*: CN=forged$' "$T/log"
	gets as alice
}

@test "a chain of authorities is followed, if the client sends it" {
	client between /CN=between ca ec -extensions of_authority
	sed "s|^certificate = .*|certificate = $T/between.pem|; s|^private_key = .*|private_key = $T/between.key|" \
		"$T/ca.conf" >"$T/between.conf"
	client carol /CN=carol between
	asking require
	refused carol 'alert unknown ca' "no authority of ClientCA has signed the client's certificate"
	cat "$T/between.pem" >>"$T/carol.pem"
	gets as carol
	gets as carol --tls-max 1.2
}

@test "a name selects the certificate of the site, and clients are asked all the same" {
	certificate other ec 90 b.test
	encrypt -C "$T/ec" -C "$T/other" --client-ca "$T/ca.pem" --client-certificate require
	[ "$(as alice --cacert "$T/other/fullchain.pem" --resolve "b.test:$PORT:127.0.0.1" "https://b.test:$PORT/digits.txt")" = 0123456789abcdefghij ]
	run fetch -S --cacert "$T/other/fullchain.pem" --resolve "b.test:$PORT:127.0.0.1" "https://b.test:$PORT/digits.txt"
	[[ $output == *'alert certificate required'* ]]
}

@test "the names of the authorities are sent, so that a browser offers the right certificate (8446 4.2.4)" {
	asking ask
	greet -tls1_2 | grep -A1 'Acceptable client certificate CA names' | grep -q 'CN = ca'
	greet -tls1_3 | grep -A1 'Acceptable client certificate CA names' | grep -q 'CN = ca'
}

@test "a certificate that a list revokes is refused, and others are not" {
	client bob
	revoke bob
	asking require --client-crl "$T/crl.pem"
	gets as alice
	refused bob 'alert certificate revoked' "the client's certificate has been revoked: CN=bob\$"
}

@test "a subject is a line in the log, whatever it holds; one that is too long is refused" {
	local long
	client odd "$(printf '/O=a\nGET "x"\\\\/CN=b\tc')"
	asking require -- -o 'LogFormat json'
	gets as odd
	await grep -q digits.txt "$T/log"
	python3 - "$T/log" <<-'END'
	import json, sys
	line = next(l for l in open(sys.argv[1]) if "digits.txt" in l)
	x = json.loads(line)
	assert "client_name" not in x, x  # a tab names nobody
	assert x["client_subject"].startswith("CN=b\\09c,O=a\\0AGET"), x
	END
	long=$(printf '%060d' 0)
	client long "/O=$long/OU=$long/OU=1$long/OU=2$long/OU=3$long/OU=4$long/OU=5$long/OU=6$long/CN=a"
	refused long 'alert bad certificate' "the subject of the client's certificate is malformed, or longer than 512 bytes"
}

@test "a name that a certificate has twice names nobody" {
	client two '/CN=alice/CN=bob'
	asking require -- -o 'ClientAllow / alice bob' -o 'LogFormat json'
	[ "$(as two -o /dev/null -w '%{http_code}' "$U/digits.txt")" = 403 ]
	await grep -q '"refusal":"client-certificate"' "$T/log"
	gets as alice
}

@test "damaged certificates end no process by its sandbox" {
	asking require
	python3 - "$PORT" "$T/alice.pem" "$T/alice.key" <<-'END'
	import random, socket, ssl, sys
	port, cert, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
	choose = random.Random(18)
	served = 0
	for i in range(120):
	    # by 1.2 the certificate is not encrypted, so the damage reaches its parser
	    context = ssl._create_unverified_context()
	    context.maximum_version = ssl.TLSVersion.TLSv1_2
	    context.load_cert_chain(cert, key)
	    inward, outward = ssl.MemoryBIO(), ssl.MemoryBIO()
	    tls = context.wrap_bio(inward, outward)
	    sock = socket.create_connection(("127.0.0.1", port), 20)
	    flight = 0
	    try:
	        while True:
	            try:
	                tls.do_handshake()
	                served += 1
	                break
	            except ssl.SSLWantReadError:
	                pass
	            data = bytearray(outward.read())
	            if data and flight == 1 and i > 0:
	                for _ in range(choose.randrange(1, 4)):
	                    data[choose.randrange(12, len(data))] ^= 1 << choose.randrange(8)
	            flight += bool(data)
	            sock.sendall(data)
	            got = sock.recv(65536)
	            if not got:
	                break
	            inward.write(got)
	    except (ssl.SSLError, OSError):
	        pass
	    sock.close()
	assert served == 1, served
	END
	await eval '! pgrep -P "$LISTENER" minihttp >/dev/null'
	gets as alice
	await logged digits.txt
	lacks 'sandbox forbids' "$T/log"
}

# --- what the handler is told -----------------------------------------------

@test "a script and the log know the client: SSL_CLIENT_VERIFY, SSL_CLIENT_S_DN" {
	mkdir "$ROOT/cgi"
	printf '#!/bin/sh\nprintf "Content-Type: text/plain\\n\\n"\nenv\n' >"$ROOT/cgi/env"
	chmod 755 "$ROOT/cgi/env"
	asking ask -- -o 'CGI /cgi/' -o 'LogFormat json'
	as alice "$U/cgi/env" >"$T/body"
	grep -qx SSL_CLIENT_VERIFY=SUCCESS "$T/body"
	grep -qx 'SSL_CLIENT_S_DN=CN=alice,O=Example\\, Inc' "$T/body"
	grep -qx SSL_CLIENT_S_DN_CN=alice "$T/body"
	await grep -q '"client_name":"alice","client_subject":"CN=alice,O=Example' "$T/log"
	# no field of a request says so
	fetch -H 'SSL-Client-Verify: SUCCESS' -H 'SSL_CLIENT_VERIFY: SUCCESS' -H 'SSL-Client-S-DN: CN=alice' "$U/cgi/env" >"$T/body"
	grep -qx SSL_CLIENT_VERIFY=NONE "$T/body"
	lacks '^SSL_CLIENT_S' "$T/body"
}

@test "the usual log has the name of the client in its third word" {
	asking ask
	gets as alice
	gets fetch
	await grep -q '^127.0.0.1 - - .*digits' "$T/log"
	await logged '^127.0.0.1 - alice .*digits'
}

# --- minihttpd --------------------------------------------------------------

@test "ClientAllow: a path is for these names; a listing does not show it to others" {
	client bob
	mkdir -p "$ROOT/x/team" "$ROOT/x/team/open"
	echo secret >"$ROOT/x/team/f"
	echo public >"$ROOT/x/team/open/f"
	printf '%s\n' "ClientCA $T/ca.pem" 'ClientCertificate ask' 'DirectoryListing yes' 'Archive yes' \
		'ClientAllow /x/team/ alice carol' 'ClientAllow /x/team/open/ none' 'ClientAllow /digits.txt *' >"$T/more"
	stand_secure
	await gets as alice
	[ "$(as alice "$U/x/team/f")" = secret ]
	[ "$(as bob -o /dev/null -w '%{http_code}' "$U/x/team/f")" = 403 ]
	[ "$(fetch -o /dev/null -w '%{http_code}' "$U/x/team/f")" = 403 ]
	[ "$(fetch "$U/x/team/open/f")" = public ]
	# any certificate of the authority, but one
	gets as bob
	[ "$(fetch -o /dev/null -w '%{http_code}' "$U/digits.txt")" = 403 ]
	as alice "$U/x/" | grep -q 'team'
	as bob "$U/x/" >"$T/body"
	grep -q '</html>\|</table>\|<main' "$T/body"
	lacks team "$T/body"
	as alice "$U/x/?archive=tar" | tar t | grep -q 'team/f'
	as bob "$U/x/?archive=tar" >"$T/tar"
	[ "$(tar tf "$T/tar" | grep -c 'team/f')" = 0 ]
	# HTTP has no certificates
	curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT/x/team/f" | grep -qx 403
	await logged 'client-certificate$'
}

@test "minihttpd reads a renewed list of revoked certificates without a reload" {
	client bob
	revoke
	printf '%s\n' "ClientCA $T/ca.pem" 'ClientCertificate require' "ClientCRL $T/crl.pem" >"$T/more"
	stand_secure
	await gets as bob
	revoke bob
	not_bob() {
		! gets as bob || false
	}
	await not_bob
	await gets as alice
	await logged "the client's certificate has been revoked: CN=bob"
}

@test "a name from a request's field or another port is nobody's" {
	printf '%s\n' "ClientCA $T/ca.pem" 'ClientCertificate ask' 'ClientAllow / alice' >"$T/more"
	stand_secure
	await gets as alice
	# the header of minihttp-tls, sent by a client: a bad request
	python3 - "$PORT" <<-'END'
	import socket, struct, sys
	ssl = bytes([7]) + bytes(4) + b"\x22\x00\x05alice"
	tlv = b"\x20" + struct.pack(">H", len(ssl)) + ssl
	head = b"\r\n\r\n\0\r\nQUIT\n\x21\x11" + struct.pack(">H", 12 + len(tlv)) + bytes(12) + tlv
	s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20)
	s.sendall(head + b"GET /digits.txt HTTP/1.0\r\n\r\n")
	answer = s.recv(4096)
	assert answer.startswith(b"HTTP/1.1 400 "), answer
	END
}

@test "behind a proxy that speaks TLS, its PROXY header names the client" {
	# HAProxy's send-proxy-v2-ssl-cn; the subject of another program is not believed
	python3 - "$T" <<-'END'
	import struct, sys
	for name, flags, verify in ("good", 7, 0), ("bad", 7, 1), ("none", 1, 0):
	    ssl = bytes([flags]) + struct.pack(">I", verify) + b"\x22\x00\x05alice"
	    tlv = b"\x20" + struct.pack(">H", len(ssl)) + ssl + b"\xe0\x00\x03x=y"
	    head = b"\r\n\r\n\0\r\nQUIT\n\x21\x11" + struct.pack(">H", 12 + len(tlv)) + bytes(12) + tlv
	    open(sys.argv[1] + "/" + name, "wb").write(head + b"GET /digits.txt HTTP/1.0\r\n\r\n")
	END
	stand_on -c /dev/null "${ME[@]}" -l 127.0.0.1:PORT -o 'ProxyProtocol from 127.0.0.1' \
		-o 'ClientAllow / alice' -o 'LogFormat json' "$ROOT"
	socat -t 5 - "TCP:127.0.0.1:$PORT" <"$T/good" | grep -q 0123456789abcdefghij
	socat -t 5 - "TCP:127.0.0.1:$PORT" <"$T/bad" | grep -q '^HTTP/1.1 403 '
	socat -t 5 - "TCP:127.0.0.1:$PORT" <"$T/none" | grep -q '^HTTP/1.1 403 '
	await grep -q '"client_name":"alice"' "$T/log"
	lacks client_subject "$T/log"
}

@test "require holds in the handler too, if another program than minihttp-tls decrypts" {
	python3 - "$T/head" <<-'END'
	import struct, sys
	tlv = b"\x20\x00\x05\x01\0\0\0\1"
	head = b"\r\n\r\n\0\r\nQUIT\n\x21\x11" + struct.pack(">H", 12 + len(tlv)) + bytes(12) + tlv
	open(sys.argv[1], "wb").write(head + b"GET /digits.txt HTTP/1.0\r\n\r\n")
	END
	stand_on -c /dev/null "${ME[@]}" -l 127.0.0.1:PORT -o 'ProxyProtocol from 127.0.0.1' \
		-o "ClientCA $T/ca.pem" -o 'ClientCertificate require' "$ROOT"
	socat -t 5 - "TCP:127.0.0.1:$PORT" <"$T/head" | grep -q '^HTTP/1.1 403 '
}

# --- what is wrong is said --------------------------------------------------

# says STATUS TEXT OPTION...: what minihttp-tls -t ends with, and its first line.
says() {
	local want=$1 text=$2
	shift 2
	run "$BUILD/minihttp-tls" -t -C "$T/ec" --client-certificate require "$@"
	# shellcheck disable=SC2053 # a pattern
	[ "$status" = "$want" ] && [[ ${lines[0]} == $text ]] || {
		echo "want $want: $text"
		echo "have $status: $output"
		return 1
	}
}

@test "-t names the file, what is wrong with it, and what to do" {
	says 0 'certificates are good' --client-ca "$T/ca.pem"
	says 78 "minihttp-tls: $T/none: No such file or directory" --client-ca "$T/none"
	echo nonsense >"$T/nonsense"
	says 78 "minihttp-tls: $T/nonsense: not a certificate in the format PEM*" --client-ca "$T/nonsense"
	says 78 "minihttp-tls: $T/alice.pem: none of its certificates is that of an authority*" --client-ca "$T/alice.pem"
	revoke alice
	says 0 'certificates are good' --client-ca "$T/ca.pem" --client-crl "$T/crl.pem"
	says 78 "minihttp-tls: $T/ca.pem: not a list of revoked certificates*" --client-ca "$T/ca.pem" --client-crl "$T/ca.pem"
	# the same name, another key
	authority forged /CN=ca
	says 78 "minihttp-tls: $T/crl.pem: no authority of ClientCA has signed this list" \
		--client-ca "$T/forged.pem" --client-crl "$T/crl.pem"
	openssl ca -config "$T/ca.conf" -gencrl -crl_lastupdate 20200101000000Z -crl_nextupdate 20200201000000Z \
		-out "$T/old" 2>/dev/null
	says 78 "minihttp-tls: $T/old: should have been replaced on 2020-02-01T00:00:00Z: obtain the next list" \
		--client-ca "$T/ca.pem" --client-crl "$T/old"
	client old /CN=old ca ec -extensions of_authority -startdate 20200101000000Z -enddate 20200201000000Z
	says 78 "minihttp-tls: $T/old.pem: has expired on 2020-02-01T00:00:00Z: renew it" --client-ca "$T/old.pem"
	says 64 'minihttp-tls: --client-certificate needs --client-ca, the file of the authorities'
	says 64 'minihttp-tls: --client-certificate: neither require nor ask' --client-certificate perhaps
	run "$BUILD/minihttp-tls" -t -C "$T/ec" --client-ca "$T/ca.pem"
	[ "$output" = 'minihttp-tls: --client-ca needs --client-certificate require, or ask' ]
}

@test "an old list still revokes" {
	client bob
	revoke bob
	openssl ca -config "$T/ca.conf" -gencrl -crl_lastupdate 20200101000000Z -crl_nextupdate 20200201000000Z \
		-out "$T/crl.pem" 2>/dev/null
	asking require --client-crl "$T/crl.pem"
	gets as alice
	refused bob 'alert certificate revoked' "the client's certificate has been revoked: CN=bob\$"
}

@test "minihttp -t and minihttpd say which directive is missing; HTTP goes on" {
	says_t() {
		run "$BUILD/minihttp" -t -c /dev/null -o 'Listen 127.0.0.1:1 tls' -o "Certificate $T/ec" "${@:2}" "$ROOT"
		[ "$status" = 78 ] && [[ $output == *"$1"* ]] || {
			echo "$status: $output"
			return 1
		}
	}
	says_t 'HTTPS: ClientCertificate needs ClientCA, which names the file of the authorities' -o 'ClientCertificate require'
	says_t 'HTTPS: ClientCA has no effect without ClientCertificate require, or ask' -o "ClientCA $T/ca.pem"
	says_t 'HTTPS: ClientCRL has no effect without ClientCA' -o "ClientCRL $T/ca.pem"
	says_t "$T/alice.pem: none of its certificates is that of an authority" -o "ClientCA $T/alice.pem" -o 'ClientCertificate ask'
	run "$BUILD/minihttp" -t -c /dev/null -o 'Listen 127.0.0.1:1 tls' -o "Certificate $T/ec" -o 'ClientAllow / a' "$ROOT"
	[[ $output == *'warning: ClientAllow admits nobody'* ]]
	printf '%s\n' 'ClientCertificate require' >"$T/more"
	stand_secure
	await grep -q 'HTTPS: ClientCertificate needs ClientCA' "$T/log"
	visit
	stand_down
	printf '%s\n' 'ClientCertificate require' "ClientCA $T/none" >"$T/more"
	stand_secure
	await grep -q "$T/none: No such file or directory" "$T/log"
	visit
	# nobody is let in without a check
	run fetch "$U/digits.txt"
	[ "$status" != 0 ]
}
