#!/bin/sh
# Builds this tree twice, in two places, at two times of its files, in two time
# zones and under two masks, and compares the programs and the package: `make
# reproducible`.  It says the digests, and fails if two differ.
#
#	reproducible.sh [VARIABLE=VALUE...]	for make
set -eu
here=$(pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y Makefile)}
DEB_VERSION=${DEB_VERSION:-0-1}
DEBEMAIL=${DEBEMAIL:-root@localhost}
export SOURCE_DATE_EPOCH DEB_VERSION DEBEMAIL
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BUILD

# build PLACE ZONE MASK DATE [VARIABLE=VALUE...]
build() {
	place=$1 zone=$2 mask=$3 date=$4
	shift 4
	(umask "$mask"
	mkdir -p "$place"
	cp -r "$here/Makefile" "$here/README.md" "$here/src" "$here/systemd" \
	    "$here/xinetd.d" "$here/www" "$place"
	find "$place" -exec touch -h -d "$date" {} +
	cd "$place"
	TZ=$zone "${MAKE:-make}" -s -j"$(nproc)" "$@" all >&2
	TZ=$zone "${MAKE:-make}" -s "$@" deb >/dev/null
	# The package has them stripped; those of the build are compared too.
	cd build
	sha256sum minihttp minihttpd minihttp-tls minihttp-stats minihttp-client ./*.deb)
}

build "$tmp/a" UTC 022 2026-01-01T00:00:00Z "$@" >"$tmp/first"
build "$tmp/quite/another/place" Asia/Tokyo 077 2025-06-01T12:34:56Z "$@" >"$tmp/second"
cat "$tmp/first"
cmp "$tmp/first" "$tmp/second"
