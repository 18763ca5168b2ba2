/*
 * QR codes (ISO/IEC 18004).  The expected codes are those of libqrencode 4.1.1
 * for the same text, version and level; its output of type UTF8 is hashed.
 *
 *	qr_test TEXT	prints the code of the text, for a reader of others
 */
#define _GNU_SOURCE
#include "base/qr_parts.h"

#include "unit/test.h"

static const char *const hello[] = {
	"####### #  #  #######",
	"#     # ####  #     #",
	"# ### #   # # # ### #",
	"# ### # # # # # ### #",
	"# ### #    #  # ### #",
	"#     #    ## #     #",
	"####### # # # #######",
	"        #  ##        ",
	"# ## ### # ## #  # ##",
	" ## ## # ######  ##  ",
	"#   # #  # #       ##",
	"# ##   #   #  #### # ",
	" # ######   #  #  # #",
	"        ####  #   # #",
	"####### #  ##  #     ",
	"#     # # #    ##### ",
	"# ### #     ###### ##",
	"# ### # # ##  # #### ",
	"# ### # ##  # ##  #  ",
	"#     #   #  # ##   #",
	"####### # #  # #     ",
};

static const struct {
	const char *text; /* NULL: n times x */
	size_t n;
	unsigned version;
	bool level_m;
	uint64_t hash;
} cases[] = {
	{ "HELLO", 0, 1, true, 0xdaa7295f20f72b77 },
	{ "http://192.0.2.1:8080/", 0, 2, true, 0x4d0f4973f1fc19bf },
	{ NULL, 53, 3, false, 0x6671ac35508d1bcb },
	{ NULL, 62, 4, true, 0xafbd6b8753e69753 },
	{ NULL, 106, 5, false, 0xbd088df33f1cbe13 },
	{ NULL, 134, 6, false, 0x1e7af53da4f1e983 },
	{ NULL, 150, 7, false, 0xe5b08da9779a384f },
	{ NULL, 192, 8, false, 0xaa0ad2db565d9933 },
	{ NULL, 180, 8, false, 0xf376aa1a877c2e7b },
	{ NULL, 230, 9, false, 0xcb40f458b8c9cb9b },
	{ NULL, 205, 9, false, 0x3f975ed14a4b32c7 },
	{ NULL, 271, 10, false, 0xf26906399bc60de3 },
	{ NULL, 260, 10, false, 0x1face9dce5db0e17 },
};

/* FNV-1a */
static uint64_t
hash(struct span s)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
	return h;
}

static char many[QR_TEXT + 1], buf[QR_SVG];

static void
test_cases(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span s = cases[i].text != NULL
				    ? span_str(cases[i].text)
				    : (struct span){ many, cases[i].n };
		struct text t = TEXT(buf);
		struct qr q;

		OK(qr_make(&q, s) && q.version == cases[i].version &&
			q.level_m == cases[i].level_m && q.mask < 8 &&
			qr_put_blocks(&t, s, QR_PLAIN) && text_fits(&t) &&
			hash(TEXT_SPAN(t)) == cases[i].hash,
		    "version %u, %c: as libqrencode has it, %zu bytes",
		    cases[i].version, cases[i].level_m ? 'M' : 'L', s.n);
	}
}

static void
test_hello(void)
{
	struct qr q;
	int bad = -1;

	OK(qr_make(&q, SPAN("HELLO")) && q.side == COUNT(hello),
	    "a short text is a code of version 1");
	for (unsigned y = 0; y < q.side; y++)
		for (unsigned x = 0; x < q.side; x++)
			if (qr_dark(&q, x, y) != (hello[y][x] == '#'))
				bad = (int)(y * q.side + x);
	OK(bad < 0, "and each module is right: %d", bad);
}

/* 7.4.10 table 7: the most bytes of each version. */
static void
test_fit(void)
{
	static const unsigned most[2][QR_VERSIONS] = {
		{ 17, 32, 53, 78, 106, 134, 154, 192, 230, 271 },
		{ 14, 26, 42, 62, 84, 106, 122, 152, 180, 213 },
	};
	unsigned bad = 0;
	struct qr q;

	for (unsigned n = 0; n <= QR_TEXT; n++) {
		unsigned v = 0;

		while (most[0][v] < n)
			v++;
		if (!qr_make(&q, (struct span){ many, n }) ||
		    q.version != v + 1 || q.level_m != (n <= most[1][v]))
			bad = n + 1;
	}
	OK(bad == 0, "the smallest version, and M where it fits: %u", bad);
}

static void
test_long(void)
{
	struct text t = TEXT(buf);
	struct span s = { many, QR_TEXT + 1 };
	struct qr q;

	OK(!qr_make(&q, s) && !qr_put_svg(&t, s) &&
		!qr_put_blocks(&t, s, QR_COLOURS) && t.n == 0,
	    "a longer text has no code, and nothing is put");
}

/* 7.8.2: the mask that is chosen is the best of the eight. */
static void
test_mask(void)
{
	static const struct qr light = { .side = 21 };
	struct qr dark = { .side = 21 };

	for (unsigned y = 0; y < 21; y++)
		dark.dark[y] = (1u << 21) - 1;
	OK(qr_penalty(&light) == 2 * 21 * (3 + 16) + 3 * 400 + 100,
	    "runs, blocks and balance of a light square (7.8.3.1)");
	OK(qr_penalty(&dark) == qr_penalty(&light), "and of a dark one");
}

/* The strokes of the SVG are the dark modules, no more and no fewer. */
static void
test_svg(void)
{
	struct text t = TEXT(buf);
	struct qr q, drawn = { 0 };
	const char *at;
	int bad = 0;

	OK(qr_put_svg(&t, SPAN("http://a/?b&\"c")) && text_fits(&t),
	    "an SVG of an address");
	text_char(&t, '\0');
	OK(strstr(buf, "aria-label=\"QR code of http://a/?b&amp;&quot;c\"") !=
		NULL,
	    "with a label that is escaped");
	OK(strstr(buf, "style") == NULL, "and without style of its own");
	qr_make(&q, SPAN("http://a/?b&\"c"));
	at = strstr(buf, "stroke=");
	for (unsigned x, y, n; at != NULL && (at = strchr(at, 'M')) != NULL;
	     at++) {
		if (sscanf(at, "M%u %u.5h%u", &x, &y, &n) != 3)
			continue;
		for (unsigned i = 0; i < n; i++)
			drawn.dark[y - QR_MARGIN] |= UINT64_C(1)
						     << (x - QR_MARGIN + i);
	}
	for (unsigned y = 0; y < QR_SIDE; y++)
		bad += q.dark[y] != drawn.dark[y];
	OK(bad == 0, "its strokes are the dark modules: %d", bad);
	t = TEXT(buf);
	OK(qr_put_svg(&t, (struct span){ many, QR_TEXT }) && text_fits(&t),
	    "the longest has room: %zu bytes", t.n);
}

int
main(int argc, char **argv)
{
	struct text t = TEXT(buf);

	if (argc > 1) {
		if (!qr_put_blocks(&t, span_str(argv[1]), QR_PLAIN))
			return 1;
		return fwrite(buf, 1, t.n, stdout) != t.n;
	}
	memset(many, 'x', sizeof many);
	test_hello();
	test_cases();
	test_fit();
	test_long();
	test_mask();
	test_svg();
	return DONE();
}
