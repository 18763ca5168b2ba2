#!/usr/bin/env bats
# The cache of minihttp-client on disk: many processes, damage, limits.

load lib/ask
load lib/listen

setup() {
	[ -x "$BUILD/minihttp-client" ]
	site
	C="timeout 20 $BUILD/minihttp-client"
	export XDG_CACHE_HOME=$T/cache
	unset http_proxy https_proxy all_proxy CURL_CA_BUNDLE SSL_CERT_DIR SSL_CERT_FILE
	head -c 3000000 /dev/urandom >"$ROOT/big"
	age
	listen_once
}

teardown() {
	hang_up
	end_all
}

@test "the cache is ours alone, and says that it is one" {
	$C "localhost:$PORT/digits.txt" >/dev/null
	dir=$($C cache dir)
	[ "$dir" = "$T/cache/minihttp/v1" ]
	[ "$(stat -c %a "$dir")" = 700 ]
	grep -q '^Signature: 8a477f597d28d172789f06886806bc55' "$dir/CACHEDIR.TAG"
	[ -z "$(find "$dir" -type f -perm /077)" ]
}

@test "of 20 processes that want one URL, one fetches" {
	for i in {1..20}; do
		$C -q "localhost:$PORT/big" >"$T/out.$i" 3>&- &
		pids+=" $!"
	done
	for pid in $pids; do wait "$pid"; done
	for i in {1..20}; do cmp "$ROOT/big" "$T/out.$i"; done
	# the log is a pipe, so its last line is the last request
	curl -s -o "$T/last" "http://127.0.0.1:$PORT/last"
	await grep -q 'GET /last' "$T/log"
	[ "$(grep -c '"GET /big HTTP/1.1" 200' "$T/log")" = 1 ]
	[ "$($C cache ls | wc -l)" = 1 ]
}

@test "damage of any byte is a miss, never a wrong byte" {
	$C -q "localhost:$PORT/digits.txt" >/dev/null
	entry=$(find "$T/cache" -name '*.0')
	cp "$entry" "$T/good"
	for ((at = 0; at < $(stat -c %s "$T/good"); at++)); do
		cp "$T/good" "$entry"
		printf '\377' | dd of="$entry" bs=1 seek="$at" conv=notrunc 2>/dev/null
		[ "$($C -q "localhost:$PORT/digits.txt")" = 0123456789abcdefghij ]
	done
}

@test "cache verify finds damage, and removes it" {
	$C -q "localhost:$PORT/big" "localhost:$PORT/digits.txt" >/dev/null
	[ "$($C cache verify)" = '2 verified, 0 damaged' ]
	printf X | dd of="$(find "$T/cache" -name '*.blob')" bs=1 seek=2000000 conv=notrunc 2>/dev/null
	code=0
	$C cache verify >"$T/verify" || code=$?
	[ "$code" = 6 ]
	[ "$(cat "$T/verify")" = '1 verified, 1 damaged' ]
	$C -q "localhost:$PORT/big" | cmp - "$ROOT/big"
	[ "$($C cache verify)" = '2 verified, 0 damaged' ]
}

# CLIENT_KILLS=1000 for more
@test "kill -9 at any moment leaves no wrong byte" {
	for ((i = 0; i < ${CLIENT_KILLS:-30}; i++)); do
		"$BUILD/minihttp-client" -q --refresh "localhost:$PORT/big" "localhost:$PORT/digits.txt" >/dev/null 3>&- &
		pid=$!
		timeout 0.0$((RANDOM % 30 + 1)) tail -f /dev/null --pid=$pid || true
		kill -9 $pid 2>/dev/null || true
		wait $pid 2>/dev/null || true
	done
	$C cache verify
	$C -q "localhost:$PORT/big" | cmp - "$ROOT/big"
}

@test "a cache that cannot be written: the download goes on" {
	XDG_CACHE_HOME=/dev/null/x $C -q "localhost:$PORT/big" | cmp - "$ROOT/big"
	mkdir "$T/small"
	root_for 'a small file system'
	mount -t tmpfs -o size=512k none "$T/small"
	XDG_CACHE_HOME=$T/small $C -q "localhost:$PORT/big" >"$T/out" || true
	XDG_CACHE_HOME=$T/small $C cache verify >"$T/verify" || true
	umount "$T/small"
	cmp "$T/out" "$ROOT/big"
	grep ' 0 damaged' "$T/verify"
}

