#!/usr/bin/env bats
# Rates: how often one source may ask and connect, while others notice nothing.

load lib/ask
load lib/listen

setup() {
	site
}

teardown() {
	hang_up
	stand_down
	end_all
}

# ask SOURCE [CURL...]: the status of an answer; its head is $T/head.
ask_as() {
	curl -s --max-time 20 --interface "$1" -o "$T/body" -D "$T/head" -w '%{http_code}\n' \
		"${@:2}" "http://127.0.0.1:$PORT/digits.txt"
}

# Visits COUNT times, each on a connection of its own: "200 429 ...".
visits() {
	local n
	for ((n = 0; n < $2; n++)); do
		ask_as "$1"
	done | paste -sd' '
}

@test "RequestRate: beyond it 429 with Retry-After and a page (RFC 6585 4), for one source" {
	local n
	for n in 1 100; do
		stand -o 'RequestRate 2/m 3' -o "ConnectionsPerProcess $n"
		[ "$(visits 127.0.0.3 5)" = '200 200 200 429 429' ]
		grep -qi '^Retry-After: [23].' "$T/head"
		grep -q 'too many requests from your address' "$T/body"
		grep -q '^127.0.0.3 .* 429 .* rate$' "$T/log"
		[ "$(visits 127.0.0.4 1)" = 200 ]
		stand_down
	done
}

@test "RequestRate: the requests of one connection count as those of many" {
	stand -o 'RequestRate 2/m 5'
	[ "$(visits 127.0.0.3 1)" = 200 ]
	local url="http://127.0.0.1:$PORT/digits.txt"
	curl -s --interface 127.0.0.3 -w '%{http_code} %{num_connects}\n' \
		"$url" -o /dev/null "$url" -o /dev/null "$url" -o /dev/null \
		"$url" -o /dev/null "$url" -o /dev/null "$url" -o /dev/null >"$T/codes"
	[ "$(paste -sd' ' "$T/codes")" = '200 1 200 0 200 0 200 0 429 0 429 0' ]
}

@test "RequestRate: what a connection was granted and did not use comes back" {
	# a large burst is granted in pieces; of a hundred not one is lost
	stand -o 'RequestRate 1/m 100'
	local url="http://127.0.0.1:$PORT/digits.txt" n
	for n in {1..10}; do
		curl -s --interface 127.0.0.3 -o /dev/null -w '%{http_code}\n' \
			"$url" -o /dev/null "$url" -o /dev/null "$url" -o /dev/null \
			"$url" -o /dev/null "$url" -o /dev/null "$url" -o /dev/null "$url"
		# its process gives back before it ends
		await eval '[ -z "$(children)" ]'
	done >"$T/codes"
	[ "$(grep -c 200 "$T/codes")" = 70 ]
	n=$(visits 127.0.0.3 32)
	[ "$(tr ' ' '\n' <<<"$n" | grep -c 200)" -ge 30 ]
	[ "$(tr ' ' '\n' <<<"$n" | grep -c 429)" -ge 1 ]
}

@test "RequestRate: the line with the longest path counts, alone" {
	mkdir "$ROOT/free"
	cp "$ROOT/digits.txt" "$ROOT/free/"
	stand -o 'RequestRate 1/m 1' -o 'RequestRate 1/m 2 /free/' -o 'RequestRate off /hello.txt'
	code() {
		curl -s -o /dev/null -w '%{http_code}\n' --interface 127.0.0.3 "http://127.0.0.1:$PORT$1"
	}
	[ "$(code /free/digits.txt)$(code /free/digits.txt)$(code /FREE./x)" = 200200429 ]
	[ "$(code /digits.txt)$(code /digits.txt)" = 200429 ]
	[ "$(code /hello.txt)$(code /hello.txt)" = "$(code /hello.txt)$(code /hello.txt)" ]
}

@test "RequestRate: the token comes back at its rate" {
	stand -o 'RequestRate 2/s 1'
	[ "$(visits 127.0.0.3 2)" = '200 429' ]
	await eval '[ "$(ask_as 127.0.0.3)" = 200 ]'
}

