#!/usr/bin/env bats
# Rates: how often one source may ask and connect, while other sources notice
# nothing.

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

# ask SOURCE [CURL...]: prints the status of an answer; its head is in $T/head.
ask_as() {
	curl -s --max-time 20 --interface "$1" -o "$T/body" -D "$T/head" -w '%{http_code}\n' \
		"${@:2}" "http://127.0.0.1:$PORT/digits.txt"
}

# Asks COUNT times, each on a connection of its own: "200 429 ...".
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
		await logged '^127.0.0.3 .* 429 .* rate$'
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
	# a large burst is granted in pieces, and not one of a hundred is lost
	stand -o 'RequestRate 1/m 100'
	local url="http://127.0.0.1:$PORT/digits.txt" n
	for n in {1..10}; do
		curl -s --interface 127.0.0.3 -o /dev/null -w '%{http_code}\n' \
			"$url" -o /dev/null "$url" -o /dev/null "$url" -o /dev/null \
			"$url" -o /dev/null "$url" -o /dev/null "$url" -o /dev/null "$url" -o /dev/null "$url"
		# of grants of 1, 2, 4 and 6 it has used eight, and gives the
		# rest back when it ends
		await eval '[ -z "$(children)" ]'
	done >"$T/codes"
	[ "$(grep -c 200 "$T/codes")" = 80 ]
	n=$(visits 127.0.0.3 23)
	[ "$(tr ' ' '\n' <<<"$n" | grep -c 200)" -ge 20 ]
	[ "$(tr ' ' '\n' <<<"$n" | grep -c 429)" -ge 1 ]
}

@test "RequestRate: connections that were granted several do not hoard them: the burst is there once" {
	stand -o 'RequestRate 100/s 100' -o 'AccessLog off' -o 'Workers 1'
	local got took
	read -r got took < <("$BATS_TEST_DIRNAME/lib/greedy.py" "$PORT" hoard 127.0.0.3 24)
	echo "$got in $took ms"
	[ "$got" -ge 70 ]
	# connections that were granted six at once hold some a moment longer
	[ "$got" -le $((106 + took / 10 + 1)) ]
}

