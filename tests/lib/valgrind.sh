#!/bin/bash
# The handler under valgrind's memcheck, which finds reads of memory that was
# never written; the sanitizers do not. valgrind cannot replace the allocator of
# a static program, nor run in a sandbox, so the same sources are built dynamic,
# with the system's C library and Sandbox no.
#	tests/lib/valgrind.sh [FILE.bats...]	default: see below
set -eu
cd "$(dirname "$0")/../.."
build=build/valgrind
make -s BUILD="$build" MUSL= STATIC=-pie CFLAGS='-O1 -g' "$build/minihttp"
mkdir -p "$build/bin" "$build/log"
rm -f "$build"/log/*
build=$PWD/$build
cat >"$build/bin/minihttp" <<-END
	#!/bin/sh
	exec valgrind -q --vgdb=no --log-file=$build/log/%p \\
	    --error-exitcode=99 "$build/minihttp" -o 'Sandbox no' "\$@"
END
chmod +x "$build/bin/minihttp"
export BUILD=$build/bin

tests/fuzz/differential.py --check
[ $# -gt 0 ] || set -- tests/32-post.bats
timeout 1200 bats "$@"

# valgrind reports system calls that are newer than itself, such as openat2;
# then the handler does without, as on an old kernel.  Errors are the lines with
# "==".
found=$(grep -l '^==' "$build"/log/* | wc -l)
echo "$(find "$build/log" -type f | wc -l) processes, $found with errors"
[ "$found" = 0 ] || {
	grep -h '^==' "$build"/log/* | head -60
	exit 1
}
