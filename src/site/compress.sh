#!/bin/sh
# Makes name.zst, name.br and name.gz beside each file of a site, which the
# directive Precompressed sends: minihttp.conf(5).
#
#	compress.sh ROOT
#
# One is made where it is smaller, and where there is none that is as new as
# its file; it gets the time and the mode of that.  It takes its place in one
# step, so that a server never sees half of it.  What is compressed already,
# hidden, or a symbolic link is left alone.
set -eu

root=${1:?usage: compress.sh ROOT}
[ -d "$root" ] || { echo "$root: not a directory" >&2; exit 1; }
case $root in -*) root=./$root ;; esac

# By a script of its own, so that any name can be handed on.
# shellcheck disable=SC2016 # for that script
one='
set -eu
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
		# A file that changes meanwhile is newer than this, and its
		# form stale.
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
find "$root" -name '.?*' -prune -o -type f \
	! -iname '*.gz' ! -iname '*.br' ! -iname '*.zst' ! -iname '*.xz' \
	! -iname '*.bz2' ! -iname '*.lz4' ! -iname '*.zip' ! -iname '*.7z' \
	! -iname '*.tgz' ! -iname '*.jar' ! -iname '*.apk' ! -iname '*.deb' \
	! -iname '*.png' ! -iname '*.jpg' ! -iname '*.jpeg' ! -iname '*.gif' \
	! -iname '*.webp' ! -iname '*.avif' ! -iname '*.heic' ! -iname '*.jxl' \
	! -iname '*.mp3' ! -iname '*.mp4' ! -iname '*.m4a' ! -iname '*.ogg' \
	! -iname '*.opus' ! -iname '*.webm' ! -iname '*.mkv' ! -iname '*.mov' \
	! -iname '*.woff' ! -iname '*.woff2' ! -iname '*.docx' ! -iname '*.odt' \
	! -iname '*.epub' -exec sh -c "$one" compress {} +
