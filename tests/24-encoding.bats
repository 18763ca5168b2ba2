#!/usr/bin/env bats
# Precompressed files, through the program; the tables of RFC 9110 12.5.3 are
# in tests/unit/site/variant_test.c.

load lib/ask
load lib/upload
load lib/listen

setup() {
	site
	seq 1 5000 >"$ROOT/page.html"
	seq 1 5000 >"$ROOT/dir/index.html"
	printf 'no form of it is smaller' >"$ROOT/small.txt"
	seq 1 5000 | gzip -n >"$ROOT/archive.gz"
	age
	"$BATS_TEST_DIRNAME/../src/site/compress.sh" "$ROOT" >"$T/made"
	tick # or the ETag of one that was made just now matches nothing
	OPTIONS=(-o 'Precompressed yes')
}

teardown() {
	hang_up
	end_all
}

# The decoded body of the answer is the file.
decodes() {
	"$1" -dc <"$T/body" | cmp - "$2"
}

@test "each coding is sent to who accepts it, with the type of the file" {
	local coding tool
	for coding in zstd br gzip; do
		tool=${coding/#br/brotli}
		get /page.html "Accept-Encoding: $coding"
		is 200 -
		[ "$(field Content-Encoding)" = "$coding" ]
		[ "$(field Content-Type)" = 'text/html; charset=utf-8' ]
		[ "$(field Vary)" = Accept-Encoding ]
		[ "$(field Content-Length)" -lt 20000 ]
		decodes "$tool" "$ROOT/page.html"
	done
}

@test "weights count, and of equals the server's order (9110 12.4.2)" {
	get /page.html 'Accept-Encoding: gzip, deflate, br, zstd'
	[ "$(field Content-Encoding)" = zstd ]
	get /page.html 'Accept-Encoding: gzip, br;q=0.5, zstd;q=0'
	[ "$(field Content-Encoding)" = gzip ]
	get /page.html 'Accept-Encoding: *;q=0.1, zstd;q=0'
	[ "$(field Content-Encoding)" = br ]
	OPTIONS=(-o 'Precompressed gzip br')
	get /page.html 'Accept-Encoding: zstd, br, gzip'
	[ "$(field Content-Encoding)" = gzip ]
}

@test "the plain file to who wants no coding, and it varies (9110 12.5.3, 12.5.5)" {
	local fields
	for fields in 'X: y' 'Accept-Encoding:' 'Accept-Encoding: identity' \
		'Accept-Encoding: identity, gzip;q=0.5' 'Accept-Encoding: gzip;q=0'; do
		get /page.html "$fields"
		is 200 -
		no_field Content-Encoding
		[ "$(field Vary)" = Accept-Encoding ]
		cmp "$T/body" "$ROOT/page.html"
	done
}

@test "what has no such form is sent as it is, and does not vary" {
	local fields
	for fields in 'Accept-Encoding: gzip' 'Accept-Encoding: identity;q=0'; do
		get /small.txt "$fields"
		is 200 -
		no_field Vary
		no_field Content-Encoding
		cmp "$T/body" "$ROOT/small.txt"
	done
}

@test "406 if nothing that there is will do (9110 15.5.7)" {
	get /page.html 'Accept-Encoding: identity;q=0'
	is 406 not-acceptable
	[ "$(field Vary)" = Accept-Encoding ]
	get /page.html 'Accept-Encoding: *;q=0'
	is 406 not-acceptable
	rm "$ROOT/page.html.zst" "$ROOT/page.html.br"
	get /page.html 'Accept-Encoding: br, identity;q=0'
	is 406 not-acceptable
	get /page.html 'Accept-Encoding: gzip, identity;q=0'
	is 200 -
}

@test "an index has its forms, and HEAD the fields of GET" {
	get /dir/ 'Accept-Encoding: gzip'
	[ "$(field Content-Encoding)" = gzip ]
	decodes gzip "$ROOT/dir/index.html"
	grep -v '^Date' "$T/head" >"$T/get"
	method HEAD /dir/ 'Accept-Encoding: gzip'
	grep -v '^Date' "$T/head" >"$T/as-head"
	cmp "$T/get" "$T/as-head"
	[ ! -s "$T/body" ]
}

@test "a tag of its own: conditions are about the form that is sent (9110 8.8.3.3)" {
	local plain gzip
	get /page.html
	plain=$(field ETag)
	get /page.html 'Accept-Encoding: gzip'
	gzip=$(field ETag)
	[ "$plain" != "$gzip" ]
	get /page.html 'Accept-Encoding: gzip' "If-None-Match: $gzip"
	is 304 -
	[ "$(field ETag)" = "$gzip" ]
	[ "$(field Vary)" = Accept-Encoding ]
	no_field Content-Encoding
	get /page.html 'Accept-Encoding: gzip' "If-None-Match: $plain"
	is 200 -
	get /page.html "If-None-Match: $plain"
	is 304 -
	[ "$(field Vary)" = Accept-Encoding ]
	get /page.html "If-Match: $gzip"
	is 412 precondition
}

@test "ranges are of the coded bytes, several of them are the whole (9110 14.2)" {
	get /page.html 'Accept-Encoding: gzip' 'Range: bytes=5-9'
	is 206 -
	[ "$(field Content-Encoding)" = gzip ]
	[ "$(field Content-Range)" = "bytes 5-9/$(stat -c %s "$ROOT/page.html.gz")" ]
	cmp "$T/body" <(tail -c +6 "$ROOT/page.html.gz" | head -c 5)
	get /page.html 'Accept-Encoding: gzip' 'Range: bytes=0-1,5-9'
	is 200 -
	decodes gzip "$ROOT/page.html"
}

@test "a digest is that of the form that is sent (RFC 9530 3)" {
	local want
	want=$(openssl dgst -sha256 -binary "$ROOT/page.html.gz" | base64)
	get /page.html 'Accept-Encoding: gzip' 'Want-Repr-Digest: sha-256=1'
	[ "$(field Repr-Digest)" = "sha-256=:$want:" ]
}

@test "a stale form is ignored, to the nanosecond" {
	touch -d '2024-02-29 12:34:56.789000001' "$ROOT/page.html"
	get /page.html 'Accept-Encoding: zstd, br, gzip'
	is 200 -
	no_field Content-Encoding
	no_field Vary
	cmp "$T/body" "$ROOT/page.html"
	touch -d '2024-02-29 12:34:56.789000001' "$ROOT/page.html.br"
	get /page.html 'Accept-Encoding: zstd, br, gzip'
	[ "$(field Content-Encoding)" = br ]
}

@test "a form that is no regular file, or leads out of the root, is none" {
	rm "$ROOT"/page.html.*
	mkdir "$ROOT/page.html.zst"
	mkfifo "$ROOT/page.html.br"
	printf secret >"$T/outside"
	ln -s "$T/outside" "$ROOT/page.html.gz"
	get /page.html 'Accept-Encoding: zstd, br, gzip'
	is 200 -
	no_field Vary
	cmp "$T/body" "$ROOT/page.html"
}

@test "by its own name a compressed file is what it is: an archive" {
	get /page.html.gz 'Accept-Encoding: gzip'
	is 200 -
	[ "$(field Content-Type)" = application/gzip ]
	no_field Content-Encoding
	cmp "$T/body" "$ROOT/page.html.gz"
	get /archive.gz
	[ "$(field Content-Type)" = application/gzip ]
}

@test "a form whose file is not there is sent to who accepts it (9110 12.5.3, 15.5.7)" {
	rm "$ROOT/page.html"
	get /page.html 'Accept-Encoding: gzip'
	is 200 -
	[ "$(field Content-Encoding)" = gzip ]
	[ "$(field Content-Type)" = 'text/html; charset=utf-8' ]
	[ "$(field Vary)" = Accept-Encoding ]
	[ "$(gzip -dc <"$T/body" | wc -l)" = 5000 ]
	get /page.html 'Accept-Encoding: gzip' "If-None-Match: $(field ETag)"
	is 304 -
	local fields
	for fields in 'X: y' 'Accept-Encoding: identity' 'Accept-Encoding: gzip;q=0'; do
		get /page.html "$fields"
		is 406 not-acceptable
		[ "$(field Vary)" = Accept-Encoding ]
	done
	get /absent.html 'Accept-Encoding: gzip'
	is 404 not-found
	OPTIONS+=(-o 'HiddenFiles *.gz *.br *.zst')
	get /page.html 'Accept-Encoding: gzip'
	is 404 not-found
	OPTIONS=()
	get /page.html 'Accept-Encoding: gzip'
	is 404 not-found
	get /dir/ 'Accept-Encoding: gzip'
	is 200 -
	no_field Vary
	no_field Content-Encoding
}

@test "what CleanURLs and Fallback lead to may be there in a compressed form alone" {
	local option target
	rm "$ROOT/page.html"
	for option in 'CleanURLs yes' 'Fallback /page.html'; do
		OPTIONS=(-o 'Precompressed gzip' -o "$option" -o 'CacheControl /page.html max-age=7')
		target=/page
		get $target 'Accept: text/html' 'Accept-Encoding: gzip'
		is 200 -
		[ "$(field Content-Encoding)" = gzip ]
		[ "$(field Content-Type)" = 'text/html; charset=utf-8' ]
		[ "$(field Cache-Control)" = max-age=7 ]
		[ "$(gzip -dc <"$T/body" | wc -l)" = 5000 ]
		[[ $(field Vary) == *Accept-Encoding* ]]
		get $target 'Accept: text/html' 'Accept-Encoding: gzip' "If-None-Match: $(field ETag)"
		is 304 -
		get $target 'Accept: text/html' 'Accept-Encoding: identity'
		is 406 not-acceptable
		OPTIONS+=(-o 'Deny /page.html all')
		get $target 'Accept: text/html' 'Accept-Encoding: gzip'
		is 403 address
		OPTIONS=("${OPTIONS[@]:0:4}" -o 'HiddenFiles *.gz')
		get $target 'Accept: text/html' 'Accept-Encoding: gzip'
		is 404 not-found
		OPTIONS=(-o "$option")
		get $target 'Accept: text/html' 'Accept-Encoding: gzip'
		is 404 not-found
	done
	# a script with that name is not used as a copy
	OPTIONS=(-o 'Precompressed gzip' -o 'Fallback /dir/app.html' -o 'CGI /dir/')
	gzip -c "$ROOT/dir/index.html" >"$ROOT/dir/app.html.gz"
	get /page 'Accept: text/html' 'Accept-Encoding: gzip'
	is 404 not-found
}

@test "an index that is there in a compressed form alone (9110 12.5.3, 15.5.7)" {
	local target option
	mkdir "$ROOT/gz"
	printf '<p>page</p>\n' | gzip >"$ROOT/gz/index.html.gz"
	gzip -c "$ROOT/dir/index.html" >"$ROOT/gz/index.htm.gz"
	age
	OPTIONS=(-o 'Precompressed gzip')
	for option in 'DirectoryListing no' 'DirectoryListing yes'; do
		OPTIONS=(-o 'Precompressed gzip' -o 'DirectoryIndex index.html index.htm' -o "$option")
		get /gz/ 'Accept-Encoding: gzip'
		is 200 -
		[ "$(field Content-Type)" = 'text/html; charset=utf-8' ]
		[ "$(field Content-Encoding)" = gzip ]
		[ "$(field Vary)" = Accept-Encoding ]
		cmp "$T/body" "$ROOT/gz/index.html.gz"
		get /gz/ 'Accept-Encoding: gzip' "If-None-Match: $(field ETag)"
		is 304 -
		get /gz/ 'Accept-Encoding: gzip' 'Range: bytes=0-1'
		is 206 -
		method HEAD /gz/ 'Accept-Encoding: gzip'
		is 200 -
		get /gz/ 'Accept-Encoding: gzip;q=0'
		is 406 not-acceptable
		get /gz/
		is 406 not-acceptable
		get /gz
		is 301 -
	done
	# this is the root of the site; an index without a coding wins, whatever
	# its name
	mv "$ROOT/gz/index.html.gz" "$ROOT"
	rm "$ROOT/index.html"
	get / 'Accept-Encoding: gzip'
	is 200 -
	[ "$(field Content-Encoding)" = gzip ]
	echo htm >"$ROOT/index.htm"
	get / 'Accept-Encoding: gzip'
	is 200 -
	[ "$(body)" = htm ]
	# hidden names are not used as copies, and no page is made instead of
	# them
	OPTIONS+=(-o 'HiddenFiles *.gz')
	get /gz/ 'Accept-Encoding: gzip'
	[ "$(field Content-Type)" = 'text/html; charset=utf-8' ]
	no_field Content-Encoding
	OPTIONS=()
	get /gz/ 'Accept-Encoding: gzip'
	is 403 no-index
}

@test "writers are about the file: the tag of a form does not match (9110 13.1.1)" {
	local gzip plain
	uploads
	seq 1 5000 >"$ROOT/uploads/page.txt"
	age
	"$BATS_TEST_DIRNAME/../src/site/compress.sh" "$ROOT/uploads" >"$T/made"
	OPTIONS+=(-o 'Precompressed yes')
	get /uploads/page.txt 'Accept-Encoding: gzip'
	gzip=$(field ETag)
	get /uploads/page.txt
	plain=$(field ETag)
	put /uploads/page.txt new "If-Match: $gzip"
	is 412 precondition
	method DELETE /uploads/page.txt "If-Match: $gzip"
	is 412 precondition
	put /uploads/page.txt new "If-Match: $plain"
	is 204 -
	get /uploads/page.txt 'Accept-Encoding: gzip'
	[ "$(body)" = new ]
	no_field Content-Encoding
}

@test "make compress: only what gets smaller, dated as its file, and once" {
	local made="$T/again"
	[ -e "$ROOT/page.html.zst" ]
	[ ! -e "$ROOT/small.txt.gz" ]
	[ ! -e "$ROOT/archive.gz.gz" ]
	[ ! -e "$ROOT/page.html.gz.br" ]
	[ "$(stat -c %y "$ROOT/page.html.br")" = "$(stat -c %y "$ROOT/page.html")" ]
	make -s --no-print-directory -C "$BATS_TEST_DIRNAME/.." compress ROOT="$ROOT" >"$made"
	[ ! -s "$made" ]
	seq 1 6000 >"$ROOT/page.html"
	make -s --no-print-directory -C "$BATS_TEST_DIRNAME/.." compress ROOT="$ROOT" >"$made"
	[ "$(wc -l <"$made")" = 3 ]
	get /page.html 'Accept-Encoding: zstd'
	decodes zstd "$ROOT/page.html"
	[ -z "$(find "$ROOT" -name '.compress*')" ]
}

@test "make compress: any name, links and hidden files left alone" {
	mkdir "$ROOT/a 'b\"" "$ROOT/.git"
	seq 1 5000 >"$ROOT/a 'b\"/-c \$(x)
d.txt"
	seq 1 5000 >"$ROOT/.git/config"
	ln -s page.html "$ROOT/link.html"
	"$BATS_TEST_DIRNAME/../src/site/compress.sh" "$ROOT" >"$T/made"
	[ -e "$ROOT/a 'b\"/-c \$(x)
d.txt.gz" ]
	[ ! -e "$ROOT/.git/config.gz" ]
	[ ! -e "$ROOT/link.html.gz" ]
}

@test "curl --compressed has the page, through less than half of its bytes" {
	listen "$BUILD/minihttp" -c /dev/null -o 'Precompressed yes' "$ROOT"
	curl -sS --max-time 20 --compressed -o "$T/got" -w '%{size_download}' \
		-D "$T/head" "http://127.0.0.1:$PORT/page.html" >"$T/size"
	cmp "$T/got" "$ROOT/page.html"
	field Content-Encoding
	[ "$(cat "$T/size")" -lt $(($(wc -c <"$ROOT/page.html") / 2)) ]
}

@test "a file that is gzip by definition says so: .svgz (9110 8.4)" {
	local fields name
	echo '<svg xmlns="http://www.w3.org/2000/svg"/>' >"$T/plain.svg"
	gzip -n <"$T/plain.svg" | tee "$ROOT/a.svgz" "$ROOT/B.SVGZ" >"$ROOT/c.tgz"
	cp "$ROOT/a.svgz" "$ROOT/m.x3dz"
	gzip -n <"$ROOT/a.svgz" >"$ROOT/a.svgz.gz"
	for name in a.svgz B.SVGZ; do
		# there is no other copy, so every client gets this one (12.5.3)
		for fields in 'Accept-Encoding: gzip' 'X: y' 'Accept-Encoding: identity'; do
			get "/$name" "$fields"
			is 200 -
			[ "$(field Content-Type)" = image/svg+xml ]
			[ "$(field Content-Encoding)" = gzip ]
			no_field Vary
			cmp "$T/body" "$ROOT/a.svgz"
			decodes gzip "$T/plain.svg"
		done
	done
	get /a.svgz 'Range: bytes=0-9'
	is 206 -
	[ "$(field Content-Encoding)" = gzip ]
	get /a.svgz 'Range: bytes=0-1,5-6'
	is 200 - # a multipart has no coding (14.6)
	get /m.x3dz
	[ "$(field Content-Encoding)" = gzip ]
	get /c.tgz
	no_field Content-Encoding
	OPTIONS+=(-o 'ContentType application/gzip svgz')
	get /a.svgz
	[ "$(field Content-Type)" = application/gzip ]
	no_field Content-Encoding
}

@test "compress leaves what is below an Upload prefix, and links out, alone" {
	local compress=$BATS_TEST_DIRNAME/../src/site/compress.sh
	mkdir -p "$ROOT/uploads/in" "$ROOT/[u]" "$T/out"
	seq 1 5000 | tee "$ROOT/uploads/a.txt" "$ROOT/uploads/in/b.txt" "$T/out/c.txt" \
		"$ROOT/[u]/e.txt" >"$ROOT/d.txt"
	ln -s "$T/out" "$ROOT/out"
	ln -s "$T/out/c.txt" "$ROOT/c.txt"
	printf '%s\n' "DocumentRoot $ROOT" 'Upload /Uploads/' 'Upload /[u]/' >"$T/conf"
	MINIHTTP=$BUILD/minihttp "$compress" -c "$T/conf"
	[ -e "$ROOT/d.txt.gz" ]
	[ -z "$(find "$ROOT/uploads" "$ROOT/[u]" "$T/out" -name '*.gz')" ]
	[ ! -e "$ROOT/c.txt.gz" ]
	! MINIHTTP=$BUILD/minihttp "$compress" -c "$T/conf" "$ROOT/uploads/in" || false
	[ -z "$(find "$ROOT/uploads" -name '*.gz')" ]
	echo 'Foo bar' >"$T/conf"
	! MINIHTTP=$BUILD/minihttp "$compress" -c "$T/conf" "$ROOT"
}
