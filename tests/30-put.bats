#!/usr/bin/env bats
# PUT: a file is stored completely or not at all.  Refusals before the body is
# read are in tests/unit/site/upload_test.c; these tests look at the disk.

load lib/ask
load lib/upload

setup() {
	site
	uploads
}

@test "a new file: 201, Location, ETag, \"File Created\" (9110 9.3.4)" {
	put /uploads/new.txt 'hello'
	is 201 -
	[ "$(field Location)" = /uploads/new.txt ]
	[ "$(body)" = 'File Created' ]
	etag=$(field ETag)
	[ "$(cat "$ROOT/uploads/new.txt")" = hello ]
	get /uploads/new.txt
	is 200 -
	[ "$(field ETag)" = "$etag" ]
	[[ $etag == \"*\" ]]
}

@test "a file that is there is replaced: 204 with the new ETag, no content" {
	put /uploads/old.txt 'newer'
	is 204 -
	[ ! -s "$T/body" ]
	no_field Content-Length
	etag=$(field ETag)
	[ "$(cat "$ROOT/uploads/old.txt")" = newer ]
	get /uploads/old.txt
	[ "$(field ETag)" = "$etag" ]
}

@test "or 200 with the file, if Prefer asks for it (7240 4.2)" {
	put /uploads/old.txt 'newer' 'Prefer: return=representation'
	is 200 -
	[ "$(body)" = newer ]
	field ETag
	[ "$(field Preference-Applied)" = return=representation ]
	[ "$(field Content-Location)" = /uploads/old.txt ]
	head -c 100000 /dev/urandom >"$T/bin"
	put_file /uploads/old.txt "$T/bin" 'Prefer: return=representation'
	cmp "$T/body" "$T/bin"
}

@test "the chunked coding, an empty file, and one of 3 MB" {
	ask 'PUT /uploads/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nT: x\r\n\r\nGET /uploads/a HTTP/1.0\r\n\r\n'
	is '201 200' $'- -'
	[ "$(cat "$ROOT/uploads/a")" = abcdefg ]
	put /uploads/empty ''
	is 201 -
	[ -f "$ROOT/uploads/empty" ]
	[ ! -s "$ROOT/uploads/empty" ]
	head -c 3000000 /dev/urandom >"$T/bin"
	put_file /uploads/bin "$T/bin"
	is 201 -
	cmp "$ROOT/uploads/bin" "$T/bin"
}

@test "UploadMode counts, whatever the umask and the file before" {
	umask 077
	put /uploads/new.txt x
	[ "$(stat -c %a "$ROOT/uploads/new.txt")" = 644 ]
	OPTIONS+=(-o 'UploadMode 0600')
	put /uploads/new.txt x
	[ "$(stat -c %a "$ROOT/uploads/new.txt")" = 600 ]
}

@test "a missing directory: 409, or made with UploadMakeDirectories" {
	put /uploads/a/b/c.txt x
	is 409 no-parent
	[ ! -e "$ROOT/uploads/a" ]
	OPTIONS+=(-o 'UploadMakeDirectories yes' -o 'UploadMode 0640')
	put /uploads/a/b/c.txt x
	is 201 -
	[ "$(cat "$ROOT/uploads/a/b/c.txt")" = x ]
	[ "$(stat -c %a "$ROOT/uploads/a")" = 750 ]
	put /uploads/old.txt/c.txt x
	is 409 no-parent
}

@test "only below Upload: elsewhere 405 with Allow, and OPTIONS says so (9110 15.5.6)" {
	put /new.txt x
	is 405 method-not-allowed
	[ "$(field Allow)" = 'GET, HEAD, OPTIONS' ]
	put /uploadsx/new.txt x
	is 405 method-not-allowed
	put /uploads/../new.txt x
	is 405 method-not-allowed
	put /uploads x
	is 405 method-not-allowed
	put /uploads/dir/ x
	is 405 method-not-allowed
	method OPTIONS /uploads/old.txt
	is 200 -
	[[ "$(field Allow)" == *PUT* ]]
	method OPTIONS /digits.txt
	[ "$(field Allow)" = 'GET, HEAD, OPTIONS' ]
	[ ! -e "$ROOT/new.txt" ]
}

@test "off unless asked for: 501 without the method, 405 without Upload, 403 without who" {
	OPTIONS=()
	put /uploads/new.txt x
	is 501 method-off
	OPTIONS=(-o 'RequestMethodSupport PUT')
	put /uploads/new.txt x
	is 405 method-not-allowed
	OPTIONS+=(-o 'Upload /uploads/')
	put /uploads/new.txt x
	is 403 write-from
	OPTIONS+=(-o 'WriteFrom 192.0.2.0/24')
	put /uploads/new.txt x
	is 403 write-from
	[ ! -e "$ROOT/uploads/new.txt" ]
	OPTIONS+=(-o 'WriteFrom -' "${ME[@]}")
	put /uploads/new.txt x
	is 201 -
}

@test "links, directories and special files are not written to or through" {
	ln -s old.txt "$ROOT/uploads/link"
	ln -s ../digits.txt "$ROOT/uploads/out"
	ln -s .. "$ROOT/uploads/up"
	ln -s nowhere "$ROOT/uploads/dangling"
	mkfifo "$ROOT/uploads/fifo"
	mkdir "$ROOT/uploads/dir"
	put /uploads/link x
	is 403 symlink
	put /uploads/out x
	is 403 symlink
	put /uploads/dangling x
	is 403 symlink
	put /uploads/up/digits.txt x
	is 403 symlink
	put /uploads/fifo x
	is 403 not-a-file
	put /uploads/dir x
	is 409 is-directory
	[ "$(cat "$ROOT/digits.txt")" = 0123456789abcdefghij ]
	[ "$(cat "$ROOT/uploads/old.txt")" = old ]
	[ ! -e "$ROOT/uploads/nowhere" ]
}

@test "names of all kinds: stored as they are, or refused" {
	while IFS='|' read -r target name; do
		put "/uploads/$target" "$target"
		is 201 -
		[ "$(cat "$ROOT/uploads/$name")" = "$target" ]
		get "$(field Location)"
		[ "$(body)" = "$target" ]
	done <<-'END'
	a%20b.txt|a b.txt
	-rf|-rf
	*|*
	gr%C3%BC%C3%9Fe|grüße
	%E2%80%AEgpj.exe|‮gpj.exe
	a%5Cb|a\b
	%24(id)|$(id)
	a%22b'c|a"b'c
	100%25|100%
	con|con
	x%3Fy%23z|x?y#z
	END
	while read -r target why; do
		put "/uploads/$target" x
		[ "$(why)" = "$why" ] || {
			echo "$target: $(why)"
			return 1
		}
	done <<-END
	.htaccess name
	.minihttp-staged name
	.minihttp-staged-0 name
	... name
	%2e%2e%2e/x name
	.git/config name
	.well-known/x name
	a%0Ab name
	a%0D%0AX:%20y name
	%7F name
	%1B[31m name
	a%00b url-escape
	a%2Fb url-escape
	../../etc/passwd url-climbs
	%2e%2e/%2e%2e/x url-climbs
	$(printf '%0256d' 0) name
	$(printf '%0255d' 0) -
	END
	[ "$(find "$ROOT" -name '.*' | wc -l)" = 0 ]
}

@test "fields that say it is not the whole file as it is: refused, nothing stored" {
	while IFS='|' read -r line status why; do
		put /uploads/old.txt x "$line"
		is "$status" "$why"
	done <<-'END'
	Content-Range: bytes 0-0/3|400|content-range
	Content-Encoding: gzip|415|content-coding
	Expect: 200-maybe|417|expectation
	END
	ask 'PUT /uploads/old.txt HTTP/1.1\r\nHost: localhost\r\n\r\n'
	is 411 no-length
	put /uploads/new x 'Content-Encoding: identity'
	is 201 -
	[ "$(cat "$ROOT/uploads/old.txt")" = old ]
}

@test "over MaxBodySize: 413, by Content-Length before it is read" {
	OPTIONS+=(-o 'MaxBodySize 10')
	put /uploads/old.txt 0123456789
	is 204 -
	put /uploads/old.txt 0123456789a
	is 413 body-too-large
	ask 'PUT /uploads/old.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\nExpect: 100-continue\r\n\r\n'
	is 413 body-too-large
	ask 'PUT /uploads/old.txt HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n123456789\r\n2\r\nab\r\n0\r\n\r\n'
	is 413 body-too-large
	[ "$(cat "$ROOT/uploads/old.txt")" = 0123456789 ]
	clean
}

@test "a body that is cut off or malformed changes nothing and leaves nothing" {
	ask 'PUT /uploads/old.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nshort'
	is 400 body-cut
	ask 'PUT /uploads/new.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nshort'
	is 400 body-cut
	ask 'PUT /uploads/old.txt HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n'
	is 400 body-cut
	ask 'PUT /uploads/old.txt HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshorter\r\n0\r\n\r\n'
	is 400 chunk-end
	[ "$(cat "$ROOT/uploads/old.txt")" = old ]
	[ ! -e "$ROOT/uploads/new.txt" ]
	clean
}

@test "100 (Continue) comes only if the body is wanted (9110 10.1.1)" {
	ask 'PUT /uploads/new HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc'
	is 201 - # it was there already
	mkfifo "$T/in"
	timeout 20 "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" <"$T/in" >"$T/answer" 2>"$T/log" 3>&- &
	local pid=$!
	exec 7>"$T/in"
	printf 'PUT /uploads/waited HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n' >&7
	timeout 10 sh -c 'until grep -q "^HTTP/1.1 100 Continue" "$1"; do :; done' - "$T/answer"
	printf 'abc' >&7
	exec 7>&-
	wait "$pid"
	is '100 201' -
	[ "$(cat "$ROOT/uploads/waited")" = abc ]
	ask 'PUT /elsewhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n'
	is 405 method-not-allowed
	ask 'PUT /uploads/old.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nExpect: 100-continue\r\nIf-None-Match: *\r\n\r\n'
	is 412 precondition
}

@test "If-Match, If-None-Match and If-Unmodified-Since (9110 13.1)" {
	method HEAD /uploads/old.txt
	etag=$(field ETag)
	put /uploads/old.txt x 'If-Match: "other"'
	is 412 precondition
	put /uploads/old.txt x 'If-None-Match: *'
	is 412 precondition
	put /uploads/absent x 'If-Match: *'
	is 412 precondition
	put /uploads/old.txt x 'If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT'
	is 412 precondition
	put /uploads/old.txt x "If-None-Match: $etag"
	is 412 precondition
	[ "$(cat "$ROOT/uploads/old.txt")" = old ]
	[ ! -e "$ROOT/uploads/absent" ]
	put /uploads/old.txt first "If-Match: $etag"
	is 204 -
	second=$(field ETag)
	put /uploads/old.txt x "If-Match: $etag"
	is 412 precondition
	put /uploads/old.txt third "If-Match: $second"
	is 204 -
	put /uploads/new x 'If-None-Match: *'
	is 201 -
	put /uploads/new x 'If-None-Match: *'
	is 412 precondition
}

@test "a page of another site cannot upload by its visitor's browser" {
	put /uploads/new x 'Origin: http://evil.example'
	is 403 cross-origin
	put /uploads/new x 'Origin: null'
	is 403 cross-origin
	put /uploads/new x 'Origin: https://localhost'
	is 201 -
}

