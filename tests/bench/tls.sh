#!/bin/bash
# HTTPS side by side with nginx: new connections with full handshakes, requests
# on kept connections, and 1 GiB, each with the server's processor time;
# README.md says what is measured and how.
#
#	tls.sh [ROUNDS]
#
# CLIENTS=32 connections at any time, SECONDS_EACH=2 for each measurement.
# It asserts nothing, and ends what it started.
set -eu
cd "$(dirname "$0")/../.."
rounds=${1:-5}
seconds=${SECONDS_EACH:-2}
rows=${ONLY:-tls-1 tls-100 nginx_tls}
# shellcheck source=tests/bench/servers.sh
. tests/bench/servers.sh

# minihttpd with minihttp-tls; the number is ConnectionsPerProcess.
run_tls() {
	{
		conf "$2"
		echo "Listen 127.0.0.1:$1 tls"
		echo "Certificate $T/certificate"
	} >"$T/tls-$2.conf"
	exec "$programs/minihttpd" -c "$T/tls-$2.conf"
}

# Two workers, TLS 1.3 alone, and no session to resume.
run_nginx_tls() {
	nginx_conf "127.0.0.1:$1 ssl" "ssl_certificate $T/certificate/fullchain.pem;" \
		"ssl_certificate_key $T/certificate/privkey.pem;" 'ssl_protocols TLSv1.3;' \
		'ssl_session_cache off;' 'ssl_session_tickets off;' >"$T/nginx.conf"
	exec nginx -e "$T/nginx/error.log" -c "$T/nginx.conf"
}

certificate() {
	mkdir -p "$T/certificate"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
		-subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
		-keyout "$T/certificate/privkey.pem" -out "$T/certificate/fullchain.pem" 2>/dev/null
}

# ab resumes no session, and has the percentiles in a file of its own.
handshakes() {
	counted "$1" sh -c '
		ab -q -t "$1" -n 1000000 -c "$2" -f TLS1.3 -e "$3" "$4" >"$3.out" 2>"$3.err" || {
			tail -n 1 "$3.err" >&2
			echo 0 1 0 0 0
			exit
		}
		awk -F: "
			FILENAME ~ /csv\$/ { split(\$0, p, \",\"); at[p[1]] = p[2] * 1000; next }
			/^Complete requests/ { n = \$2 }
			/^(Failed requests|Non-2xx responses)/ { bad += \$2 }
			/^Requests per second/ { rate = \$2 + 0 }
			END {
				if (bad) print \"ab counts failed requests\" >\"/dev/stderr\"
				printf \"%.1f %d %d %d %d\\n\", rate, bad, n, at[50], at[99]
			}" "$3" "$3.out"' - "$seconds" "$clients" "$T/ab.csv" "https://127.0.0.1:${port[$1]}/1k.txt"
}

# MB a second, of one GET of 1 GiB by curl.
large() {
	counted "$1" sh -c '
		curl -sSk --max-time 60 -o /dev/null -w "%{http_code} %{size_download} %{time_total}\n" "$1" |
			awk "{
				bad = \$1 != 200 || \$2 != 1073741824
				if (bad) print \"curl got \" \$1 \" and \" \$2 \" bytes\" >\"/dev/stderr\"
				printf \"%.1f %d %.2f\\n\", \$2 / 1e6 / \$3, bad, \$2 / 1e6
			}"' - "https://127.0.0.1:${port[$1]}/1g.txt"
}

prepare 8192
certificate
[ -e "$bench/www/1g.txt" ] || head -c 1073741824 /dev/zero | tr '\0' x >"$bench/www/1g.txt"
# shellcheck disable=SC2086 # words
begin $rows
echo "New TLS connections a second, $clients at once, full handshakes, each with one GET of 1 KB; medians of $rounds rounds"
if command -v ab >/dev/null; then
	measure handshakes "$rounds" "$rows" handshakes
	report handshakes "$rows" nginx_tls 3 connections/s to-nginx cpu-us nginx-cpu/it p50-us p99-us
else
	printf 'ab is not installed\n\n'
fi
echo "Requests for 1 KB on $clients kept TLS connections"
if command -v wrk >/dev/null; then
	measure kept "$rounds" "$rows" requests "$clients" "$seconds" /1k.txt
	report kept "$rows" nginx_tls 3 request/s to-nginx cpu-us nginx-cpu/it p50-us p99-us
else
	printf 'wrk is not installed\n\n'
fi
echo '1 GiB over one TLS connection, by curl'
measure large "$rounds" "$rows" large
report large "$rows" nginx_tls 3 MB/s to-nginx cpu-us/MB nginx-cpu/it
