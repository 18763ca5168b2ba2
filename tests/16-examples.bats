#!/usr/bin/env bats
# Each complete set-up in the EXAMPLES of minihttp.conf(5) does what the manual
# says.  The text is taken word by word; only its paths are moved into the
# directory of the test.

load lib/ask
load lib/listen
load lib/tls
load lib/tls_stand
load lib/tls_clients

teardown() {
	stand_down
	end_all
}

PAGE=$BATS_TEST_DIRNAME/../src/config/minihttp.conf.5

# example NAME: the first block of that subsection, as $T/conf
example() {
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAGNOSTICS/p' "$PAGE" |
		awk -v want=".Ss $1" '
			/^\.Ss/ { sub(/\\&/, ""); here = $0 == want }
			here && /^\.Ed/ { exit }
			here && inside
			/^\.Bd/ { inside = 1 }
			/^\.Ed/ { inside = 0 }' |
		sed -e "s| /srv/| $T/srv/|g" -e "s| /etc/minihttp| $T/etc|g" \
			-e "s| /var/| $T/var/|g" >"$T/conf"
	[ -s "$T/conf" ]
	mkdir -p "$T/srv" "$T/etc" "$T/var/log/minihttp" "$T/var/lib/minihttp"
}

# asks REQUEST-LINE [FIELD-LINE...]: a request by hand, with that configuration
asks() {
	local lines=
	local request=$1
	shift
	for line; do lines="$lines$line\r\n"; done
	printf '%b' "$request HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n$lines\r\n${BODY:-}" |
		timeout 20 "$BUILD/minihttp" -c "$T/conf" "${ME[@]}" "${OPTIONS[@]}" \
			>"$T/answer" 2>"$T/log"
	sed '/^\r$/q' "$T/answer" >"$T/head"
	tail -c +"$(($(wc -c <"$T/head") + 1))" "$T/answer" >"$T/body"
}

@test "every subsection with a configuration has a test here" {
	diff <(sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAGNOSTICS/s/^\.Ss \(\\&\)*//p' "$PAGE" |
		grep -vx 'Reading the log') \
		<(sed -n 's/^@test "EXAMPLES: \([^:]*\):.*/\1/p' "$BATS_TEST_FILENAME")
}

@test "EXAMPLES: A single-page application: paths of its own, scripts stay 404, assets are kept" {
	example 'A single-page application'
	mkdir -p "$T/srv/app/assets"
	echo '<title>app</title>' >"$T/srv/app/index.html"
	echo 'run()' >"$T/srv/app/assets/app.0a1b.js"
	"$BUILD/minihttp" -t -c "$T/conf" "${ME[@]}"
	asks 'GET /orders/7' 'Accept: text/html'
	is 200 -
	grep -q 'title>app' "$T/body"
	[ "$(field Cache-Control)" = no-cache ]
	[ "$(field Content-Security-Policy)" = "default-src 'self'" ]
	asks 'GET /assets/missing.js' 'Accept: text/html'
	is 404 not-found
	asks 'GET /assets/app.0a1b.js'
	is 200 -
	[ "$(field Cache-Control)" = 'public, max-age=31536000, immutable' ]
}

@test "EXAMPLES: An upload share with passwords: nobody without one, both ways with one" {
	example 'An upload share with passwords'
	mkdir -p "$T/srv/share"
	htpasswd -cbB -C 5 "$T/etc/htpasswd" ann secret 2>/dev/null
	"$BUILD/minihttp" -t -c "$T/conf" "${ME[@]}"
	asks 'GET /'
	is 401 auth
	BODY=hello asks 'PUT /new/a.txt' 'Content-Length: 5'
	is 401 auth
	[ ! -e "$T/srv/share/new" ]
	auth="Authorization: Basic $(printf ann:secret | base64)"
	BODY=hello asks 'PUT /new/a.txt' 'Content-Length: 5' "$auth"
	is 201 -
	asks 'GET /new/' "$auth"
	is 200 -
	grep -q 'a\.txt' "$T/body"
	asks 'DELETE /new/a.txt' "$auth"
	is 204 -
}

@test "EXAMPLES: Virtual hosts: a site for each name, and default for the rest" {
	example 'Virtual hosts'
	mkdir -p "$T/srv/hosts/localhost" "$T/srv/hosts/default"
	echo mine >"$T/srv/hosts/localhost/index.html"
	echo rest >"$T/srv/hosts/default/index.html"
	"$BUILD/minihttp" -t -c "$T/conf" "${ME[@]}"
	asks 'GET /'
	[ "$(cat "$T/body")" = mine ]
	asks 'GET http://example.org/'
	[ "$(cat "$T/body")" = rest ]
	# the name of the directory precedes the line
	grep -q '^localhost:80 ' "$T/var/log/minihttp/access.log"
	grep -q '^default:80 .*http://example.org/' "$T/var/log/minihttp/access.log"
}

