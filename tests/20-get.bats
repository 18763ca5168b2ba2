#!/usr/bin/env bats
# Files: what is served, what is not, and that the bytes are right.

load lib/ask

setup() {
	site
}

@test "a file comes whole, with its type, length and validators" {
	get /digits.txt
	is 200 -
	cmp "$T/body" "$ROOT/digits.txt"
	[ "$(field Content-Type)" = 'text/plain; charset=utf-8' ]
	[ "$(field Content-Length)" = 20 ]
	[ "$(field Last-Modified)" = 'Thu, 29 Feb 2024 12:34:56 GMT' ]
	[ "$(field Accept-Ranges)" = bytes ]
	[ "$(field X-Content-Type-Options)" = nosniff ]
	field Date
	field ETag | grep -qx '"[0-9a-f-]*"'
}

@test "HEAD has the fields of GET and no content (9110 9.3.2)" {
	get /digits.txt
	grep -v '^Date' "$T/head" >"$T/get"
	method HEAD /digits.txt
	grep -v '^Date' "$T/head" >"$T/headed"
	cmp "$T/get" "$T/headed"
	[ ! -s "$T/body" ]
	method HEAD /absent
	is 404 not-found
	[ "$(field Content-Length)" -gt 100 ]
	[ ! -s "$T/body" ]
}

@test "an empty file is 200 with length 0" {
	get /empty.txt
	is 200 -
	[ "$(field Content-Length)" = 0 ]
}

# Prints the content of the chunks, without their sizes.
unchunked() {
	python3 -c '
import sys
s = sys.stdin.buffer.read()
while True:
    size, s = s.split(b"\r\n", 1)
    n = int(size, 16)
    assert s[n:n + 2] == b"\r\n", s
    sys.stdout.buffer.write(s[:n])
    s = s[n + 2:]
    if n == 0:
        assert s == b"", s
        break' <"$T/body"
}

# pseudo ROOT PATH: the file is sent unchanged by HTTP/1.1, 1.0 and HEAD, and
# without the fields that need a size.
pseudo() {
	local name
	ROOT=$1
	get "$2"
	is 200 -
	unchunked >"$T/bytes"
	cmp "$T/bytes" "$1$2"
	[ "$(field Transfer-Encoding)" = chunked ]
	for name in Content-Length ETag Last-Modified Accept-Ranges; do
		no_field "$name"
	done
	get "$2" 'Range: bytes=1-' 'If-Modified-Since: Sat, 21 Nov 2026 10:00:00 GMT'
	is 200 -
	unchunked | cmp - "$1$2"
	method HEAD "$2"
	is 200 -
	no_field Content-Length
	no_field Accept-Ranges
	[ ! -s "$T/body" ]
	ask "GET $2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
	is 200 -
	cmp "$T/body" "$1$2"
	[ "$(field Connection)" = close ]
	no_field Transfer-Encoding
}

@test "a file of /proc that has bytes and no size is sent to its end (9112 6.3)" {
	[ "$(stat -c %s /proc/version)" = 0 ]
	pseudo /proc /version
	pseudo /proc /filesystems
	pseudo /proc/sys /kernel/osrelease
	# the file is longer than one piece
	[ "$(wc -c </proc/kallsyms)" -gt 100000 ] || skip 'no long file in /proc'
	ROOT=/proc
	get /kallsyms
	is 200 -
	unchunked | wc -l | grep -qx "$(wc -l </proc/kallsyms)"
}

@test "a file of /sys that is shorter than it says is sent to its end" {
	[ -r /sys/kernel/mm/transparent_hugepage/enabled ] || skip 'no such file in /sys'
	[ "$(stat -c %s /sys/kernel/mm/transparent_hugepage/enabled)" = 4096 ]
	pseudo /sys /kernel/mm/transparent_hugepage/enabled
}

@test "a file of /proc that cannot be read is refused, and never an empty 200" {
	ROOT=/proc
	for file in /self/mem /self/clear_refs; do
		get "$file"
		[[ $(statuses) = 403 || $(statuses) = 500 ]]
		[[ $(why) = denied || $(why) = io-error ]]
	done
	ask 'GET /version HTTP/1.1\r\nHost: a\r\n\r\nGET /absent HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
	is '200 404' '- not-found'
}

@test "a hole and an empty file are what they say (st_blocks 0 is no sign)" {
	truncate -s 5000 "$ROOT/hole"
	get /hole 'Range: bytes=4999-'
	is 206 -
	get /hole
	is 200 -
	cmp "$T/body" "$ROOT/hole"
	[ "$(field Content-Length)" = 5000 ]
	get /empty.txt
	[ "$(field Content-Length)" = 0 ]
	field ETag
	no_field Transfer-Encoding
}

