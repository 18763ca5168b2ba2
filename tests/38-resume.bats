#!/usr/bin/env bats
# UploadExpiry: uploads that break off are resumed, by the IETF's draft and by
# tus.  The decisions are rows of tests/unit/site/upload_part_test.c; this
# file looks at the disk.

load lib/ask
load lib/listen
load lib/upload

setup() {
	site
	uploads
	OPTIONS+=(-o 'UploadExpiry 1h')
	INTEROP='Upload-Draft-Interop-Version: 8'
}

teardown() {
	hang_up
	end_all
}

# begin NAME CONTENT [FIELD LINE...]: a first part; sets URI.
begin() {
	printf '%s' "$2" >"$T/content"
	send PUT "/uploads/$1" "$T/content" 'Upload-Complete: ?0' "${@:3}"
	is 201 -
	URI=$(field Location)
}

# append OFFSET ?0|?1 CONTENT [FIELD LINE...]
append() {
	printf '%s' "$3" >"$T/content"
	send PATCH "$URI" "$T/content" "Upload-Offset: $1" "Upload-Complete: $2" \
		'Content-Type: application/partial-upload' "${@:4}"
}

# cut_off NAME LENGTH CONTENT [FIELD LINE...]: less content than its length.
cut_off() {
	local line lines=
	for line in "${@:4}"; do
		lines="$lines$line\r\n"
	done
	ask "PUT /uploads/$1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: $2\r\nUpload-Complete: ?1\r\n$lines\r\n$3"
}

# The files of uploads that are not complete.
parts() {
	find "$ROOT/uploads" -name '.minihttp-staged-*' ! -name '*.head' | wc -l
}

@test "a first part, the offset, a second, and the file is there at its end" {
	begin new abc 'Upload-Length: 9'
	[[ $URI =~ ^/uploads/new\?upload=[0-9a-f]{32}$ ]]
	[ "$(field Upload-Complete)" = '?0' ]
	[ "$(field Upload-Offset)" = 3 ]
	method HEAD "$URI"
	is 204 -
	[ "$(field Upload-Offset)" = 3 ]
	[ "$(field Upload-Length)" = 9 ]
	[ "$(field Upload-Complete)" = '?0' ]
	[ "$(field Cache-Control)" = no-store ]
	[[ $(field Upload-Limit) == 'max-size=8388608, max-age='* ]]
	append 3 '?0' def
	is 204 -
	[ "$(field Upload-Complete)" = '?0' ]
	[ ! -e "$ROOT/uploads/new" ]
	append 6 '?1' ghi
	is 201 -
	[ "$(field Upload-Complete)" = '?1' ]
	[ "$(field Location)" = /uploads/new ]
	[ "$(cat "$ROOT/uploads/new")" = abcdefghi ]
	[ "$(stat -c %a "$ROOT/uploads/new")" = 644 ]
	[ "$(parts)" = 0 ]
}

@test "what has missed the answer can ask: the end is remembered, and then forgotten" {
	begin new abc
	append 3 '?1' def
	is 201 -
	method HEAD "$URI"
	is 204 -
	[ "$(field Upload-Complete)" = '?1' ]
	[ "$(field Upload-Offset)" = 6 ]
	append 6 '?1' ''
	is 400 upload-complete
	[ "$(field Content-Type)" = application/problem+json ]
	find "$ROOT/uploads" -name '*.head' -exec touch -d '11 minutes ago' {} +
	put /uploads/other x
	clean
	method HEAD "$URI"
	is 404 upload-absent
}

@test "a PUT that breaks off after 104 is kept; one that got none is not" {
	cut_off new 9 abcd "$INTEROP"
	is '104 400' body-cut
	[ "$(field Upload-Draft-Interop-Version)" = 8 ]
	URI=$(field Location)
	method HEAD "$URI"
	[ "$(field Upload-Offset)" = 4 ]
	[ "$(field Upload-Length)" = 9 ]
	append 4 '?1' efghi
	is 201 -
	[ "$(cat "$ROOT/uploads/new")" = abcdefghi ]
	find "$ROOT/uploads" -name '*.head' -delete
	cut_off two 9 abcd
	is 400 body-cut
	cut_off two 9 abcd 'Upload-Draft-Interop-Version: 3'
	is 400 body-cut
	clean
}

