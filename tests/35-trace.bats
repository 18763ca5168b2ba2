#!/usr/bin/env bats
# TRACE (9110 9.3.8): off unless it is configured, and the answer shows no
# secret.

load lib/ask

setup() {
	site
	OPTIONS=(-o 'RequestMethodSupport GET TRACE')
}

@test "off by default" {
	OPTIONS=()
	method TRACE /
	is 501 method-off
}

@test "the request comes back as message/http, secrets left out" {
	method TRACE /x?y 'X-One: 1' 'Authorization: Basic c2VjcmV0' 'Cookie: secret=1' \
		'cookie2: secret' 'PROXY-Authorization: secret' 'Proxy-Connection: secret' 'X-One: 2'
	is 200 -
	[ "$(field Content-Type)" = message/http ]
	printf 'TRACE /x?y HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-One: 1\r\nX-One: 2\r\n\r\n' |
		cmp - "$T/body"
	[ "$(field Content-Length)" = "$(wc -c <"$T/body")" ]
	[ "$(grep -aic 'secret\|c2VjcmV0' "$T/answer")" = 0 ]
}

@test "with content it is refused" {
	ask 'TRACE / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx'
	is 400 trace-content
}

@test "it is in Allow" {
	ask 'PUT / HTTP/1.0\r\nContent-Length: 0\r\n\r\n' -o 'RequestMethodSupport GET PUT TRACE'
	is 405 method-not-allowed
	[ "$(field Allow)" = 'GET, TRACE' ]
}