@test "files around the bound of one write come whole" {
	local n
	for n in 1 4096 16384 16385 100000; do
		head -c "$n" /dev/urandom >"$ROOT/bin"
		get /bin
		is 200 -
		cmp "$T/body" "$ROOT/bin"
	done
}

@test "a file over 4 GiB has its length, and its far end is served" {
	truncate -s 5G "$ROOT/huge"
	printf 'the end' | dd of="$ROOT/huge" bs=1 seek=5368709120 conv=notrunc status=none
	age
	method HEAD /huge
	is 200 -
	[ "$(field Content-Length)" = 5368709127 ]
	get /huge 'Range: bytes=5368709120-'
	is 206 -
	[ "$(field Content-Range)" = 'bytes 5368709120-5368709126/5368709127' ]
	[ "$(body)" = 'the end' ]
}

@test "output to a pipe and to a file: the same bytes" {
	head -c 300000 /dev/urandom >"$ROOT/bin"
	get /bin
	cmp "$T/body" "$ROOT/bin"
	printf 'GET /bin HTTP/1.0\r\n\r\n' >"$T/request"
	"$BUILD/minihttp" -c /dev/null "$ROOT" <"$T/request" 2>/dev/null |
		cat >"$T/pipe"
	tail -c 300000 "$T/pipe" | cmp - "$ROOT/bin"
	"$BUILD/minihttp" -c /dev/null "$ROOT" <"$T/request" >>"$T/appended" 2>/dev/null
	tail -c 300000 "$T/appended" | cmp - "$ROOT/bin"
}

@test "names with spaces, UTF-8 and percent signs" {
	printf 1 >"$ROOT/a b.txt"
	printf 2 >"$ROOT/grüße.txt"
	printf 3 >"$ROOT/100%.txt"
	printf 4 >"$ROOT/a+b&c=d.txt"
	get /a%20b.txt
	[ "$(body)" = 1 ]
	get /gr%c3%bc%C3%9fe.txt
	[ "$(body)" = 2 ]
	get '/100%25.txt'
	[ "$(body)" = 3 ]
	get '/a+b&c=d.txt?query'
	[ "$(body)" = 4 ]
}

@test "a path is decoded once" {
	printf 1 >"$ROOT/%2e.txt"
	get '/%252e.txt'
	is 200 -
	get '/%2541'
	is 404 not-found
}

@test "dot segments are removed, and do not climb out (RFC 3986 5.2.4)" {
	get /dir/../digits.txt
	is 200 -
	get /dir/sub/..
	is 200 -
	get '/dir/%2e%2E/digits.txt'
	is 200 -
	local path
	for path in /.. /../etc/passwd /dir/../../etc/passwd '/%2e%2e/x'; do
		get "$path"
		is 400 url-climbs
	done
}

@test "%2F, %00 and broken escapes are 400" {
	local path
	for path in '/dir%2Findex.html' '/digits.txt%00' '/%' '/%4' '/%zz'; do
		get "$path"
		is 400 url-escape
	done
}

@test "links are followed beneath the root and never out of it" {
	ln -s digits.txt "$ROOT/inside"
	ln -s ../digits.txt "$ROOT/dir/up"
	ln -s ../../../../../../etc/passwd "$ROOT/out"
	ln -s /etc/passwd "$ROOT/absolute"
	ln -s / "$ROOT/slash"
	get /inside
	is 200 -
	get /dir/up
	is 200 -
	local path
	for path in /out /absolute /slash/etc/passwd; do
		get $path
		is 403 outside-root
	done
	OPTIONS=(-o 'Symlinks no')
	get /inside
	is 403 symlink
	get /digits.txt
	is 200 -
}

@test "names that begin with a dot are not found, but below /.well-known/" {
	mkdir -p "$ROOT/.git" "$ROOT/.well-known/acme"
	echo secret >"$ROOT/.git/config"
	echo secret >"$ROOT/.htpasswd"
	echo token >"$ROOT/.well-known/acme/token"
	local path
	for path in /.git/config /.htpasswd '/%2ehtpasswd' /.git/ /.git; do
		get "$path"
		is 404 hidden
	done
	get /.well-known/acme/token
	is 200 -
}