@test "100 (Continue) comes as well, behind 104 (9110 10.1.1)" {
	ask "PUT /uploads/new HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nUpload-Complete: ?1\r\nExpect: 100-continue\r\n$INTEROP\r\n\r\n"
	[ "$(statuses)" = '104 100 400' ]
}

@test "an upload in one go is answered as ever, and says that it is complete" {
	put /uploads/new abc 'Upload-Complete: ?1' "$INTEROP"
	is '104 201' -
	[ "$(cat "$ROOT/uploads/new")" = abc ]
	[ "$(parts)" = 0 ]
	put /uploads/new abcd 'Upload-Complete: ?1' "$INTEROP"
	is '104 204' -
	[ "$(cat "$ROOT/uploads/new")" = abcd ]
}

@test "a wrong offset: 409 with the right one, and nothing is written" {
	begin new abc
	append 2 '?1' cdef
	is 409 upload-offset
	[ "$(field Upload-Offset)" = 3 ]
	grep -q '"expected-offset":3,"provided-offset":2}' "$T/body"
	method HEAD "$URI"
	[ "$(field Upload-Offset)" = 3 ]
}

@test "lengths that contradict: 400, and in chunks the upload is gone with it" {
	begin new abc 'Upload-Length: 6'
	append 3 '?1' de
	is 400 upload-length
	ask "PATCH $URI HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Type: application/partial-upload\r\nUpload-Offset: 3\r\nUpload-Complete: ?1\r\n\r\n4\r\ndefg\r\n0\r\n\r\n"
	is 400 upload-length
	clean
}

@test "an upload that may not begin is refused, and its content is not stored" {
	put /uploads/new abc 'Upload-Complete: ?0' 'Upload-Length: 2'
	is 400 upload-length
	put /uploads/new abc 'Upload-Complete: ?0' 'Upload-Length: 9000000'
	is 413 body-too-large
	printf abc >"$T/content"
	send POST /uploads/ "$T/content" 'Tus-Resumable: 0.2.1' 'Upload-Length: 3'
	is 412 tus-version
	send POST /uploads/ "$T/content" 'Tus-Resumable: 1.0.0' 'Upload-Length: 3'
	is 415 upload-type
	: >"$T/content"
	send POST /uploads/ "$T/content" 'Tus-Resumable: 1.0.0'
	is 400 upload-fields
	send POST /uploads/ "$T/content" 'Tus-Resumable: 1.0.0' 'Upload-Length: 3' 'Upload-Concat: partial'
	is 400 upload-fields
	send POST /uploads/ "$T/content" 'Tus-Resumable: 1.0.0' 'Upload-Length: 3' 'Upload-Checksum: md5 AAAA'
	is 400 checksum-kind
	[ "$(ls -A "$ROOT/uploads")" = old.txt ]
}

@test "conditions hold at the end: the first of two uploads that saw no file wins" {
	begin new abc 'If-None-Match: *'
	local first=$URI
	begin new xyz 'If-None-Match: *'
	append 3 '?1' ''
	is 201 -
	URI=$first
	append 3 '?1' ''
	is 412 precondition
	[ "$(field Upload-Complete)" = '?1' ]
	[ "$(cat "$ROOT/uploads/new")" = xyz ]
	[ "$(parts)" = 0 ]
}

@test "Repr-Digest is of the whole, Content-Digest of each content (9530)" {
	local whole part
	whole=$(printf abcdef | openssl dgst -sha256 -binary | base64)
	part=$(printf def | openssl dgst -sha256 -binary | base64)
	begin new abc "Repr-Digest: sha-256=:$whole:"
	append 3 '?0' dex "Content-Digest: sha-256=:$part:"
	is 400 digest
	method HEAD "$URI" # what was wrong is not kept
	[ "$(field Upload-Offset)" = 3 ]
	append 3 '?1' def "Content-Digest: sha-256=:$part:"
	is 201 -
	begin new abc "Repr-Digest: sha-256=:$whole:"
	append 3 '?1' xyz
	is 400 digest
	[ "$(cat "$ROOT/uploads/new")" = abcdef ]
	[ "$(parts)" = 0 ]
}

