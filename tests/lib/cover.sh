#!/bin/sh
# Line coverage of the pure layers by the unit tests and the fuzz corpus.  It
# fails if less than 95 % of all lines, or 85 % of the lines of one file, are
# covered.
set -eu
cd "$(dirname "$0")/../.."
build=$PWD/build/cover
make -s BUILD="$build" MUSL= CFLAGS='-O0 -g --coverage' unit replay >/dev/null
for layer in base http config site cache; do
	for src in src/"$layer"/*.c; do
		gcov -n -o "$build/t/$layer" "$src" 2>/dev/null |
			awk -v want="$src" '
			/^File/ { file = $2; gsub("\x27", "", file) }
			/^Lines executed/ && file == want {
				split($0, part, /[:% ]+/)
				print part[3], part[5], want
				exit
			}'
	done
done | awk '
	{
		printf "%6.1f %%  %s\n", $1, $3
		hit += $1 * $2 / 100
		all += $2
		if ($1 < 85)
			low = low " " $3
	}
	END {
		printf "%6.1f %%  of %d lines\n", 100 * hit / all, all
		if (low != "")
			print "below 85 %:" low
		exit !(all > 0 && hit / all >= 0.95 && low == "")
	}'
