#!/usr/bin/env bats
# The table of states in os/stage.h, state by state: the handler is killed at
# each system call of a write, and the files are examined then.  After that come
# disks that are full and disks that fail.

load lib/ask
load lib/upload

setup() {
	site
	uploads
	# strace makes a call fail by giving it no number, which seccomp forbids
	OPTIONS+=(-o 'Sandbox no')
	[ -z "${SAN:-}" ] || skip 'a sanitizer makes system calls of its own'
}

# The system calls of a write from the opening of its directory on, one a
# line: name and how often it had been made by then.
calls() {
	strace -o "$T/strace" "${INJECT[@]}" "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" \
		<"$T/request" >"$T/answer" 2>"$T/log"
	sed 's/(.*//' "$T/strace" | awk '
		{ n[$1]++ }
		$1 == "openat2" { begun = 1 }
		$1 == "exit_group" { exit }
		begun && !($1 == last && ++same > 4) { print $1, n[$1] }
		$1 != last { same = 0 }
		{ last = $1 }'
}

killed_at() {
	strace -o "$T/strace" "${INJECT[@]}" -e inject="$1:signal=KILL:when=$2" \
		"$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" \
		<"$T/request" >"$T/answer" 2>"$T/log" || true
}

# kill_everywhere BEFORE AFTER CALL: a handler that is killed at a call up to
# CALL leaves BEFORE in $FILE; killed at a later one it leaves AFTER.
kill_everywhere() {
	local name count state=$1 n=0
	local litter=0
	fresh
	calls >"$T/calls"
	grep -q "^$3 " "$T/calls"
	[ "$(cat "$FILE")" = "$2" ]
	while read -r name count; do
		fresh
		killed_at "$name" "$count"
		n=$((n + 1))
		# the call at which the handler was killed was not made
		[ "$(cat "$FILE" 2>/dev/null)" = "$state" ] || {
			echo "killed at $name $count: $(cat "$FILE")"
			return 1
		}
		clean || litter=$((litter + 1))
		no_litter_is_served
		# the next upload succeeds, and removes what is left
		again
		clean
		[ "$name" != "$3" ] || state=$2
	done <"$T/calls"
	echo "killed $n times, $litter times with litter"
	[ "$n" -gt 15 ]
	[ "$litter" -le "$LITTER" ]
}

no_litter_is_served() {
	local name
	for name in .minihttp-staged .minihttp-staged-0; do
		printf 'GET /uploads/%s HTTP/1.0\r\n\r\n' "$name"
	done >"$T/get"
	ask_file "$T/get"
	is 404 hidden
}

request() {
	printf '%b' "$1" >"$T/request"
	cp "$T/request" "$T/saved"
}

fresh() {
	cp "$T/saved" "$T/request"
	find "$ROOT/uploads" -mindepth 1 -delete
	printf old >"$ROOT/uploads/old.txt"
}

again() {
	printf 'PUT /uploads/%s HTTP/1.0\r\nContent-Length: 5\r\n\r\nagain' "${FILE##*/}" >"$T/request"
	strace -o "$T/strace" "${INJECT[@]}" "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" \
		<"$T/request" >"$T/answer" 2>"$T/log"
	[ "$(cat "$FILE")" = again ]
	cp "$T/saved" "$T/request"
}

PUT='HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 5\r\n\r\nnewer'

@test "killed anywhere while a file is replaced: the old one or the new one, whole" {
	FILE=$ROOT/uploads/old.txt INJECT=() LITTER=2
	request "PUT /uploads/old.txt $PUT"
	kill_everywhere old newer renameat
}

@test "killed anywhere while a file is made: none or all of it, and never litter" {
	FILE=$ROOT/uploads/new.txt INJECT=() LITTER=0
	request "PUT /uploads/new.txt $PUT"
	kill_everywhere '' newer linkat
}

@test "killed anywhere where the file system has no O_TMPFILE" {
	FILE=$ROOT/uploads/old.txt INJECT=(-e inject=faccessat:error=ENOENT) LITTER=1000
	request "PUT /uploads/old.txt $PUT"
	kill_everywhere old newer renameat
	FILE=$ROOT/uploads/new.txt
	request "PUT /uploads/new.txt $PUT"
	kill_everywhere '' newer linkat
}

