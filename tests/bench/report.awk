# The medians of one server's rounds.  A line of input is a round: the rate, the
# number of errors, and other columns; column `cpu`, if that is not 0, is the
# processor time.  `bases` names the files of the servers to compare with, and
# `why` the file whose first line says what went wrong.
#
# It prints the rate, its ratio to each base, the processor time, the last base's
# processor time divided by it, and the other columns.  A ratio is the median of
# the ratios of each round.  A server with an error in any round has no figure.

function median(i,   n, a, j, k, x) {
	for (j = 1; j <= NR; j++) {
		if (!((j, i) in v)) continue
		x = v[j, i]
		for (k = n - 1; k >= 0 && a[k] > x; k--) a[k + 1] = a[k]
		a[k + 1] = x
		n++
	}
	return n > 0 ? a[int((n - 1) / 2)] : "-"
}

function show(x, form) {
	printf "%-14s", x == "-" ? x : sprintf(form, x)
}

BEGIN { nbases = split(bases, base) }

{
	for (i = 1; i <= NF; i++) v[NR, i] = $i + 0
	errors += $2
	if ($1 <= 0) empty++
	for (i = 1; i <= nbases; i++) {
		if ((getline line < base[i]) <= 0) continue
		split(line, b)
		if (b[2] > 0) spoilt[i] = 1
		if (b[1] > 0) v[NR, "to" i] = $1 / b[1]
		if (cpu && i == nbases && b[cpu] > 0 && $cpu > 0) v[NR, "cpu"] = b[cpu] / $cpu
	}
}

END {
	if (errors + empty > 0) {
		(getline reason < why)
		printf "no figure: %d errors in %d rounds%s%s\n", errors, NR,
			(empty > 0 ? ", " empty " of them without an answer" : ""),
			(reason != "" ? "; the first: " reason : "")
		exit
	}
	show(median(1), median(1) < 1000 ? "%.1f" : "%d")
	for (i = 1; i <= nbases; i++) show(i in spoilt ? "-" : median("to" i), "%.2f")
	if (cpu) {
		show(median(cpu), "%.1f")
		show(nbases in spoilt ? "-" : median("cpu"), "%.2f")
	}
	for (i = 3; i <= NF; i++) if (i != cpu) show(median(i), "%s")
	print ""
}
