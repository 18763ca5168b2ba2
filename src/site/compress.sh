#!/bin/sh
# Makes name.zst, name.br and name.gz beside each file of a site, which the
# directive Precompressed sends: minihttp.conf(5).
#
#	compress [-c FILE] [ROOT]
#
# FILE is the configuration of the server, by default that of minihttp(8);
# without a ROOT its directory is taken.  Files below an Upload prefix of that
# configuration are left alone: strangers write there.
#
# A copy is made if it is smaller, and if there is none that is as new as its
# file; it gets the time and the mode of the file.  It appears in one step, so
# that a server never sees half of it.  Files that are compressed already,
# hidden files and symbolic links are left alone.
set -eu

usage='usage: compress [-c FILE] [ROOT]'
fail() {
	echo "$1" >&2
	exit 1
}

conf=/etc/minihttp/minihttp.conf
chosen=
if [ "${1:-}" = -c ]; then
	chosen=yes
	conf=${2:?$usage}
	shift 2
fi
[ $# -le 1 ] || fail "$usage"

# The configuration as the server reads it: a directive and its values a line.
PATH=$PATH:/usr/local/sbin:/usr/sbin
settings=
if [ -n "$chosen" ] || [ -e "$conf" ]; then
	settings=$("${MINIHTTP:-minihttp}" -T -c "$conf") ||
		fail "$conf: cannot be read, so Upload is not known"
fi
setting() {
	printf '%s\n' "$settings" | sed -n "s/^$1 //p" |
		sed "s/^\"\(.*\)\"\$/\1/; s/^'\(.*\)'\$/\1/"
}

hosts=$(setting VirtualHosts)
[ "$hosts" != none ] || hosts=
served=${hosts:-$(setting DocumentRoot)}
root=${1:-$served}
[ -n "$root" ] || fail "$usage"
[ -d "$root" ] || fail "$root: not a directory"
[ ! -L "${root%/}" ] || root=$(cd -P -- "$root" && pwd)
case $root in -*) root=./$root ;; esac
real=$(cd -P -- "$root" && pwd)
[ ! -d "$served" ] || served=$(cd -P -- "$served" && pwd)

# Patterns of find(1): the prefixes of the site, or of each host.
literal() {
	printf %s "$1" | sed 's|^\(.*[^/]\)/*$|\1|; s|[][*?\\]|\\&|g'
}
set -- -name '.?*'
while read -r prefix; do
	[ -n "$prefix" ] || continue
	prefix=$(literal "${prefix#/}")
	for top in "$root" "$real" "$served"; do
		top=$(literal "$top")${hosts:+/*}
		set -- "$@" -o -ipath "$top${prefix:+/$prefix}" \
			-o -ipath "$top${prefix:+/$prefix}/*"
	done
done <<END
$(setting Upload)
END
[ -n "$(find "$real" -maxdepth 0 ! \( "$@" \))" ] ||
	fail "$root: hidden, or below an Upload prefix"

# A script of its own handles each file, so that any name can be passed.
# shellcheck disable=SC2016 # for that script
one='
set -euC # and no link that is there is written through
compress() {
	case $1 in
	zst) zstd -q -19 -c -- "$2" ;;
	br) brotli -q 11 -c -- "$2" ;;
	gz) gzip -9 -n -c -- "$2" ;;
	esac
}
tool() {
	case $1 in zst) echo zstd ;; br) echo brotli ;; gz) echo gzip ;; esac
}
for file; do
	for kind in zst br gz; do
		form=$file.$kind
		if [ -e "$form" ] && [ -z "$(find "$file" -newer "$form")" ]; then
			continue
		fi
		command -v "$(tool $kind)" >/dev/null || continue
		new=${file%/*}/.compress.$$.$kind
		trap "rm -f \"\$new\" \"\$new.time\"" EXIT
		rm -f "$new" "$new.time"
		# A file that changes meanwhile is newer than this mark, and its
		# copy out of date.
		: >"$new.time"
		touch -r "$file" "$new.time"
		compress $kind "$file" >"$new"
		if [ "$(wc -c <"$new")" -lt "$(wc -c <"$file")" ]; then
			chmod --reference="$file" "$new"
			touch -r "$new.time" "$new"
			mv -f "$new" "$form"
			echo "$form"
		elif [ -e "$form" ]; then
			rm -f "$form"
		fi
		rm -f "$new" "$new.time"
	done
done'

for tool in zstd brotli gzip; do
	command -v $tool >/dev/null || echo "no $tool here: left out" >&2
done
find "$root" \( "$@" \) -prune -o -type f \
	! -iname '*.gz' ! -iname '*.br' ! -iname '*.zst' ! -iname '*.xz' \
	! -iname '*.bz2' ! -iname '*.lz4' ! -iname '*.zip' ! -iname '*.7z' \
	! -iname '*.tgz' ! -iname '*.svgz' ! -iname '*.jar' ! -iname '*.apk' ! -iname '*.deb' \
	! -iname '*.png' ! -iname '*.jpg' ! -iname '*.jpeg' ! -iname '*.gif' \
	! -iname '*.webp' ! -iname '*.avif' ! -iname '*.heic' ! -iname '*.jxl' \
	! -iname '*.mp3' ! -iname '*.mp4' ! -iname '*.m4a' ! -iname '*.ogg' \
	! -iname '*.opus' ! -iname '*.webm' ! -iname '*.mkv' ! -iname '*.mov' \
	! -iname '*.woff' ! -iname '*.woff2' ! -iname '*.docx' ! -iname '*.odt' \
	! -iname '*.epub' -exec sh -c "$one" compress {} +