@test "Repr-Digest is checked too where the first request has all of a tus upload" {
	local digest other
	digest=$(printf abcdef | openssl dgst -sha256 -binary | base64)
	other=$(printf other | openssl dgst -sha256 -binary | base64)
	printf abcdef >"$T/content"
	local fields=('Tus-Resumable: 1.0.0' 'Upload-Length: 6' 'Content-Type: application/offset+octet-stream'
		"Upload-Metadata: filename $(printf whole.txt | base64)")
	send POST /uploads/ "$T/content" "${fields[@]}" "Repr-Digest: sha-256=:$other:"
	is 400 digest
	[ ! -e "$ROOT/uploads/whole.txt" ]
	clean
	send POST /uploads/ "$T/content" "${fields[@]}" "Repr-Digest: sha-256=:$digest:"
	is 201 -
	[ "$(cat "$ROOT/uploads/whole.txt")" = abcdef ]
}

@test "DELETE cancels it, and does not touch the file" {
	printf there >"$ROOT/uploads/new"
	begin new abc
	method DELETE "$URI"
	is 204 -
	clean
	[ "$(cat "$ROOT/uploads/new")" = there ]
	method HEAD "$URI"
	is 404 upload-absent
}

@test "a POST to a directory: the name that it wished for, a free one" {
	printf abc >"$T/content"
	send POST /uploads/ "$T/content" 'Upload-Complete: ?0' 'Content-Disposition: inline; filename="old.txt"'
	is 201 -
	URI=$(field Location)
	[[ $URI == /uploads/\?upload=* ]]
	append 3 '?1' def
	is 201 -
	[ "$(field Location)" = /uploads/old-1.txt ]
	[ "$(cat "$ROOT/uploads/old-1.txt")" = abcdef ]
}

@test "it is served to nobody, listed nowhere, and its name cannot be asked for" {
	begin new secret
	local name
	for name in $(find "$ROOT/uploads" -name '.minihttp-staged-*' -printf '%f\n'); do
		get "/uploads/$name"
		is 404 hidden
		put "/uploads/$name" x
		is 403 name
	done
	OPTIONS+=(-o 'DirectoryListing yes')
	get /uploads/
	is 200 -
	[ "$(grep -c staged "$T/answer")" = 0 ]
	get "$URI" # an upload has no content of its own
	is 204 -
	get /uploads/new
	is 404 not-found
}

# Uploads want a password; sets the field of each user.
two_users() {
	htpasswd -nbB ann a >"$T/users"
	htpasswd -nbB bob b >>"$T/users"
	OPTIONS+=(-o "WriteAuth $T/users")
	ann="Authorization: Basic $(printf ann:a | base64)"
	bob="Authorization: Basic $(printf bob:b | base64)"
}

@test "with a password it belongs to its user; a guest finds nothing" {
	two_users
	begin new abc "$ann"
	method HEAD "$URI" "$bob"
	is 404 upload-absent
	append 3 '?1' def "$bob"
	is 404 upload-absent
	method DELETE "$URI" "$bob"
	is 404 upload-absent
	method HEAD "$URI"
	is 401 write-auth
	append 3 '?1' def "$ann"
	is 201 -
	[ -z "$(grep -rl "$(printf ann:a | base64)" "$ROOT")" ]
}

@test "a token belongs to its target" {
	begin new abc
	URI=${URI/new/other}
	append 3 '?1' def
	is 404 upload-absent
	[ ! -e "$ROOT/uploads/other" ]
}

@test "a script cannot refer to an upload by its Location (3875 6.2.2)" {
	mkdir "$ROOT/cgi-bin"
	printf '#!/bin/sh\nprintf "Location: %%s\\n\\n" "$QUERY_STRING"\n' >"$ROOT/cgi-bin/to"
	chmod 755 "$ROOT/cgi-bin/to"
	OPTIONS+=("${ME[@]}" -o 'CGI /cgi-bin/')
	begin new abc
	method HEAD "/cgi-bin/to?$URI"
	is 404 upload-absent
	method HEAD "$URI"
	is 204 -
}

@test "it expires when no byte has come for so long, and the next writer removes it" {
	begin new abc
	find "$ROOT/uploads" -name '.minihttp*' -exec touch -d '61 minutes ago' {} +
	method HEAD "$URI"
	is 404 upload-absent
	put /uploads/other x
	is 201 -
	clean
}

