#!/usr/bin/env bats
# A person in a real Chromium picks files in the upload form of
# www/, submits it, and sees them listed; opens a link into an application.

load lib/ask
load lib/listen

setup() {
	command -v chromium >/dev/null || skip 'chromium is missing: make deps test'
	site
	cp -r "$BATS_TEST_DIRNAME"/../www/. "$ROOT"
}

teardown() {
	hang_up
	end_all
}

@test "files are picked, submitted and listed; names that are taken stay" {
	listen "$BUILD/minihttp" -c "$BATS_TEST_DIRNAME/../src/config/example.conf" "${ME[@]}" "$ROOT"
	mkdir "$T/mine"
	echo one >"$T/mine/a b & c.txt"
	head -c 300000 /dev/urandom >"$T/mine/Größe.bin"
	local i
	for i in 1 2; do
		LC_ALL=C.UTF-8 timeout 60 node "$BATS_TEST_DIRNAME/lib/browser.js" \
			"http://127.0.0.1:$PORT/upload.html" "$T/mine/Größe.bin" "$T/mine/a b & c.txt" >"$T/seen"
		[[ $(head -1 "$T/seen") == "http://127.0.0.1:$PORT/uploads/?stored="* ]]
	done
	# the list has the names that the second upload got, not those it sent
	grep -qx 'Stored: Größe-1.bin, a b & c-1.txt' "$T/seen"
	cmp "$T/mine/a b & c.txt" "$ROOT/uploads/a b & c.txt"
	cmp "$T/mine/Größe.bin" "$ROOT/uploads/Größe.bin"
	cmp "$T/mine/Größe.bin" "$ROOT/uploads/Größe-1.bin"
	grep -q 'a b & c.txt' "$T/seen"
	grep -q 'a b & c-1.txt' "$T/seen"
	grep -q 'Größe.bin' "$T/seen"
}

@test "a link into an application of one page shows that page, from compressed files" {
	printf '<!DOCTYPE html>\n<title>app</title>\n<p id="at">nowhere</p>\n<script src="/app.js"></script>\n' >"$ROOT/index.html"
	{
		printf 'document.getElementById("at").textContent ='
		printf ' "at " + location.pathname;\n'
		seq 1 5000 | sed 's/^/\/\/ /'
	} >"$ROOT/app.js"
	"$BATS_TEST_DIRNAME/../src/site/compress.sh" "$ROOT" >"$T/made"
	# A browser that does not decode would have no script to run.
	: >"$T/plain" && touch -r "$ROOT/app.js" "$T/plain"
	printf 'nothing' >"$ROOT/app.js" && touch -r "$T/plain" "$ROOT/app.js"
	listen "$BUILD/minihttp" -c /dev/null "${ME[@]}" -o 'Fallback /index.html' \
		-o 'Precompressed yes' -o 'CacheControl *.html no-cache' "$ROOT"
	timeout 60 chromium --headless --no-sandbox --disable-gpu \
		--disable-background-networking --user-data-dir="$T/profile" \
		--dump-dom "http://127.0.0.1:$PORT/users/7" >"$T/seen" 2>/dev/null 3>&-
	grep -F '<p id="at">at /users/7</p>' "$T/seen"
}

@test "a listing: the browser runs its script, and only that; without scripts it has all rows" {
	mkdir "$ROOT/list"
	touch -d '2026-01-02 03:04:00 UTC' "$ROOT/list/report-2.pdf" "$ROOT/list/report-10.pdf"
	listen "$BUILD/minihttp" -c /dev/null "${ME[@]}" -o 'DirectoryListing yes' "$ROOT"
	TZ=Asia/Tokyo timeout 60 chromium --headless --no-sandbox --disable-gpu \
		--disable-background-networking --user-data-dir="$T/profile" \
		--dump-dom "http://127.0.0.1:$PORT/list/?q=REPORT" >"$T/seen" 2>/dev/null 3>&-
	# local time, with UTC in the tooltip
	[ "$(grep -o 'title="2026-01-02 03:04 UTC">2026-01-02 12:04<' "$T/seen" | wc -l)" = 2 ]
	grep -q '<button>Copy link</button>' "$T/seen"
	curl -s "http://127.0.0.1:$PORT/list/?q=REPORT" >"$T/plain"
	[ "$(grep -o '<span>report-[0-9]*.pdf' "$T/plain" | tr -d '\n')" = '<span>report-2.pdf<span>report-10.pdf' ]
	grep -q '>2026-01-02 03:04</time>' "$T/plain"
}

# WCAG 2.2, 2.4.3: the order of the keyboard is that of the meaning.
@test "with the keyboard a visitor comes to a name before the button that deletes it" {
	mkdir -p "$ROOT/uploads"
	echo x >"$ROOT/uploads/x.txt"
	listen "$BUILD/minihttp" -c "$BATS_TEST_DIRNAME/../src/config/example.conf" "${ME[@]}" "$ROOT"
	timeout 60 chromium --headless --no-sandbox --disable-gpu \
		--disable-background-networking --user-data-dir="$T/profile" \
		--dump-dom "http://127.0.0.1:$PORT/uploads/" >"$T/seen" 2>/dev/null 3>&-
	grep -q '<span>x.txt</span></a><button class="x" aria-label="Delete x.txt">Delete</button></td>' "$T/seen"
}

# WCAG 2.2, 2.5.5 and 1.4.10: whoever has thumbs, or magnifies the page to four
# times its size, uses every page.
@test "on a phone each link and button is as large as a thumb, and no page is too wide" {
	mkdir -p "$ROOT/a/b" "$ROOT/uploads" "$T/counters"
	echo x | tee "$ROOT/a/b/x.txt" >"$ROOT/uploads/x.txt"
	listen "$BUILD/minihttp" -c "$BATS_TEST_DIRNAME/../src/config/example.conf" "${ME[@]}" \
		-o 'Archive yes' -o 'StatusPage /status' -o 'StatusFrom 127.0.0.1' \
		-o "Counters $T/counters/table" "$ROOT"
	local at="http://127.0.0.1:$PORT"
	curl -s -o "$T/body" "$at/a/"
	for width in 390 320; do
		timeout 60 node "$BATS_TEST_DIRNAME/lib/targets.js" "$width" "$at/a/b/" "$at/a/?qr" \
			"$at/uploads/" "$at/nothing/here" "$at/status" "$at/index.html" \
			"$at/upload.html" >"$T/small"
		diff "$T/small" /dev/null
	done
}

@test "the upload page says how large a file may be, with a script and without" {
	listen "$BUILD/minihttp" -c "$BATS_TEST_DIRNAME/../src/config/example.conf" "${ME[@]}" "$ROOT"
	timeout 60 chromium --headless --no-sandbox --disable-gpu \
		--disable-background-networking --user-data-dir="$T/profile" \
		--virtual-time-budget=5000 --dump-dom "http://127.0.0.1:$PORT/upload.html" \
		>"$T/seen" 2>/dev/null 3>&-
	grep -q '<p class="most">At most 1.1 GB each.</p>' "$T/seen"
	curl -s "http://127.0.0.1:$PORT/upload.html" >"$T/plain"
	grep -q 'The list of <a href="uploads/">uploads/</a> says how large they' "$T/plain"
}
