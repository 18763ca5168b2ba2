#!/usr/bin/env bats
# What a person does: picks files in the upload form of www/, submits it in a
# real Chromium, and sees them listed.

load lib/ask
load lib/listen

setup() {
	command -v chromium >/dev/null || skip 'chromium is missing'
	site
	cp -r "$BATS_TEST_DIRNAME"/../www/. "$ROOT"
}

teardown() {
	hang_up
}

@test "files are picked, submitted and listed; names that are taken stay" {
	listen "$BUILD/minihttp" -c "$BATS_TEST_DIRNAME/../src/config/example.conf" "${ME[@]}" "$ROOT"
	mkdir "$T/mine"
	echo one >"$T/mine/a b & c.txt"
	head -c 300000 /dev/urandom >"$T/mine/Größe.bin"
	local i
	for i in 1 2; do
		LC_ALL=C.UTF-8 timeout 60 node "$BATS_TEST_DIRNAME/lib/browser.js" \
			"http://127.0.0.1:$PORT/upload.html" "$T/mine"/* >"$T/seen"
		[ "$(head -1 "$T/seen")" = "http://127.0.0.1:$PORT/uploads/" ]
	done
	cmp "$T/mine/a b & c.txt" "$ROOT/uploads/a b & c.txt"
	cmp "$T/mine/Größe.bin" "$ROOT/uploads/Größe.bin"
	cmp "$T/mine/Größe.bin" "$ROOT/uploads/Größe-1.bin"
	grep -q 'a b & c.txt' "$T/seen"
	grep -q 'a b & c-1.txt' "$T/seen"
	grep -q 'Größe.bin' "$T/seen"
}
