#!/bin/sh
# A Debian package from what is built: `make deb`.
#
#	build.sh BUILD VERSION LIBC
#
# LIBC: the package of the C library that the handler is linked with.
#
# The package is made by dpkg-deb from a tree of `make install`, without
# debhelper: the tree is the package already, and debhelper would want a source
# package with debian/ at the top of it, and write the same maintainer scripts,
# three of ten lines.
#
# The package does not depend on the time and place of its making: times are
# those of the commit (SOURCE_DATE_EPOCH, if that is set), owners are root.  The
# maintainer is DEBFULLNAME and DEBEMAIL, or the commit's author.
# DEB_VERSION replaces the version.
set -eu
export LC_ALL=C TZ=UTC
umask 022

build=$(realpath "$1") version=$2 libc=$3
here=$(dirname "$0")
stage=$build/deb
tree=$stage/minihttp
doc=$tree/usr/share/doc/minihttp
make=${MAKE:-make}

for program in minihttp minihttpd minihttp-tls minihttp-stats minihttp-client; do
	[ -x "$build/$program" ] || {
		echo "no $program, which the package is to have (make deps)" >&2
		exit 1
	}
done

# --- what, of when, by whom ------------------------------------------------

# The commit of this tree, not of one that it lies in.
if [ "$(git rev-parse --show-prefix 2>&1)" = '' ]; then
	epoch=$(git log -1 --format=%ct)
	author=$(git log -1 --format='%an <%ae>')
	if ! git describe --exact-match --match "v$version" >/dev/null 2>&1; then
		version="$version+git$(date -d "@$epoch" +%Y%m%d%H%M%S).$(git rev-parse --short=7 HEAD)"
	fi
	git diff --quiet HEAD || version="$version+changed"
else
	epoch=$(stat -c %Y Makefile)
	author='the authors of minihttp <root@localhost>'
fi
epoch=${SOURCE_DATE_EPOCH:-$epoch}
export SOURCE_DATE_EPOCH="$epoch"
version=${DEB_VERSION:-$version-1}
[ -z "${DEBEMAIL:-}" ] || author="${DEBFULLNAME:-$DEBEMAIL} <$DEBEMAIL>"
architecture=$(dpkg --print-architecture)

# --- the files -------------------------------------------------------------

rm -rf "$stage"
mkdir -p "$tree/DEBIAN" "$stage/debian"
$make -s --no-print-directory install BUILD="$build" DESTDIR="$tree" \
	PREFIX=/usr ZSHDIR=/usr/share/zsh/vendor-completions >/dev/null

# Off, and with the package's paths and user.
xinetd() {
	sed -e 's|/usr/local/sbin|/usr/sbin|' \
		-e 's|\(user[[:blank:]]*=\) www-data|\1 minihttp|' \
		-e 's|\(disable[[:blank:]]*=\) no|\1 yes|' \
		-e 's|^# Copy it to.*|# "disable = no" turns it on.  Faster: minihttp-wait, in the directory\n# /usr/share/doc/minihttp/examples.|' \
		"xinetd.d/$1"
}
mkdir -p "$tree/etc/xinetd.d" "$doc/examples"
xinetd minihttp >"$tree/etc/xinetd.d/minihttp"
xinetd minihttp-wait >"$doc/examples/minihttp-wait"
xinetd minihttps >"$doc/examples/minihttps"
# Whatever the modes of the tree are, everybody may read these.
install -m 644 src/config/example.conf "$doc/examples/"

install -m 644 "$here/copyright" "$here/README.Debian" README.md src/GUIDE.md \
	src/SECURITY.md src/NEWS.md "$doc"
cat >"$doc/changelog.Debian" <<-END_OF_CHANGELOG
	minihttp ($version) unstable; urgency=medium

	  * Built from its repository by "make deb"; the history is there.

	 -- $author  $(date -R -d "@$epoch")
END_OF_CHANGELOG
gzip -9n "$doc/changelog.Debian" "$doc"/*.md "$tree"/usr/share/man/man?/*

mkdir -p "$tree/usr/share/lintian/overrides"
install -m 644 "$here/lintian-overrides" "$tree/usr/share/lintian/overrides/minihttp"

# --- what dpkg wants to know -----------------------------------------------

# It wants to stand beside a debian/control.
printf 'Source: minihttp\n\nPackage: minihttp\nArchitecture: any\n' \
	>"$stage/debian/control"
depends=$(cd "$stage" && dpkg-shlibdeps -O minihttp/usr/bin/* \
	minihttp/usr/sbin/minihttpd minihttp/usr/sbin/minihttp-tls | sed -n 's/^shlibs:Depends=//p')
# Libcurl is loaded by name: no program says that it needs it.
curl=$(dpkg-query -S '*/libcurl.so.4' | sed 's/:.*//;q')
# The version of the C library that the handler is linked with.
static=$(dpkg-query -W -f '${source:Package} (= ${source:Version})' "$libc")
size=$(find "$tree" -type f ! -path '*/DEBIAN/*' -size +0 -printf '%s\n' |
	awk '{ n += int(($1 + 1023) / 1024) } END { print n }')

author=$(printf '%s' "$author" | sed 's|[\\/&]|\\&|g')
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" \
	-e "s/@MAINTAINER@/$author/" -e "s/@SIZE@/$size/" \
	-e "s/@DEPENDS@/$depends/" -e "s/@CURL@/$curl/" \
	-e "s/@STATIC@/$static/" \
	"$here/control.in" >"$tree/DEBIAN/control"
(cd "$tree" && find etc -type f | sort | sed 's|^|/|') >"$tree/DEBIAN/conffiles"
(cd "$tree" && find . -type f ! -path './DEBIAN/*' ! -path './etc/*' -printf '%P\n' |
	sort | xargs md5sum) >"$tree/DEBIAN/md5sums"
for script in postinst prerm postrm; do
	install -m 755 "$here/$script.sh" "$tree/DEBIAN/$script"
done
welcome=$(sha256sum <"$here/../site/welcome/index.html")
sed -i "s/@WELCOME@/${welcome%% *}/" "$tree/DEBIAN/postrm"

find "$tree" -exec touch -h -d "@$epoch" {} +
dpkg-deb --root-owner-group -Zxz --build "$tree" \
	"$build/minihttp_${version}_$architecture.deb" >/dev/null
echo "$build/minihttp_${version}_$architecture.deb"