# hold NAME [FIELD LINE...]: a PATCH that has sent "d" of three bytes behind "abc"
# and then falls silent, as when its line has broken.  It is fed by descriptor 7,
# its answer goes to $T/NAME, and its process is HOLDER.
hold() {
	local line lines=
	for line in "${@:2}"; do
		lines="$lines$line\r\n"
	done
	mkfifo "$T/in"
	"$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" <"$T/in" >"$T/$1" 2>"$T/$1.log" 3>&- &
	HOLDER=$!
	exec 7>"$T/in"
	printf 'PATCH %s HTTP/1.1\r\nHost: localhost\r\nUpload-Offset: 3\r\nUpload-Complete: ?1\r\nContent-Type: application/partial-upload\r\nContent-Length: 3\r\n%b\r\nd' "$URI" "$lines" >&7
	await has_bytes 4
}

# An upload in progress has so many bytes.
has_bytes() {
	[ -n "$(find "$ROOT/uploads" -name '.minihttp*' ! -name '*.head' -size "${1}c")" ]
}

@test "nothing is removed that somebody sends to" {
	begin new abc
	hold slow
	find "$ROOT/uploads" -name '.minihttp*' -exec touch -d '61 minutes ago' {} +
	put /uploads/other x
	[ "$(parts)" = 1 ]
	printf ef >&7
	exec 7>&-
	wait "$HOLDER"
	grep -q '^HTTP/1.1 201' "$T/slow"
	[ "$(cat "$ROOT/uploads/new")" = abcdef ]
}

@test "of two requests to one upload the later one wins, and the earlier one gets 409 (draft, Concurrency)" {
	begin new abc
	hold slow
	method HEAD "$URI" # without waiting for BodyTimeout
	is 204 -
	[ "$(field Upload-Offset)" = 4 ]
	# the earlier one may store nothing behind this offset, and may have ended
	(printf ef >&7) 2>/dev/null || true
	exec 7>&-
	wait "$HOLDER"
	grep -q '^HTTP/1.1 409' "$T/slow"
	grep -q 'upload-taken' "$T/slow.log"
	method HEAD "$URI"
	[ "$(field Upload-Offset)" = 4 ]
	append 4 '?1' yz
	is 201 -
	[ "$(cat "$ROOT/uploads/new")" = abcdyz ]
}

@test "a later PATCH wins, too, and a DELETE" {
	begin new abc
	hold slow
	append 4 '?1' yz
	is 201 -
	exec 7>&-
	wait "$HOLDER"
	grep -q '^HTTP/1.1 409' "$T/slow"
	[ "$(cat "$ROOT/uploads/new")" = abcdyz ]
	rm "$T/in"
	begin two abc
	hold gone
	method DELETE "$URI"
	is 204 -
	exec 7>&-
	wait "$HOLDER"
	grep -q '^HTTP/1.1 409' "$T/gone"
	[ "$(parts)" = 0 ]
}

@test "a request whose bytes keep coming ends as well, a second later" {
	begin new abc
	mkfifo "$T/in"
	"$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" <"$T/in" >"$T/busy" 2>"$T/busy.log" 3>&- &
	HOLDER=$!
	exec 7>"$T/in"
	printf 'PATCH %s HTTP/1.1\r\nHost: localhost\r\nUpload-Offset: 3\r\nUpload-Complete: ?1\r\nContent-Type: application/partial-upload\r\nContent-Length: 8000000\r\n\r\nd' "$URI" >&7
	(while printf x; do sleep 0.01; done) >&7 2>/dev/null 3>&- &
	local feeder=$!
	exec 7>&-
	await grown
	method HEAD "$URI"
	is 204 -
	local at
	at=$(field Upload-Offset)
	wait "$HOLDER"
	kill "$feeder" 2>/dev/null || true
	grep -q '^HTTP/1.1 409' "$T/busy"
	grep -q 'upload-taken' "$T/busy.log"
	method HEAD "$URI"
	[ "$(field Upload-Offset)" = "$at" ]
}

grown() {
	[ -n "$(find "$ROOT/uploads" -name '.minihttp*' ! -name '*.head' -size +10c)" ]
}

