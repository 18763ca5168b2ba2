#!/usr/bin/env bats
# Range requests, through the program; the tables of RFC 9110 14 are in
# tests/unit/http/range_test.c.

load lib/ask

setup() {
	site
}

@test "one range: first and last, open, suffix (9110 14.1.2)" {
	while IFS='|' read -r range content want; do
		get /digits.txt "Range: bytes=$range"
		is 206 -
		[ "$(field Content-Range)" = "bytes $content/20" ]
		[ "$(field Content-Length)" = "${#want}" ]
		[ "$(body)" = "$want" ]
	done <<-'END'
	0-0|0-0|0
	2-4|2-4|234
	18-|18-19|ij
	-3|17-19|hij
	-99|0-19|0123456789abcdefghij
	15-99999999999999999999999|15-19|fghij
	END
}

@test "several ranges are multipart/byteranges, in the order asked (9110 14.6)" {
	get /digits.txt 'Range: bytes=18-,0-1, 5-5'
	is 206 -
	no_field Content-Range
	local type boundary
	type=$(field Content-Type)
	boundary=${type#multipart/byteranges; boundary=}
	[ "$boundary" != "$type" ]
	printf '%s\r\n' "--$boundary" 'Content-Type: text/plain; charset=utf-8' \
		'Content-Range: bytes 18-19/20' '' ij "--$boundary" \
		'Content-Type: text/plain; charset=utf-8' \
		'Content-Range: bytes 0-1/20' '' 01 "--$boundary" \
		'Content-Type: text/plain; charset=utf-8' \
		'Content-Range: bytes 5-5/20' '' 5 "--$boundary--" >"$T/want"
	cmp "$T/body" "$T/want"
	[ "$(field Content-Length)" = "$(wc -c <"$T/want")" ]
}

@test "a range beyond the end is 416 with the size (9110 15.5.17)" {
	get /digits.txt 'Range: bytes=20-'
	is 416 range
	[ "$(field Content-Range)" = 'bytes */20' ]
	get /digits.txt 'Range: bytes=-0'
	is 416 range
}

@test "every range of an empty file is all of it: 200 (9110 14.2, 15.5.17)" {
	local range
	for range in 0- 0-0 5- 0-4,9- -5 -0 '0-, -1'; do
		get /empty.txt "Range: bytes=$range"
		is 200 -
		[ "$(field Content-Length)" = 0 ]
		[ -z "$(field Content-Range)" ]
	done
}

@test "what is not understood is ignored: unit, syntax (9110 14.2)" {
	local range
	for range in 'lines=1-2' 'bytes=4-2' 'bytes=a-b' 'bytes=' 'bytes' 'bytes=1-2,x'; do
		get /digits.txt "Range: $range"
		is 200 -
		[ "$(body)" = 0123456789abcdefghij ]
	done
}

@test "many or overlapping ranges get the whole file, once (9110 14.2, 17.15)" {
	local many
	many=$(printf '0-,%.0s' {1..1000})
	get /digits.txt "Range: bytes=${many%,}"
	is 200 -
	get /digits.txt 'Range: bytes=0-5,3-8,4-9'
	is 200 -
	get /digits.txt 'Range: bytes=0-5,3-8'
	is 206 -
}

@test "If-Range by ETag or date: the part if unchanged, else the whole (9110 13.1.5)" {
	get /digits.txt
	local etag date
	etag=$(field ETag)
	date=$(field Last-Modified)
	get /digits.txt 'Range: bytes=0-1' "If-Range: $etag"
	is 206 -
	get /digits.txt 'Range: bytes=0-1' "If-Range: $date"
	is 206 -
	get /digits.txt 'Range: bytes=0-1' "If-Range: W/$etag"
	is 200 -
	get /digits.txt 'Range: bytes=0-1' 'If-Range: Thu, 29 Feb 2024 12:34:57 GMT'
	is 200 -
	touch "$ROOT/digits.txt"
	get /digits.txt
	get /digits.txt 'Range: bytes=0-1' "If-Range: $(field Last-Modified)"
	is 200 -
}
