# tls -- HTTPS as systemd (Accept=yes) and an inetd start it: minihttp-tls for
# each connection to a port of ours, by systemd-socket-activate.  Needs lib/ask
# and lib/listen.
#
#	no_tls			prints why there is none; nothing if there is
#	certificate NAME KIND DAYS [HOST]...
#				makes $T/NAME/{fullchain,privkey}.pem; KIND is ec
#				or rsa; for the hosts, default localhost and 127.0.0.1
#	encrypt [OPTION...] [-- HANDLER OPTION...]
#				listens: sets PORT, and U, its URL; default: $T/ec
#	fetch [OPTION...] URL	curl, which trusts $T/ec
#	greet [OPTION...]	openssl s_client, without input

no_tls() {
	[ -x "$BUILD/minihttp-tls" ] || echo 'minihttp-tls was not built: make deps'
}

certificate() {
	local name=$1 kind=$2 days=$3 key names='' host
	shift 3
	[ $# -gt 0 ] || set -- localhost
	for host; do
		names="$names,DNS:$host"
	done
	key='-newkey ec -pkeyopt ec_paramgen_curve:P-256'
	[ "$kind" = ec ] || key='-newkey rsa:2048'
	mkdir -p "$T/$name"
	# shellcheck disable=SC2086 # options
	openssl req -x509 $key -nodes -days "$days" -subj "/CN=$1" \
		-addext "subjectAltName=IP:127.0.0.1$names" \
		-keyout "$T/$name/privkey.pem" -out "$T/$name/fullchain.pem" 2>/dev/null
}

encrypt() {
	local own=() handler=()
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		own+=("$1")
		shift
	done
	[ "${#own[@]}" -gt 0 ] || own=(-C "$T/ec")
	[ $# -eq 0 ] || handler=("${@:2}")
	listen "$BUILD/minihttp-tls" "${own[@]}" "${HANDLER:-$BUILD/minihttp}" \
		-c /dev/null "${ME[@]}" "${handler[@]}" "$ROOT"
	U=https://127.0.0.1:$PORT
}

fetch() {
	curl -s --max-time 20 --cacert "$T/ec/fullchain.pem" "$@"
}

greet() {
	timeout 20 openssl s_client -connect "127.0.0.1:$PORT" "$@" </dev/null 2>&1
}