@test "who does not own an upload cannot end what is sent to it" {
	two_users
	begin new abc "$ann"
	hold slow "$ann"
	method HEAD "$URI" "$bob"
	is 404 upload-absent
	method DELETE "$URI" "$bob"
	is 404 upload-absent
	printf ef >&7
	exec 7>&-
	wait "$HOLDER"
	grep -q '^HTTP/1.1 201' "$T/slow"
	[ "$(cat "$ROOT/uploads/new")" = abcdef ]
}

@test "an earlier request that cannot let go is waited for, and the later one gets 409" {
	begin new abc
	hold slow
	kill -STOP "$HOLDER"
	append 4 '?1' yz
	is 409 upload-busy
	[ "$(field Retry-After)" = 1 ]
	kill -CONT "$HOLDER"
	exec 7>&-
	wait "$HOLDER"
	append 4 '?1' yz
	is 201 -
}

@test "a long part is confirmed every five seconds to who knows 104, as far as it is on the disk" {
	begin new abc
	mkfifo "$T/in"
	timeout 60 "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" <"$T/in" >"$T/slow" 2>/dev/null 3>&- &
	exec 7>"$T/in"
	printf 'PATCH %s HTTP/1.1\r\nHost: localhost\r\nUpload-Offset: 3\r\nUpload-Complete: ?1\r\nContent-Type: application/partial-upload\r\nContent-Length: 1000000\r\n%s\r\n\r\n' "$URI" "$INTEROP" >&7
	timeout 20 bash -c "until grep -q 'Upload-Offset' '$T/slow'; do printf x; done" >&7
	exec 7>&-
	wait $! || true
	tr -d '\r' <"$T/slow" | sed '/^$/q' >"$T/head"
	grep -q '^HTTP/1.1 104 ' "$T/head"
	no_field Location
	method HEAD "$URI"
	local at
	at=$(tr -d '\r' <"$T/slow" | sed -n 's/^Upload-Offset: //p' | head -n 1)
	[ "$at" -gt 3 ]
	[ "$(field Upload-Offset)" -ge "$at" ]
}

@test "it counts in UploadQuota until it expires" {
	OPTIONS+=(-o "UploadQuota $((10 * 4096))")
	printf '%020480d' 0 >"$T/five"
	begin new "$(cat "$T/five")" # 5 blocks and that of its head; old.txt has 1
	put /uploads/a "$(printf '%012289d' 0)"
	is 507 quota
	append 20480 '?0' "$(cat "$T/five")"
	is 507 quota
	find "$ROOT/uploads" -name '.minihttp*' -exec touch -d '61 minutes ago' {} +
	put /uploads/a "$(cat "$T/five")"
	is 201 -
}

@test "a directory whose uploads are all complete is empty to DELETE" {
	OPTIONS+=(-o 'UploadMakeDirectories yes')
	begin d/new abc
	append 3 '?1' ''
	is 201 -
	method DELETE /uploads/d/new
	is 204 -
	method DELETE /uploads/d/
	is 204 -
	[ ! -e "$ROOT/uploads/d" ]
}

@test "OPTIONS tells what is supported, where it is" {
	method OPTIONS /uploads/new
	is 200 -
	[ "$(field Accept-Patch)" = 'application/partial-upload, application/offset+octet-stream' ]
	[[ $(field Upload-Limit) == max-size=8388608* ]]
	[ "$(field Tus-Version)" = 1.0.0 ]
	method OPTIONS /digits.txt
	no_field Accept-Patch
	no_field Tus-Version
}

@test "without UploadExpiry there is none of it" {
	OPTIONS+=(-o 'UploadExpiry 0')
	put /uploads/new abc 'Upload-Complete: ?0' "$INTEROP"
	is 201 -
	[ "$(field Location)" = /uploads/new ]
	clean
	method OPTIONS /uploads/
	no_field Accept-Patch
	URI="/uploads/new?upload=0123456789abcdef0123456789abcdef"
	append 3 '?1' def
	is 501 method-off
}

