#!/usr/bin/env bats
# Header, CacheControl, Redirect, ErrorPage and Fallback, through the program;
# their tables are in tests/unit/site/rules_test.c and config/conf_test.c.

load lib/ask
load lib/listen

setup() {
	site
	mkdir "$ROOT/assets" "$ROOT/.errors"
	printf 'gone astray\n' >"$ROOT/.errors/404.html"
	printf 'not that one\n' >"$ROOT/.errors/416.txt"
	printf 'body {}\n' >"$ROOT/assets/a.css"
	age
}

teardown() {
	hang_up
	end_all
}

@test "Header: on files, refusals and 304, by the path or the name of the file" {
	OPTIONS=(-o 'Header X-Frame-Options DENY' -o 'Header X-Style "a b" *.css'
		-o 'Header X-Frame-Options "" /assets/*')
	get /
	[ "$(field X-Frame-Options)" = DENY ]
	no_field X-Style
	get /assets/a.css
	[ "$(field X-Style)" = 'a b' ]
	no_field X-Frame-Options
	get /none
	is 404 not-found
	[ "$(field X-Frame-Options)" = DENY ]
	get / 'If-None-Match: *'
	is 304 -
	[ "$(field X-Frame-Options)" = DENY ]
	ask 'nonsense\r\n\r\n'
	is 400 not-http
	[ "$(field X-Frame-Options)" = DENY ]
}

@test "Header: an index is found by its name" {
	OPTIONS=(-o 'Header X-Page yes *.html')
	get /dir/
	[ "$(field X-Page)" = yes ]
	get /dir
	is 301 -
	no_field X-Page
}

@test "what would split a response or cut a message is no configuration" {
	local line
	for line in 'Header Content-Length 3' 'Header transfer-encoding chunked' \
		'Header Connection close' 'Header Date x' 'Header X: y' \
		$'Header X-A "b\r X-B: c"' $'Redirect /a "/b\rX: y"'; do
		! timeout 5 "$BUILD/minihttp" -c /dev/null -t -o "$line" \
			2>"$T/why" || { echo "$line"; return 1; }
		grep -E '^minihttp: -o:1:[0-9]+: |^-o:1:[0-9]+: ' "$T/why"
	done
	printf '# a site\n\nHeader X-A b\n  Header Content-Length 3\n' >"$T/conf"
	timeout 5 "$BUILD/minihttp" -c "$T/conf" -t 2>"$T/why" || [ $? = 78 ]
	grep -F "$T/conf:4:10: Header wants the name" "$T/why"
}

@test "CacheControl: of files, and of no refusal" {
	OPTIONS=(-o 'CacheControl * no-cache'
		-o 'CacheControl /assets/* public, max-age=31536000, immutable')
	get /assets/a.css
	[ "$(field Cache-Control)" = 'public, max-age=31536000, immutable' ]
	get /assets/a.css 'If-None-Match: *'
	is 304 -
	[ "$(field Cache-Control)" = 'public, max-age=31536000, immutable' ]
	get /digits.txt 'Range: bytes=0-1'
	[ "$(field Cache-Control)" = no-cache ]
	get /assets/none
	is 404 not-found
	no_field Cache-Control
	get /digits.txt 'Range: bytes=99-'
	is 416 range
	no_field Cache-Control
}

