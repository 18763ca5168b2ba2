# tls_stand -- minihttpd with a port for HTTPS beside one for HTTP.  Needs
# lib/ask, lib/listen and lib/tls.
#
#	stand_secure [OPTION...]	PORT: http; SECURE: https, U its URL; the
#			directives in $T/more come behind Certificate $T/ec
#	certify FILE	writes them to $T/conf.in
#	service		the process id of minihttp-tls
#	ends_after_transfer	stands, and is told to stop in a transfer: that
#			goes to its last byte, and then the daemon has gone

# shellcheck disable=SC2120 # the tests pass options
stand_secure() {
	local try
	for try in 1 2 3 4 5 6 7 8; do
		SECURE=$((12000 + RANDOM % 8000))
		{
			echo 'Listen 127.0.0.1:PORT'
			echo "Listen 127.0.0.1:$SECURE tls"
			[ -e "$T/no_certificate" ] || echo "Certificate $T/ec"
			[ ! -e "$T/more" ] || cat "$T/more"
		} >"$T/conf.in"
		stand_on -c "$T/conf" "${ME[@]}" "$@" "$ROOT" || return 1
		U=https://127.0.0.1:$SECURE
		grep -q 'Address already in use' "$T/log" || return 0
		stand_down
	done
	return 1
}

service() {
	ps -o pid=,comm= --ppid "$DAEMON" | awk '$2 == "minihttp-tls" { print $1 }'
}

is_served() {
	[ "$(fetch "$U/digits.txt")" = 0123456789abcdefghij ]
}

ends_after_transfer() {
	head -c 8000000 /dev/urandom >"$ROOT/big"
	# shellcheck disable=SC2119 # those of the tests are not meant
	stand_secure
	await is_served
	fetch --limit-rate 4M "$U/big" >"$T/body" 3>&- &
	LOAD=$!
	await [ -s "$T/body" ]
	kill -TERM "$DAEMON"
	wait "$LOAD"
	cmp "$T/body" "$ROOT/big"
	await gone "$DAEMON"
}

# The name in the certificate that is served.
shown() {
	timeout 20 openssl s_client -connect "127.0.0.1:$SECURE" "$@" </dev/null 2>/dev/null |
		openssl x509 -noout -subject 2>/dev/null | sed 's/.*CN *= *//'
}