@test "--max-size: what was used longest ago goes" {
	for i in {1..9}; do head -c 30000 "$ROOT/big" >"$ROOT/f$i"; done
	$C -q "localhost:$PORT/f1" >/dev/null
	find "$T/cache" -name '*.0' -exec touch -d 2020-01-01 {} +
	$C -q "localhost:$PORT/"f{2..9} >/dev/null
	$C cache gc --max-size 10M
	[ "$($C cache ls | wc -l)" = 9 ]
	$C cache gc --max-size 280K
	[ "$($C cache ls | wc -l)" -ge 5 ]
	! $C cache ls | grep f1 || false
	# the client also sweeps by itself, after the output
	head -c 30000 "$ROOT/big" >"$ROOT/f10"
	$C -q --max-size 100K "localhost:$PORT/f10" >/dev/null
	[ "$(du -sk "$T/cache/minihttp/v1" --apparent-size | cut -f1)" -lt 200 ]
}

@test "--max-size: a body that is larger is printed and drives nothing out" {
	$C -q "localhost:$PORT/digits.txt" >/dev/null
	$C -v --max-size 2M "localhost:$PORT/big" >"$T/out" 2>"$T/err"
	cmp "$T/out" "$ROOT/big"
	! grep 'stored' "$T/err" || false
	[ "$($C cache ls | cut -f3)" = "http://localhost:$PORT/digits.txt" ]
	[ -z "$(find "$T/cache" -name '*.blob' -o -name '*.lock')" ]
}

# RFC 9111 4.3.4: an update of the stored response adds nothing to its size
@test "a 304 does not count as growth" {
	$C -q "localhost:$PORT/big" >/dev/null
	before=$(stat -c %s "$T/cache/minihttp/v1/usage")
	for i in {1..5}; do $C "localhost:$PORT/big" 2>&1 >/dev/null | grep '^not modified'; done
	[ "$(stat -c %s "$T/cache/minihttp/v1/usage")" = "$before" ]
}

@test "a read-only mount: nothing is stored, and the download goes on" {
	root_for 'a read-only mount'
	XDG_CACHE_HOME=$T/ro $C -q "localhost:$PORT/digits.txt" >/dev/null
	age
	echo changed >"$ROOT/digits.txt"
	run timeout 20 unshare -m sh -ec '
		mount -o bind "$1" "$1" && mount -o remount,ro,bind "$1"
		! touch "$1/x" 2>/dev/null || exit 99
		export XDG_CACHE_HOME=$1
		"$2" -q "$3/big" >"$4/big"
		"$2" -q "$3/digits.txt" >"$4/digits"
		"$2" -q -o "$4/again" "$3/big"
		"$2" cache verify' - "$T/ro" "$BUILD/minihttp-client" "localhost:$PORT" "$T"
	[ "$status" = 0 ]
	[[ $output == *' 0 damaged' ]]
	cmp "$T/big" "$ROOT/big"
	cmp "$T/again" "$ROOT/big"
	cmp "$T/digits" "$ROOT/digits.txt"
	[ -z "$(find "$T/ro" -name '*.blob' -o -name '*.lock')" ]
}

# A user who can write to the directory must not make us write to another's
# file.
@test "a symbolic link in the cache is followed by nothing" {
	$C -q "localhost:$PORT/digits.txt" "localhost:$PORT/big" >/dev/null
	echo precious >"$T/victim"
	for f in $(find "$T/cache/minihttp/v1" -type f); do ln -sf "$T/victim" "$f"; done
	shards=$(find "$T/cache/minihttp/v1" -name '*.0')
	for f in $shards; do ln -sf "$T/victim" "${f%.0}.lock"; done
	$C -q "localhost:$PORT/digits.txt" | cmp - "$ROOT/digits.txt"
	$C -q "localhost:$PORT/big" | cmp - "$ROOT/big"
	$C cache verify
	$C cache gc
	$C cache purge --all
	[ "$(cat "$T/victim")" = precious ]
	# a directory that is a link
	rm -rf "$T/cache/minihttp/v1/"??
	mkdir "$T/elsewhere"
	for f in $shards; do ln -sfn "$T/elsewhere" "${f%/*}"; done
	$C -q "localhost:$PORT/digits.txt" | cmp - "$ROOT/digits.txt"
	$C -q "localhost:$PORT/big" | cmp - "$ROOT/big"
	[ -z "$(ls -A "$T/elsewhere")" ]
}

