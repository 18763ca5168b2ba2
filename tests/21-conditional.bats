#!/usr/bin/env bats
# Conditional requests, through the program; the tables of RFC 9110 13 are in
# tests/unit/http/precondition_test.c.

load lib/ask

setup() {
	site
	get /digits.txt
	ETAG=$(field ETag)
	DATE=$(field Last-Modified)
}

@test "If-None-Match: 304 with Date and ETag, without content (9110 15.4.5)" {
	get /digits.txt "If-None-Match: $ETAG"
	is 304 -
	[ "$(field ETag)" = "$ETAG" ]
	field Date
	no_field Content-Length
	no_field Content-Type
	[ ! -s "$T/body" ]
	get /digits.txt "If-None-Match: \"a,b\", W/$ETAG"
	is 304 -
	get /digits.txt 'If-None-Match: *'
	is 304 -
	get /digits.txt 'If-None-Match: "other"'
	is 200 -
}

@test "If-Match: strong comparison, 412 otherwise (9110 13.1.1)" {
	get /digits.txt "If-Match: \"x\", $ETAG"
	is 200 -
	get /digits.txt 'If-Match: *'
	is 200 -
	get /digits.txt "If-Match: W/$ETAG"
	is 412 precondition
	get /digits.txt 'If-Match: "x"'
	is 412 precondition
}

@test "If-Modified-Since in the three forms of a date (9110 5.6.7)" {
	local date
	for date in 'Thu, 29 Feb 2024 12:34:56 GMT' \
		'Thursday, 29-Feb-24 12:34:56 GMT' 'Thu Feb 29 12:34:56 2024'; do
		get /digits.txt "If-Modified-Since: $date"
		is 304 -
	done
	get /digits.txt 'If-Modified-Since: Thu, 29 Feb 2024 12:34:55 GMT'
	is 200 -
	get /digits.txt 'If-Modified-Since: yesterday'
	is 200 -
}

@test "If-Unmodified-Since: 412 if it was (9110 13.1.4)" {
	get /digits.txt "If-Unmodified-Since: $DATE"
	is 200 -
	get /digits.txt 'If-Unmodified-Since: Thu, 29 Feb 2024 12:34:55 GMT'
	is 412 precondition
}

@test "an older file that takes the place of one is a change (9110 13.1.3, 13.1.4)" {
	get /digits.txt
	local date
	date=$(field Last-Modified)
	echo older >"$ROOT/older"
	touch -d '2020-01-01' "$ROOT/older"
	mv "$ROOT/older" "$ROOT/digits.txt"
	get /digits.txt "If-Modified-Since: $date"
	is 200 -
	get /digits.txt "If-Unmodified-Since: $date"
	is 412 precondition
	get /digits.txt 'If-Modified-Since: Wed, 01 Jan 2020 00:00:00 GMT'
	is 304 -
	get /digits.txt "If-Modified-Since: $(LC_ALL=C date -u -d '1 hour' '+%a, %d %b %Y %H:%M:%S GMT')"
	is 304 -
}

@test "the ETag follows the bytes: size, time and inode" {
	printf x >>"$ROOT/digits.txt"
	age
	get /digits.txt "If-None-Match: $ETAG"
	is 200 -
	get /digits.txt
	local second
	second=$(field ETag)
	touch -d '2024-02-29 12:34:56.790' "$ROOT/digits.txt"
	get /digits.txt "If-None-Match: $second"
	is 200 -
	cp -p "$ROOT/digits.txt" "$ROOT/new"
	get /digits.txt
	second=$(field ETag)
	mv "$ROOT/new" "$ROOT/digits.txt"
	get /digits.txt "If-None-Match: $second"
	is 200 -
}

@test "bytes rewritten in place have another ETag, though their time was put back (9110 8.8.1)" {
	local old=$ETAG second
	printf 'ABCDEFGHIJ0123456789' 1<>"$ROOT/digits.txt"
	age
	[ "$(stat -c '%s %Y' "$ROOT/digits.txt")" = "20 $(date -d '2024-02-29 12:34:56' +%s)" ]
	get /digits.txt "If-None-Match: $old"
	is 200 -
	[ "$(body)" = ABCDEFGHIJ0123456789 ]
	get /digits.txt 'Range: bytes=0-1' "If-Range: $old"
	is 200 -
	second=$(field ETag)
	get /digits.txt 'Range: bytes=0-1' "If-Range: $second"
	is 206 -
}

@test "a file dated back this very moment has a weak ETag, and another one each time (9110 8.8.1)" {
	local i first again weak=0
	for i in {1..20}; do
		printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n' >"$T/request"
		cat "$T/request" "$T/request" >"$T/twice"
		python3 -c 'import os, sys
os.utime(sys.argv[1], ns=(0, 1500000000))
os.execv(sys.argv[2], sys.argv[2:])' "$ROOT/digits.txt" \
			"$BUILD/minihttp" -c /dev/null "$ROOT" \
			<"$T/twice" >"$T/answer" 2>/dev/null
		first=$(grep -a '^ETag' "$T/answer" | head -1)
		again=$(grep -a '^ETag' "$T/answer" | tail -1)
		[[ $first != 'ETag: W/'* || $again != 'ETag: W/'* ]] || {
			weak=1
			break
		}
	done
	[ "$weak" = 1 ]
	[ "$first" != "$again" ]
	tick
	get /digits.txt
	[[ $(field ETag) == \"* ]]
}

@test "the ETag of a file that is changing still is weak (9110 8.8.1)" {
	touch "$ROOT/digits.txt"
	get /digits.txt
	[[ $(field ETag) == W/* ]]
	get /digits.txt "If-Match: $(field ETag)"
	is 412 precondition
}

@test "a modification time in the future is not told (9110 8.8.2.1)" {
	touch -d '+1 day' "$ROOT/digits.txt"
	get /digits.txt
	[ "$(date -d "$(field Last-Modified)" +%s)" -le "$(date +%s)" ]
}
