#!/usr/bin/env bats
# The programs as files: how they were built, and their --help and --version.

load lib/ask

# The first tests are about a static program.
segments() {
	[ -z "${SAN:-}" ] || skip 'a sanitizer build is dynamic'
	command -v readelf >/dev/null || skip 'readelf is missing: make deps test'
	readelf -lW "$BUILD/minihttp" >"$T/segments"
	readelf -dW "$BUILD/minihttp" >"$T/dynamic"
}

@test "it is static: no interpreter, no library" {
	segments
	[ "$(grep -c INTERP "$T/segments")" = 0 ]
	[ "$(grep -c NEEDED "$T/dynamic")" = 0 ]
}

@test "it is position-independent" {
	segments
	readelf -hW "$BUILD/minihttp" | grep -q 'Type: *DYN'
}

@test "nothing is writable and executable, the stack neither" {
	segments
	[ "$(grep -c 'RWE' "$T/segments")" = 0 ]
	grep -q 'GNU_STACK.* RW ' "$T/segments"
}

@test "what was relocated is sealed, all of it at once (full RELRO)" {
	segments
	grep -q GNU_RELRO "$T/segments"
	grep -q 'BIND_NOW\|NOW' "$T/dynamic"
	printf 'GET / HTTP/1.0\r\n\r\n' >"$T/request"
	site
	strace -e trace=mprotect,read,recvfrom -o "$T/strace" \
		"$BUILD/minihttp" -c /dev/null "$ROOT" <"$T/request" >/dev/null 2>&1
	# the tables are sealed before the first byte is read
	sed '/^read\|^recvfrom/q' "$T/strace" | grep -q '^mprotect(.*PROT_READ) *= 0'
}

@test "the dynamic programs: canaries, checked copies, guarded stacks and branches" {
	[ -z "${SAN:-}" ] || skip 'a sanitizer build is another program'
	[ "$(uname -m)" = x86_64 ] || skip 'the guards are looked for in code of x86-64'
	local program
	for program in minihttpd minihttp-client minihttp-stats; do
		[ -x "$BUILD/$program" ] || continue
		readelf -sW "$BUILD/$program" >"$T/symbols"
		grep -q '__stack_chk_fail' "$T/symbols"
		grep -q '__[a-z_]*_chk@' "$T/symbols" # _FORTIFY_SOURCE
		objdump -d --no-show-raw-insn "$BUILD/$program" >"$T/code"
		# -fstack-clash-protection: large frames touch each page
		grep -q 'or[bql] *$0x0,.*(%rsp)' "$T/code"
		# -fcf-protection: a function begins with endbr64
		[ "$(grep -A1 '<main>:' "$T/code" | grep -c endbr64)" = 1 ]
	done
}

@test "stack frames with buffers have a canary" {
	segments
	readelf -sW "$BUILD/minihttp" | grep -q __stack_chk_fail
}

# The options of PROGRAM in its list: a letter or 0, the name, and
# whether a value follows.
listed() {
	local list
	case $1 in
	minihttp) list=server/options ;;
	minihttpd) list=daemon/args ;;
	minihttp-stats) list=stats/options ;;
	minihttp-client) list=client/options ;;
	esac
	sed -n "s/^OPTION(\(0\|'.'\), \"\([a-z0-9-]*\)\".*/\1 \2/p" \
		"$BATS_TEST_DIRNAME/../src/$list.def" | tr -d "'"
}

programs() {
	local program
	for program in minihttp minihttpd minihttp-stats minihttp-client; do
		[ ! -x "$BUILD/$program" ] || echo "$program"
	done
}

@test "all programs know -h, --help, -V and --version, on standard output" {
	local program option
	for program in $(programs); do
		for option in -h --help; do
			"$BUILD/$program" $option >"$T/out" 2>"$T/err" </dev/null
			head -1 "$T/out" | grep -q "^usage: $program "
			[ ! -s "$T/err" ]
		done
		for option in -V --version; do
			"$BUILD/$program" $option >"$T/out" 2>"$T/err" </dev/null
			grep -qx "$program [0-9.]*" "$T/out"
			[ ! -s "$T/err" ]
		done
	done
}

@test "--help names every option with a word, within 80 columns" {
	local program letter name
	for program in $(programs); do
		"$BUILD/$program" --help >"$T/out" </dev/null
		[ "$(wc -L <"$T/out")" -le 80 ]
		listed "$program" >"$T/list"
		[ -s "$T/list" ]
		while read -r letter name; do
			[ "$letter" = 0 ] && letter='  ' || letter="-$letter"
			grep -A1 -e "^  $letter,\? \+--$name\( \|\[\|\$\)" "$T/out" |
				tr '\n' ' ' | grep -q -e "--$name[^ ]* .*[a-z]\{2,\}" ||
				{ echo "$program: $name"; false; }
		done <"$T/list"
	done
}

@test "an option that is unknown is named in full, once, and --help is named" {
	local program
	for program in $(programs); do
		run "$BUILD/$program" --foo=1 </dev/null
		[ "$status" = 64 ] || [ "$program,$status" = minihttp-client,1 ]
		[ "$output" = "$program: --foo: unknown option; --help lists them" ]
		run "$BUILD/$program" -h@ </dev/null
		[ "$output" = "$program: -@: unknown option; --help lists them" ] ||
			[ "$program,$status" = minihttp-stats,0 ]
	done
}