@test "RequestRate: the line with the longest path counts, alone" {
	mkdir "$ROOT/free"
	cp "$ROOT/digits.txt" "$ROOT/free/"
	echo hello >"$ROOT/hello.txt"
	# longer paths before it and behind it
	stand -o 'RequestRate 1/m 2 /free/' -o 'RequestRate 1/m 1' -o 'RequestRate off /hello.txt'
	code() {
		curl -s -o /dev/null -w '%{http_code}\n' --interface 127.0.0.3 "http://127.0.0.1:$PORT$1"
	}
	[ "$(code /free/digits.txt)$(code /free/digits.txt)$(code /FREE./x)" = 200200429 ]
	[ "$(code /digits.txt)$(code /digits.txt)" = 200429 ]
	[ "$(code /hello.txt)$(code /hello.txt)$(code /hello.txt)" = 200200200 ]
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
	await logged '127.0.0.3: refused with 503, exceeds ConnectionRate'
	[ "$(visits 127.0.0.4 2)" = '200 200' ]
	# many requests on one connection
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

@test "behind ProxyProtocol, UNKNOWN and LOCAL are the proxy itself, with its password and rate" {
	htpasswd -nbB -C 4 u p >"$T/htpasswd"
	chmod 644 "$T/htpasswd"
	by() {
		{
			printf "$1"
			printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\nAuthorization: Basic dTpw\r\nConnection: close\r\n\r\n'
		} | timeout 10 socat -t 10 - "TCP:127.0.0.1:$PORT" | sed -n '1s/[^ ]* \([0-9]*\).*/\1/p'
	}
	local unknown='PROXY UNKNOWN\r\n' n
	local local='\r\n\r\n\0\r\nQUIT\n\x20\0\0\0'
	for n in 1 100; do
		stand -o "Auth / $T/htpasswd" -o 'ProxyProtocol from 127.0.0.1' -o "ConnectionsPerProcess $n"
		[ "$(by "$unknown") $(by "$local") $(by "$unknown")" = '200 200 200' ]
		stand_down
		! grep -q crashed "$T/log" || false
	done
	stand -o 'RequestRate 1/m 2' -o 'ProxyProtocol from 127.0.0.1'
	[ "$(by "$unknown") $(by "$local") $(by "$unknown")" = '200 200 429' ]
	[ "$(by 'PROXY TCP4 192.0.2.1 127.0.0.1 1234 80\r\n')" = 200 ]
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

@test "one source is greedy, and the other is answered within 20 ms" {
	local greedy
	stand -o 'RequestRate 100/s' -o 'AccessLog off' -o 'Workers 1'
	nine() {
		"$BATS_TEST_DIRNAME/lib/greedy.py" "$PORT" nine 127.0.0.9 200
	}
	local alone beside turn
	alone=$(nine)
	"$BATS_TEST_DIRNAME/lib/greedy.py" "$PORT" greedy 127.0.0.3 >"$T/greedy" 3>&- &
	greedy=$!
	await grep -q 429 "$T/greedy"
	# the machine may be busy for a moment, which is not the listener's
	# fault
	for turn in 1 2 3; do
		beside=$(nine)
		[ "$beside" -ge 20000 ] || break
	done
	kill "$greedy"
	wait "$greedy" || true
	echo "alone $alone us, beside the greedy one $beside us"
	[ "$beside" -lt 20000 ]
}

@test "curl --parallel and wrk get no more than the rate" {
	stand -o 'RequestRate 20/s 20' -o 'AccessLog off'
	local all refused began=${EPOCHREALTIME/./} took
	wrk -t1 -c8 -d2s "http://127.0.0.1:$PORT/digits.txt" >"$T/wrk"
	took=$((${EPOCHREALTIME/./} - began))
	all=$(awk '/requests in/ { print $1 }' "$T/wrk")
	refused=$(awk '/Non-2xx/ { print $NF }' "$T/wrk")
	[ $((all - refused)) -ge 20 ]
	# the burst, and the rate for the time that it took
	[ $((all - refused)) -le $((20 + 20 * took / 1000000 + 1)) ]
	curl -s --parallel --parallel-max 30 --interface 127.0.0.3 -o /dev/null -w '%{http_code}\n' \
		"http://127.0.0.1:$PORT/digits.txt?[1-100]" >"$T/codes" 2>/dev/null
	[ "$(grep -c 200 "$T/codes")" -ge 20 ]
	[ "$(grep -c 429 "$T/codes")" -ge 10 ]
}

@test "without a listener and Counters the rates are no error, have no effect, and -t says so once" {
	listen "$BUILD/minihttp" -c /dev/null -o 'RequestRate 1/m 1' -o 'ConnectionRate 1/m 1' "$ROOT"
	[ "$(visits 127.0.0.3 3)" = '200 200 200' ]
	local rates=(-c /dev/null -o 'RequestRate 1/m 1' -o 'RequestRate 2/m 1 /a/' -t)
	"$BUILD/minihttp" "${rates[@]}" "$ROOT" 2>"$T/doubts"
	[ "$(grep -c 'have no effect without Counters' "$T/doubts")" = 1 ]
	"$BUILD/minihttp" "${rates[@]}" -o "Counters $T/counters" "$ROOT" 2>"$T/doubts"
	[ ! -s "$T/doubts" ]
	"$BUILD/minihttp" "${rates[@]}" -o 'Listen 8080' "$ROOT" 2>"$T/doubts"
	[ ! -s "$T/doubts" ]
}

# each [OPTION...]: a process for each connection, which count in $T/counters.rates.
each() {
	listen "$BUILD/minihttp" -c /dev/null -o "Counters $T/counters" -o "AccessLog $T/access" "$@" "$ROOT"
}

@test "without a listener RequestRate counts beside Counters: the burst, then 429 with Retry-After, for one source" {
	mkdir "$ROOT/free"
	cp "$ROOT/digits.txt" "$ROOT/free/"
	each -o 'RequestRate 2/m 3' -o 'RequestRate off /free/' -o 'RateFrom 127.0.9.0/24'
	[ "$(visits 127.0.0.3 5)" = '200 200 200 429 429' ]
	grep -qi '^Retry-After: [23].' "$T/head"
	grep -q 'too many requests from your address' "$T/body"
	await grep -q '^127.0.0.3 .* 429 .* rate$' "$T/access"
	# other sources have their own buckets, RateFrom has no limit, and
	# another path may have another
	[ "$(visits 127.0.0.2 4)" = '200 200 200 429' ]
	[ "$(visits 127.0.9.1 5)" = '200 200 200 200 200' ]
	[ "$(curl -s --interface 127.0.0.3 -o "$T/body" -w '%{http_code}' "http://127.0.0.1:$PORT/free/digits.txt")" = 200 ]
	# the file contains the secret key
	[ "$(stat -c %a "$T/counters.rates")" = 600 ]
	"$BUILD/minihttp-stats" "$T/counters" >"$T/stats"
}

@test "without a listener the requests of one connection count as those of many, and processes at once too" {
	each -o 'RequestRate 1/m 20'
	local url="http://127.0.0.1:$PORT/digits.txt"
	curl -s --interface 127.0.0.4 -w '%{http_code}\n' -o "$T/body" "$url?[1-22]" >"$T/codes"
	[ "$(sort "$T/codes" | uniq -c | awk '{ print $2 ":" $1 }' | paste -sd' ')" = '200:20 429:2' ]
	curl -s --parallel --parallel-max 12 --interface 127.0.0.3 -H 'Connection: close' -o "$T/body" \
		-w '%{http_code}\n' "$url?[1-40]" >"$T/codes" 2>"$T/progress"
	[ "$(sort "$T/codes" | uniq -c | awk '{ print $2 ":" $1 }' | paste -sd' ')" = '200:20 429:20' ]
}

@test "without a listener a table of rates that is damaged, foreign or cut begins anew, and no visitor notices" {
	each -o 'RequestRate 1/m 2'
	[ "$(visits 127.0.0.3 3)" = '200 200 429' ]
	# damages: a byte of the magic, one of the key, another file, a short
	# file, none
	printf X | dd of="$T/counters.rates" bs=1 seek=3 conv=notrunc status=none
	[ "$(visits 127.0.0.3 3)" = '200 200 429' ]
	head -c 4 /dev/zero | dd of="$T/counters.rates" bs=1 seek=4088 conv=notrunc status=none
	[ "$(visits 127.0.0.3 3)" = '200 200 429' ]
	head -c 300000 /dev/urandom >"$T/counters.rates"
	[ "$(visits 127.0.0.3 3)" = '200 200 429' ]
	echo hello >"$T/counters.rates"
	[ "$(visits 127.0.0.3 3)" = '200 200 429' ]
	rm "$T/counters.rates"
	[ "$(visits 127.0.0.3 3)" = '200 200 429' ]
	# a path that cannot be such a file is left alone, and there is no limit
	rm "$T/counters.rates"
	echo hello >"$T/other"
	ln -s other "$T/counters.rates"
	[ "$(visits 127.0.0.3 4)" = '200 200 200 200' ]
	[ "$(cat "$T/other")" = hello ]
}

@test "without a listener a table full of false times locks nobody out" {
	each -o 'RequestRate 2/s 2'
	[ "$(visits 127.0.0.3 1)" = 200 ]
	# every place is in use until the end of time, by this source, and by
	# another
	local who
	for who in 0x17f000003 7; do
		perl -e "binmode STDOUT; print pack('QqqLL', $who, 0x7fffffffffffffff, 0, 0, 0) x 4096" |
			dd of="$T/counters.rates" bs=4096 seek=1 conv=notrunc status=none
		[ "$(visits 127.0.0.3 2)" = '200 200' ]
	done
	# places that are remembered do not help: a greedy source is still
	# refused
	curl -s --interface 127.0.0.5 -w '%{http_code}\n' -o "$T/body" "http://127.0.0.1:$PORT/digits.txt?[1-9]" >"$T/codes"
	grep -q 429 "$T/codes"
}

@test "without a listener SendRatePerSource counts beside Counters, and ConnectionRate has no effect" {
	head -c 100000 /dev/urandom >"$ROOT/big"
	each -o 'SendRatePerSource 100000/s' -o 'ConnectionRate 1/m 1'
	# 300 000 bytes, with a burst of a tenth of a second
	takes 2700000 6000000 speeds 3 127.0.0.3 /big
	cmp "$T/got2" "$ROOT/big"
}

# limited_now: "source limit times" of those that minihttp-stats shows, sorted.
limited_now() {
	timeout 20 "$BUILD/minihttp-stats" --json "$T/counters" | perl -MJSON::PP -0777 -ne '
		print map { "$_->{source} $_->{limit} $_->{times}\n" } @{decode_json($_)->{limited}}' | sort
}

@test "sources that are limited now: in minihttp-stats and on the status page, for ten seconds" {
	local n end
	for n in 1 100; do
		rm -f "$T/counters"
		stand -o 'RequestRate 1/m 2' -o 'ConnectionRate 1/m 5' -o "Counters $T/counters" -o 'StatusPage /status' \
			-o "ConnectionsPerProcess $n" -o 'RateFrom 127.0.9.0/24'
		[ "$(visits 127.0.0.9 1)" = 200 ]
		[ -z "$(limited_now)" ]
		[ "$(visits 127.0.0.3 7)" = '200 200 429 429 429 503 503' ]
		[ "$(visits 127.0.0.4 3)" = '200 200 429' ]
		limited_now | tee "$T/rows"
		[ "$(paste -sd, "$T/rows")" = \
			'127.0.0.3 ConnectionRate 2,127.0.0.3 RequestRate 3,127.0.0.4 RequestRate 1' ]
		curl -s --interface 127.0.9.1 "http://127.0.0.1:$PORT/status" >"$T/page"
		grep -q '<td>127.0.0.3</td><td>ConnectionRate</td><td class="n">2</td>' "$T/page"
		grep -q '<td>127.0.0.4</td><td>RequestRate</td><td class="n">1</td>' "$T/page"
		"$BUILD/minihttp-stats" --prometheus "$T/counters" >"$T/metrics"
		grep -qx 'minihttp_limited_total{limit="RequestRate"} 4' "$T/metrics"
		grep -qx 'minihttp_limited_sources{limit="RequestRate"} 2' "$T/metrics"
		[ "$(grep -c 127.0.0 "$T/metrics")" = 0 ]
		stand_down
	done
	# a listener that has ended has left its list, which then ages
	end=$((SECONDS + 20))
	until [ -z "$(limited_now)" ]; do
		[ $SECONDS -lt $end ]
	done
	"$BUILD/minihttp-stats" -p "$T/counters" | grep -qx 'minihttp_limited_total{limit="RequestRate"} 4'
}

@test "sources that are limited now: by SendRatePerSource, and of a handler on a listening socket" {
	head -c 20000 /dev/zero >"$ROOT/big"
	listen_once -o 'SendRatePerSource 20000/s' -o "Counters $T/counters" -o 'RequestRate 1/m 4'
	# one connection keeps to the rate by itself; several are told to wait
	speeds 4 127.0.0.3 /big >/dev/null
	limited_now | grep -q '^127.0.0.3 SendRatePerSource [1-9]'
	[ "$(ask_as 127.0.0.3)" = 429 ]
	limited_now | grep -qx '127.0.0.3 RequestRate 1'
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

# speeds COUNT SOURCE PATH [CURL...]: prints the bytes a second of each of COUNT
# fetches at once; their files are $T/got0 and so on.
speeds() {
	local n pids=()
	for ((n = 0; n < $1; n++)); do
		curl -s --max-time 60 --interface "$2" -o "$T/got$n" -w '%{speed_download}\n' \
			"${@:4}" "http://127.0.0.1:$PORT$3" 3>&- &
		pids+=($!)
	done
	wait "${pids[@]}"
}

# takes LEAST MOST COMMAND...: checks that its time is between the two, in
# microseconds.
takes() {
	local began=${EPOCHREALTIME/./} took
	"${@:3}" >/dev/null
	took=$((${EPOCHREALTIME/./} - began))
	[ "$took" -ge "$1" ] && [ "$took" -le "$2" ] || {
		echo "${*:3}: $took us, want $1 to $2"
		return 1
	}
}

# Checks that every line is within 5 % of $1.  A run of less than 10 s may be
# slower by $2 percent, which a busy machine adds.
is_near() {
	awk -v want="$1" -v less="${2:-15}" '{ n++; if ($1 < want * (1 - less / 100) || $1 > want * 1.05) bad = 1 }
		END { exit bad || n == 0 }'
}

@test "SendRate: within 5 % over 10 s, on one connection and on each of eight" {
	head -c 2000000 /dev/urandom >"$ROOT/big"
	stand -o 'SendRate 200000/s' -o 'SendTimeout 1s' -o 'SendMinRate 1G'
	speeds 9 127.0.0.3 /big | tee "$T/all" | is_near 200000 5 || { cat "$T/all"; false; }
	cmp "$T/got0" "$ROOT/big"
	cmp "$T/got8" "$ROOT/big"
}

@test "SendRate: ranges, listings and scripts, and other paths are not slowed" {
	mkdir "$ROOT/slow" "$ROOT/slow/list" "$ROOT/cgi-bin"
	head -c 900000 /dev/zero >"$ROOT/slow/big"
	cp "$ROOT/slow/big" "$ROOT/fast"
	(cd "$ROOT/slow/list" && touch a{1..3000})
	printf '#!/bin/sh\nprintf "Content-Type: text/plain\\r\\n\\r\\n"\nhead -c 300000 /dev/zero\n' >"$ROOT/cgi-bin/s"
	chmod +x "$ROOT/cgi-bin/s"
	stand -o 'SendRate 100K/s' -o 'SendRate off /fast' -o 'DirectoryListing yes' -o 'CGI /cgi-bin/' \
		-o 'RateFrom 127.0.9.0/24'
	local what
	for what in '/slow/big -r 1000-300999' /slow/list/ /cgi-bin/s '/slow/big -r 0-149999,200000-349999'; do
		speeds 1 127.0.0.3 $what >"$T/one"
		is_near 102400 <"$T/one" || { echo "$what"; cat "$T/one"; false; }
	done
	[ "$(speeds 1 127.0.0.3 /fast | cut -d. -f1)" -gt 400000 ]
	[ "$(speeds 1 127.0.9.1 /slow/big | cut -d. -f1)" -gt 400000 ]
}

@test "SendRate: by hand as well, and below SendMinRate" {
	head -c 900 /dev/zero >"$ROOT/small"
	local began=$EPOCHREALTIME
	printf 'GET /small HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' |
		"$BUILD/minihttp" -c /dev/null -o 'SendRate 400' -o 'SendTimeout 100ms' "$ROOT" | tail -c 900 |
		cmp - "$ROOT/small"
	# the file has 900 bytes, beside the head
	[ $((${EPOCHREALTIME/./} - ${began/./})) -ge 2000000 ]
}

@test "SendRate: a peer that does not read is still ended by SendTimeout" {
	head -c 30000000 /dev/zero >"$ROOT/big"
	stand -o 'SendRate 100M/s' -o 'SendTimeout 1s'
	dial
	printf 'GET /big HTTP/1.1\r\nHost: a\r\n\r\n' >&9
	await grep -q 'send-slow' "$T/log"
	exec 9>&-
}

@test "SendRatePerSource: eight connections share it, and another source has its own" {
	head -c 250000 /dev/urandom >"$ROOT/big"
	stand -o 'SendRatePerSource 200000/s' -o 'Workers 2'
	# 2 000 000 bytes at 200 000 a second
	takes 9400000 12500000 speeds 8 127.0.0.3 /big
	cmp "$T/got7" "$ROOT/big"
	# other sources are not slowed down by them
	speeds 8 127.0.0.3 /big >/dev/null 3>&- &
	local eight=$!
	# with a burst of a tenth of a second
	speeds 1 127.0.0.4 /big | is_near 215000
	wait "$eight"
}

@test "ReceiveRate: an upload within 5 %, while BodyTimeout and BodyMinRate do not run" {
	mkdir "$ROOT/up"
	chmod 777 "$ROOT/up"
	head -c 1000000 /dev/urandom >"$T/big"
	stand -o 'ReceiveRate 200000/s' -o 'RequestMethodSupport GET PUT' -o 'Upload /up/' \
		-o 'WriteFrom 127.0.0.0/8' -o 'BodyTimeout 500ms' -o 'BodyMinRate 100M'
	local took
	took=$(curl -s --max-time 60 -o "$T/body" -w '%{http_code} %{time_total}' -T "$T/big" "http://127.0.0.1:$PORT/up/x")
	cmp "$T/big" "$ROOT/up/x"
	awk '{ exit !($1 == 201 && $2 >= 4.75 && $2 <= 6) }' <<<"$took" || { echo "$took"; false; }
}

@test "Crawler: deny is 403 with a page and a name in the log, in every launch mode (robots.txt excepted: RFC 9309 2.3.1.3)" {
	echo 'User-agent: *' >"$ROOT/robots.txt"
	stand -o 'Crawler GPTBot deny' -o 'Crawler *good* allow'
	[ "$(ask_as 127.0.0.3 -A 'Mozilla/5.0 (compatible; GPTBot/1.2)')" = 403 ]
	grep -q 'does not serve crawlers of this kind' "$T/body"
	await logged ' 403 .*GPTBot.* crawler$'
	[ "$(ask_as 127.0.0.3 -A 'good GPTBot')" = 200 ]
	[ "$(ask_as 127.0.0.3)" = 200 ]
	[ "$(curl -s -A GPTBot "http://127.0.0.1:$PORT/robots.txt")" = 'User-agent: *' ]
	printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\nUser-Agent: gptbot\r\nConnection: close\r\n\r\n' |
		"$BUILD/minihttp" -c /dev/null -o 'Crawler GPTBot deny' "$ROOT" | grep -q '^HTTP/1.1 403 '
}

@test "Crawler: slow is 4 KiB a second, on the same connection only for its requests, and not for RateFrom" {
	head -c 12000 /dev/urandom >"$ROOT/big"
	stand -o 'Crawler CCBot slow' -o 'RateFrom 127.0.9.0/24' -o 'SendRate 2000 /digits.txt' \
		-o 'SendTimeout 1s' -o 'SendMinRate 1G'
	speeds 1 127.0.0.3 /big -A CCBot/2.0 | tee "$T/one" | is_near 4096 || { cat "$T/one"; false; }
	cmp "$T/got0" "$ROOT/big"
	[ "$(speeds 1 127.0.0.3 /big | cut -d. -f1)" -gt 40000 ]
	[ "$(speeds 1 127.0.9.1 /big -A CCBot/2.0 | cut -d. -f1)" -gt 40000 ]
	# one connection: slow at first, and then as fast as others
	dial
	printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\nUser-Agent: CCBot\r\n\r\n' >&9
	printf 'GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' >&9
	local began=$EPOCHREALTIME
	timeout 20 tail -c 12000 <&9 | cmp - "$ROOT/big"
	[ $((${EPOCHREALTIME/./} - ${began/./})) -lt 2500000 ]
}

@test "Crawler: the list that is installed denies what it names and no browser" {
	local conf="$BATS_TEST_DIRNAME/../src/config/crawlers.conf" name
	grep -qE '^# As of [A-Z][a-z]+ 20[0-9]{2}\.' "$conf"
	printf 'Include %s\nCrawler PerplexityBot allow\n' "$conf" >"$T/minihttp.conf"
	stand -c "$T/minihttp.conf"
	for name in GPTBot ClaudeBot CCBot Bytespider Amazonbot meta-externalagent anthropic-ai; do
		[ "$(ask_as 127.0.0.3 -A "Mozilla/5.0 (compatible; $name/1.0; +https://example.org/bot)")" = 403 ]
	done
	for name in 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' \
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0' \
		'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1' \
		'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' \
		'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)' \
		curl/8.5.0 Wget/1.21.4 'Lynx/2.9.0dev.12' 'PerplexityBot/1.0'; do
		[ "$(ask_as 127.0.0.3 -A "$name")" = 200 ]
	done
}

@test "slowhttptest with rates on: it is refused, and another source is answered within 20 ms" {
	local slow turn beside
	head -c 1000000 /dev/zero >"$ROOT/large"
	stand -o 'ConnectionRate 20/s 40' -o 'RequestRate 100/s' -o 'AccessLog off' -o "Counters $T/counters"
	slowhttptest -c 200 -r 100 -i 1 -l 60 -p 3 -H -u "http://127.0.0.1:$PORT/large" \
		</dev/null >"$T/slowhttptest" 2>&1 3>&- &
	slow=$!
	await grep -q '127.0.0.1: refused with 503, exceeds ConnectionRate' "$T/log"
	limited_now | grep -q '^127.0.0.1 ConnectionRate '
	for turn in 1 2 3; do
		beside=$("$BATS_TEST_DIRNAME/lib/greedy.py" "$PORT" nine 127.0.0.9 30)
		[ "$beside" -ge 20000 ] || break
	done
	kill "$slow"
	wait "$slow" || true
	echo "nine of ten within $beside us"
	[ "$beside" -lt 20000 ]
}

@test "wget --limit-rate and SendRate: the slower of the two counts" {
	head -c 300000 /dev/zero >"$ROOT/big"
	stand -o 'SendRate 100000/s'
	local began=$EPOCHREALTIME
	wget -q --limit-rate=1m -O "$T/wget" "http://127.0.0.1:$PORT/big"
	[ $((${EPOCHREALTIME/./} - ${began/./})) -ge 2700000 ]
	cmp "$T/wget" "$ROOT/big"
	# no deadline of the server ends a reader that is slower
	began=$EPOCHREALTIME
	wget -q --limit-rate=50k -O "$T/wget" "http://127.0.0.1:$PORT/big"
	[ $((${EPOCHREALTIME/./} - ${began/./})) -ge 5000000 ]
	cmp "$T/wget" "$ROOT/big"
}
