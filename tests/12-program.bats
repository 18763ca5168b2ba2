#!/usr/bin/env bats
# The program as a file: how it was built.

load lib/ask

setup() {
	[ -z "${SAN:-}" ] || skip 'a sanitizer build is dynamic'
	command -v readelf >/dev/null || skip 'readelf is missing'
	readelf -lW "$BUILD/minihttp" >"$T/segments"
	readelf -dW "$BUILD/minihttp" >"$T/dynamic"
}

@test "it is static: no interpreter, no library" {
	[ "$(grep -c INTERP "$T/segments")" = 0 ]
	[ "$(grep -c NEEDED "$T/dynamic")" = 0 ]
}

@test "it is position-independent" {
	readelf -hW "$BUILD/minihttp" | grep -q 'Type: *DYN'
}

@test "nothing is writable and executable, the stack neither" {
	[ "$(grep -c 'RWE' "$T/segments")" = 0 ]
	grep -q 'GNU_STACK.* RW ' "$T/segments"
}

@test "what was relocated is sealed, all of it at once (full RELRO)" {
	grep -q GNU_RELRO "$T/segments"
	grep -q 'BIND_NOW\|NOW' "$T/dynamic"
	printf 'GET / HTTP/1.0\r\n\r\n' >"$T/request"
	site
	strace -e trace=mprotect,read,recvfrom -o "$T/strace" \
		"$BUILD/minihttp" -c /dev/null "$ROOT" <"$T/request" >/dev/null 2>&1
	# before anything is read
	sed '/^read\|^recvfrom/q' "$T/strace" | grep -q '^mprotect(.*PROT_READ) *= 0'
}

@test "stack frames with buffers have a canary" {
	readelf -sW "$BUILD/minihttp" | grep -q __stack_chk_fail
}
