#!/bin/sh
# A software bill of materials from what is built, as SPDX 2.3 in JSON.
#
#	sbom.sh BUILD VERSION PROGRAM...	the document on standard output
#
# It names each program with its digests; the C library and the parts of gcc that
# are inside the handler; the libraries that the others load, and libcurl, which
# the client loads by name.  Versions are those of the Debian packages that the
# files belong to, or NOASSERTION on another system.  Two runs over the same bytes
# print the same document: its time is SOURCE_DATE_EPOCH, or that of the commit.
set -eu
export LC_ALL=C TZ=UTC
build=$1 version=$2
shift 2

epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y Makefile)}
created=$(date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
: >"$tmp/packages"

# package_of FILE: the Debian package that a file belongs to
package_of() {
	path=$(realpath "$1")
	dpkg-query -S "$path" 2>/dev/null | sed 's/: .*//;q' | grep . ||
		dpkg-query -S "${path#/usr}" 2>/dev/null | sed 's/: .*//;q'
}

# The name in an identifier of SPDX: letters, digits, "." and "-" alone.
id() {
	printf 'SPDXRef-%s-%s' "$1" "$(printf '%s' "$2" | tr -c 'A-Za-z0-9.-' -)"
}

# uses PROGRAM RELATION PACKAGE: notes both
uses() {
	echo "$3" >>"$tmp/packages"
	printf '%s %s %s\n' "$(id File "$1")" "$2" "$(id Package "$3")" >>"$tmp/relations"
}

library() {
	for dir in $(ldconfig -v 2>/dev/null | sed -n 's/^\(\/[^:]*\):.*/\1/p') /lib /usr/lib; do
		[ ! -e "$dir/$1" ] || { echo "$dir/$1"; return; }
	done
}

: >"$tmp/relations"
for program; do
	headers=$(readelf -dW "$build/$program")
	needed=$(printf '%s\n' "$headers" | sed -n 's/.*(NEEDED).*\[\(.*\)\]$/\1/p')
	for name in $needed; do
		file=$(library "$name")
		package=$(package_of "${file:-/none}" || :)
		uses "$program" DYNAMIC_LINK "${package:-$name}"
	done
	if [ "$program" = minihttp-client ]; then
		file=$(library libcurl.so.4)
		package=$(package_of "${file:-/none}" || :)
		uses "$program" OPTIONAL_DEPENDENCY_OF "${package:-libcurl.so.4}"
	fi
	[ -z "$needed" ] || continue
	# Static: what was linked in is what the compiler finds.
	for file in ${MUSL_LIBC:-$(${CC:-cc} -print-file-name=libc.a)} \
	    "$(${CC:-cc} -print-libgcc-file-name)"; do
		package=$(package_of "$file" || :)
		uses "$program" STATIC_LINK "${package:-${file##*/}}"
	done
done
sort -u -o "$tmp/packages" "$tmp/packages"
digest=$(for program; do sha256sum <"$build/$program"; done | sha256sum | cut -c1-16)

cat <<END
{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "minihttp-$version",
  "documentNamespace": "https://spdx.org/spdxdocs/minihttp-$version-$digest",
  "creationInfo": {
    "created": "$created",
    "creators": ["Tool: minihttp-sbom-$version"]
  },
  "packages": [
    {
      "SPDXID": "SPDXRef-Package-minihttp",
      "name": "minihttp",
      "versionInfo": "$version",
      "downloadLocation": "NOASSERTION",
      "filesAnalyzed": false,
      "primaryPackagePurpose": "APPLICATION"
    }
END
while read -r package; do
	facts=$(dpkg-query -W -f '${Version}\n${source:Package}\n${source:Version}\n${Architecture}' \
		"$package" 2>/dev/null || printf 'NOASSERTION\n\n\n')
	number=$(printf '%s\n' "$facts" | sed -n 1p)
	source=$(printf '%s\n' "$facts" | sed -n 2p)
	from=$(printf '%s\n' "$facts" | sed -n 3p)
	architecture=$(printf '%s\n' "$facts" | sed -n 4p)
	cat <<END
    ,{
      "SPDXID": "$(id Package "$package")",
      "name": "${package%%:*}",
      "versionInfo": "$number",
      "downloadLocation": "NOASSERTION",
      "filesAnalyzed": false,
      "primaryPackagePurpose": "LIBRARY"$([ -z "$source" ] || printf ',
      "sourceInfo": "built from the Debian source package %s %s",
      "externalRefs": [{
        "referenceCategory": "PACKAGE-MANAGER",
        "referenceType": "purl",
        "referenceLocator": "pkg:deb/debian/%s@%s?arch=%s"
      }]' "$source" "$from" "${package%%:*}" "$(printf '%s' "$number" | sed 's/+/%2B/g; s/:/%3A/g; s/~/%7E/g')" "$architecture")
    }
END
done <"$tmp/packages"
printf '  ],\n  "files": [\n'
comma=
for program; do
	cat <<END
    $comma{
      "SPDXID": "$(id File "$program")",
      "fileName": "./$program",
      "fileTypes": ["BINARY"],
      "checksums": [
        {"algorithm": "SHA1", "checksumValue": "$(sha1sum <"$build/$program" | cut -d' ' -f1)"},
        {"algorithm": "SHA256", "checksumValue": "$(sha256sum <"$build/$program" | cut -d' ' -f1)"}
      ]
    }
END
	comma=,
done
printf '  ],\n  "relationships": [\n'
relation() {
	printf '    {"spdxElementId": "%s", "relationshipType": "%s", "relatedSpdxElement": "%s"}%s\n' "$@"
}
for program; do
	relation SPDXRef-Package-minihttp CONTAINS "$(id File "$program")" ,
done
sort -u "$tmp/relations" | while read -r a kind b; do
	if [ "$kind" = OPTIONAL_DEPENDENCY_OF ]; then
		relation "$b" "$kind" "$a" ,
	else
		relation "$a" "$kind" "$b" ,
	fi
done
relation SPDXRef-DOCUMENT DESCRIBES SPDXRef-Package-minihttp ''
printf '  ]\n}\n'
