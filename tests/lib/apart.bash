# apart -- a Debian package that is not installed but taken apart, since it would
# start a server or exclude another package.  It is kept beside what is built:
# only the first run asks the network for it.
#
#	apart NAME DIRECTORY	its files are in DIRECTORY then
#
# Fails if it cannot be had.

: "${BUILD:=$BATS_TEST_DIRNAME/../build}"

apart() {
	local kept=$BUILD/packages tmp
	command -v apt-get >/dev/null && command -v dpkg >/dev/null || return 1
	mkdir -p "$kept"
	if [ ! -e "$kept/$1.deb" ]; then
		tmp=$(mktemp -d "$kept/XXXXXX")
		(cd "$tmp" && timeout 120 apt-get -q download "$1") >"$tmp/apt" 2>&1 &&
			mv "$tmp/$1"_*.deb "$kept/$1.deb"
		rm -r "$tmp"
	fi
	[ -e "$kept/$1.deb" ] && dpkg -x "$kept/$1.deb" "$2"
}
