#!/usr/bin/env bats
# UploadQuota: 507 before the body where Content-Length tells, and after it.

load lib/ask
load lib/upload

setup() {
	site
	uploads
	OPTIONS+=(-o 'UploadQuota 10')
}

@test "what is below the prefix counts, in directories and hidden too" {
	put /uploads/a 1234567
	is 201 - # and three in old.txt
	put /uploads/b x
	is 507 quota
	rm "$ROOT/uploads/a"
	mkdir -p "$ROOT/uploads/x/y"
	printf 1234567 >"$ROOT/uploads/x/y/.z"
	put /uploads/b x
	is 507 quota
	put /uploads/x/y/b ''
	is 201 -
}

@test "what is replaced makes room" {
	put /uploads/old.txt 1234567890
	is 204 -
	put /uploads/old.txt 12345678901
	is 507 quota
	[ "$(cat "$ROOT/uploads/old.txt")" = 1234567890 ]
}

@test "it is said before the body is read, and in the middle of one of unknown length" {
	ask 'PUT /uploads/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\nExpect: 100-continue\r\n\r\n'
	is 507 quota
	ask 'PUT /uploads/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n0\r\n\r\n'
	is 507 quota
	ask 'PUT /uploads/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n1234567\r\n0\r\n\r\n'
	is 201 -
	clean
}

@test "each prefix has its own, and nested ones are one" {
	mkdir "$ROOT/more"
	OPTIONS+=(-o 'Upload /more/ /uploads/in/' -o 'UploadMakeDirectories yes')
	put /more/a 1234567890
	is 201 -
	put /uploads/in/a 12345678
	is 507 quota
	put /uploads/in/a 1234567
	is 201 -
}

@test "several at once do not exceed together what none of them does" {
	OPTIONS+=(-o 'UploadQuota 1003')
	head -c 400 /dev/zero >"$T/content"
	local i pids=()
	for i in 1 2 3 4 5 6 7 8; do
		{
			printf 'PUT /uploads/%s HTTP/1.0\r\nContent-Length: 400\r\n\r\n' "$i"
			cat "$T/content"
		} | timeout 20 "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" >"$T/answer$i" 2>>"$T/log" 3>&- &
		pids+=($!)
	done
	wait "${pids[@]}"
	[ "$(cat "$T"/answer? | grep -c '^HTTP/1.1 201')" = 2 ]
	[ "$(cat "$T"/answer? | grep -c '^HTTP/1.1 507')" = 6 ]
}
