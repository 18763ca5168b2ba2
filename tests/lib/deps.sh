#!/bin/sh
# Installs the Debian packages that the named goals of the Makefile need, and
# starts none of the services among them.  On other systems it lists the tools.
#
#	deps.sh [GOAL...]	no goal: building and running
#
# The exit status is 0 when nothing is missing afterwards.
set -eu

build='gcc libc6-dev make musl-tools libsystemd-dev libcurl4-openssl-dev
	libgnutls28-dev'
package='dpkg-dev'
test='apache2-utils aria2 bats brotli busybox-static chromium clang
	clang-format cpio cppcheck curl debootstrap dehydrated dosfstools e2fsprogs
	exfatprogs git gnutls-bin goaccess haproxy iproute2 lftp
	libarchive-tools libclang-rt-dev lintian logrotate man-db mandoc
	nginx-light nodejs openssl p7zip-full pebble perl procps python3
	qemu-system-x86 shellcheck slowhttptest socat sslscan strace
	systemd systemd-container testssl.sh unzip wget wrk xinetd zbar-tools
	zsh zstd zsync'
# tests/52-openbsd-inetd.bats takes that package apart; these are its libraries,
# with the names that Debian 13 gives them after the slash.
test="$test libbsd0 libevent-2.1-7/libevent-2.1-7t64 libtirpc3/libtirpc3t64
	libwrap0"
# Services among them: the tests start their programs themselves.
services='haproxy nginx xinetd'

elsewhere() {
	cat <<-END
	This is not a Debian system.  Install by its own means:
	  to build   a C compiler, GNU make (with musl's compiler wrapper, or a
	             C library that links statically, for the fast handler),
	             libcurl's headers (for the client), those of GnuTLS (for
	             HTTPS)
	  to run     libsystemd with its headers (for minihttpd)
	  to test    bats-core, chromium, prove (perl), curl, git, wget, python3,
	             node, slowhttptest, socat, wrk, strace, pgrep, htpasswd,
	             unzip, 7z, bsdtar, aria2c, wget, goaccess, logrotate, openssl, gnutls-cli, systemd-nspawn, xinetd,
	             testssl.sh, sslscan, openbsd-inetd, haproxy, nginx with http_v2, pebble, dehydrated, zsh, brotli, zstd,
	             qemu, busybox, cpio, zbarimg, mkfs.exfat, mkfs.vfat; for the
	             Debian package dpkg-dev, lintian and man-db
	  to lint    clang-format 14, cppcheck, shellcheck, mandoc
	  to fuzz    clang with libFuzzer; afl++; to compare, lighttpd
	  to look    valgrind
	END
	exit 1
}

# The packages that the goals need.
needed() {
	wanted=$build
	for goal; do
		case $goal in
		all | run | install | uninstall | probe | tests | help | man | clean) ;;
		deb) wanted="$wanted $package" ;;
		*) wanted="$wanted $package $test" ;;
		esac
	done
	printf '%s\n' $wanted | sort -u
}

installed() {
	dpkg-query -W -f '${Status}\n' "$1" 2>/dev/null |
		grep -q 'install ok installed'
}

# Prints those packages from standard input that are not installed.
missing() {
	while read -r name; do
		installed "${name%/*}" || installed "${name#*/}" || echo "$name"
	done
}

# Whether the system has units or links of a service.
has_service() {
	[ -e "/lib/systemd/system/$1.service" ] || [ -e "/etc/init.d/$1" ]
}

# As root: installs what is missing.  policy-rc.d forbids the packages' scripts
# to start a service (invoke-rc.d(8), deb-systemd-invoke(1p)), and a service
# that was not there before is not started at the next boot either.
install() {
	policy=/usr/sbin/policy-rc.d
	kept=
	ours=
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -q || true # it says so; the lists that are here may do
	packages=
	for name; do
		case $name in
		*/*)
			[ -n "$(apt-cache policy "${name#*/}")" ] &&
				name=${name#*/} || name=${name%/*}
			;;
		esac
		packages="$packages $name"
	done
	new=
	for service in $services; do
		has_service "$service" || new="$new $service"
	done
	trap restore EXIT
	trap 'exit 1' HUP INT TERM
	if [ -e "$policy" ] || [ -L "$policy" ]; then
		mv "$policy" "$policy.kept-by-minihttp"
		kept=yes
	fi
	ours=yes
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
	# shellcheck disable=SC2086 # a list of packages
	apt-get install -q -y --no-install-recommends $packages
	for service in $new; do
		has_service "$service" || continue
		! command -v systemctl >/dev/null ||
			systemctl disable -q "$service" 2>/dev/null || true
		! command -v update-rc.d >/dev/null ||
			update-rc.d "$service" disable 2>/dev/null || true
		echo "$service is installed, but neither started nor enabled"
	done
}

restore() {
	[ -z "$ours" ] || rm -f "$policy"
	[ -z "$kept" ] || mv "$policy.kept-by-minihttp" "$policy"
}

# Without root and without sudo: the one line that does it, for somebody else.
# Where a service is among the packages it is this script's, which starts none.
ask() {
	case " $* " in
	*haproxy* | *nginx* | *xinetd* | */*)
		line="$(realpath "$0") --install $*" ;;
	*)	line="apt-get update && apt-get install -y --no-install-recommends $*" ;;
	esac
	echo "packages are missing; as root: $line" >&2
	exit 1
}

if [ "${1:-}" = --install ]; then
	shift
	install "$@"
	exit
fi
command -v apt-get >/dev/null || elsewhere
# shellcheck disable=SC2046 # names of packages
set -- $(needed "$@" | missing)
[ $# -gt 0 ] || exit 0
if [ "$(id -u)" = 0 ]; then
	echo "installing: $*"
	install "$@"
elif command -v sudo >/dev/null && sudo apt-get --version >/dev/null; then
	echo "installing: $*"
	sudo "$0" --install "$@"
else
	ask "$@"
fi
