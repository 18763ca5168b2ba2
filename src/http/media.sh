#!/bin/sh
# Writes media.def from Debian's media-types (/etc/mime.types), sorted for a
# binary search.  Run by `make media` when the registrations have moved on;
# a build needs only the result.
#
# Ours come first: names that the list lacks or gives another meaning on the
# web.  If an extension has several types, the first in the list is kept:
# the registered one comes before chemical/ and x-.
set -eu
{
	cat <<-END
	application/json map
	application/toml toml
	application/x-bzip2 bz2
	application/yaml yaml yml
	image/apng apng
	text/plain cfg conf ini log
	video/mp2t ts
	END
	grep -v '^#' "${1:-/etc/mime.types}"
} | LC_ALL=C awk '
{
	for (i = 2; i <= NF; i++) {
		ext = tolower($i)
		if (ext !~ /^[a-z0-9_+-]+$/ || length(ext) > 11 || ext in type)
			continue
		type[ext] = $1
		if (!($1 in id)) {
			id[$1] = ++n
			printf "MEDIA_TYPE(%d, \"%s\")\n", n, $1
		}
	}
}
END {
	for (ext in type)
		printf "MEDIA_EXTENSION(\"%s\", %d)\n", ext, id[type[ext]] | "LC_ALL=C sort"
}' >"$(dirname "$0")/media.def"