@test "purge that cannot remove: a message, exit code 6, and no false number" {
	$C -q "localhost:$PORT/digits.txt" "localhost:$PORT/big" >/dev/null
	may=
	[ "$(id -u)" != 0 ] || may='setpriv --bounding-set -dac_override,-dac_read_search'
	find "$T/cache/minihttp/v1" -type d -exec chmod 500 {} +
	for what in "localhost:$PORT/digits.txt" --all; do
		code=0
		$may $C cache purge "$what" >"$T/out" 2>"$T/err" || code=$?
		[ "$code" = 6 ]
		grep -q '^0 purged, 0 bytes$' "$T/out"
		[ "$(grep -c '^minihttp-client: .*Permission denied$' "$T/err")" = 1 ]
		code=0
		$may $C cache purge --json "$what" >"$T/out" 2>/dev/null || code=$?
		[ "$code" = 6 ]
		grep -q '"purged":0' "$T/out"
	done
	find "$T/cache/minihttp/v1" -type d -exec chmod 700 {} +
	[ "$($C cache ls | wc -l)" = 2 ]
	[ "$($C --offline "localhost:$PORT/digits.txt")" = 0123456789abcdefghij ]
}

@test "a response that cannot be removed is named, and the exit code tells" {
	local may= key
	[ "$(id -u)" != 0 ] || may='setpriv --bounding-set -dac_override,-dac_read_search'
	$C -q "localhost:$PORT/digits.txt" >/dev/null
	find "$T/cache/minihttp/v1" -type d -exec chmod 500 {} +
	sum=$(printf '0%.0s' {1..64})
	code=0
	$may $C --sha256 "$sum" "localhost:$PORT/digits.txt" >/dev/null 2>"$T/err" || code=$?
	[ "$code" = 2 ]
	grep -q 'the stored response cannot be removed.*Permission denied' "$T/err"
	# a damaged file that cannot be removed is named
	key=$(find "$T/cache" -name '*.0')
	dd if=/dev/zero of="$key" bs=1 count=1 conv=notrunc status=none
	code=0
	$may $C cache verify >"$T/out" 2>"$T/err" || code=$?
	[ "$code" = 6 ]
	grep -q '^0 verified, 1 damaged' "$T/out"
	grep -q '\.0: Permission denied' "$T/err"
	find "$T/cache/minihttp/v1" -type d -exec chmod 700 {} +
}

@test "purge, ls, info and JSON" {
	$C -q "localhost:$PORT/digits.txt" "localhost:$PORT/index.html" >/dev/null
	$C cache ls --json | python3 -c 'import json, sys; assert len(json.load(sys.stdin)) == 2'
	$C cache info "localhost:$PORT/digits.txt" | grep 'status: 200'
	[ "$($C cache purge "localhost:$PORT/digits.txt")" = "1 purged, $(stat -c %s "$ROOT/digits.txt") bytes" ]
	[ "$($C cache ls | wc -l)" = 1 ]
	$C cache purge --all
	[ -z "$($C cache ls)" ]
}

# RFC 9110 14.2: what is stored answers a range by a part, as a server does.
@test "-C -: the rest comes from the cache as it does from the network" {
	for how in --no-store --refresh '' --offline; do
		head -c 1000 "$ROOT/big" >"$T/part"
		$C $how -q -C - -o "$T/part" "localhost:$PORT/big"
		cmp "$T/part" "$ROOT/big"
		$C -q -o "$T/whole" "localhost:$PORT/big"
	done
}