@test "killed anywhere in an upload that can be resumed: it goes on, or was never offered" {
	OPTIONS+=(-o 'UploadExpiry 1h')
	FILE=$ROOT/uploads/new.txt INJECT=()
	request 'PUT /uploads/new.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 5\r\nUpload-Complete: ?1\r\nUpload-Draft-Interop-Version: 8\r\n\r\nnewer'
	fresh
	calls >"$T/calls"
	grep -q '^renameat2 ' "$T/calls"
	local name count uri offset n=0 resumed=0
	while read -r name count; do
		fresh
		killed_at "$name" "$count"
		n=$((n + 1))
		[ ! -e "$FILE" ] || [ "$(cat "$FILE")" = newer ]
		uri=$(tr -d '\r' <"$T/answer" | sed -n 's/^Location: \(.*upload=.*\)/\1/p')
		[ -n "$uri" ] || continue
		method HEAD "$uri"
		is 204 -
		[ "$(field Upload-Complete)" != '?1' ] || {
			[ "$(cat "$FILE")" = newer ]
			continue
		}
		offset=$(field Upload-Offset)
		rest=newer
		printf '%s' "${rest:offset}" >"$T/rest"
		send PATCH "$uri" "$T/rest" "Upload-Offset: $offset" 'Upload-Complete: ?1' 'Content-Type: application/partial-upload'
		is 201 -
		[ "$(cat "$FILE")" = newer ]
		resumed=$((resumed + 1))
	done <"$T/calls"
	echo "killed $n times, resumed $resumed times"
	[ "$n" -gt 15 ]
	[ "$resumed" -gt 3 ]
}

@test "killed anywhere in a DELETE: there or gone" {
	FILE=$ROOT/uploads/old.txt INJECT=() LITTER=0
	request 'DELETE /uploads/old.txt HTTP/1.0\r\n\r\n'
	fresh
	calls >"$T/calls"
	local state=old name count seen=0
	while read -r name count; do
		fresh
		killed_at "$name" "$count"
		[ "$(cat "$FILE" 2>/dev/null)" = "$state" ]
		# the first call removes litter, the second one the file
		[ "$name" != unlinkat ] || seen=$((seen + 1))
		[ "$seen" -lt 2 ] || state=
	done <"$T/calls"
	[ "$seen" = 2 ]
}

@test "litter is removed, and never what somebody is still writing" {
	INJECT=(-e inject=faccessat:error=ENOENT)
	mkfifo "$T/in"
	strace -o "$T/strace" "${INJECT[@]}" "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" \
		<"$T/in" >"$T/slow" 2>/dev/null 3>&- &
	local pid=$!
	exec 7>"$T/in"
	printf 'PUT /uploads/slow HTTP/1.0\r\nContent-Length: 4\r\n\r\nab' >&7
	timeout 10 sh -c 'until grep -q "^write" "$1"; do :; done' - "$T/strace"
	[ -e "$ROOT/uploads/.minihttp-staged-0" ]
	: >"$ROOT/uploads/.minihttp-staged-1" # of one that was killed
	request "PUT /uploads/old.txt $PUT"
	calls >"$T/calls"
	[ "$(cat "$ROOT/uploads/old.txt")" = newer ]
	[ -e "$ROOT/uploads/.minihttp-staged-0" ]
	[ ! -e "$ROOT/uploads/.minihttp-staged-1" ]
	printf 'cd' >&7
	exec 7>&-
	wait "$pid"
	[ "$(cat "$ROOT/uploads/slow")" = abcd ]
	clean
}

# slow DESCRIPTOR NAME: an upload by that name that has sent "ab" of 4 bytes, as
# .minihttp-staged-0; its process is SLOW.
slow() {
	local had=$2
	# the calls of an earlier one would be taken for its own
	rm -f "$T/in$1" "$T/strace$1"
	mkfifo "$T/in$1"
	strace -o "$T/strace$1" "${INJECT[@]}" "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" \
		<"$T/in$1" >"$T/answer$1" 2>/dev/null 3>&- &
	SLOW=$!
	eval "exec $1>'$T/in$1'"
	printf 'PUT /uploads/%s HTTP/1.0\r\nContent-Length: 4\r\n\r\nab' "$had" >&"$1"
	timeout 10 sh -c 'until grep -qs "^write" "$1"; do :; done' - "$T/strace$1"
	[ -e "$ROOT/uploads/.minihttp-staged-0" ]
}

@test "a staged file that somebody removes is not taken for the next one by its name" {
	local first second
	INJECT=(-e inject=faccessat:error=ENOENT)
	slow 7 first
	first=$SLOW
	rm "$ROOT/uploads/.minihttp-staged-0"
	slow 6 second
	second=$SLOW
	printf cd >&7
	exec 7>&-
	wait "$first"
	[ "$(cat "$ROOT/uploads/first")" = abcd ]
	[ ! -e "$ROOT/uploads/second" ]
	# the end of this upload has not touched the other one's file
	printf ef >&6
	exec 6>&-
	wait "$second"
	[ "$(cat "$ROOT/uploads/second")" = abef ]
	clean
	# an upload that replaces a file
	slow 7 old.txt
	first=$SLOW
	rm "$ROOT/uploads/.minihttp-staged-0"
	printf cd >&7
	exec 7>&-
	wait "$first"
	[ "$(cat "$ROOT/uploads/old.txt")" = abcd ]
	clean
}

# fails STATUS WHY CALL ERROR [WHEN]: the old file stands, and no litter.
fails() {
	fresh
	strace -o "$T/strace" -e inject="$3:error=$4${5:+:when=$5}" \
		"$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" <"$T/request" >"$T/answer" 2>"$T/log"
	is "$1" "$2"
	[ "$(cat "$ROOT/uploads/old.txt")" = old ]
	clean
}

