#!/bin/sh
# Makes src/os/call.def anew: the names of all system calls in <sys/syscall.h>,
# of which some C libraries have fewer.
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
