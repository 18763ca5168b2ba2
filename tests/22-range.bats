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

# The CRLF before the first delimiter is an empty preamble (RFC 2046 5.1.1), as
# Apache and nginx send it; zsync asks for ever without it.
@test "several ranges are multipart/byteranges, in the order asked (9110 14.6)" {
	get /digits.txt 'Range: bytes=18-,0-1, 5-5'
	is 206 -
	no_field Content-Range
	local type boundary
	type=$(field Content-Type)
	boundary=${type#multipart/byteranges; boundary=}
	[ "$boundary" != "$type" ]
	printf '%s\r\n' '' "--$boundary" 'Content-Type: text/plain; charset=utf-8' \
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

@test "ranges that overlap or touch are joined (9110 14.2, 15.3.7.2)" {
	while IFS='|' read -r range content want; do
		get /digits.txt "Range: bytes=$range"
		is 206 -
		[ "$(field Content-Range)" = "bytes $content/20" ]
		[ "$(body)" = "$want" ]
	done <<-'END'
	0-5,3-8|0-8|012345678
	0-5,3-8,4-9|0-9|0123456789
	0-1,2-3|0-3|0123
	4-5,2-3,0-1|0-5|012345
	0-0,2-2,1-1|0-2|012
	5-,-5|5-19|56789abcdefghij
	END
	get /digits.txt "Range: bytes=$(printf '0-,%.0s' {1..1000})"
	is 206 -
	[ "$(field Content-Range)" = 'bytes 0-19/20' ]
	[ "$(body)" = 0123456789abcdefghij ]
	get /digits.txt 'Range: bytes=10-11,0-1,12-13'
	is 206 -
	[ "$(body | grep -a -o 'bytes .*/20' | tr '\n' ' ')" = 'bytes 10-13/20 bytes 0-1/20 ' ]
}

# pairs NUMBER: a Range with NUMBER ranges of two bytes, four bytes apart
pairs() {
	local i set=
	for ((i = 0; i < $1; i++)); do
		set+=,$((i * 4))-$((i * 4 + 1))
	done
	printf '%s' "${set#,}"
}

@test "parts are bounded by bytes, and not by number (9110 14.2, 17.15)" {
	local n
	head -c 200000 /dev/zero | tr '\0' x >"$ROOT/large.bin"
	for n in 32 33 50 100 200 1000; do
		get /large.bin "Range: bytes=$(pairs "$n")"
		is 206 -
		[ "$(grep -a -c '^Content-Range: ' "$T/body")" = "$n" ]
		[ "$(field Content-Length)" = "$(wc -c <"$T/body")" ]
		[ "$(wc -c <"$T/body")" -le 200000 ]
	done
	# if the heads of the parts are longer than the file, the whole file is
	# sent
	head -c 3000 "$ROOT/large.bin" >"$ROOT/small.bin"
	for n in 50 1000; do
		get /small.bin "Range: bytes=$(pairs "$n")"
		is 200 -
		cmp "$T/body" "$ROOT/small.bin"
	done
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
