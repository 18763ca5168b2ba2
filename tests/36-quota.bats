#!/usr/bin/env bats
# UploadQuota: 507 before the body if Content-Length tells, during the body, and
# after it.  It limits what uploads take of a disk: names, whole blocks, and the
# bytes that are still arriving.

load lib/ask
load lib/upload

setup() {
	site
	uploads
	OPTIONS+=(-o "UploadQuota $((10 * 4096))")
}

# blocks N [BYTES]: that many blocks of 4 096 bytes, and BYTES more.
blocks() {
	printf "%0$(($1 * 4096 + ${2:-0}))d" 0
}

@test "what is below the prefix counts, in directories and hidden too" {
	put /uploads/a "$(blocks 7)"
	is 201 - # and one of old.txt
	put /uploads/b "$(blocks 2 1)"
	is 507 quota
	rm "$ROOT/uploads/a"
	mkdir -p "$ROOT/uploads/x/y"
	blocks 5 >"$ROOT/uploads/x/y/.z"
	put /uploads/b "$(blocks 3)"
	is 507 quota
	put /uploads/b "$(blocks 2)"
	is 201 -
	put /uploads/c ''
	is 507 quota
}

@test "empty files and directories count: each takes an inode" {
	OPTIONS+=(-o 'UploadMakeDirectories yes')
	local i
	for i in 1 2 3 4 5; do
		put "/uploads/$i" ''
		is 201 -
	done
	put /uploads/a/b/c/d x
	is 201 -
	put /uploads/6 ''
	is 507 quota
	ask 'DELETE /uploads/5 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
	is 204 -
	put /uploads/6 ''
	is 201 -
}

@test "what is replaced makes room" {
	put /uploads/old.txt "$(blocks 10)"
	is 204 -
	put /uploads/old.txt "$(blocks 10 1)"
	is 507 quota
	[ "$(stat -c %s "$ROOT/uploads/old.txt")" = 40960 ]
}

@test "it is said before the body is read, and in the middle of one of unknown length" {
	ask 'PUT /uploads/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 36865\r\nExpect: 100-continue\r\n\r\n'
	is 507 quota
	ask "PUT /uploads/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n9001\r\n$(blocks 9 1)\r\n0\r\n\r\n"
	is 507 quota
	ask "PUT /uploads/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n9000\r\n$(blocks 9)\r\n0\r\n\r\n"
	is 201 -
	clean
}

@test "each prefix has its own, and nested ones are one" {
	mkdir "$ROOT/more"
	OPTIONS+=(-o 'Upload /more/ /uploads/in/' -o 'UploadMakeDirectories yes')
	put /more/a "$(blocks 10)"
	is 201 -
	put /uploads/in/a "$(blocks 9)"
	is 507 quota
	put /uploads/in/a "$(blocks 8)"
	is 201 -
}

@test "several at once do not exceed together what none of them does" {
	blocks 4 >"$T/content"
	local i pids=()
	for i in 1 2 3 4 5 6 7 8; do
		{
			printf 'PUT /uploads/%s HTTP/1.0\r\nHost: localhost\r\nContent-Length: 16384\r\n\r\n' "$i"
			cat "$T/content"
		} | timeout 20 "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" >"$T/answer$i" 2>>"$T/log" 3>&- &
		pids+=($!)
	done
	wait "${pids[@]}"
	[ "$(cat "$T"/answer? | grep -c '^HTTP/1.1 \(201\|507\)')" = 8 ]
	[ "$(cat "$T"/answer? | grep -c '^HTTP/1.1 201')" -le 2 ]
	# an upload that was refused takes no room any more
	for i in 11 12; do
		put "/uploads/$i" "$(cat "$T/content")"
	done
	[ "$(find "$ROOT/uploads" -size +8k | wc -l)" = 2 ]
}

# hold NAME BYTES: an upload that stops in the middle, until `kill $HELD`.
hold() {
	mkfifo "$T/$1"
	timeout 60 "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" <"$T/$1" >"$T/$1.answer" 2>>"$T/log" 3>&- &
	HELD=$!
	exec 8>"$T/$1"
	printf 'PUT /uploads/%s HTTP/1.0\r\nHost: localhost\r\nContent-Length: 36864\r\n\r\n%s' "$1" "$(blocks 0 "$2")" >&8
	timeout 20 bash -c "until [ \"\$(find '$ROOT/uploads' -name '.minihttp-staged-*' -size +$(($2 - 1))c)\" ]; do :; done"
}

@test "what is still arriving counts for others, and not when its sender is gone" {
	hold slow 28672
	put /uploads/b "$(blocks 3)"
	is 507 quota
	put /uploads/b "$(blocks 2)"
	is 201 -
	rm "$ROOT/uploads/b"
	kill -KILL "$HELD"
	wait "$HELD" || true
	exec 8>&-
	# the staged file of the dead process is not counted, and is removed
	put /uploads/b "$(blocks 9)"
	is 201 -
	clean
}

@test "what fits exactly is taken, also in small pieces" {
	hold slow 700
	printf %s "$(blocks 9 -700)" >&8
	exec 8>&-
	wait "$HELD"
	head -n 1 "$T/slow.answer" | grep -q ' 201 '
	[ "$(stat -c %s "$ROOT/uploads/slow")" = 36864 ]
}

@test "a directory that may not be read does not refuse everything" {
	mkdir -m 700 "$ROOT/uploads/lost+found"
	[ "$(id -u)" != 0 ] || chown 1 "$ROOT/uploads/lost+found"
	chmod 0 "$ROOT/uploads/lost+found"
	put /uploads/a x
	is 201 -
	ask 'DELETE /uploads/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
	is 204 -
}

@test "a directory that is removed while it is counted does not refuse others" {
	[ -z "${SAN:-}" ] || skip 'a sanitizer makes system calls of its own'
	mkdir "$ROOT/uploads/x"
	printf 'PUT /uploads/a HTTP/1.0\r\nContent-Length: 1\r\n\r\na' |
		strace -o "$T/strace" -e trace=getdents64 -e inject=getdents64:error=ENOENT:when=2 \
			"$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" -o 'Sandbox no' "$ROOT" >"$T/answer"
	grep -q INJECTED "$T/strace"
	[ "$(statuses)" = 201 ]
}

@test "a path that is too deep is refused before a directory is made, and shuts nothing" {
	OPTIONS+=(-o 'UploadMakeDirectories yes')
	put "/uploads/$(printf 'd/%.0s' {1..66})f" x
	is 403 name
	[ ! -e "$ROOT/uploads/d" ]
	put /uploads/a x
	is 201 -
	# a file at that place takes no uploads, and is no obstacle either
	OPTIONS+=(-o 'UploadQuota 1M')
	mkdir -p "$ROOT/uploads/$(printf 'd/%.0s' {1..70})"
	put "/uploads/$(printf 'd/%.0s' {1..66})f" x
	is 403 name
	put /uploads/b x
	is 201 -
	ask 'DELETE /uploads/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
	is 204 -
}

@test "an upload that is refused leaves no directory that it made" {
	OPTIONS+=(-o 'UploadMakeDirectories yes' -o 'MaxBodySize 1M')
	put /uploads/new/er/a "$(blocks 10)"
	is 507 quota
	[ ! -e "$ROOT/uploads/new" ]
	# the body is refused in the middle, and an existing file stays
	mkdir "$ROOT/uploads/there"
	ask "PUT /uploads/there/new/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nb000\r\n$(blocks 11)\r\n0\r\n\r\n"
	is 507 quota
	ask 'PUT /uploads/there/new/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nx'
	[ -z "$(ls -A "$ROOT/uploads/there")" ]
}
