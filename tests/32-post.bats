#!/usr/bin/env bats
# POST to a directory: each file is stored under a free name.

load lib/ask
load lib/upload

setup() {
	site
	uploads
}

post() {
	printf '%s' "$2" >"$T/content"
	send POST "$1" "$T/content" "${@:3}"
}

# form FILE...: as a browser sends it, in the same order; B is the boundary.
form() {
	local file
	for file in "$@"; do
		printf -- '--B\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\nContent-Type: application/octet-stream\r\n\r\n' \
			"$(basename "$file")"
		cat "$file"
		printf '\r\n'
	done
	printf -- '--B--\r\n'
}

post_form() {
	send POST "$1" "$2" 'Content-Type: multipart/form-data; boundary=B' "${@:3}"
}

@test "the content as it is: 201, Location, ETag (9110 9.3.3)" {
	post /uploads/ hello
	is 201 -
	[ "$(body)" = 'File Created' ]
	place=$(field Location)
	[[ $place =~ ^/uploads/[0-9]{8}-[0-9]{6}$ ]]
	etag=$(field ETag)
	get "$place"
	[ "$(body)" = hello ]
	[ "$(field ETag)" = "$etag" ]
}

@test "under the name of Content-Disposition, cleaned up, and never over a file" {
	while IFS='|' read -r wish name; do
		post /uploads/ "$wish" "Content-Disposition: attachment; $wish"
		is 201 -
		[ "$(cat "$ROOT/uploads/$name")" = "$wish" ] || {
			ls "$ROOT/uploads"
			return 1
		}
	done <<-'END'
	filename=a.txt|a.txt
	filename=a.txt|a-1.txt
	filename="a.txt"|a-2.txt
	filename=old.txt|old-1.txt
	filename="../../x y.tar.gz"|x y.tar.gz
	filename="C:\\x\\.htaccess"|htaccess
	filename=plain; filename*=UTF-8''gr%C3%BCn|grün
	END
	[ "$(cat "$ROOT/uploads/old.txt")" = old ]
}

@test "only to a directory below Upload" {
	post /uploads/old.txt x
	is 405 method-not-allowed
	[[ "$(field Allow)" != *POST* ]]
	post / x
	is 405 method-not-allowed
	post /uploads/absent/ x
	is 404 not-found
	OPTIONS+=(-o 'UploadMakeDirectories yes')
	post /uploads/absent/ x 'Content-Disposition: x; filename=y'
	is 201 -
	[ "$(field Location)" = /uploads/absent/y ]
	[ -f "$ROOT/uploads/absent/y" ]
}

@test "a form: every file of it, then 303 back to the directory" {
	head -c 200000 /dev/urandom >"$T/a b.bin"
	: >"$T/empty"
	printf -- '\r\n-B\r--\n--C\r\n' >"$T/tricky"
	form "$T/a b.bin" "$T/empty" "$T/tricky" >"$T/form"
	post_form /uploads/ "$T/form"
	is 303 -
	[ "$(field Location)" = '/uploads/?stored=a%20b.bin&stored=empty&stored=tricky' ]
	cmp "$T/a b.bin" "$ROOT/uploads/a b.bin"
	cmp "$T/empty" "$ROOT/uploads/empty"
	cmp "$T/tricky" "$ROOT/uploads/tricky"
	post_form /uploads/ "$T/form"
	cmp "$T/tricky" "$ROOT/uploads/tricky-1"
	clean
}

@test "a form that is malformed, cut or empty" {
	form /dev/null >"$T/form"
	sed -i 's/filename="null"//' "$T/form"
	post_form /uploads/ "$T/form"
	is 400 no-file
	form "$ROOT/digits.txt" | head -c -6 >"$T/form"
	post_form /uploads/ "$T/form"
	is 400 form
	send POST /uploads/ "$T/form" 'Content-Type: multipart/form-data'
	is 400 form
	printf -- '--B--\r\n' >"$T/form"
	post_form /uploads/ "$T/form"
	is 400 no-file
	: >"$T/form"
	post_form /uploads/ "$T/form"
	is 400 form
	[ "$(ls "$ROOT/uploads")" = old.txt ]
	clean
}

@test "what curl sends, in chunks too" {
	load lib/listen
	head -c 300000 /dev/urandom >"$T/bin"
	OPTIONS+=(-o 'WriteFrom 127.0.0.0/8')
	listen "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT"
	run curl -s -o "$T/out" -w '%{http_code} %{redirect_url}' -F field=value \
		-F "one=@$T/bin;filename=\"q\\\"uote\"" -F "two=@$ROOT/digits.txt" \
		"http://127.0.0.1:$PORT/uploads/"
	[ "$output" = "303 http://127.0.0.1:$PORT/uploads/?stored=q%22uote&stored=digits.txt" ] ||
		[ "$output" = "303 http://127.0.0.1:$PORT/uploads/?stored=q%2522uote&stored=digits.txt" ]
	cmp "$T/bin" "$ROOT/uploads/q%22uote" || cmp "$T/bin" "$ROOT/uploads/q\"uote"
	cmp "$ROOT/digits.txt" "$ROOT/uploads/digits.txt"
	curl -s -H 'Transfer-Encoding: chunked' -F "f=@$T/bin;filename=chunked" \
		"http://127.0.0.1:$PORT/uploads/"
	cmp "$T/bin" "$ROOT/uploads/chunked"
	hang_up
}

# directory NAME: the form of a list that creates a directory.
directory() {
	printf -- '--B\r\nContent-Disposition: form-data; name="directory"\r\n\r\n%s\r\n--B--\r\n' "$1" >"$T/form"
}

