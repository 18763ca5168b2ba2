#!/usr/bin/env bats
# The access log.  Its escapes and bounds are in
# tests/unit/site/accesslog_test.c.

load lib/ask

setup() {
	site
}

@test "one line an exchange: Combined Log Format, time taken, refusal" {
	get /digits.txt 'Referer: http://a/' 'User-Agent: me "x"'
	grep -qE '^- - - \[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9:]{8} \+0000\] "GET /digits.txt HTTP/1.1" 200 20 "http://a/" "me \\"x\\"" [0-9]+ -$' "$T/log"
	[ "$(wc -l <"$T/log")" = 1 ]
}

@test "bytes are those of the content that was sent" {
	method HEAD /digits.txt
	grep -q '" 200 0 "' "$T/log"
	get /digits.txt 'Range: bytes=0-2'
	grep -q '" 206 3 "' "$T/log"
	get /digits.txt 'If-None-Match: *'
	grep -q '" 304 0 "' "$T/log"
}

@test "AccessLog PATH appends, off is silent" {
	get /digits.txt
	OPTIONS=(-o "AccessLog $T/access.log")
	get /digits.txt
	get /absent
	[ "$(cut -d' ' -f9 "$T/access.log" | paste -sd' ')" = '200 404' ]
	[ ! -s "$T/log" ]
	OPTIONS=(-o 'AccessLog off')
	get /digits.txt
	[ "$(statuses)" = 200 ]
	[ ! -s "$T/log" ]
}

@test "a log that cannot be opened is a broken configuration" {
	OPTIONS=(-o 'AccessLog /nowhere/log')
	get /digits.txt
	[ "$(statuses)" = 500 ]
	grep -q '^/nowhere/log: No such file' "$T/log"
}

@test "lines from many processes stay whole" {
	local i agent
	agent=$(printf 'x%.0s' {1..900})
	OPTIONS=(-o "AccessLog $T/access.log")
	printf 'GET /digits.txt HTTP/1.0\r\nUser-Agent: %s\r\n\r\n' "$agent" >"$T/request"
	for i in 1 2 3 4 5 6 7 8; do
		(for _ in 1 2 3 4 5 6 7 8 9 10; do
			"$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" \
				<"$T/request" >/dev/null
		done) &
	done
	wait
	[ "$(wc -l <"$T/access.log")" = 80 ]
	[ "$(grep -c ' -$' "$T/access.log")" = 80 ]
	[ "$(sort -u <(sed 's/.*"GET/"GET/; s/ [0-9]* -$//' "$T/access.log") | wc -l)" = 1 ]
}
