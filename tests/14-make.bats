#!/usr/bin/env bats
# The Makefile: its answers about the system are up to date when they are used,
# and objects of another compiler or flag do not stay.

bats_require_minimum_version 1.5.0

: "${BUILD:=$BATS_TEST_DIRNAME/../build}"
BUILT=$BUILD

setup() {
	[ -z "${SAN:-}" ] || skip 'the objects of a sanitizer build are others'
	TOP=$(realpath "$BATS_TEST_DIRNAME/..")
	T=$BATS_TEST_TMPDIR
	# makes as in a shell of its own, without the variables of `make test`
	unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BUILD CFLAGS CC
}

# Prints the path of a program.  A ccache under a compiler's name would look for
# that compiler in PATH, find its own name in $T/bin, and call itself without
# end.
place() {
	local file
	for file in $(type -aP "$1"); do
		case $(realpath "$file") in
		*/ccache) ;;
		*)
			echo "$file"
			return
			;;
		esac
	done
	return 1
}

# tree NAME: a tree in $T/NAME whose deps.sh installs $T/later into $T/bin,
# the only directory that with() looks for programs in.
tree() {
	local program
	mkdir -p "$T/$1/tests/lib" "$T/bin" "$T/later"
	ln -s "$TOP/src" "$TOP/www" "$T/$1"
	cp "$TOP/Makefile" "$T/$1"
	cat >"$T/$1/tests/lib/deps.sh" <<-END
		#!/bin/sh
		echo "deps.sh \$*"
		mv "$T"/later/* "$T/bin"
	END
	chmod +x "$T/$1/tests/lib/deps.sh"
	for program in sh make mkdir find sed head stat cmp mv rm objcopy as ld \
		cc gcc musl-gcc cat \
		echo "$(gcc -dumpmachine)-gcc"; do
		! place "$program" >/dev/null || {
			printf '#!/bin/sh\nexec %s "$@"\n' "$(place "$program")"
		} >"$T/bin/$program"
		chmod +x "$T/bin/$program"
	done
	cd "$T/$1"
}

with() {
	PATH=$T/bin make --no-print-directory "$@" 2>&1
}

@test "the goals beside deps find what deps has installed" {
	command -v musl-gcc >/dev/null || skip 'musl-gcc is missing: make deps test'
	local jobs
	for jobs in '' -j4; do
		rm -rf "$T"/*
		tree tree
		mv "$T/bin/cc" "$T/bin/gcc" "$T/bin/musl-gcc" "$T/later"
		# one object of the handler, made by the compiler of the fast
		# handler
		run -0 with $jobs V=1 build/h/base/span.o deps
		[ "${lines[0]}" = 'deps.sh build/h/base/span.o' ]
		[[ $output == *'musl-gcc -std=c11'* ]]
	done
}

@test "make by itself builds the programs, as make all does" {
	tree tree
	run -0 with -n all
	local all=$output
	[[ $all == *'minihttp-stats'* ]]
	run -0 with -n
	[ "$output" = "$all" ]
}

@test "deps without another goal builds nothing" {
	tree tree
	echo >"$T/later/something"
	run -0 with deps
	[ "$output" = 'deps.sh ' ]
	[ ! -e build ]
}

@test "without a compiler one sentence names the cure" {
	tree tree
	rm "$T/bin/cc" "$T/bin/gcc" "$T/bin/musl-gcc"
	run with all
	[ "$status" != 0 ]
	[[ $output == *'there is no C compiler cc here; make deps installs one'* ]]
}

@test "an object is made again when the compiler, a flag or the C library changes" {
	tree tree
	run -0 with build/h/base/span.o build/t/base/span.o
	run -0 with build/h/base/span.o build/t/base/span.o
	[[ $output != *CC* ]]
	# a flag has changed
	run -0 with CFLAGS=-O1 build/h/base/span.o build/t/base/span.o
	[[ $output == *'CC   build/h/base/span.o'*'CC   build/t/base/span.o'* ]]
	run -0 with CFLAGS=-O1 build/h/base/span.o
	[[ $output != *CC* ]]
	# the C library of the handler has changed, and of nothing else
	run -0 with MUSL= build/h/base/span.o build/t/base/span.o
	run -0 with build/h/base/span.o build/t/base/span.o
	if command -v musl-gcc >/dev/null; then
		[[ $output == *'CC   build/h/base/span.o'* ]]
	fi
	[[ $output != *'CC   build/t/base/span.o'* ]]
	# the same path is now another compiler
	cat >"$T/bin/other" <<-END
		#!/bin/sh
		[ "\$1" != --version ] || exec echo other 1
		exec cc "\$@"
	END
	chmod +x "$T/bin/other"
	run -0 with CC=other build/t/base/span.o
	[[ $output == *'CC   build/t/base/span.o'* ]]
	sed -i 's/other 1/other 2/' "$T/bin/other"
	run -0 with CC=other build/t/base/span.o
	[[ $output == *'CC   build/t/base/span.o'* ]]
}

@test "-Werror and the goals made before make no object stale" {
	tree tree
	run -0 with build/h/base/span.o
	run -0 with WERROR=-Werror build/h/base/span.o
	[[ $output != *CC* ]]
	# minihttp-probe was made there; it has link flags of its own
	! grep -e --wrap "$BUILT/h/flags"
}

@test "with a blank in its path make has a plan for all, and says why there is none for test" {
	tree 'a tree'
	run -0 with -n all
	run with test
	[ "$status" != 0 ]
	[[ $output == *'has a blank in its name'* ]]
}

@test "CI=true: a test is left out for the reasons of tests/lib/skips alone" {
	local root='ok 4 d # skip a container needs root: sudo make test'
	printf 'ok 1 a # skip whatever\nok 2 b\nok 3 c # skip\n%s\n' "$root" >"$T/tap"
	run -0 "$TOP/tests/lib/skipped.sh" <"$T/tap"
	[ "${lines[0]}" = 'ok 1 a # skip whatever' ]
	[ "${lines[1]}" = 'ok 3 c # skip' ]
	[ "$(id -u)" != 0 ] || [ "${lines[2]}" = "$root" ]
	[ "${#lines[@]}" = "$([ "$(id -u)" = 0 ] && echo 3 || echo 2)" ]
}

@test "another release of clang-format than the tree's: it says that nothing is checked" {
	mkdir "$T/bin"
	ln -s "$(type -P sh)" "$(type -P sed)" "$(type -P grep)" "$T/bin"
	printf '#!/bin/sh\n[ "$1" = --version ] && echo "clang-format version 19.1.7"\n' >"$T/bin/clang-format"
	chmod +x "$T/bin/clang-format"
	PATH=$T/bin run -0 sh "$TOP/tests/lint/format.sh" "$TOP/src/base/span.c"
	[ "$output" = 'clang-format 19 formats differently from 14, which this tree is formatted with: not checked' ]
	grep -qx "any: ${output%: not checked}" "$TOP/tests/lib/skips"
}

@test "make sbom: each program with its digest, and what is linked into it, as SPDX 2.3" {
	cp -r "$BUILT" "$T/built"
	"$TOP/src/debian/sbom.sh" "$T/built" 1.0 minihttp minihttp-stats minihttp-client >"$T/one"
	"$TOP/src/debian/sbom.sh" "$T/built" 1.0 minihttp minihttp-stats minihttp-client >"$T/two"
	cmp "$T/one" "$T/two"
	python3 - "$T/one" "$T/built" <<-'END'
	import hashlib, json, re, subprocess, sys
	d = json.load(open(sys.argv[1]))
	assert d["spdxVersion"] == "SPDX-2.3" and d["dataLicense"] == "CC0-1.0"
	assert d["SPDXID"] == "SPDXRef-DOCUMENT" and d["documentNamespace"].startswith("https://")
	assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", d["creationInfo"]["created"])
	ids = {"SPDXRef-DOCUMENT"} | {x["SPDXID"] for x in d["packages"] + d["files"]}
	assert len(ids) == 1 + len(d["packages"]) + len(d["files"])
	for i in ids:
	    assert re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", i), i
	for r in d["relationships"]:
	    assert r["spdxElementId"] in ids and r["relatedSpdxElement"] in ids, r
	for f in d["files"]:
	    data = open(sys.argv[2] + "/" + f["fileName"], "rb").read()
	    for c in f["checksums"]:
	        assert hashlib.new(c["algorithm"], data).hexdigest() == c["checksumValue"]
	static = [r["relatedSpdxElement"] for r in d["relationships"]
	          if r["relationshipType"] == "STATIC_LINK" and r["spdxElementId"] == "SPDXRef-File-minihttp"]
	assert len(static) == 2, static
	for p in d["packages"]:
	    if p["SPDXID"] == "SPDXRef-Package-minihttp":
	        continue
	    have = subprocess.run(["dpkg-query", "-W", "-f", "${Version}\\n", p["name"]],
	                          capture_output=True, text=True).stdout.split()
	    assert p["versionInfo"] in (have or ["NOASSERTION"]), (p, have)
	END
}