@test "a disk that fails (500), is full (507) or read-only (403): the old file stands" {
	request "PUT /uploads/old.txt $PUT"
	fails 500 store-error fsync EIO 1
	fails 500 store-error fchmod EIO
	fails 500 store-error utimensat EIO
	fails 500 store-error linkat EIO
	fails 500 store-error renameat EIO
	fails 507 disk-full linkat ENOSPC
	fails 507 disk-full renameat EDQUOT
	fails 507 disk-full fsync ENOSPC 1
	fails 403 not-writable renameat EROFS
}

@test "what is confirmed is on the disk: no 2xx if the directory cannot be synced" {
	request "PUT /uploads/old.txt $PUT"
	fresh
	strace -o "$T/strace" -e inject=fsync:error=EIO:when=2 \
		"$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" <"$T/request" >"$T/answer" 2>"$T/log"
	is 500 store-error
	[ "$(cat "$ROOT/uploads/old.txt")" = newer ] # it has its name by then
	grep -q '^fsync' "$T/strace"
	OPTIONS+=(-o 'UploadSync no')
	fresh
	calls >"$T/calls"
	is 204 -
	[ "$(grep -c '^fsync' "$T/strace")" = 0 ]
}

@test "the order is: bytes, fsync, lock, name, fsync, answer" {
	INJECT=()
	request "PUT /uploads/old.txt $PUT"
	fresh
	calls >"$T/calls"
	# the access line is written after all of them, by a call of its own
	cut -d' ' -f1 "$T/calls" | grep -x 'write\|fsync\|flock\|linkat\|renameat' |
		head -n 8 | paste -sd' ' >"$T/order"
	cat "$T/order"
	grep -qx 'write fsync flock linkat renameat flock fsync write' "$T/order"
}

@test "a full disk: 507, the old file stands, and room again is room again" {
	root_for 'a small file system'
	mount -t tmpfs -o size=1m tmpfs "$ROOT/uploads"
	printf old >"$ROOT/uploads/old.txt"
	head -c 2000000 /dev/zero >"$T/large"
	put_file /uploads/old.txt "$T/large"
	full=$(statuses)-$(why)
	put_file /uploads/new.txt "$T/large"
	left=$(ls -A "$ROOT/uploads")
	old=$(cat "$ROOT/uploads/old.txt")
	head -c 900000 /dev/zero >"$T/large"
	put_file /uploads/new.txt "$T/large"
	then=$(statuses)
	umount "$ROOT/uploads"
	[ "$full" = 507-disk-full ]
	[ "$left" = old.txt ]
	[ "$old" = old ]
	[ "$then" = 201 ]
}

# put_where INJECT...: a PUT of a new file where these calls fail.
put_where() {
	local i inject=()
	for i in "$@"; do
		inject+=(-e "inject=$i")
	done
	printf 'PUT /uploads/fresh.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 5\r\n\r\nfresh' >"$T/request"
	strace -o "$T/strace" "${inject[@]}" "$BUILD/minihttp" -c /dev/null \
		"${OPTIONS[@]}" "$ROOT" <"$T/request" >"$T/answer" 2>"$T/log"
	sed '/^\r$/q' "$T/answer" >"$T/head"
}

@test "without hard links a new file is stored, and whole (FAT, exFAT, FUSE)" {
	local i
	for i in 'linkat:error=EPERM' 'linkat:error=EOPNOTSUPP' 'linkat:error=ENOSYS' \
		'linkat:error=EPERM renameat2:error=EINVAL' \
		'linkat:error=EPERM renameat2:error=ENOSYS'; do
		rm -f "$ROOT/uploads/fresh.txt"
		# shellcheck disable=SC2086 # one word a call
		put_where $i
		grep -q '^HTTP/1.1 201' "$T/head"
		[[ $(field ETag) == \"* ]]
		[ "$(cat "$ROOT/uploads/fresh.txt")" = fresh ]
		[ "$(stat -c %a "$ROOT/uploads/fresh.txt")" = 644 ]
		clean
		# an existing file is replaced
		# shellcheck disable=SC2086
		put_where $i
		grep -q '^HTTP/1.1 204' "$T/head"
		clean
	done
}

@test "what a file system cannot do: modes are left, locks and fsync are needed" {
	put_where fchmod:error=EPERM
	grep -q '^HTTP/1.1 201' "$T/head"
	rm "$ROOT/uploads/fresh.txt"
	put_where flock:error=ENOLCK
	grep -q ' file-system$' "$T/log"
	[ ! -e "$ROOT/uploads/fresh.txt" ]
	put_where fsync:error=EINVAL
	grep -q ' file-system$' "$T/log"
	[ ! -e "$ROOT/uploads/fresh.txt" ]
	OPTIONS+=(-o 'UploadSync no')
	put_where fsync:error=EINVAL
	grep -q '^HTTP/1.1 201' "$T/head"
	clean
}