@test "EXAMPLES: HTTPS: port 80 leads to port 443, and a browser stays there (RFC 6797)" {
	[ -z "$(no_tls)" ] || skip "$(no_tls)"
	site
	certificate ec ec 90
	example HTTPS
	# ports and certificate are those of the test
	[ "$(grep -c '^Listen *80$\|^Listen *443 tls$\|^Certificate ' "$T/conf")" = 3 ]
	grep -v '^Listen\|^Certificate' "$T/conf" >"$T/more"
	stand_secure
	await is_served
	[ "$(fetch -o /dev/null -w '%{http_code} %{redirect_url}' "http://127.0.0.1:$PORT/digits.txt")" = \
		"301 $U/digits.txt" ]
	fetch -I "$U/digits.txt" | grep -qx $'Strict-Transport-Security: max-age=31536000\r'
}

@test "EXAMPLES: Certificates of visitors: a path for all of the company, and one for two" {
	local name
	[ -z "$(no_tls)" ] || skip "$(no_tls)"
	site
	certificate ec ec 90
	authority ca
	for name in alice carol; do
		client "$name"
	done
	mkdir -p "$ROOT/team/books"
	echo team >"$ROOT/team/f"
	echo books >"$ROOT/team/books/f"
	example 'Certificates of visitors'
	[ "$(grep -c '^Listen *443 tls$\|^Certificate \|^ClientCA ' "$T/conf")" = 3 ]
	grep -v '^Listen\|^Certificate\|^ClientCA ' "$T/conf" >"$T/more"
	echo "ClientCA $T/ca.pem" >>"$T/more"
	stand_secure
	await is_served
	[ "$(as carol "$U/team/f")" = team ]
	[ "$(as alice "$U/team/books/f")" = books ]
	[ "$(as carol -o /dev/null -w '%{http_code}' "$U/team/books/f")" = 403 ]
	[ "$(fetch -o /dev/null -w '%{http_code}' "$U/team/f")" = 403 ]
}

@test "EXAMPLES: Behind HAProxy: the log shows the visitor" {
	example 'Behind HAProxy'
	site
	"$BUILD/minihttp" -t -c "$T/conf" "${ME[@]}" "$ROOT"
	# A start by hand has the peer "-", trusted here in place of HAProxy.
	OPTIONS=(-o 'ProxyProtocol from -')
	printf 'PROXY TCP4 198.51.100.7 192.0.2.11 5000 80\r\nGET / HTTP/1.0\r\n\r\n' |
		timeout 20 "$BUILD/minihttp" -c "$T/conf" "${ME[@]}" "${OPTIONS[@]}" "$ROOT" \
			>"$T/answer" 2>"$T/log"
	grep -q '^198\.51\.100\.7 ' "$T/log"
	grep -q '^Strict-Transport-Security: max-age=63072000' "$T/answer"
}

@test "EXAMPLES: A download mirror: a listing, types, lifetimes and counters" {
	example 'A download mirror'
	mkdir -p "$T/srv/mirror/pool"
	echo data >"$T/srv/mirror/pool/a_1_all.deb"
	"$BUILD/minihttp" -t -c "$T/conf" "${ME[@]}"
	asks 'GET /pool/'
	is 200 -
	grep -q 'a_1_all\.deb' "$T/body"
	asks 'GET /pool/a_1_all.deb'
	is 200 -
	[ "$(field Content-Type)" = application/vnd.debian.binary-package ]
	[ "$(field Cache-Control)" = 'public, max-age=604800' ]
	"$BUILD/minihttp-stats" "$T/var/lib/minihttp/counters" | grep -q a_1_all
}

@test "EXAMPLES: Folders as one download: what is hidden is not in it, and it resumes" {
	example 'Folders as one download'
	mkdir -p "$T/srv/photos/2026/drafts"
	echo one >"$T/srv/photos/2026/one.jpg"
	echo two >"$T/srv/photos/2026/drafts/two.jpg"
	tick
	"$BUILD/minihttp" -t -c "$T/conf" "${ME[@]}"
	asks 'GET /'
	grep -q '?archive=zip' "$T/body"
	asks 'GET /2026/?archive=zip'
	is 200 -
	cp "$T/body" "$T/zip"
	[ "$(unzip -Z1 "$T/zip" | tr '\n' ' ')" = '2026/ 2026/one.jpg ' ]
	unzip -tq "$T/zip"
	asks 'GET /2026/?archive=zip' 'Range: bytes=50-'
	is 206 -
	cmp "$T/body" <(tail -c +51 "$T/zip")
	[ -s "$T/var/lib/minihttp/counters.sums" ]
}
