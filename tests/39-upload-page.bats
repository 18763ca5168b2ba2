#!/usr/bin/env bats
# A person in a real Chromium uploads by the page of www/ and by a listing, over
# a line that breaks (lib/upload_page.js).  The server's side of this is in
# 38-resume.

load lib/ask
load lib/listen
load lib/upload

setup() {
	command -v chromium >/dev/null || skip 'chromium is missing: make deps test'
	site
	uploads
	cp -r "$BATS_TEST_DIRNAME"/../www/. "$ROOT"
	OPTIONS+=(-o 'UploadExpiry 1h' -o 'WriteFrom 127.0.0.0/8'
		-o 'MaxBodySize 64M' -o 'DirectoryListing yes')
	head -c 8000000 /dev/urandom >"$T/big.bin"
}

teardown() {
	hang_up
	end_all
}

# person PATH STEP...: what the person sees at the end is in $T/seen.
person() {
	[ -n "${LISTENER:-}" ] ||
		listen "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT"
	timeout 120 node "$BATS_TEST_DIRNAME/lib/upload_page.js" "$PORT" "$@" >"$T/seen" 2>"$T/err" || {
		cat "$T/seen" "$T/err" "$T/log"
		return 1
	}
}

# The methods that the log has of uploads, as "POST PATCH".
methods() {
	grep -aoE '(POST|HEAD|PATCH|DELETE) /uploads/(\?upload=[^ ]*)? ' "$T/log" |
		cut -d' ' -f1 | paste -sd' '
}

# The file has arrived, and the page has sent at most 1 % of it twice.  When a
# connection breaks that was used before, Chromium repeats the PATCH by itself.
# That is not counted: the server refuses its offset, and reads no more of it
# than LIMIT_LINGER_BYTES; how much the browser sends depends on the buffers.
arrived() {
	local sent
	sha256sum <"$T/big.bin" >"$T/want"
	sha256sum <"$ROOT/uploads/big.bin" | cmp - "$T/want"
	sent=$(sed -n 's/^PATCH //p' "$T/seen")
	echo "$sent bytes sent"
	[ "$sent" -lt 8080000 ]
	clean_parts
}

# No part of an upload is left, but heads that remember an end may be.
clean_parts() {
	[ -z "$(find "$ROOT/uploads" -name '.minihttp-staged-*' ! -name '*.head')" ]
}

@test "a line that breaks twice: the page goes on, and shows what is stored" {
	person /upload.html cut 2000000 cut 3000000 pick "$T/big.bin" see 'Stored: big.bin'
	arrived
	await eval "[[ \$(methods) == 'POST PATCH '*'HEAD PATCH '*'HEAD PATCH' ]]"
	grep -q '/uploads/?stored=big.bin' "$T/seen"
}

@test "a reload in the middle: the page asks for the file, and goes on" {
	echo other >"$T/other.bin"
	person /upload.html hold 3000000 pick "$T/big.bin" held reload \
		see '3.0 MB of 8.0 MB have arrived. Choose the file again' \
		choose "$T/other.bin" see 'other.bin is another file' \
		choose "$T/big.bin" see 'Stored: big.bin'
	arrived
}

@test "the form takes the same file for what was begun before a reload" {
	person /upload.html hold 3000000 pick "$T/big.bin" held reload \
		see 'have arrived' pick "$T/big.bin" see 'Stored: big.bin'
	arrived
}

@test "pause sends nothing further, and resume goes on there" {
	person /upload.html hold 3000000 pick "$T/big.bin" held click Pause \
		see paused ended click Resume see 'Stored: big.bin'
	arrived
}

@test "a second window with the same file goes on with it, and the first one sends no more" {
	person /upload.html hold 3000000 drop "$T/big.bin" held elsewhere "$T/big.bin" \
		see 'stored by another window'
	arrived
	[ "$(cd "$ROOT/uploads" && echo big*)" = big.bin ]
}

@test "to open the page a second time does not interrupt what the first window sends" {
	person /upload.html hold 3000000 drop "$T/big.bin" held \
		other 'another window sends it' held click Pause see paused
	await logged PATCH
	[ "$(methods)" = 'POST PATCH' ]
}

@test "cancel removes what has arrived" {
	person /upload.html hold 3000000 pick "$T/big.bin" held \
		run "[ -n \"\$(find '$ROOT/uploads' -name '.minihttp-staged*')\" ]" \
		click Cancel see 'big.bin: cancelled'
	await eval '[[ $(methods) == *DELETE ]]'
	clean
	[ ! -e "$ROOT/uploads/big.bin" ]
}

@test "cancel after a reload, without the file" {
	person /upload.html hold 3000000 pick "$T/big.bin" held reload \
		see 'have arrived' click Cancel see 'big.bin: cancelled' reload
	clean
	! grep -q 'have arrived' "$T/seen"
}

@test "a listing does the same, with files that are dropped on it" {
	head -c 300000 /dev/urandom >"$T/a 'b' (ü).txt"
	person /uploads/ cut 100000 drop "$T/a 'b' (ü).txt" see 'Stored: a'
	cmp "$T/a 'b' (ü).txt" "$ROOT/uploads/a 'b' (ü).txt"
	await grep -aq 'PATCH /uploads/?upload=' "$T/log"
}

@test "a refusal is told, is not repeated, and does not stop the next file" {
	OPTIONS+=(-o 'MaxBodySize 1M')
	echo small >"$T/small.txt"
	person /upload.html pick "$T/big.bin" see 'refused: 413' pick "$T/small.txt" \
		see 'small.txt\s*stored' click Retry see 'refused: 413'
	cmp "$T/small.txt" "$ROOT/uploads/small.txt"
	[ ! -e "$ROOT/uploads/big.bin" ]
}

@test "without UploadExpiry the page sends the form" {
	OPTIONS+=(-o 'UploadExpiry 0')
	person /upload.html pick "$T/big.bin" see 'Stored: big.bin'
	cmp "$T/big.bin" "$ROOT/uploads/big.bin"
	await eval '[ "$(methods)" = POST ]'
}