@test "RequestRate: a refused request opens no file, checks no password and changes nothing" {
	htpasswd -nbB -C 4 u p >"$T/htpasswd"
	chmod 644 "$T/htpasswd"
	mkdir "$ROOT/up"
	chmod 777 "$ROOT/up"
	stand -o 'RequestRate 1/m 1' -o "Auth / $T/htpasswd" -o 'Upload /up/' -o "WriteAuth $T/htpasswd" \
		-o 'RequestMethodSupport GET PUT'
	[ "$(ask_as 127.0.0.3 -u u:p)" = 200 ]
	[ "$(ask_as 127.0.0.3 -u u:p)" = 429 ]
	[ "$(curl -s --interface 127.0.0.3 -u u:p -o /dev/null -w '%{http_code}' \
		-T "$ROOT/digits.txt" "http://127.0.0.1:$PORT/up/new")" = 429 ]
	[ ! -e "$ROOT/up/new" ]
}

@test "RateFrom: no rate applies to these networks" {
	stand -o 'RequestRate 1/m 1' -o 'ConnectionRate 1/m 2' -o 'RateFrom 127.0.3.0/24'
	[ "$(visits 127.0.3.7 4)" = '200 200 200 200' ]
	[ "$(visits 127.0.4.7 3)" = '200 429 503' ]
}

@test "ConnectionRate: beyond it 503 with Retry-After, and no process" {
	stand -o 'ConnectionRate 1/m 2'
	[ "$(visits 127.0.0.3 4)" = '200 200 503 503' ]
	grep -qi '^Retry-After: 1' "$T/head"
	grep -q '127.0.0.3: sent away with 503, is over ConnectionRate' "$T/log"
	[ "$(visits 127.0.0.4 2)" = '200 200' ]
	# one connection, many requests
	[ "$(curl -s --interface 127.0.0.5 -o /dev/null -w '%{http_code} ' \
		"http://127.0.0.1:$PORT/digits.txt" -o /dev/null "http://127.0.0.1:$PORT/digits.txt" \
		-o /dev/null "http://127.0.0.1:$PORT/digits.txt")" = '200 200 200 ' ]
}

@test "behind ProxyProtocol and ForwardedFrom the source is the visitor" {
	by() {
		printf 'PROXY TCP4 %s 127.0.0.1 1234 80\r\nGET /digits.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' "$1" |
			timeout 10 socat -t 10 - "TCP:127.0.0.1:$PORT" | sed -n '1s/[^ ]* \([0-9]*\).*/\1/p'
	}
	stand -o 'RequestRate 1/m 1' -o 'ConnectionRate 1/m 2' -o 'ProxyProtocol from 127.0.0.1'
	[ "$(by 192.0.2.1) $(by 192.0.2.1) $(by 192.0.2.1) $(by 192.0.2.2)" = '200 429 503 200' ]
	stand_down
	stand -o 'RequestRate 1/m 1' -o 'ForwardedFrom X-Forwarded-For 127.0.0.1'
	for_whom() {
		ask_as 127.0.0.1 -H "X-Forwarded-For: $1"
	}
	[ "$(for_whom 192.0.2.1) $(for_whom 192.0.2.1) $(for_whom 192.0.2.2)" = '200 429 200' ]
}

@test "all workers count together, and so does a handler on a listening socket" {
	stand -o 'Workers 4' -o 'RequestRate 1/m 20'
	"$BATS_TEST_DIRNAME/lib/greedy.py" "$PORT" crowd 127.0.0.3 60 >"$T/codes"
	[ "$(sort "$T/codes" | uniq -c | awk '{ print $2 ":" $1 }' | paste -sd' ')" = '200:20 429:40' ]
	stand_down
	listen_once -o 'RequestRate 1/m 2'
	[ "$(visits 127.0.0.3 3)" = '200 200 429' ]
}

@test "5 000 sources are served, and the greedy one among them stays limited" {
	stand -o 'RequestRate 1/m 3' -o 'ConnectionRate 1/m 100' -o 'AccessLog off'
	[ "$(visits 127.0.0.3 4)" = '200 200 200 429' ]
	"$BATS_TEST_DIRNAME/lib/greedy.py" "$PORT" sources 5000 >"$T/codes"
	[ "$(sort "$T/codes" | uniq -c | awk '{ print $2 ":" $1 }')" = 200:5000 ]
	[ "$(visits 127.0.0.3 2)" = '429 429' ]
}

@test "one source is greedy, and the other is answered as if it were alone" {
	local greedy
	stand -o 'RequestRate 100/s' -o 'AccessLog off'
	median() {
		"$BATS_TEST_DIRNAME/lib/greedy.py" "$PORT" median 127.0.0.9 200
	}
	local alone beside
	alone=$(median)
	"$BATS_TEST_DIRNAME/lib/greedy.py" "$PORT" greedy 127.0.0.3 >"$T/greedy" 3>&- &
	greedy=$!
	await grep -q 429 "$T/greedy"
	beside=$(median)
	kill "$greedy"
	wait "$greedy" || true
	echo "alone $alone us, beside the greedy one $beside us"
	[ "$beside" -lt $((20000 + 10 * alone)) ]
}

@test "curl --parallel and wrk get no more than the rate" {
	stand -o 'RequestRate 20/s 20' -o 'AccessLog off'
	wrk -t1 -c8 -d2s "http://127.0.0.1:$PORT/digits.txt" >"$T/wrk"
	local all refused
	all=$(awk '/requests in/ { print $1 }' "$T/wrk")
	refused=$(awk '/Non-2xx/ { print $NF }' "$T/wrk")
	[ $((all - refused)) -ge 20 ]
	# two seconds and what the machine takes longer
	[ $((all - refused)) -le 100 ]
	curl -s --parallel --parallel-max 30 --interface 127.0.0.3 -o /dev/null -w '%{http_code}\n' \
		"http://127.0.0.1:$PORT/digits.txt?[1-100]" >"$T/codes" 2>/dev/null
	[ "$(grep -c 200 "$T/codes")" -ge 20 ]
	[ "$(grep -c 429 "$T/codes")" -ge 10 ]
}

@test "without a listener the rates are no error, and have no effect" {
	listen "$BUILD/minihttp" -c /dev/null -o 'RequestRate 1/m 1' -o 'ConnectionRate 1/m 1' "$ROOT"
	[ "$(visits 127.0.0.3 3)" = '200 200 200' ]
}

@test "-T prints the rates as they are read back" {
	local out
	out=$("$BUILD/minihttp" -c /dev/null -o 'RequestRate 6/m /a/' -o 'RequestRate off /b' \
		-o 'ConnectionRate 3/s 9' -o 'RateFrom ::1' -T)
	grep -qx 'RequestRate 6/m 6 /a/' <<<"$out"
	grep -qx 'RequestRate off /b' <<<"$out"
	grep -qx 'ConnectionRate 3/s 9' <<<"$out"
	grep -qx 'RateFrom ::1' <<<"$out"
}
