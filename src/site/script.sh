#!/bin/sh
# Prints listing_script.h, made of listing.js: the text as a string of C, without
# comments and indentation, and its hash for the Content-Security-Policy.
#
#	src/site/script.sh >src/site/listing_script.h
set -eu
cd "$(dirname "$0")"
text() {
	sed -e 's|^[[:space:]]*//.*||' -e 's/^[[:space:]]*//' -e '/^$/d' listing.js
}
hash=$(text | openssl dgst -sha256 -binary | base64)
cat <<END
/* listing_script -- made from listing.js by script.sh, and checked by lint. */
#ifndef SITE_LISTING_SCRIPT_H
#define SITE_LISTING_SCRIPT_H

/* clang-format off */

/* The source of the script for a Content-Security-Policy (CSP 3, 2.3.1). */
#define LISTING_SCRIPT_HASH "'sha256-$hash'"

#define LISTING_SCRIPT \\
END
text | sed -e 's/[\\"]/\\&/g' -e 's/.*/	"&\\n" \\/' -e '$s/ \\$//'
cat <<END
/* clang-format on */

#endif
END
