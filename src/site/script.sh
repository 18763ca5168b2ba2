#!/bin/sh
# Prints listing_script.h, made of listing.js and www/upload.js: each text as a
# string of C, without comments and indentation, and its hash for the
# Content-Security-Policy.
#
#	src/site/script.sh >src/site/listing_script.h
set -eu
cd "$(dirname "$0")"
text() {
	sed -e 's|^[[:space:]]*//.*||' -e 's/^[[:space:]]*//' -e '/^$/d' "$1"
}

# hash NAME FILE
hash() {
	printf '\n#define %s_HASH \\\n' "$1"
	printf "\t\"'sha256-%s'\"\n\n" "$(text "$2" | openssl dgst -sha256 -binary | base64)"
}

# The lines of standard input as strings of C.
strings() {
	sed -e 's/[\\"]/\\&/g' -e 's/.*/	"&\\n" \\/'
}

cat <<END
/*
 * listing_script -- made from listing.js and www/upload.js by script.sh, and
 * checked by lint.
 */
#ifndef SITE_LISTING_SCRIPT_H
#define SITE_LISTING_SCRIPT_H

/* clang-format off */

/* A hash is the source of a script for a Content-Security-Policy (CSP 3, 2.3.1). */
END
hash LISTING_SCRIPT listing.js
printf '#define LISTING_SCRIPT \\\n'
text listing.js | strings | sed '$s/ \\$//'
hash LISTING_UPLOAD ../../www/upload.js
cat <<END
/* Calls put for each piece of the script: C bounds a string's length. */
#define LISTING_UPLOAD(put) \\
	put( \\
END
text ../../www/upload.js | strings | sed -e '80~80s/$/\n	) put( \\/' -e '$s/ \\$/)/'
cat <<END

/* clang-format on */

#endif
END
