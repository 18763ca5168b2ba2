#!/bin/sh
# src/os/call.def anew: the name of every system call in <sys/syscall.h>, which
# a C library may have fewer of.
set -eu
cd "$(dirname "$0")"
{
	echo '/* The names of system calls; made by os/call.sh. */'
	echo '#include <sys/syscall.h>' | ${CC:-cc} -E -dM - |
		sed -n 's/^#define SYS_\([a-z0-9_]*\) .*/\1/p' | LC_ALL=C sort |
		while read -r name; do
			printf '#ifdef SYS_%s\nCALL(%s)\n#endif\n' "$name" "$name"
		done
} >call.def
