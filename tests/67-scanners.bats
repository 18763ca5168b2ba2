#!/usr/bin/env bats
# The verdict of testssl.sh and sslscan on HTTPS by minihttpd: nothing that they rate
# above low.  Both ask for what no client of ours would, such as SSLv2 and damaged
# records.

load lib/ask
load lib/listen
load lib/tls
load lib/tls_stand

setup() {
	[ -z "$(no_tls)" ] || skip "$(no_tls)"
	command -v testssl sslscan certtool >/dev/null || skip 'testssl.sh, sslscan or certtool is missing: make deps test'
	site
	authority
	signed_certificate
	# so that a browser does not try http (RFC 6797)
	echo 'Header Strict-Transport-Security "max-age=63072000"' >"$T/more"
	stand_secure
	await is_trusted
}

teardown() {
	stand_down
	end_all
}

new_key() {
	certtool --generate-privkey --key-type=ecdsa --curve=secp256r1 --outfile "$1" 2>/dev/null
}

# A local authority: $T/ca.pem, with its key.
authority() {
	printf '%s\n' 'cn = "authority"' ca cert_signing_key 'expiration_days = 300' >"$T/template"
	new_key "$T/ca.key"
	certtool --generate-self-signed --load-privkey "$T/ca.key" --template "$T/template" \
		--outfile "$T/ca.pem" 2>/dev/null
}

# A certificate as a public authority makes them, in $T/ec.
signed_certificate() {
	mkdir "$T/ec"
	printf '%s\n' 'cn = localhost' 'dns_name = localhost' 'ip_address = 127.0.0.1' \
		'crl_dist_points = "http://localhost/ca.crl"' tls_www_server signing_key \
		'expiration_days = 90' >"$T/template"
	new_key "$T/ec/privkey.pem"
	certtool --generate-certificate --load-privkey "$T/ec/privkey.pem" --template "$T/template" \
		--load-ca-certificate "$T/ca.pem" --load-ca-privkey "$T/ca.key" 2>/dev/null >"$T/ec/fullchain.pem"
	cat "$T/ca.pem" >>"$T/ec/fullchain.pem"
}

is_trusted() {
	[ "$(curl -s --max-time 20 --cacert "$T/ca.pem" "$U/digits.txt")" = 0123456789abcdefghij ]
}

@test "testssl.sh finds nothing above low in protocols, ciphers, certificate, headers and known attacks" {
	# no name is looked up, and nobody else is asked
	timeout 400 testssl --quiet --color 0 --warnings off --nodns none --ip 127.0.0.1 \
		--add-ca "$T/ca.pem" --jsonfile "$T/found" -p -s -f -P -S -h -U \
		"https://localhost:$SECURE" >"$T/out" 2>&1 3>&- </dev/null || tail -n 20 "$T/out"
	python3 - "$T/found" <<-'END'
	import json, sys
	found = json.load(open(sys.argv[1]))
	high = [f for f in found if f["severity"] in ("MEDIUM", "HIGH", "CRITICAL", "FATAL")]
	assert not high, high
	# it did ask, and understood the answers
	want = """SSLv2 SSLv3 TLS1_2 TLS1_3 cert_chain_of_trust cert_trust
	    cert_expirationStatus HSTS_time heartbleed CCS ticketbleed ROBOT secure_renego
	    CRIME_TLS POODLE_SSL SWEET32 FREAK DROWN LOGJAM BEAST LUCKY13 RC4""".split()
	good = {f["id"] for f in found if f["severity"] == "OK"}
	assert good >= set(want), set(want) - good
	said = {f["id"]: f["finding"] for f in found}
	assert said["TLS1"] == said["TLS1_1"] == "not offered", said
	END
}

@test "sslscan finds TLS 1.2 and 1.3 with ECDHE and AEAD alone" {
	timeout 200 sslscan --no-colour "127.0.0.1:$SECURE" >"$T/out" 3>&-
	for version in SSLv2 SSLv3 TLSv1.0 TLSv1.1; do
		grep -Eq "^$version +disabled" "$T/out"
	done
	for version in TLSv1.2 TLSv1.3; do
		grep -Eq "^$version +enabled" "$T/out"
	done
	[ "$(grep -c 'not vulnerable to heartbleed' "$T/out")" = 2 ]
	grep -E '^(Preferred|Accepted) ' "$T/out" >"$T/accepted"
	[ "$(wc -l <"$T/accepted")" -ge 6 ]
	# sslscan names what TLS 1.3 has after its hash, and all of that is AEAD
	! grep -Ev 'TLSv1.3 .* TLS_|ECDHE-ECDSA-(AES(128|256)-GCM|CHACHA20-POLY1305)' "$T/accepted" || false
}
