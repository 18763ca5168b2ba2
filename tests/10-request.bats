#!/usr/bin/env bats
# Request lines, targets, Host, fields and framing: which requests are accepted,
# and how the others are refused. tests/unit/http has the tables.  Each test
# here sends one request of a kind through the program, to see its status and
# its name in the log.

load lib/ask

setup() {
	site
}

@test "an HTTP/1.0 request in a pipe is answered with the page" {
	ask 'GET / HTTP/1.0\r\n\r\n'
	is 200 -
	grep -q '<title>home</title>' "$T/body"
}

@test "a bare LF ends the head and nothing else: people type it" {
	ask 'GET / HTTP/1.1\r\nHost: localhost\r\n\n'
	is 200 -
	ask 'GET / HTTP/1.1\nHost: localhost\n\n'
	is 400 bare-lf
}

@test "the four requests that are typed by hand give 505, 501, 200 and 501" {
	ask 'GET /index.html HTTP/2.1\r\nHost: localhost\r\n\n'
	is 505 version
	ask 'GRT /index.html HTTP/1.1\r\nHost: localhost\r\n\n'
	is 501 invalid-method
	grep -q 'invalid method: <code>GRT</code>' "$T/body"
	ask 'GET /index.html HTTP/1.1\r\nHost: localhost\r\n\n'
	is 200 -
	ask 'POST /index.html HTTP/1.1\r\nHost: localhost\r\n\n'
	is 501 method-off
	[ "$(field Allow)" = 'GET, HEAD, OPTIONS' ]
}

@test "a supported method that the target does not allow is 405 with Allow (9110 15.5.6)" {
	OPTIONS=(-o 'RequestMethodSupport GET HEAD POST')
	method POST /digits.txt
	is 405 method-not-allowed
	[ "$(field Allow)" = 'GET, HEAD' ]
}

@test "OPTIONS tells what is allowed, of a target and of the server (9110 9.3.7)" {
	method OPTIONS /digits.txt
	is 200 -
	[ "$(field Allow)" = 'GET, HEAD, OPTIONS' ]
	[ "$(field Content-Length)" = 0 ]
	method OPTIONS '*'
	is 200 -
	[ "$(field Allow)" = 'GET, HEAD, OPTIONS' ]
	method OPTIONS /absent
	is 404 not-found
}

@test "the asterisk is for OPTIONS alone (9112 3.2.4)" {
	get '*'
	is 400 invalid-url
}

@test "a target of no valid form is 400 with the words invalid URL" {
	get index.html
	is 400 invalid-url
	grep -q 'invalid URL' "$T/body"
	get ftp://localhost/
	is 400 invalid-url
}

@test "the absolute form is served, and its host counts (9112 3.2.2); https is not here (9110 7.4)" {
	get http://localhost:8080/digits.txt
	is 200 -
	get 'HTTP://LOCALHOST?q'
	is 200 -
	# Host says localhost, which may see the status page
	ask 'GET http://other.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n' -o 'Allow / -'
	is 421 server-name
	ask 'GET http://localhost/ HTTP/1.1\r\nHost: other.example\r\n\r\n' -o 'Allow / -'
	is 200 -
	ask 'GET https://a/digits.txt HTTP/1.1\r\nHost: a\r\n\r\n'
	is 421 misdirected
}

@test "Host: required in 1.1, once, and valid (9112 3.2)" {
	ask 'GET / HTTP/1.1\r\n\r\n'
	is 400 no-host
	ask 'GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n'
	is 400 two-hosts
	ask 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n'
	is 400 host
	ask 'GET / HTTP/1.0\r\nHost: a/b\r\n\r\n'
	is 400 host
}

@test "field lines: what is malformed is 400 (9112 5, 9110 5.5)" {
	while IFS='|' read -r line name; do
		ask "GET / HTTP/1.1\r\nHost: a\r\n$line\r\n\r\n"
		is 400 "$name"
	done <<-'END'
	X : 1|field-space
	X: 1\r\n folded|folded-field
	 X: 1|folded-field
	X: a\rb|bare-cr
	X: a\000b|field-value
	no colon|field-name
	: no name|field-name
	X(y): 1|field-name
	END
}

@test "framing is judged before method and target (9112 6.3)" {
	while IFS='|' read -r lines status name; do
		ask "GRT invalid HTTP/1.1\r\nHost: a\r\n$lines\r\n\r\n"
		is "$status" "$name"
	done <<-'END'
	Content-Length: 5, 5|400|length
	Content-Length: +5|400|length
	Content-Length: -1|400|length
	Content-Length:|400|length
	Content-Length: 18446744073709551616|400|length
	Content-Length: 5\r\nContent-Length: 5|400|two-lengths
	Content-Length: 5\r\nTransfer-Encoding: chunked|400|length-and-coding
	Transfer-Encoding: gzip|400|coding
	Transfer-Encoding: chunked, gzip|400|coding
	Transfer-Encoding: chunked, chunked|400|coding
	Transfer-Encoding: chunked;q=1|400|coding
	Transfer-Encoding:|400|coding
	Transfer-Encoding: gzip, chunked|501|coding-unknown
	END
	ask 'GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
	is 400 coding-in-1.0
}

