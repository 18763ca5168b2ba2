#!/usr/bin/env bats
# DELETE: a file, or an empty directory, below Upload.

load lib/ask
load lib/upload

setup() {
	site
	uploads
}

@test "a file: 204, and it is gone (9110 9.3.5)" {
	method DELETE /uploads/old.txt
	is 204 -
	[ ! -s "$T/body" ]
	[ ! -e "$ROOT/uploads/old.txt" ]
	method DELETE /uploads/old.txt
	is 404 not-found
}

@test "preconditions count (9110 13.1)" {
	method DELETE /uploads/old.txt 'If-Match: "other"'
	is 412 precondition
	method DELETE /uploads/old.txt 'If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT'
	is 412 precondition
	method DELETE /uploads/old.txt 'If-None-Match: *'
	is 412 precondition
	[ -e "$ROOT/uploads/old.txt" ]
	method HEAD /uploads/old.txt
	method DELETE /uploads/old.txt "If-Match: $(field ETag)"
	is 204 -
}

@test "a directory if it is empty, 409 if not" {
	mkdir -p "$ROOT/uploads/full/x" "$ROOT/uploads/empty" "$ROOT/uploads/also"
	method DELETE /uploads/full/
	is 409 not-empty
	method DELETE /uploads/full
	is 409 not-empty
	method DELETE /uploads/empty/
	is 204 -
	method DELETE /uploads/also
	is 204 -
	[ "$(ls "$ROOT/uploads" | paste -sd' ')" = 'full old.txt' ]
	method DELETE /uploads/old.txt/
	is 404 not-found
}

@test "litter of a killed upload does not keep a directory" {
	mkdir "$ROOT/uploads/dir"
	: >"$ROOT/uploads/dir/.minihttp-staged"
	method DELETE /uploads/dir/
	is 204 -
}

@test "not elsewhere, not the prefix itself, not a link, not a dotfile" {
	ln -s old.txt "$ROOT/uploads/link"
	ln -s ../dir "$ROOT/uploads/dir"
	: >"$ROOT/uploads/.hidden"
	method DELETE /digits.txt
	is 405 method-not-allowed
	method DELETE /uploads/
	is 405 method-not-allowed
	method DELETE /uploads/link
	is 403 symlink
	method DELETE /uploads/dir/index.html
	is 403 symlink
	method DELETE /uploads/.hidden
	is 403 name
	[ -e "$ROOT/digits.txt" ]
	[ -e "$ROOT/dir/index.html" ]
	[ -L "$ROOT/uploads/link" ]
	[ -e "$ROOT/uploads/.hidden" ]
}

@test "who may not write may not remove" {
	OPTIONS[${#OPTIONS[@]} - 3]='WriteFrom 192.0.2.1'
	method DELETE /uploads/old.txt
	is 403 write-from
	[ -e "$ROOT/uploads/old.txt" ]
}

@test "content in a DELETE is read and means nothing; the connection goes on" {
	ask 'DELETE /uploads/old.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhelloGET /digits.txt HTTP/1.0\r\n\r\n'
	is '204 200' $'- -'
}
