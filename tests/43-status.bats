#!/usr/bin/env bats
# The status page. tests/unit/site/statuspage_test.c has the rules of access and
# the content; these tests go through the program.

load lib/ask
load lib/listen

setup() {
	site
	OPTIONS=(-o "Counters $T/counters" -o 'StatusPage /status')
}

# Ends the processes that hold connections.  They end by themselves when the
# server closes them.
let_go() {
	[ -z "${HOLDERS:-}" ] || kill $HOLDERS 2>/dev/null || true
	HOLDERS=
}

teardown() {
	let_go
	hang_up
	stand_down
	end_all
}

@test "the status page: to the machine itself, and to nobody else" {
	listen_once "${OPTIONS[@]}"
	curl -s -o /dev/null "http://127.0.0.1:$PORT/digits.txt"
	await counts "$T/counters" 1
	curl -s -D "$T/head" -o "$T/body" "http://127.0.0.1:$PORT/status"
	grep -q '^HTTP/1.1 200 ' "$T/head"
	[ "$(field Content-Type)" = 'text/html; charset=utf-8' ]
	[ "$(field Content-Security-Policy | cut -d';' -f1)" = "default-src 'none'" ]
	[ "$(field Cache-Control)" = no-store ]
	[ "$(field Refresh)" = 60 ]
	[ "$(field Content-Length)" = "$(wc -c <"$T/body")" ]
	grep -q '<a href="/digits.txt">/digits.txt</a>' "$T/body"
	[ "$(grep -c '<svg class="chart"' "$T/body")" = 6 ]
	[ "$(curl -s -o /dev/null -w '%{http_code}' -H 'X-Forwarded-For: 127.0.0.1' "http://127.0.0.1:$PORT/status")" = 403 ]
	ask 'PROXY TCP4 192.0.2.7 127.0.0.1 1234 80\r\nGET /status HTTP/1.1\r\nHost: localhost\r\n\r\n' -o 'ProxyProtocol from -'
	is 403 status-from
}

# WCAG 2.2.1: a reader may switch off what the page does by itself.
@test "the status page refreshes itself, unless it is asked not to" {
	OPTIONS+=(-o 'StatusFrom -' -o 'MetricsPage /metrics')
	get /status
	[ "$(field Refresh)" = 60 ]
	body | grep -q '<a href="?still">'
	get '/status?still'
	is 200 -
	[ -z "$(field Refresh)" ]
	body | grep -q '<a href="?">'
	get /metrics
	[ -z "$(field Refresh)" ]
}

@test "the status page shows how many connections there are, if a listener knows" {
	listen_once "${OPTIONS[@]}" -o "MaxConnections 7"
	exec {held}<>"/dev/tcp/127.0.0.1/$PORT"
	# Asks when the connections of earlier questions have gone.
	shows() {
		[ "$(pgrep -c -x -P "$LISTENER" minihttp)" = $(($1 - 1)) ] || return 1
		curl -s -o "$T/body" "http://127.0.0.1:$PORT/status"
		grep -qF "<dd>$1 of 7</dd>" "$T/body"
	}
	await shows 2
	grep -q '<h2>Connections now</h2>' "$T/body"
	exec {held}>&-
	await shows 1
	OPTIONS+=(-o 'StatusFrom -')
	get /status
	is 200 -
	[ "$(body | grep -c 'Connections now')" = 0 ]
}

# Stands, and holds a connection that has sent a part of a request, and one that
# has got its answer.
stand_held() {
	stand "${OPTIONS[@]}" "$@"
	occupy begun 1
	HOLDERS+=" $HOLDER"
	occupy idle 1
	HOLDERS+=" $HOLDER"
}

# Prints the rows of the oldest connections, without their ages.
oldest() {
	sed -n '/>The oldest connections</,/<.table>/p' "$T/body" |
		sed -n 's|^<tr><td>\(.*\)<td class="n">.*|\1|p' | sort
}

shows() {
	curl -s -o "$T/body" "http://127.0.0.1:$PORT/status" && [ "$(oldest)" = "$1" ]
}

@test "the status page: the oldest connections, what each does, and its source" {
	stand_held
	await shows 'is kept for the next request</td><td class="o">127.0.0.2</td>
reads a request</td><td class="o">127.0.0.2</td>'
	# a file that is larger than the buffers of a connection
	truncate -s 100M "$ROOT/large"
	exec {held}<>"/dev/tcp/127.0.0.1/$PORT"
	printf 'GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n' >&"$held"
	serves() {
		curl -s -o "$T/body" "http://127.0.0.1:$PORT/status"
		oldest | grep -qxF 'serves a request</td><td class="o">127.0.0.1</td>'
	}
	await serves
	exec {held}>&-
	let_go
	await shows ''
}

# A browser keeps its connection, and the page refreshes itself over it.
@test "the status page: each look at it finds who is there now" {
	stand "${OPTIONS[@]}" -o 'MetricsPage /metrics'
	curl -s -D "$T/head" -o "$T/body" "http://127.0.0.1:$PORT/status"
	[ "$(field Connection)" = close ]
	curl -s -D "$T/head" -o "$T/body" "http://127.0.0.1:$PORT/metrics"
	[ -z "$(field Connection)" ]
}

# The process that answers has the sources from its start, so it must not have
# been started for somebody else, or serve somebody else later.
@test "the status page: a process that may serve strangers does not know sources" {
	local rows='is kept for the next request</td>
reads a request</td>'
	stand_held -o 'ConnectionsPerProcess 10'
	await shows "$rows"
	stand_down
	let_go
	stand_held -o 'ProxyProtocol from 127.0.0.1' -o 'StatusFrom 192.0.2.7 127.0.0.1'
	by_proxy() {
		exec {held}<>"/dev/tcp/127.0.0.1/$PORT"
		printf '%s\r\n' 'PROXY TCP4 192.0.2.7 127.0.0.1 1234 80' \
			'GET /status HTTP/1.0' 'Host: localhost' '' >&"$held"
		cat <&"$held" >"$T/body"
		exec {held}>&-
		[ "$(oldest)" = "$rows" ]
	}
	await by_proxy
}

@test "the status page: a pipe is not on the list, unless it is" {
	get /status
	is 403 status-from
	OPTIONS+=(-o 'StatusFrom -')
	get /status
	is 200 -
}

@test "the status page goes before a file, and is off without a path" {
	printf 'a file' >"$ROOT/status"
	get /status
	is 403 status-from
	OPTIONS=(-o 'StatusFrom -')
	get /status
	is 200 -
	[ "$(body)" = 'a file' ]
}

@test "the status page: HEAD and OPTIONS, and no other method" {
	OPTIONS+=(-o 'StatusFrom -')
	get /status
	length=$(field Content-Length)
	method HEAD /status
	is 200 -
	[ "$(field Content-Length)" -ge "$((length - 200))" ]
	[ ! -s "$T/body" ]
	method OPTIONS /status
	is 200 -
	method PUT /status
	is 501 method-off
	OPTIONS+=(-o 'RequestMethodSupport GET HEAD OPTIONS PUT POST DELETE' -o 'Upload /')
	for method in PUT POST DELETE; do
		method "$method" /status 'Content-Length: 0'
		is 405 method-not-allowed
		[ "$(field Allow)" = 'GET, HEAD, OPTIONS' ]
	done
}

# 9110 13.1.1, 13.1.2: the page exists, but has no tag that could match
@test "the status page: conditions" {
	OPTIONS+=(-o 'StatusFrom -')
	get /status 'If-Match: "x"'
	is 412 precondition
	get /status 'If-Match: *'
	is 200 -
	get /status 'If-None-Match: "x"'
	is 200 -
	get /status 'If-None-Match: *'
	is 304 -
	get /status 'If-Modified-Since: Sat, 21 Nov 2037 00:00:00 GMT'
	is 200 -
}

@test "the status page without counters says so" {
	OPTIONS=(-o 'StatusPage /status' -o 'StatusFrom -')
	get /status
	is 200 -
	grep -q 'Nothing is counted' "$T/body"
}

# 9112 6.2: the page is larger than any buffer, and as long as Content-Length
# says.
@test "a status page of many long names arrives whole, and the next answer" {
	local name i
	name=$(printf '&%.0s' {1..210})
	for i in {10..59}; do
		printf x >"$ROOT/$i$name"
		printf 'GET /%s HTTP/1.1\r\nHost: a\r\n\r\n' "$i$name"
	done >"$T/requests"
	OPTIONS+=(-o 'StatusFrom -')
	ask_file "$T/requests"
	ask 'GET /status HTTP/1.1\r\nHost: localhost\r\n\r\nGET /digits.txt HTTP/1.0\r\n\r\n'
	length=$(field Content-Length)
	[ "$length" -gt 100000 ]
	[ "$(head -c "$length" "$T/body" | tail -c 8)" = '</html>' ]
	[ "$(tail -c +"$((length + 1))" "$T/body" | head -c 8)" = HTTP/1.1 ]
	[ "$(tail -c 20 "$T/body")" = 0123456789abcdefghij ]
}

# 9110 7.4, 15.5.20
@test "the status page is not for a page that points its name at this machine" {
	listen_once "${OPTIONS[@]}" -o 'ServerName *.intra.example'
	status() {
		curl -s -o /dev/null -w '%{http_code}' -H "Host: $1" "http://127.0.0.1:$PORT/status"
	}
	[ "$(status "evil.example:$PORT")" = 421 ]
	await logged ' server-name$'
	[ "$(status 127.0.0.1.evil.example)" = 421 ]
	[ "$(status 2130706433)" = 421 ]
	[ "$(status localhost)" = 200 ]
	[ "$(status '[::1]:1')" = 200 ]
	[ "$(status "box.intra.example:$PORT")" = 200 ]
	[ "$(curl -s -0 -H 'Host:' -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT/status")" = 200 ]
}

# The format is tested in tests/unit/site/metrics_test.c, and promtool reads it in
# tests/42-counters.bats.
@test "the metrics: the counters for Prometheus, to whom the status page is shown" {
	listen_once -o "Counters $T/counters" -o 'MetricsPage /metrics'
	curl -s -o /dev/null "http://127.0.0.1:$PORT/digits.txt"
	await counts "$T/counters" 1
	curl -s -D "$T/head" -o "$T/body" "http://127.0.0.1:$PORT/metrics"
	grep -q '^HTTP/1.1 200 ' "$T/head"
	[ "$(field Content-Type)" = 'text/plain; version=0.0.4; charset=utf-8' ]
	[ "$(field Cache-Control)" = no-store ]
	[ "$(field Content-Length)" = "$(wc -c <"$T/body")" ]
	grep -qx 'minihttp_requests_total{status="200"} 1' "$T/body"
	grep -qx 'minihttp_resource_requests_total{path="/digits.txt"} 1' "$T/body"
	[ "$(curl -s -o /dev/null -w '%{http_code}' -H 'Via: 1.1 a' "http://127.0.0.1:$PORT/metrics")" = 403 ]
	[ "$(curl -s -o /dev/null -w '%{http_code}' -H 'Host: evil.example' "http://127.0.0.1:$PORT/metrics")" = 421 ]
	OPTIONS=(-o 'MetricsPage /metrics')
	get /metrics
	is 403 status-from
}

@test "the metrics go before a file, and are off without a path" {
	printf 'a file' >"$ROOT/metrics"
	OPTIONS=(-o 'StatusFrom -')
	get /metrics
	is 200 -
	[ "$(body)" = 'a file' ]
	OPTIONS+=(-o 'MetricsPage /metrics' -o 'RequestMethodSupport GET PUT' -o 'Upload /' -o 'WriteFrom -')
	get /metrics
	is 200 -
	[[ $(body) == '# Nothing is counted'* ]]
	method PUT /metrics 'Content-Length: 0'
	is 405 method-not-allowed
}
