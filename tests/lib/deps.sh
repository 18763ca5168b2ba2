#!/bin/sh
# Installs what building, running and testing need.  Debian's packages; on
# other systems it says what to install.
set -eu

packages='gcc libc6-dev make musl-tools apache2-utils bats brotli clang
	clang-format chromium cppcheck curl dpkg-dev git goaccess haproxy iproute2
	libcurl4 libcurl4-openssl-dev libsystemd-dev lintian man-db mandoc
	nginx-light nodejs openssl perl procps python3 shellcheck slowhttptest
	socat strace systemd systemd-container wget xinetd zsh zstd'
# What the package openbsd-inetd needs, which a test takes apart: see there.
packages="$packages libbsd0 libevent-2.1-7 libtirpc3 libwrap0"

if ! command -v apt-get >/dev/null; then
	cat <<-END
	This is not a Debian system.  Install by its own means:
	  to build   a C compiler, GNU make (with musl's compiler wrapper, or a
	             C library that links statically, for the fast handler),
	             libcurl's headers (for the client)
	  to run     systemd-socket-activate (systemd)
	  to test    bats-core, chromium, prove (perl), curl, git, wget, python3,
	             node, slowhttptest, socat, strace, pgrep, htpasswd,
	             goaccess, openssl, systemd-nspawn, xinetd, openbsd-inetd,
	             haproxy, nginx with http_v2, zsh, brotli, zstd; for the
	             Debian package dpkg-dev, lintian and man-db
	  to lint    clang-format 14, cppcheck, shellcheck, mandoc
	  to fuzz    clang with libFuzzer; afl++; to compare, lighttpd
	  to look    valgrind
	END
	exit 1
fi

missing=
for package in $packages; do
	dpkg-query -W -f '${Status}' "$package" 2>/dev/null |
		grep -q 'install ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "installing:$missing"
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -q
# shellcheck disable=SC2086 # a list of packages
$sudo apt-get install -q -y --no-install-recommends $missing