@test "Redirect: with what is below and the query, whatever is there" {
	OPTIONS=(-o 'Redirect 301 /dir/* /new/*' -o 'Redirect /digits.txt /?digits'
		-o 'Redirect 308 /out/* https://example.org/*')
	get '/dir/sub/a%20b?x=1&y'
	is 301 -
	[ "$(field Location)" = '/new/sub/a%20b?x=1&y' ]
	grep -F 'href="/new/sub/a%20b?x=1&amp;y"' "$T/body"
	get /digits.txt?x
	is 302 -
	[ "$(field Location)" = '/?digits' ]
	get /out//example.net/
	is 308 -
	[ "$(field Location)" = https://example.org/example.net/ ]
	get '/dir/%0d%0aX:%20y'
	is 301 -
	[ "$(field Location)" = '/new/%0D%0AX:%20y' ]
	method HEAD /digits.txt
	is 302 -
	[ ! -s "$T/body" ]
}

@test "Redirect: a body is read to its end, and the next request is answered" {
	OPTIONS=(-o 'RequestMethodSupport GET PUT' -o 'Redirect 307 /old /new')
	ask 'PUT /old HTTP/1.1\r\nHost: a\r\nContent-Length: 28\r\n\r\nGET /evil HTTP/1.1\r\nHost: a\nGET / HTTP/1.1\r\nHost: a\r\n\r\n'
	is '307 200' '- -'
}

@test "Redirect: curl follows, to the file" {
	listen "$BUILD/minihttp" -c /dev/null -o 'Redirect 308 /old/* /*' "$ROOT"
	[ "$(curl -sSL --max-time 20 "http://127.0.0.1:$PORT/old/digits.txt")" = \
		0123456789abcdefghij ]
}

@test "ErrorPage: its content, the status of the refusal and no validators" {
	OPTIONS=(-o 'ErrorPage 404 /.errors/404.html' -o 'Header X-A b')
	get /none
	is 404 not-found
	[ "$(body)" = 'gone astray' ]
	[ "$(field Content-Type)" = 'text/html; charset=utf-8' ]
	[ "$(field Content-Length)" = 12 ]
	[ "$(field X-A)" = b ]
	no_field ETag
	no_field Last-Modified
	no_field Accept-Ranges
	# 9110 13.2.1, 14.2: conditions and ranges do not apply to it
	get /none 'If-None-Match: *' 'Range: bytes=0-1'
	is 404 not-found
	[ "$(body)" = 'gone astray' ]
	get /.errors/404.html
	is 404 hidden
	[ "$(body)" = 'gone astray' ]
}

@test "ErrorPage: HEAD has its fields and no content (9110 9.3.2)" {
	OPTIONS=(-o 'ErrorPage 404 /.errors/404.html')
	method HEAD /none
	is 404 not-found
	[ "$(field Content-Length)" = 12 ]
	[ ! -s "$T/body" ]
}

@test "ErrorPage: what the status needs stays (9110 14.4, 15.5.6)" {
	OPTIONS=(-o 'ErrorPage 416 /.errors/416.txt' -o 'ErrorPage 405 /.errors/404.html'
		-o 'RequestMethodSupport GET POST')
	get /digits.txt 'Range: bytes=99-'
	is 416 range
	[ "$(field Content-Range)" = 'bytes */20' ]
	[ "$(body)" = 'not that one' ]
	ask 'POST /digits.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n'
	is 405 method-not-allowed
	[ "$(field Allow)" = GET ]
	[ "$(body)" = 'gone astray' ]
}

@test "ErrorPage: of a request that is malformed, and the connection ends" {
	cp "$ROOT/.errors/404.html" "$ROOT/400.html"
	OPTIONS=(-o 'ErrorPage 400 /400.html')
	ask 'nonsense\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n'
	is 400 not-http
	[ "$(body)" = 'gone astray' ]
	[ "$(field Connection)" = close ]
}

@test "ErrorPage: one that is missing, a directory or outside is the short page" {
	local page
	printf secret >"$T/outside"
	ln -s "$T/outside" "$ROOT/outside"
	mkfifo "$ROOT/fifo"
	for page in /absent /dir /outside /fifo; do
		OPTIONS=(-o "ErrorPage 404 $page")
		get /none
		is 404 not-found
		grep '<h1>404 Not Found</h1>' "$T/body"
	done
}

@test "ErrorPage: an empty one" {
	OPTIONS=(-o 'ErrorPage 404 /empty.txt')
	ask 'GET /none HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n'
	is '404 200' 'not-found -'
	[ "$(field Content-Length)" = 0 ]
}

@test "Fallback: a path of the application is its page, a missing file a 404" {
	OPTIONS=(-o 'Fallback /index.html')
	get /users/7
	is 200 -
	cmp "$T/body" "$ROOT/index.html"
	[ "$(field Content-Type)" = 'text/html; charset=utf-8' ]
	[ "$(field Vary)" = Accept ]
	get /users/7 "If-None-Match: $(field ETag)"
	is 304 -
	[ "$(field Vary)" = Accept ]
	get /users/
	is 200 -
	get /app.js
	is 404 not-found
	no_field Vary
	get /api/users 'Accept: application/json'
	is 404 not-found
	[ "$(field Vary)" = Accept ]
	get /.well-known/change-password
	is 404 not-found
	get /.git/config
	is 404 hidden
	get /bare/
	is 403 no-index
	method HEAD /users/7
	is 200 -
	[ ! -s "$T/body" ]
}

@test "Fallback: if it is missing itself, 404 it is" {
	OPTIONS=(-o 'Fallback /absent.html' -o 'ErrorPage 404 /.errors/404.html')
	get /users/7
	is 404 not-found
	[ "$(body)" = 'gone astray' ]
}

@test "Fallback: compressed, with a Vary of both and one Cache-Control" {
	seq 1 5000 >"$ROOT/index.html"
	gzip -kn "$ROOT/index.html"
	OPTIONS=(-o 'Fallback /index.html' -o 'Precompressed gzip'
		-o 'CacheControl *.html no-cache' -o 'CacheControl /assets/* max-age=9')
	get /assets/none 'Accept-Encoding: gzip'
	is 200 -
	[ "$(field Content-Encoding)" = gzip ]
	[ "$(field Vary)" = 'Accept, Accept-Encoding' ]
	[ "$(field Cache-Control)" = no-cache ]
	gzip -dc <"$T/body" | cmp - "$ROOT/index.html"
}

@test "Fallback: its answers count as its file, whatever was asked for" {
	local i
	OPTIONS=(-o 'Fallback /index.html' -o "Counters $T/counters")
	for i in 1 2 3; do
		get "/made/up/$i"
		is 200 -
	done
	"$BUILD/minihttp-stats" --json "$T/counters" >"$T/json"
	grep '/index.html' "$T/json"
	[ -z "$(grep /made/up "$T/json")" ]
}

@test "a rule is printed as it is read back" {
	printf '%s\n' 'Header X-A "b c" *.css /a/*' 'CacheControl *.x a, b=3' \
		'Redirect /a/* https://e.example/*' 'ErrorPage 404 /e' \
		'Fallback /i' 'Precompressed yes' >"$T/conf"
	timeout 5 "$BUILD/minihttp" -c "$T/conf" -T >"$T/once"
	timeout 5 "$BUILD/minihttp" -c "$T/once" -T >"$T/twice"
	cmp "$T/once" "$T/twice"
	grep -Fx 'Redirect 302 /a/* https://e.example/*' "$T/once"
	grep -Fx 'Header X-A "b c" /a/*' "$T/once"
	grep -Fx 'Precompressed zstd br gzip' "$T/once"
}
