#!/usr/bin/env bats
# A certificate by ACME (RFC 8555): pebble is the authority, dehydrated the client,
# and minihttpd serves the answers of the challenges from its document root.

load lib/ask
load lib/listen
load lib/tls
load lib/tls_stand

setup() {
	[ -z "$(no_tls)" ] || skip "$(no_tls)"
	command -v pebble pebble-challtestsrv dehydrated >/dev/null ||
		skip 'pebble or dehydrated is missing: make deps test'
	site
	certificate ec ec 90
}

teardown() {
	stand_down
	end_all
}

# A port of 20000 to 28191 that nobody has.
free() {
	local port
	for _ in 1 2 3 4 5 6 7 8; do
		port=$((20000 + RANDOM % 8192))
		(exec 9<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || {
			echo "$port"
			return
		}
	done
	return 1
}

# An authority that finds every name at 127.0.0.1, and port PORT there.
authority_by_acme() {
	local dns manage
	ACME=$(free)
	dns=$(free)
	manage=$(free)
	cat >"$T/pebble.json" <<-END
	{ "pebble": { "listenAddress": "127.0.0.1:$ACME", "managementListenAddress": "127.0.0.1:$manage",
	  "certificate": "$T/ec/fullchain.pem", "privateKey": "$T/ec/privkey.pem",
	  "httpPort": $PORT, "tlsPort": $SECURE, "ocspResponderURL": "",
	  "externalAccountBindingRequired": false } }
	END
	pebble-challtestsrv -defaultIPv4 127.0.0.1 -defaultIPv6 '' -dns01 "127.0.0.1:$dns" \
		-http01 '' -https01 '' -tlsalpn01 '' -management "127.0.0.1:$(free)" >"$T/dns.log" 2>&1 3>&- &
	PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0 PEBBLE_AUTHZREUSE=0 \
		pebble -config "$T/pebble.json" -dnsserver "127.0.0.1:$dns" >"$T/pebble.log" 2>&1 3>&- &
	await curl -s -o /dev/null --cacert "$T/ec/fullchain.pem" "https://127.0.0.1:$ACME/dir"
	mkdir -p "$T/acme" "$ROOT/.well-known/acme-challenge"
	cat >"$T/acme/config" <<-END
	CA=https://127.0.0.1:$ACME/dir
	CURL_OPTS="--cacert $T/ec/fullchain.pem"
	BASEDIR=$T/acme
	WELLKNOWN=$ROOT/.well-known/acme-challenge
	KEY_ALGO=prime256v1
	END
}

obtain() {
	timeout 120 dehydrated --config "$T/acme/config" "$@" >"$T/acme.log" 2>&1 3>&- || {
		cat "$T/acme.log" "$T/pebble.log"
		return 1
	}
}

serial() {
	timeout 20 openssl s_client -connect "127.0.0.1:$SECURE" -servername www.example.test </dev/null 2>/dev/null |
		openssl x509 -noout -serial 2>/dev/null
}

# The certificate in the file is the one that is served.
is_current() {
	[ -n "$(serial)" ] &&
		[ "$(serial)" = "$(openssl x509 -noout -serial -in "$T/acme/certs/www.example.test/fullchain.pem")" ]
}

# The Debian package of certbot would come with a timer; dehydrated takes the same
# way, by webroot, and writes the same names.
@test "dehydrated obtains a certificate by webroot, and renews it, while minihttpd runs" {
	local first
	touch "$T/no_certificate"
	printf '%s\n' "Certificate $T/acme/certs/www.example.test" 'RedirectToHTTPS yes' >"$T/more"
	# HTTPS has no certificate yet, and HTTP answers the challenges
	stand_secure
	[ -z "$(serial)" ]
	authority_by_acme
	obtain --register --accept-terms
	obtain --cron --domain www.example.test
	await logged '"GET /.well-known/acme-challenge/[^ ]* HTTP/1.1" 200 '
	kill -HUP "$DAEMON"
	await is_current
	first=$(serial)
	curl -sk --resolve "www.example.test:$SECURE:127.0.0.1" "https://www.example.test:$SECURE/digits.txt" |
		grep -qx 0123456789abcdefghij
	# the challenge is answered by HTTP, where all else leads to HTTPS
	obtain --cron --force --domain www.example.test
	# nobody reloads it
	await is_current
	[ "$(serial)" != "$first" ]
}
