#!/usr/bin/env bats
# Attacks that worked on other servers, each by the number of its record (CVE,
# GHSA).  One server runs for the whole file.  After each attack it still
# serves, and files outside of the root or behind a password stay closed.

load lib/ask

setup_file() {
	local D=$BATS_FILE_TMPDIR
	: "${BUILD:=$BATS_TEST_DIRNAME/../build}"
	mkdir -p "$D/root/dir" "$D/root/private" "$D/root/cgi-bin" "$D/root/uploads" \
		"$D/root/listed" "$D/privately"
	printf '0123456789abcdefghij' >"$D/root/digits.txt"
	: >"$D/root/empty.txt"
	echo home >"$D/root/index.html"
	echo TOPSECRET | tee "$D/secret.txt" "$D/privately/secret.txt" \
		"$D/root/private/secret.txt" "$D/root/.htpasswd" "$D/root/.hidden" >/dev/null
	: >"$D/root/listed/<img src=x onerror=alert(1)>.txt"
	ln -s ../secret.txt "$D/root/link"
	printf '#!/bin/sh\nprintf "Content-Type: text/plain\\n\\n"\necho "words:$#:$*"\nenv\n: TOPSECRET\n' \
		>"$D/root/cgi-bin/says"
	chmod 755 "$D/root/cgi-bin/says"
	printf 'user:%s\n' "$(openssl passwd -6 -salt saltsalt password)" >"$D/htpasswd"
	cat >"$D/conf" <<-END
	User $(id -u):$(id -g)
	RequestMethodSupport GET HEAD OPTIONS PUT POST DELETE
	DirectoryListing on
	Auth /private/ $D/htpasswd
	CGI /cgi-bin/
	Upload /uploads/
	WriteFrom 127.0.0.0/8
	Redirect /old/ /new/
	UploadSync no
	HeadTimeout 1s
	BodyTimeout 1s
	AccessLog $D/access.log
	END
	for _ in {1..8}; do
		PORT=$((20000 + RANDOM % 12000))
		"$BUILD/minihttpd" -c "$D/conf" -l "127.0.0.1:$PORT" "$D/root" 2>"$D/err" 3>&- &
		echo $! >"$D/pid"
		for _ in {1..400}; do
			! (exec 9<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null || break 2
			kill -0 "$(cat "$D/pid")" 2>/dev/null || break
			sleep 0.05
		done
	done
	export PORT
}

teardown_file() {
	kill "$(cat "$BATS_FILE_TMPDIR/pid")"
	kill "$(cat "$BATS_FILE_TMPDIR/pid")" 2>/dev/null || true # without draining
}

setup() {
	D=$BATS_FILE_TMPDIR
}

# Whatever was sent, other clients are served, and no part of a secret was
# shown.
teardown() {
	lacks -E 'TOPSECRET|^root:' "$T/answer"
	send 'GET /digits.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
	grep -qa 0123456789abcdefghij "$T/answer"
	end_all
}

# send BYTES: prints the answer until the server closes; BYTES has the escapes
# of printf %b.
send() {
	exec 9<>"/dev/tcp/127.0.0.1/$PORT"
	printf '%b' "$1" >&9 2>/dev/null || true
	timeout 10 cat <&9 >"$T/answer" 2>/dev/null || true
	exec 9<&-
}

# ask_for TARGET [FIELD LINE...]
ask_for() {
	local target=$1 lines=
	shift
	[ $# = 0 ] || lines=$(printf '%s\\r\\n' "$@")
	send "${METHOD:-GET} $target HTTP/1.1\r\nHost: a\r\nConnection: close\r\n$lines\r\n${CONTENT:-}"
}

# gives STATUS...: these are the statuses of all answers, in order
gives() {
	[ "$(statuses)" = "$*" ] || {
		echo "want $*, have $(statuses)"
		head -c 2000 "$T/answer"
		return 1
	}
}

# each STATUS TARGET...: every target gets this status
each() {
	local want=$1 target
	shift
	for target; do
		ask_for "$target"
		gives "$want" || {
			echo "for $target"
			return 1
		}
		lacks TOPSECRET "$T/answer"
	done
}

# lacks [OPTION] PATTERN FILE: a bare "! grep" would fail no test
lacks() {
	! LC_ALL=C grep -qa "$@"
}

repeat() {
	local out
	printf -v out "%*s" "$2" ''
	printf '%s' "${out// /$1}"
}

# --- paths that lead out -----------------------------------------------------

@test "CVE-2021-41773, Apache 2.4.49: /.%2e/ was checked before it was decoded" {
	each 400 /cgi-bin/.%2e/.%2e/.%2e/.%2e/etc/passwd /.%2e/secret.txt /dir/.%2e/.%2e/secret.txt
}

@test "CVE-2021-42013, Apache 2.4.50: %%32%65 was decoded twice" {
	each 400 /cgi-bin/%%32%65%%32%65/%%32%65%%32%65/etc/passwd
	each 404 /%252e%252e/secret.txt /%25%32%65%25%32%65/secret.txt
}

@test "CVE-2023-37474, copyparty: an encoded slash made the rest an absolute path" {
	each 400 /dir/%2Fetc%2Fpasswd /%2Fetc%2Fpasswd /dir/..%2f..%2fsecret.txt
	each 404 /dir//etc/passwd //etc/passwd
}

@test "CVE-2004-2628, thttpd 2.07: %5C.. and a drive letter" {
	each 404 '/%5C..%5C..%5Csecret.txt' '/C:/secret.txt' '/C:%5Csecret.txt'
}

@test "CVE-2000-0920, Boa 0.94.8: dots written as %2E" {
	each 400 /%2E%2E/secret.txt /dir/%2E%2E/%2E%2E/secret.txt '/%2E./secret.txt'
}

@test "CVE-2006-5050, BusyBox httpd: %2e%2e/ before the path" {
	each 400 /%2e%2e/%2e%2e/%2e%2e/etc/passwd
}

@test "CVE-2002-0680, GoAhead 2.1: ..%5C.. climbs where a backslash is a separator" {
	each 404 '/..%5C..%5Csecret.txt' '/dir/..%5c..%5csecret.txt'
}

@test "CVE-2008-1145, WEBrick: backslashes, and the name of a hidden file in capitals" {
	each 404 '/..%5c..%5csecret.txt' /.HTPASSWD /.htPasswd
}

@test "CVE-2014-3744, st for Node: %2e%2e behind its prefix" {
	each 400 /dir/%2e%2e/%2e%2e/secret.txt /listed/%2e%2e/%2e%2e/%2e%2e/etc/passwd
}

@test "CVE-2018-3712, serve for Node: %2e and %2f together" {
	each 400 /%2e%2e%2fsecret.txt /dir%2f%2e%2e%2f%2e%2e%2fsecret.txt
}

@test "CVE-2017-16097, tiny-http: ../ as it is" {
	each 400 /../secret.txt /../../../../../../etc/passwd /dir/../../secret.txt
}

@test "CVE-2009-2629, nginx 0.8: so many /../ that a pointer went before its buffer" {
	each 400 "/$(repeat ../ 500)secret.txt" "/$(repeat ./ 300)$(repeat ../ 301)secret.txt"
}

@test "CVE-2010-2266, nginx for Windows: %c0.%c0. crashed it" {
	each 404 /%c0.%c0./%c0.%c0./%c0.%c0./secret.txt
}

@test "CVE-2008-2938, Tomcat: %c0%ae was taken for a dot" {
	each 404 /%c0%ae%c0%ae/secret.txt /dir/%c0%ae%c0%ae/%c0%ae%c0%ae/secret.txt
}

@test "CVE-2000-0884, IIS: %c0%af was taken for a slash" {
	each 404 /..%c0%afsecret.txt /dir/..%c0%af..%c0%afsecret.txt
}

@test "CVE-2001-0333, IIS: %255c was decoded twice" {
	each 404 /..%255csecret.txt /..%252fsecret.txt
}

@test "CVE-2007-0450, Tomcat behind a proxy: /\\../ and its escapes" {
	each 404 '/\\../secret.txt' '/dir/%5c../secret.txt'
}

@test "CVE-2018-19052, lighttpd mod_alias: /prefix../ led to a sibling directory" {
	each 401 /private../privately/secret.txt # dots at the end of a name do not hide it
	each 404 /uploads../secret.txt /dir../secret.txt
	each 404 /privately/secret.txt
}

@test "CVE-2023-50164, Struts: ../ in the filename of a part of a form" {
	for name in ../stolen.txt '..\\\\stolen.txt' /tmp/stolen.txt '%2e%2e/stolen.txt' .. ''; do
		part="--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"$name\"\r\n\r\nDATA\r\n--x--\r\n"
		METHOD=POST CONTENT=$part ask_for /uploads/ 'Content-Type: multipart/form-data; boundary=x' \
			"Content-Length: $(printf '%b' "$part" | wc -c)"
		[ -z "$(find "$D" -name 'stolen*' ! -path "$D/root/uploads/*")" ]
		[ ! -e /tmp/stolen.txt ]
	done
}

@test "CVE-2009-3898, nginx: COPY and MOVE to a Destination with ../" {
	for METHOD in COPY MOVE; do
		ask_for /digits.txt 'Destination: http://a/uploads/../../stolen.txt'
		gives 501
		[ ! -e "$D/stolen.txt" ]
	done
}

@test "CVE-2017-12615, Tomcat: PUT NAME.jsp/ wrote a file that PUT NAME.jsp could not" {
	METHOD=PUT CONTENT=x ask_for /uploads/new.txt/ 'Content-Length: 1'
	[[ $(statuses) = 4?? ]]
	METHOD=PUT CONTENT=x ask_for /cgi-bin/new/ 'Content-Length: 1'
	gives 404
	METHOD=PUT CONTENT=x ask_for /uploads/../new.txt 'Content-Length: 1'
	gives 405
	METHOD=PUT CONTENT=x ask_for /uploads/%2e%2e/%2e%2e/new.txt 'Content-Length: 1'
	gives 400
	[ -z "$(find "$D" -name 'new*')" ]
}

# --- what is shut ------------------------------------------------------------

@test "GHSA-qrp7-cvwr-j2c6, Caddy: /private%5csecret.txt was another path to the guard" {
	each 404 '/private%5csecret.txt' '/private\\secret.txt'
	each 401 /private/secret.txt
}

@test "CVE-2026-6414, @fastify/static: /private%2Fsecret.txt passed the guard by" {
	each 400 /private%2Fsecret.txt /private%2fsecret.txt
	each 401 //private/secret.txt /dir/../private/secret.txt
	each 401 /%70rivate/secret.txt /./private/./secret.txt
}

@test "CVE-2007-3949, lighttpd mod_access: a slash at the end passed the guard by" {
	each 401 /private/secret.txt/ /private/secret.txt// /private/
	each 404 /.hidden/
}

@test "CVE-2001-0892, thttpd in a chroot: /.htpasswd/ was shown" {
	each 404 /.htpasswd/ /.htpasswd /.htpasswd// //.htpasswd/.
}

@test "CVE-2001-0893, mini_httpd 1.15: the same, in a directory too" {
	each 404 /dir/../.htpasswd/ /dir/.htpasswd/
	each 400 /.htpasswd%2f
}

@test "CVE-2018-3809, serve for Node: ignored files by an encoded letter" {
	each 404 /%2ehidden /%2Ehtpasswd /.%68idden
}

@test "CVE-2013-2182, Monkey: // before a path passed the deny list by" {
	each 401 //private/secret.txt ///private///secret.txt
}

@test "CVE-2011-4963, nginx for Windows: a dot or \$DATA at the end of a name" {
	each 401 '/private/secret.txt.' '/private./secret.txt' '/private%20/secret.txt' '/private/secret.txt::$DATA'
	each 404 '/private::$INDEX_ALLOCATION/secret.txt' '/.htpasswd.' '/.htpasswd%20'
}

@test "CVE-2013-4547, nginx: a space, and then a NUL, behind the path" {
	send 'GET /private /../dir/ HTTP/1.1\r\nHost: a\r\n\r\n'
	gives 400
	send 'GET /digits.txt \0.php HTTP/1.1\r\nHost: a\r\n\r\n'
	gives 400
	each 400 /digits.txt%00.html /private/secret.txt%00
}

@test "CVE-2001-0925, Apache: a path of thousands of slashes showed a directory" {
	ask_for "/$(repeat / 4000)"
	gives 200
	grep -qa home "$T/answer"
}

@test "CVE-2018-18778, mini_httpd: with an empty Host the path was one of the machine" {
	send 'GET /etc/passwd HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n'
	gives 400
	send 'GET /etc/passwd HTTP/1.1\r\nConnection: close\r\n\r\n'
	gives 400
}

@test "CVE-2003-0832, webfs: .. as the name of a virtual host" {
	mkdir -p "$T/hosts/a"
	echo a >"$T/hosts/a/index.html"
	echo TOPSECRET >"$T/secret.txt"
	for host in .. . ../hosts '%2e%2e' a/.. '' '[..]' 'a\\0'; do
		printf '%b' "GET /secret.txt HTTP/1.1\r\nHost: $host\r\nConnection: close\r\n\r\n" |
			"$BUILD/minihttp" -c /dev/null -o "VirtualHosts $T/hosts" "${ME[@]}" >"$T/answer" 2>"$T/log"
		[[ $(statuses) = 4?? ]]
	done
}

@test "CVE-2014-2324, lighttpd mod_evhost: [../../..] as a host" {
	for host in '[../../../../etc]' '[/../../]' '[::1]/../..'; do
		send "GET /passwd HTTP/1.1\r\nHost: $host\r\nConnection: close\r\n\r\n"
		gives 400
	done
}

# --- where a request ends ----------------------------------------------------

# Two requests, of which the second may also be the content of the first.
@test "CVE-2005-2088, Apache 2.0: Transfer-Encoding beside Content-Length" {
	send 'POST /uploads/ HTTP/1.1\r\nHost: a\r\nContent-Length: 44\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n'
	gives 400
}

@test "CVE-2015-5740, Go: two Content-Length fields" {
	send 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 37\r\n\r\nGET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n'
	gives 400
}

@test "CVE-2019-16792, Waitress: two Content-Length fields were joined, then ignored" {
	send 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 6\r\n\r\nGET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n'
	gives 400
}

@test "CVE-2018-7159, Node: a Content-Length with a space in it" {
	send 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1 2\r\n\r\nGET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n'
	gives 400
}

@test "CVE-2021-32715, hyper: Content-Length: +3" {
	for n in +3 -1 -0 0x3 3.0 1e1 99999999999999999999 -9223372036854775808; do
		send "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: $n\r\n\r\nabc"
		[[ $(statuses) = 400 || $n = 999* ]]
		[[ $(statuses) = 4?? ]]
	done
}

@test "CVE-2020-8287, Node: two Transfer-Encoding fields" {
	send 'POST /uploads/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n'
	gives 400
}

@test "CVE-2019-16789, Waitress: a vertical tab before chunked" {
	send 'POST /uploads/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \vchunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n'
	gives 400
}

@test "CVE-2019-16786, Waitress: codings other than chunked were passed over" {
	for coding in 'identity, chunked' 'chunked, identity' 'xchunked' 'chunked, chunked' 'gzip'; do
		send "POST /uploads/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: $coding\r\nContent-Length: 3\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"
		[[ $(statuses) = 400 || $(statuses) = 501 ]]
	done
}

@test "CVE-2021-22959, Node: a space before the colon" {
	send 'POST /uploads/ HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\nGET / HTTP/1.1\r\n\r\n'
	gives 400
}

@test "CVE-2019-16276, Go: the same for Transfer-Encoding" {
	send 'POST /uploads/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n'
	gives 400
}

@test "CVE-2022-32214, Node: a lone CR ended a field" {
	send 'GET / HTTP/1.1\r\nHost: a\r\nX: y\rTransfer-Encoding: chunked\r\n\r\n'
	gives 400
}

@test "CVE-2019-16785, Waitress: a lone LF ended a field" {
	send 'GET / HTTP/1.1\r\nHost: a\r\nX: y\nContent-Length: 5\r\n\r\nabcde'
	gives 400
}

@test "CVE-2016-8743, Apache: odd white space in the request line and in fields" {
	for line in 'GET\t/\tHTTP/1.1' 'GET  / HTTP/1.1' ' GET / HTTP/1.1' 'GET / HTTP/1.1 ' 'GET /\vHTTP/1.1'; do
		send "$line\r\nHost: a\r\n\r\n"
		gives 400
	done
}

@test "CVE-2021-22960, Node: the extension of a chunk was not checked" {
	send 'PUT /uploads/cve HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1 ; a\nb\r\nx\r\n0\r\n\r\n'
	[[ $(statuses) = 400 ]]
	[ ! -e "$D/root/uploads/cve" ]
}

@test "CVE-2015-3183, Apache: a chunk's size with what is no digit" {
	for size in 'G' '0x1' '+1' ' 1' '1 1' '-1' '' ';'; do
		send "PUT /uploads/cve HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n$size\r\nx\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"
		gives 400
		[ ! -e "$D/root/uploads/cve" ]
	done
}

@test "CVE-2013-2028, nginx 1.3.9: a huge chunk was a negative size" {
	for size in FFFFFFFFFFFFFFFF 8000000000000000 FFFFFFFFFFFFFFED 7FFFFFFFFFFFFFFF 10000000000000001; do
		send "PUT /uploads/cve HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n$size\r\nxxxx"
		[[ $(statuses) = 4?? ]]
		[ ! -e "$D/root/uploads/cve" ]
	done
}

@test "CVE-2002-0392, Apache 1.3: the same, by the sum of two chunks" {
	send 'PUT /uploads/cve HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\nFFFFFFFFFFFFFFFF\r\nxxxx'
	[[ $(statuses) = 4?? ]]
	[ ! -e "$D/root/uploads/cve" ]
}

@test "CVE-2019-20372, nginx: the content of a request for an error page was a request" {
	send 'GET /none HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 46\r\n\r\nGET /digits.txt HTTP/1.1\r\nHost: a\r\nX: abcd\r\n\r\n'
	gives 404
	lacks 0123456789 "$T/answer"
}

@test "CVE-2020-25613, WEBrick: Transfer-Encoding was looked for anywhere in the value" {
	send 'POST /uploads/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: not-chunked\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\n\r\n'
	[[ $(statuses) = 400 || $(statuses) = 501 ]]
}

# --- memory ------------------------------------------------------------------

@test "CVE-2018-25103, lighttpd 1.4.50: a folded field was used after it was freed" {
	send 'GET / HTTP/1.1\r\nHost: a\r\nIf-Modified-Since: Sat, 01 Jan 2026\r\n 00:00:00 GMT\r\nIf-Modified-Since: x\r\n\r\n'
	gives 400
	send 'GET / HTTP/1.1\r\n Host: a\r\n\r\n'
	gives 400
}

@test "CVE-2012-5533, lighttpd: Connection: TE,,Keep-Alive was an endless loop" {
	send 'GET /digits.txt HTTP/1.1\r\nHost: a\r\nConnection: TE,,close\r\n\r\n'
	gives 200
	send 'GET /digits.txt HTTP/1.1\r\nHost: a\r\nConnection: ,,, , ,close,\r\n\r\n'
	gives 200
}

@test "CVE-2022-37797, lighttpd mod_wstunnel: a WebSocket without its key" {
	send 'GET /digits.txt HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Version: 13\r\n\r\n'
	gives 200
}

@test "CVE-2017-7529, nginx: ranges whose sum overflowed" {
	for range in -9223372036854775807,-9223372036854775807 -20,-9223372036854775789 \
		0-18446744073709551615 18446744073709551615- -18446744073709551616 9223372036854775807-9223372036854775808; do
		ask_for /digits.txt "Range: bytes=$range"
		[[ $(statuses) = 200 || $(statuses) = 206 || $(statuses) = 416 ]]
		[ "$(wc -c <"$T/answer")" -lt 2500 ]
	done
}

@test "CVE-2011-3192, Apache: 1 300 overlapping ranges took its memory" {
	ask_for /digits.txt "Range: bytes=0-$(for n in {1..1300}; do printf ',5-%d' "$n"; done)"
	[[ $(statuses) = 200 || $(statuses) = 206 || $(statuses) = 416 ]]
	[ "$(wc -c <"$T/answer")" -lt 4000 ]
}

@test "CVE-2013-2163, Monkey: a range that begins at the end of the file" {
	ask_for /digits.txt 'Range: bytes=20-'
	gives 416
	ask_for /digits.txt 'Range: bytes=20-20'
	gives 416
}

@test "CVE-2005-1123, Monkey: a file of no bytes" {
	ask_for /empty.txt
	gives 200
	ask_for /empty.txt 'Range: bytes=0-'
	[[ $(statuses) = 416 || $(statuses) = 200 ]]
}

@test "CVE-2013-3724, Monkey: a NUL in a field" {
	send 'GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n'
	gives 400
	send 'GET / HTTP/1.1\r\nHo\0st: a\r\n\r\n'
	gives 400
}

@test "CVE-2013-3843, Monkey: a Host that is too long for its buffer" {
	send "GET / HTTP/1.1\r\nHost: $(repeat a 9000)\r\nConnection: close\r\n\r\n"
	gives 200
	send "GET / HTTP/1.1\r\nHost: $(repeat a 90000)\r\nConnection: close\r\n\r\n"
	gives 431
}

@test "CVE-2003-0833, webfs: a path that is too long for its buffer" {
	each 404 "/$(repeat a/ 2500)" "/$(repeat a 5000)"
	each 414 "/$(repeat a 9000)"
}

@test "CVE-2022-30780, lighttpd: a head that is too long kept its connection for ever" {
	send "GET /$(repeat a 70000) HTTP/1.1\r\nHost: a\r\n"
	gives 414
	send "GET / HTTP/1.1\r\nHost: a\r\nX: $(repeat a 70000)"
	gives 431
}

@test "CVE-2004-0942, Apache 2.0: a field with thousands of spaces took its memory" {
	send "GET / HTTP/1.1\r\nHost: a\r\nX: $(repeat '\t' 20000)a\r\n\r\n"
	gives 431
}

@test "CVE-2003-0899, thttpd: a page of an error was too small for all its escapes" {
	each 404 "/$(repeat '<' 1000)$(repeat '>' 1000)" "/$(repeat '%3c' 1500)"
}

@test "CVE-2017-9798, Apache: Allow told freed memory" {
	METHOD=OPTIONS ask_for /digits.txt
	[[ $(statuses) = 20[04] ]]
	for _ in {1..5}; do
		METHOD=OPTIONS ask_for /uploads/
		grep -ai '^allow:' "$T/answer"
	done | sort -u | wc -l | grep -qx 1
}

@test "CVE-2010-0295, lighttpd: each byte that came alone took a buffer" {
	exec 9<>"/dev/tcp/127.0.0.1/$PORT"
	local request='GET /digits.txt HTTP/1.1
Host: a
Connection: close

' i
	request=${request//$'\n'/$'\r\n'}
	for ((i = 0; i < ${#request}; i++)); do
		printf '%s' "${request:i:1}" >&9
	done
	timeout 10 cat <&9 >"$T/answer"
	exec 9<&-
	gives 200
}

@test "CVE-2007-6750, Apache: a head that never ends held a place (slowloris)" {
	exec 9<>"/dev/tcp/127.0.0.1/$PORT"
	printf 'GET / HTTP/1.1\r\nHost: a\r\nX: ' >&9
	timeout 10 cat <&9 >"$T/answer"
	exec 9<&-
	gives 408
}

# --- scripts -----------------------------------------------------------------

# Prints what the script was given.
given() {
	grep -a "^$1" "$T/answer"
}

not_given() {
	lacks "^$1" "$T/answer"
}

@test "CVE-2012-1823, PHP-CGI: ?-s was an option of the interpreter" {
	for query in -s -d+allow_url_include=1 '-n+-s' 'a+b'; do
		ask_for "/cgi-bin/says?$query"
		gives 200
		given words:0:
	done
}

@test "CVE-2024-4577, PHP-CGI for Windows: %AD became a dash" {
	ask_for '/cgi-bin/says?%ADd+allow_url_include%3d1'
	gives 200
	given words:0:
}

@test "CVE-2016-5385, httpoxy: the field Proxy was HTTP_PROXY to a script" {
	ask_for /cgi-bin/says 'Proxy: http://evil/' 'X-Other: seen'
	given HTTP_X_OTHER=seen
	not_given HTTP_PROXY
}

@test "CVE-2017-17562, GoAhead: a parameter of the query was a variable of the script" {
	ask_for '/cgi-bin/says?LD_PRELOAD=/proc/self/fd/0&PATH=/tmp'
	not_given LD_PRELOAD=
	not_given PATH=/tmp
}

@test "CVE-2021-42342, GoAhead: a field of a form was a variable of the script" {
	CONTENT='--x\r\nContent-Disposition: form-data; name="LD_PRELOAD"\r\n\r\n/tmp/x\r\n--x--\r\n'
	METHOD=POST ask_for /cgi-bin/says 'Content-Type: multipart/form-data; boundary=x' \
		"Content-Length: $(printf '%b' "$CONTENT" | wc -c)"
	gives 200
	not_given LD_PRELOAD=
}

@test "CVE-2002-1603, GoAhead: a / or %5c behind a script's name showed its source" {
	for target in /cgi-bin/says/ /cgi-bin/says%2f '/cgi-bin/says%5c' '/cgi-bin/says%20' /cgi-bin/says. //cgi-bin/says; do
		ask_for "$target"
		lacks '^: TOPSECRET' "$T/answer"
		lacks '#!/bin/sh' "$T/answer"
	done
}

# --- what others are told ----------------------------------------------------

@test "CVE-2002-0733, thttpd: a script in the page of a 404" {
	ask_for '/<script>alert(1)</script>'
	[[ $(statuses) = 4?? ]]
	lacks '<script>alert' "$T/answer"
	ask_for '/%3Cscript%3Ealert(1)%3C/script%3E'
	lacks '<script>alert' "$T/answer"
}

@test "CVE-2006-3918, Apache: a script in the page of a failed Expect" {
	ask_for / 'Expect: <script>alert(1)</script>'
	gives 417
	lacks '<script' "$T/answer"
}

@test "CVE-2007-6203, Apache: a script in the page of an unknown method" {
	send '<script>alert(1)</script> / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n'
	[[ $(statuses) = [45]?? ]]
	lacks '<script>alert' "$T/answer"
}

@test "CVE-2010-0541, WEBrick: the page of an error without a charset, read as UTF-7" {
	ask_for '/%2BADw-script%2BAD4-alert(1)'
	gives 404
	grep -qai '^content-type:.*charset=utf-8' "$T/answer"
}

@test "CVE-2018-3717, connect for Node: the name of a file was HTML in a listing" {
	ask_for /listed/
	gives 200
	lacks '<img src=x' "$T/answer"
	grep -qaF '&lt;img src=x' "$T/answer"
}

@test "CVE-2012-0053, Apache: the page of a 400 showed the cookies of a field that was too long" {
	ask_for / "Cookie: sid=COOKIE-VALUE; $(repeat a 20000)"
	gives 431
	lacks COOKIE-VALUE "$T/answer"
}

@test "CVE-2015-1164, serve-static: //evil/.. was redirected to another host" {
	for target in //evil.example/%2e%2e //evil.example/dir //dir '/\\evil.example/dir' //evil.example//dir/..; do
		ask_for "$target"
		lacks -iE '^location: *(//|/?\\|https?://evil)' "$T/answer"
	done
}

@test "CVE-2021-28861, Python http.server: the same for a directory without its slash" {
	ask_for //dir
	lacks -i '^location: *//' "$T/answer"
	ask_for /old//evil.example/
	lacks -i '^location: *//' "$T/answer"
}

@test "CVE-2018-1000164, Gunicorn: a line end in a URL became a field of the answer" {
	for target in '/dir%0d%0aX-Injected:%201' '/old/%0d%0aX-Injected:%201' '/old/%0aX-Injected:1'; do
		ask_for "$target"
		lacks -i '^X-Injected' "$T/answer"
	done
}

# --- the log -----------------------------------------------------------------

# No line of the log has a control character, and none is one that a request has
# forged.
logs_cleanly() {
	lacks -P '[\x00-\x08\x0b-\x1f\x7f]' "$D/access.log"
	lacks '^FORGED' "$D/access.log"
	lacks '^FORGED' "$D/err"
	lacks -P '[\x00-\x08\x0b-\x1f\x7f]' "$D/err"
}

@test "CVE-2009-4496, Boa: escape sequences in the log, for the administrator's terminal" {
	ask_for '/%1b%5d2;owned%07%0aFORGED'
	send 'GET /\033]2;owned\007 HTTP/1.1\r\nHost: a\r\n\r\n'
	logs_cleanly
}

@test "CVE-2009-4490, mini_httpd: the same in User-Agent and Referer" {
	ask_for / 'User-Agent: \033]2;owned\007' 'Referer: \033[31m'
	logs_cleanly
	ask_for / 'User-Agent: a" 200 1 "FORGED'
	logs_cleanly
}

@test "CVE-2009-4491, thttpd: the same in the method" {
	send '\033[31mGET / HTTP/1.1\r\nHost: a\r\n\r\n'
	logs_cleanly
}

@test "CVE-2003-0020, Apache: the same in the log of errors" {
	ask_for '/none\033[2J'
	ask_for '/cgi-bin/none%1b[2J'
	logs_cleanly
}

@test "CVE-2017-10784, WEBrick: the same in the name of a user" {
	ask_for /private/ "Authorization: Basic $(printf '\033]2;owned\007\nFORGED:x' | base64 -w 0)"
	gives 401
	logs_cleanly
}

@test "CVE-2015-3200, lighttpd mod_auth: a name without a colon, with a line of the log" {
	ask_for /private/ "Authorization: Basic $(printf 'x\nFORGED line' | base64 -w 0)"
	gives 401
	logs_cleanly
}

@test "CVE-2013-0348, thttpd: everybody could read the log" {
	[ "$(($(stat -c 0%a "$D/access.log") & 07))" = 0 ]
}