@test "tus: created, sent in two parts, asked for, with the name that it told" {
	: >"$T/content"
	send POST /uploads/ "$T/content" 'Tus-Resumable: 1.0.0' 'Upload-Length: 6' "Upload-Metadata: filename $(printf 't u.txt' | base64)"
	is 201 -
	URI=$(field Location)
	[ "$(field Tus-Resumable)" = 1.0.0 ]
	field Upload-Expires
	printf abc >"$T/content"
	send PATCH "$URI" "$T/content" 'Tus-Resumable: 1.0.0' 'Upload-Offset: 0' 'Content-Type: application/offset+octet-stream'
	is 204 -
	[ "$(field Upload-Offset)" = 3 ]
	method HEAD "$URI" 'Tus-Resumable: 1.0.0'
	is 204 -
	[ "$(field Upload-Offset)" = 3 ]
	[ "$(field Upload-Length)" = 6 ]
	[[ $(field Upload-Metadata) == filename* ]]
	send PATCH "$URI" "$T/content" 'Tus-Resumable: 1.0.0' 'Upload-Offset: 3' 'Content-Type: application/offset+octet-stream'
	is 204 -
	[ "$(field Upload-Offset)" = 6 ]
	[ "$(cat "$ROOT/uploads/t u.txt")" = abcabc ]
	method HEAD "$URI" 'Tus-Resumable: 0.2.1'
	is 412 tus-version
	[ "$(field Tus-Version)" = 1.0.0 ]
}

@test "an upload begins without content, and without a length of that (curl -X POST)" {
	ask 'POST /uploads/ HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\nUpload-Length: 3\r\n\r\n'
	is 201 -
	[ "$(field Upload-Offset)" = 0 ]
	ask 'PUT /uploads/new HTTP/1.1\r\nHost: localhost\r\nUpload-Complete: ?0\r\n\r\n'
	is 201 -
	URI=$(field Location)
	append 0 '?1' abc
	is 201 -
	[ "$(cat "$ROOT/uploads/new")" = abc ]
	# a file that is said to be complete could have lost its content
	ask 'PUT /uploads/new HTTP/1.1\r\nHost: localhost\r\nUpload-Complete: ?1\r\n\r\n'
	is 411 no-length
	OPTIONS+=(-o 'UploadExpiry 0')
	ask 'POST /uploads/ HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\nUpload-Length: 3\r\n\r\n'
	is 411 no-length
}

@test "tus: PATCH and DELETE by POST, for clients that cannot send them (X-HTTP-Method-Override)" {
	local type='Content-Type: application/offset+octet-stream'
	: >"$T/content"
	send POST /uploads/ "$T/content" 'Tus-Resumable: 1.0.0' 'Upload-Length: 6' "Upload-Metadata: filename $(printf posted | base64)"
	URI=$(field Location)
	printf abc >"$T/content"
	send POST "$URI" "$T/content" 'Tus-Resumable: 1.0.0' 'Upload-Offset: 0' "$type" 'X-HTTP-Method-Override: PATCH'
	is 204 -
	[ "$(field Upload-Offset)" = 3 ]
	: >"$T/content"
	send POST "$URI" "$T/content" 'Tus-Resumable: 1.0.0' 'X-HTTP-Method-Override: DELETE'
	is 204 -
	method HEAD "$URI" 'Tus-Resumable: 1.0.0'
	is 404 upload-absent
}

