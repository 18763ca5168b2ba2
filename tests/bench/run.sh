#!/bin/sh
# The cost of a connection, beside that of a bare program; see README.md.
#
#	run.sh [ROUNDS]
set -eu
cd "$(dirname "$0")/../.."
build=${BUILD:-build}
mkdir -p "$build/bench/www"
head -c 1024 /dev/zero | tr '\0' x >"$build/bench/www/1k.txt"
touch -d '2024-01-01' "$build/bench/www/1k.txt"

cc=cc
command -v musl-gcc >/dev/null && cc=musl-gcc
$cc -O2 -static -o "$build/bench/bare" tests/bench/bare.c
# A musl tool chain has no headers of the kernel.
$cc -O2 -static -idirafter /usr/include -idirafter "/usr/include/$(cc -dumpmachine)" \
	-o "$build/bench/confined" tests/bench/confined.c
cc -O2 -o "$build/bench/launch" tests/bench/launch.c
# Copies, as they are installed: what a linker has written lies in the page cache
# in small pieces, which are mapped more slowly.
mkdir -p "$build/bench/installed"
install "$build/bench/bare" "$build/bench/confined" "$build/minihttp" "$build/bench/installed"

# Peers, where they are installed; each is given the same file.
www=$PWD/$build/bench/www
set -- "$@"
rounds=${1:-2000}
echo 'Sandbox no' >"$build/bench/no.conf"
set -- "bare=$build/bench/installed/bare" "confined=$build/bench/installed/confined $www" \
	"minihttp=$build/bench/installed/minihttp $www" \
	"Sandbox no=$build/bench/installed/minihttp -c $build/bench/no.conf $www"
busybox=$(command -v busybox || true)
[ -z "$busybox" ] || set -- "$@" "busybox=$busybox httpd -i -h $www"
micro=$(command -v micro-httpd || command -v /usr/sbin/micro-httpd || true)
[ -z "$micro" ] || set -- "$@" "micro-httpd=$micro $www"

# As an inetd starts them, which is not as root.
user=
[ "$(id -u)" != 0 ] || user='setpriv --reuid=65534 --regid=65534 --clear-groups'
$user "$build/bench/launch" -n "$rounds" "$@"
