#!/bin/sh
# The programs as they were linked have what the compiler and the linker can
# give: a layout that is chosen anew at each start, tables that are read-only
# once they are relocated, no memory that can be written and executed, and
# guarded stacks; those with glibc's checks of buffers have these, too.
#
#	tests/lint/hardening.sh PROGRAM...
#
# CET (IBT, SHSTK) is not asked for: the start files of Debian's C libraries have
# no mark of it, so that the linker takes the mark from every program.
set -eu
bad=0
wrong() {
	echo "$program: $1" >&2
	bad=1
}
for program; do
	[ -s "$program" ] || { wrong 'there is no such program'; continue; }
	headers=$(LC_ALL=C readelf -hlW "$program")
	dynamic=$(LC_ALL=C readelf -dW "$program")
	symbols=$(LC_ALL=C readelf -sW "$program")
	has() {
		printf '%s\n' "$1" | grep -qE "$2"
	}
	has "$headers" '^ *Type: *DYN ' || wrong 'is no position-independent program'
	has "$dynamic" '\(FLAGS_1\).*PIE' || wrong 'is no position-independent program'
	has "$headers" '^ *GNU_RELRO ' || wrong 'has no segment that becomes read-only (RELRO)'
	has "$dynamic" '\(FLAGS_1\).*NOW' || wrong 'is not bound at its start (full RELRO)'
	! has "$dynamic" 'TEXTREL' || wrong 'relocates its code'
	has "$headers" '^ *GNU_STACK .* RW +0x' || wrong 'may execute its stack'
	! has "$headers" '^ *[A-Z_]+ .* RWE +0x' || wrong 'has memory that can be written and executed'
	has "$symbols" '__stack_chk_fail' || wrong 'has no stack protector'
	! has "$dynamic" '\((RPATH|RUNPATH)\)' || wrong 'has a search path for libraries'
	case ${program##*/} in
	minihttpd | minihttp-stats | minihttp-client)
		has "$symbols" ' __[a-z_]+_chk(@|$)' || wrong 'was compiled without _FORTIFY_SOURCE' ;;
	esac
done
exit $bad