# HTML, multipart/form-data: the form of a list, in a browser without scripts
@test "a form creates a directory, if UploadMakeDirectories allows it" {
	directory 'my photos'
	post_form /uploads/ "$T/form"
	is 400 no-file
	[ ! -e "$ROOT/uploads/my photos" ]
	OPTIONS+=(-o 'UploadMakeDirectories yes' -o 'UploadMode 0640')
	post_form /uploads/ "$T/form"
	is 303 -
	[ "$(field Location)" = '/uploads/?made=my%20photos' ]
	[ "$(stat -c %a "$ROOT/uploads/my photos")" = 750 ]
	post_form '/uploads/my%20photos/' "$T/form"
	is 303 -
	[ -d "$ROOT/uploads/my photos/my photos" ]
	post_form / "$T/form"
	is 405 method-not-allowed
	clean
}

@test "a directory is created under exactly the name that was asked for, or not at all" {
	local name
	OPTIONS+=(-o 'UploadMakeDirectories yes' -o 'HiddenFiles *.bak')
	for name in . .. .x ../x a/b '' a.bak "$(printf '%0255d' 0)0" $'a\tb'; do
		directory "$name"
		post_form /uploads/ "$T/form"
		is 403 name
	done
	for name in old.txt old.txt; do
		directory "$name"
		post_form /uploads/ "$T/form"
		is 409 name-exists
	done
	[ "$(ls -A "$ROOT/uploads")" = old.txt ]
	[ "$(cat "$ROOT/uploads/old.txt")" = old ]
	directory 'a"<b>\c'
	post_form /uploads/ "$T/form"
	is 303 -
	[ -d "$ROOT/uploads/a\"<b>\\c" ]
	directory digits
	post_form /uploads/ "$T/form" 'Origin: http://evil.example'
	is 403 cross-origin
	[ ! -e "$ROOT/uploads/digits" ]
}

@test "a directory that a form creates counts in the quota, and at most 64 levels deep" {
	OPTIONS+=(-o 'UploadMakeDirectories yes' -o 'UploadQuota 12288')
	directory a
	post_form /uploads/ "$T/form"
	is 303 -
	directory b
	post_form /uploads/ "$T/form"
	is 303 -
	directory c
	post_form /uploads/ "$T/form"
	is 507 quota
	OPTIONS+=(-o 'UploadQuota 0')
	local path=/uploads/ i
	for ((i = 2; i < 64; i++)); do path+=a/; done
	mkdir -p "$ROOT$path"
	post_form "$path" "$T/form"
	is 303 -
	post_form "${path}c/" "$T/form"
	is 403 name
}

@test "a page of another site cannot post by its visitor's browser" {
	form "$ROOT/digits.txt" >"$T/form"
	post_form /uploads/ "$T/form" 'Origin: http://evil.example'
	is 403 cross-origin
	post_form /uploads/ "$T/form" 'Origin: http://localhost'
	is 303 -
}

# 9110 7.4, 15.5.20: with DNS rebinding both names are the page's own
@test "a page cannot post by a name of its own that it points at this machine" {
	local rebound='POST /uploads/ HTTP/1.1\r\nHost: evil.example:8080\r\nConnection: close\r\n'
	rebound+='Origin: http://evil.example:8080\r\nContent-Length: 1\r\n\r\nx'
	ask "$rebound"
	is 421 server-name
	[ "$(ls "$ROOT/uploads")" = old.txt ]
	ask "$rebound" -o 'ServerName evil.example'
	is 201 -
}

# Fetch Metadata 2.3
@test "Sec-Fetch-Site: what a page of another site sends changes nothing" {
	put /uploads/a x 'Sec-Fetch-Site: cross-site'
	is 403 cross-origin
	put /uploads/a x 'Sec-Fetch-Site: same-site'
	is 403 cross-origin
	method DELETE /uploads/old.txt 'Sec-Fetch-Site: cross-site'
	is 403 cross-origin
	post /uploads/ x 'Sec-Fetch-Site: cross-site'
	is 403 cross-origin
	form "$ROOT/digits.txt" >"$T/form"
	post_form /uploads/ "$T/form" 'Sec-Fetch-Site: cross-site'
	is 403 cross-origin
	[ "$(ls "$ROOT/uploads")" = old.txt ]
	put /uploads/a x 'Sec-Fetch-Site: same-origin'
	is 201 -
	put /uploads/a x 'Sec-Fetch-Site: none'
	is 204 -
	get /uploads/a 'Sec-Fetch-Site: cross-site'
	is 200 -
}

# RFC 6266 4.3, RFC 2047, and the limit of 255 bytes
@test "a long name keeps its extension, however it was sent" {
	local long name rest
	long=$(printf 'a%.0s' {1..600})
	for rest in "filename=\"$long.tar.gz\"" "filename*=utf-8''$(printf '%%C3%%A4%.0s' {1..400}).tar.gz" \
		"filename=\"=?utf-8?B?$(printf '%s.tar.gz' "$long" | base64 -w0)?=\""; do
		printf -- '--b\r\nContent-Disposition: form-data; name="f"; %s\r\n\r\nx\r\n--b--\r\n' "$rest" >"$T/form"
		send POST /uploads/ "$T/form" 'Content-Type: multipart/form-data; boundary=b'
		is 303 -
		send POST /uploads/ "$T/form" "Content-Disposition: attachment; $rest"
		is 201 -
	done
	[ "$(find "$ROOT/uploads" -name '*.tar.gz' | wc -l)" = 6 ]
	[ "$(find "$ROOT/uploads" -name '*-[1-9].tar.gz' | wc -l)" = 4 ]
	for name in "$ROOT"/uploads/*.tar.gz; do
		iconv -f UTF-8 -t UTF-8 <<<"$name" >/dev/null
	done
}