@test "a FIFO, a device and a socket are 403 and do not block" {
	mkfifo "$ROOT/fifo"
	get /fifo
	is 403 not-a-file
	# a short path is used, since a longer one does not fit into an address
	(cd "$ROOT" && python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")')
	[ -S "$ROOT/socket" ]
	get /socket
	is 403 not-a-file
	if mknod "$ROOT/device" c 1 3 2>/dev/null; then
		get /device
		is 403 not-a-file
	fi
}

@test "a directory without its slash is 301, the query kept" {
	get '/dir?a=b&c'
	is 301 -
	[ "$(field Location)" = '/dir/?a=b&c' ]
	grep -q 'href="/dir/?a=b&amp;c"' "$T/body"
	mkdir "$ROOT/a b"
	get //a%20b
	is 301 -
	[ "$(field Location)" = /a%20b/ ]
}

@test "a directory is its index, or 403" {
	get /dir/
	is 200 -
	[ "$(body)" = 'in dir' ]
	get /bare/
	is 403 no-index
	get /absent/
	is 404 not-found
	get /digits.txt/
	is 404 not-found
	OPTIONS=(-o 'DirectoryIndex digits.txt index.html')
	get /
	cmp "$T/body" "$ROOT/digits.txt"
	get /dir/
	[ "$(body)" = 'in dir' ]
}

@test "what the file system denies is 403" {
	chmod 0 "$ROOT/digits.txt"
	local may=
	# without these capabilities root cannot read it either
	[ "$(id -u)" != 0 ] || may='setpriv --bounding-set -dac_override,-dac_read_search'
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' |
		$may "$BUILD/minihttp" -c /dev/null "$ROOT" >"$T/answer" 2>"$T/log"
	[ "$(statuses)" = 403 ]
	[ "$(why)" = denied ]
}

@test "requests in a pipeline are answered in order (9112 9.3.2)" {
	ask 'GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\nHEAD /absent HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n'
	is '200 404 200' '- not-found -'
}

@test "KeepAlive no, and KeepAliveRequests, end the connection and say so" {
	local one='GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n'
	ask "$one$one$one" -o 'KeepAlive no'
	is 200 -
	[ "$(field Connection)" = close ]
	ask "$one$one$one" -o 'KeepAliveRequests 2'
	is '200 200' '- -'
	[ "$(grep -c '^Connection: close' "$T/answer")" = 1 ]
}

@test "error pages are HTML5 with the status and a sentence, and escape what they quote" {
	get '/<b>&"x"'
	is 404 not-found
	[ "$(head -n 1 "$T/body")" = '<!DOCTYPE html>' ]
	grep -q '<title>404 Not Found</title>' "$T/body"
	grep -q '<code>/&lt;b&gt;&amp;&quot;x&quot;</code>' "$T/body"
	[ "$(wc -c <"$T/body")" = "$(field Content-Length)" ]
}

@test "a hidden name is hidden in any case, and with dots behind it" {
	local name
	OPTIONS=(-o 'HiddenFiles *.bak')
	for name in page.bak PAGE.BAK Page.Bak page.bak. 'page.bak%20' .ENV; do
		printf secret >"$ROOT/$(printf '%b' "${name//%/\\x}")"
		get "/$name"
		is 404 hidden
	done
	get /page.bakery
	is 404 not-found
}

@test "CleanURLs: /about is about.html, where nothing else is of that name" {
	echo about >"$ROOT/about.html"
	echo sub >"$ROOT/dir/sub.html"
	echo exact >"$ROOT/both"
	echo page >"$ROOT/both.html"
	echo secret >"$ROOT/secret.html"
	gzip -c "$ROOT/about.html" >"$ROOT/about.html.gz"
	age
	get /about
	is 404 not-found
	OPTIONS=(-o 'CleanURLs yes' -o 'CacheControl *.html max-age=7'
		-o 'Header X-Of about /about' -o 'HiddenFiles secret.*')
	get /about
	is 200 -
	[ "$(body)" = about ]
	[ "$(field Content-Type)" = 'text/html; charset=utf-8' ]
	[ "$(field Cache-Control)" = max-age=7 ]
	[ "$(field X-Of)" = about ]
	method HEAD /about "If-None-Match: $(field ETag)"
	is 304 -
	get /about 'Range: bytes=1-2'
	is 206 -
	[ "$(body)" = bo ]
	get /about.html
	is 200 -
	get /both
	[ "$(body)" = exact ]
	get /dir
	is 301 -
	get /dir/sub # a directory is there
	is 301 -
	get /secret
	is 404 not-found
	get /about/
	is 404 not-found
	get /absent
	is 404 not-found
	OPTIONS+=(-o 'Fallback /index.html')
	get /absent 'Accept: text/html'
	is 200 - # by Fallback
	get /about 'Accept: text/html'
	[ "$(body)" = about ]
	OPTIONS+=(-o 'Precompressed yes')
	get /about 'Accept-Encoding: gzip'
	[ "$(field Content-Encoding)" = gzip ]
	OPTIONS+=(-o 'Deny /about.html all')
	get /about
	is 403 address
}
