#!/usr/bin/env bats
# Integrity (RFC 9530): the server stores exactly what was sent, and clients can
# check what they get.

load lib/ask
load lib/upload

setup() {
	site
	uploads
}

sha() {
	printf 'sha-%s=:%s=:' "$1" "$(perl -MDigest::SHA -e \
		'undef $/; $_ = <STDIN>; print Digest::SHA::sha'"$1"'_base64($_)' <"$2")$([ "$1" = 256 ] || echo =)"
}

@test "a digest that agrees is stored, sha-256 and sha-512, in one field or both" {
	head -c 100000 /dev/urandom >"$T/bin"
	put_file /uploads/a "$T/bin" "Content-Digest: $(sha 256 "$T/bin")"
	is 201 -
	put_file /uploads/b "$T/bin" "Repr-Digest: $(sha 512 "$T/bin"), $(sha 256 "$T/bin")"
	is 201 -
	put_file /uploads/c "$T/bin" "Content-Digest: $(sha 512 "$T/bin")" "Repr-Digest: md5=:AAAA:"
	is 201 -
	cmp "$T/bin" "$ROOT/uploads/c"
}

@test "one that does not is 400, and nothing is stored" {
	printf other >"$T/other"
	put /uploads/new.txt 'some' "Content-Digest: $(sha 256 "$T/other")"
	is 400 digest
	put /uploads/old.txt 'some' "Repr-Digest: $(sha 512 "$T/other")"
	is 400 digest
	put /uploads/old.txt 'some' 'Content-Digest: sha-256=:x:'
	is 400 digest
	ask 'PUT /uploads/old.txt HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Digest: '"$(sha 256 "$T/other")"'\r\n\r\n4\r\nsome\r\n0\r\n\r\n'
	is 400 digest
	[ ! -e "$ROOT/uploads/new.txt" ]
	[ "$(cat "$ROOT/uploads/old.txt")" = old ]
	clean
}

@test "Want-Repr-Digest is answered, with a part and with HEAD too" {
	get /digits.txt 'Want-Repr-Digest: sha-256=10, sha-512=3'
	[ "$(field Repr-Digest)" = "$(sha 256 "$ROOT/digits.txt")" ]
	method HEAD /digits.txt 'Want-Repr-Digest: sha-512=1'
	[ "$(field Repr-Digest)" = "$(sha 512 "$ROOT/digits.txt")" ]
	get /digits.txt 'Want-Repr-Digest: sha-256=1' 'Range: bytes=0-3'
	is 206 -
	[ "$(field Repr-Digest)" = "$(sha 256 "$ROOT/digits.txt")" ]
	get /empty.txt 'Want-Repr-Digest: sha-256=1'
	[ "$(field Repr-Digest)" = "$(sha 256 "$ROOT/empty.txt")" ]
	get /digits.txt 'Want-Repr-Digest: sha-256=0, md5=5'
	no_field Repr-Digest
	get /digits.txt
	no_field Repr-Digest
	get /digits.txt 'Want-Repr-Digest: sha-256=1' 'Range: bytes=99-'
	no_field Repr-Digest
}

@test "but not of a file over 16 MB, which would be read twice" {
	head -c 16777216 /dev/zero >"$ROOT/large"
	method HEAD /large 'Want-Repr-Digest: sha-256=1'
	[ "$(field Repr-Digest)" = "$(sha 256 "$ROOT/large")" ]
	printf x >>"$ROOT/large"
	method HEAD /large 'Want-Repr-Digest: sha-256=1'
	is 200 -
	no_field Repr-Digest
}