@test "tus: a checksum that differs is 460, and its bytes are dropped (Checksum)" {
	local good bad=sha1\ qZk+NkcGgWq6PiVxeFDCbJzQ2J0= # of abc
	local type='Content-Type: application/offset+octet-stream' part
	printf 'def' >"$T/content"
	good="sha1 $(openssl dgst -sha1 -binary <"$T/content" | base64)"
	method OPTIONS /uploads/
	[ "$(field Tus-Checksum-Algorithm)" = sha1,sha256 ]
	[[ ,$(field Tus-Extension), == *,checksum,* ]]
	send POST /uploads/ "$T/content" 'Tus-Resumable: 1.0.0' 'Upload-Length: 9' "$type" "Upload-Checksum: $bad"
	is 460 checksum
	[ "$(parts)" = 0 ]
	send POST /uploads/ "$T/content" 'Tus-Resumable: 1.0.0' 'Upload-Length: 9' "$type" "Upload-Checksum: $good" \
		"Upload-Metadata: filename $(printf sums | base64)"
	is 201 -
	URI=$(field Location)
	for part in "$bad" 'sha256 ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='; do
		send PATCH "$URI" "$T/content" 'Tus-Resumable: 1.0.0' 'Upload-Offset: 3' "$type" "Upload-Checksum: $part"
		is 460 checksum
		method HEAD "$URI" 'Tus-Resumable: 1.0.0'
		[ "$(field Upload-Offset)" = 3 ]
	done
	send PATCH "$URI" "$T/content" 'Tus-Resumable: 1.0.0' 'Upload-Offset: 3' "$type" "Upload-Checksum: $good"
	is 204 -
	send PATCH "$URI" "$T/content" 'Tus-Resumable: 1.0.0' 'Upload-Offset: 6' "$type" "Upload-Checksum: $bad"
	is 460 checksum # the last part too, before the file has its name
	[ ! -e "$ROOT/uploads/sums" ]
	send PATCH "$URI" "$T/content" 'Tus-Resumable: 1.0.0' 'Upload-Offset: 6' "$type" 'Upload-Checksum: md5 AAAA'
	is 400 checksum-kind
	send PATCH "$URI" "$T/content" 'Tus-Resumable: 1.0.0' 'Upload-Offset: 6' "$type" \
		"Upload-Checksum: sha256 $(openssl dgst -sha256 -binary <"$T/content" | base64)"
	is 204 -
	[ "$(cat "$ROOT/uploads/sums")" = defdefdef ]
}

# The offset that the server tells of the upload of tus.
offset() {
	method HEAD "$URI" 'Tus-Resumable: 1.0.0'
	is 204 -
	field Upload-Offset
}

@test "tus: bytes that were not compared with their checksum do not count" {
	local good type='Content-Type: application/offset+octet-stream' how
	printf 'def' >"$T/content"
	good="sha1 $(openssl dgst -sha1 -binary <"$T/content" | base64)"
	send POST /uploads/ "$T/content" 'Tus-Resumable: 1.0.0' 'Upload-Length: 20' "$type" "Upload-Metadata: filename $(printf sums | base64)"
	is 201 -
	URI=$(field Location)
	for how in kill cut; do # the process, or only the line
		mkfifo "$T/in"
		"$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" <"$T/in" >"$T/cut" 2>/dev/null 3>&- &
		HOLDER=$!
		exec 7>"$T/in"
		printf 'PATCH %s HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 3\r\n%s\r\nContent-Length: 3\r\nUpload-Checksum: %s\r\n\r\nde' "$URI" "$type" "$good" >&7
		await has_bytes 5
		[ "$how" = cut ] || kill -KILL "$HOLDER"
		exec 7>&-
		wait "$HOLDER" || true
		[ "$(offset)" = 3 ]
		rm "$T/in"
	done
	send PATCH "$URI" "$T/content" 'Tus-Resumable: 1.0.0' 'Upload-Offset: 3' "$type" "Upload-Checksum: $good"
	is 204 -
	[ "$(offset)" = 6 ]
	ask "PATCH $URI HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 6\r\n$type\r\nContent-Length: 3\r\n\r\nde"
	is 400 body-cut
	[ "$(offset)" = 8 ] # without a checksum they do
}

@test "cut at random bytes, at either end: the file is right, and at most 1 % is sent twice" {
	OPTIONS+=(-o 'WriteFrom 127.0.0.0/8' -o 'MaxBodySize 2G' -o 'KeepAlive no')
	listen "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT"
	head -c "${CUT_BYTES:-40000000}" /dev/urandom >"$T/bin"
	timeout 850 python3 "$BATS_TEST_DIRNAME/lib/resume.py" "$PORT" /uploads/big "$T/bin" "$LISTENER" "${CUTS:-20}" >"$T/out" 2>&1 || {
		tail -n 40 "$T/out" "$T/log"
		return 1
	}
	[ -z "${CUTS:-}" ] || sed 's/^/# /' "$T/out" >&3
	[ "$(sha256sum <"$T/bin")" = "$(sha256sum <"$ROOT/uploads/big")" ]
	[ "$(parts)" = 0 ]
	# and what remembers the end goes with the next writer
	find "$ROOT/uploads" -name '*.head' -exec touch -d '11 minutes ago' {} +
	put /uploads/other x
	clean
}