@test "a line that is not HTTP is 400, before the rest of a head comes" {
	local line
	for line in 'GET /' 'GET  / HTTP/1.1' 'GET / http/1.1' 'GET / HTTP/1.1 ' \
		'hello' ' GET / HTTP/1.1' 'GET /a b HTTP/1.1' '\026\003\001'; do
		ask "$line\r\n"
		is 400 not-http
	done
}

@test "one empty line before a request is ignored, a second is not (9112 2.2)" {
	ask '\r\nGET / HTTP/1.0\r\n\r\n'
	is 200 -
	ask '\r\n\r\nGET / HTTP/1.0\r\n\r\n'
	is 400 empty-lines
	ask '\nGET / HTTP/1.0\r\n\r\n'
	is 400 bare-lf
}

@test "nothing at all is no request: no answer, no log line" {
	ask ''
	[ ! -s "$T/answer" ]
	[ ! -s "$T/log" ]
	# nor is an empty line before a request logged (9112 2.2)
	ask '\r\n'
	[ ! -s "$T/answer" ]
	[ ! -s "$T/log" ]
	ask 'GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\n'
	is 200 -
}

@test "a request that is cut off is told so" {
	ask 'GET / HTTP/1.1\r\nHost: a\r\n'
	is 400 head-cut
	ask 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab'
	is 400 body-cut
}

@test "each bound has its own status: target 414, fields 431, body 413" {
	local long
	long=$(printf 'x%.0s' {1..8001})
	get "/$long"
	is 414 url-too-long
	ask "GET /$long$long"
	is 414 url-too-long
	get / "X: $long" "Y: $long" "Z: $long"
	is 431 fields-too-large
	OPTIONS=(-o 'MaxFields 3')
	get / 'X: 1'
	is 200 -
	get / 'X: 1' 'Y: 2'
	is 431 too-many-fields
	OPTIONS=(-o 'MaxBodySize 4')
	ask 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde'
	is 413 body-too-large
	ask 'GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n'
	is 413 body-too-large
	ask 'GET / HTTP/1.0\r\nContent-Length: 4\r\n\r\nabcd'
	is 200 -
}

@test "a method longer than any known is 501 (9112 3)" {
	ask "$(printf 'X%.0s' {1..200}) / HTTP/1.0\r\n\r\n"
	is 501 invalid-method
	ask "$(printf 'X%.0s' {1..20000})"
	is 501 invalid-method
	grep -q 'invalid method: <code>XXXX' "$T/body"
}

@test "a body that the method does not use is never the next request" {
	ask 'GET /digits.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 26\r\n\r\nGET /absent HTTP/1.0\r\nX:\r\n\r\nGET /empty.txt HTTP/1.0\r\n\r\n'
	is '200 200' '- -'
	[ "$(grep -c absent "$T/log")" = 0 ]
	ask 'GET /digits.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 24\r\n\r\nGET /absent HTTP/1.0\r\n\r\nGET /empty.txt HTTP/1.0\r\n\r\n'
	is '200 200' '- -'
	ask 'GRT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nabcde\r\n0\r\nT: x\r\n\r\nGET /empty.txt HTTP/1.0\r\n\r\n'
	is '501 200' 'invalid-method -'
}

@test "chunked bodies with a flaw are 400 and end the connection (9112 7.1)" {
	while IFS='|' read -r body status name; do
		ask "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${body}GET / HTTP/1.0\r\n\r\n"
		is "$status" "$name"
	done <<-'END'
	x\r\n|400|chunk-size
	-1\r\n|400|chunk-size
	0x5\r\n|400|chunk-size
	5\nabcde\r\n|400|chunk-size
	fffffffffffffffff\r\n|400|chunk-size
	5;=\r\n|400|chunk-extension
	5\r\nabcdefg\r\n|400|chunk-end
	0\r\nbad trailer\r\n|400|trailer
	END
}

@test "HEAD has no content when it is refused either (9110 9.3.2)" {
	while IFS='|' read -r request status name; do
		ask "HEAD $request"
		is "$status" "$name"
		[ ! -s "$T/body" ]
		[ "$(field Content-Length)" -gt 100 ]
	done <<-'END'
	/ HTTP/1.1\r\n\r\n|400|no-host
	/ HTTP/9.9\r\n|505|version
	/ HTTP/1.1\r\nX y\r\n\r\n|400|field-name
	/ HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n|400|length
	/ HTTP/1.1\r\n|400|head-cut
	END
}

@test "100-continue: a final answer at once, and the connection ends (9110 10.1.1)" {
	method GET /digits.txt 'Content-Length: 5' 'Expect: 100-continue'
	is 200 -
	[ "$(field Connection)" = close ]
	ask 'GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n'
	is 417 expectation
	ask 'GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n'
	is 200 -
}
