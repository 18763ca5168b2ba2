# Draws scale.sh's points as an SVG of three panels.  A line of input is
#
#	SERVER CONNECTIONS RATE P99_US MEMORY_MB
#
# A value that is not above 0 is left out.  Both axes of a panel are logarithmic,
# but for the rate's height.

function log10(x) {
	return log(x) / log(10)
}

# Where value v of panel k lies, in pixels from the top.
function height(k, v) {
	if (k == 1) return bottom - (v / high[k]) * tall
	return bottom - log10(v / low[k]) / log10(high[k] / low[k]) * tall
}

function across(k, n) {
	return left + (k - 1) * (wide + gap) + log10(n) / log10(most) * wide
}

function text(x, y, anchor, words, more) {
	printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>\n", x, y, anchor, more, words
}

function line(x1, y1, x2, y2) {
	printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>\n", x1, y1, x2, y2
}

function short(v) {
	return v >= 1e6 ? v / 1e6 " M" : v >= 1e3 ? v / 1e3 " k" : v ""
}

function axes(k,   v, y, step) {
	text(across(k, 1), top - 22, "start", title[k], "font-weight=\"bold\"")
	for (v = 1; v <= most; v *= 10) {
		line(across(k, v), top, across(k, v), bottom)
		text(across(k, v), bottom + 16, "middle", short(v), "")
	}
	text((across(k, 1) + across(k, most)) / 2, bottom + 34, "middle", "idle connections", "")
	if (k == 1) step = high[k] / 5
	for (v = k == 1 ? 0 : low[k]; v <= high[k] * 1.001; v = k == 1 ? v + step : v * 10) {
		y = height(k, v)
		line(across(k, 1), y, across(k, most), y)
		text(across(k, 1) - 6, y + 4, "end", short(v), "")
	}
}

{
	if (!($1 in seen)) {
		server[++servers] = $1
		seen[$1] = servers
	}
	i = seen[$1]
	n = ++points[i]
	at[i, n] = $2
	for (k = 1; k <= 3; k++) {
		x = value[i, n, k] = $(k + 2) + 0
		if (x > top_value[k]) top_value[k] = x
		if (x > 0 && (low_value[k] == "" || x < low_value[k])) low_value[k] = x
	}
	if ($2 > most) most = $2
}

END {
	if (servers == 0) exit 1
	if (most < 10) most = 10
	left = 60; wide = 250; gap = 75; top = 60; tall = 240; bottom = top + tall
	title[1] = "new connections a second"
	title[2] = "99th percentile, microseconds"
	title[3] = "memory of all idle connections, MB"
	split("#c0392b #e08e0b #2471a3 #239b56 #7d3c98", colour, " ")
	high[1] = int(top_value[1] / 5000 + 1) * 5000
	for (k = 2; k <= 3; k++) {
		for (low[k] = 1e6; low[k] > low_value[k] && low[k] > 1e-3; low[k] /= 10);
		for (high[k] = low[k] * 10; high[k] < top_value[k]; high[k] *= 10);
	}
	width = left + 3 * wide + 2 * gap + 20
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n",
		width, bottom + 75, width, bottom + 75
	print "<title>New connections, their 99th percentile and memory beside idle connections</title>"
	print "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
	for (k = 1; k <= 3; k++) {
		axes(k)
		for (i = 1; i <= servers; i++) {
			printf "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"", colour[i]
			for (n = 1; n <= points[i]; n++) if (value[i, n, k] > 0)
				printf "%.1f,%.1f ", across(k, at[i, n]), height(k, value[i, n, k])
			print "\"/>"
			for (n = 1; n <= points[i]; n++) if (value[i, n, k] > 0)
				printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n",
					across(k, at[i, n]), height(k, value[i, n, k]), colour[i]
		}
	}
	for (i = 1; i <= servers; i++) {
		printf "<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"4\" fill=\"%s\"/>\n",
			left + (i - 1) * 130, bottom + 54, colour[i]
		text(left + (i - 1) * 130 + 20, bottom + 60, "start", server[i], "")
	}
	print "</svg>"
}
