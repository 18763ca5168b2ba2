#include "base/qr.h"

#include "base/escape.h"

/* Returns whether the module is dark; modules of the margin are light. */
static bool
is_dark(const struct qr *q, unsigned x, unsigned y)
{
	x -= QR_MARGIN;
	y -= QR_MARGIN;
	return x < q->side && y < q->side && qr_dark(q, x, y);
}

/*
 * Puts one character for two modules, one above the other.  Light modules are
 * drawn, since terminals are dark.
 */
static void
put_pair(struct text *t, bool upper, bool lower)
{
	if (upper && lower)
		text_put(t, SPAN("\xe2\x96\x88")); /* U+2588 */
	else if (upper)
		text_put(t, SPAN("\xe2\x96\x80")); /* U+2580 */
	else if (lower)
		text_put(t, SPAN("\xe2\x96\x84")); /* U+2584 */
	else
		text_char(t, ' ');
}

bool
qr_put_blocks(struct text *t, struct span s, enum qr_ink ink)
{
	struct qr q;
	unsigned side;

	if (!qr_make(&q, s))
		return false;
	side = q.side + 2 * QR_MARGIN;
	for (unsigned y = 0; y < side; y += 2) {
		if (ink == QR_COLOURS)
			text_put(t, SPAN("\033[97;40m"));
		for (unsigned x = 0; x < side; x++)
			put_pair(t, !is_dark(&q, x, y), !is_dark(&q, x, y + 1));
		if (ink == QR_COLOURS)
			text_put(t, SPAN("\033[0m"));
		text_char(t, '\n');
	}
	return true;
}

/* Puts the dark runs of a row as horizontal strokes through its middle. */
static void
put_row(struct text *t, const struct qr *q, unsigned y)
{
	for (unsigned x = 0, n; x < q->side; x += n) {
		for (n = 0; x + n < q->side && qr_dark(q, x + n, y);)
			n++;
		if (n == 0) {
			n = 1;
			continue;
		}
		text_char(t, 'M');
		text_u64(t, x + QR_MARGIN);
		text_char(t, ' ');
		text_u64(t, y + QR_MARGIN);
		text_put(t, SPAN(".5h"));
		text_u64(t, n);
	}
}

bool
qr_put_svg(struct text *t, struct span s)
{
	struct qr q;

	if (!qr_make(&q, s))
		return false;
	text_put(
	    t, SPAN("<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" "
		    "viewBox=\"0 0 "));
	text_u64(t, q.side + 2 * QR_MARGIN);
	text_char(t, ' ');
	text_u64(t, q.side + 2 * QR_MARGIN);
	text_put(t, SPAN("\" shape-rendering=\"crispEdges\" role=\"img\" "
			 "aria-label=\"QR code of "));
	escape_html(t, s);
	text_put(t, SPAN("\"><path fill=\"#fff\" d=\"M0 0h99v99H0z\"/>"
			 "<path stroke=\"#000\" d=\""));
	for (unsigned y = 0; y < q.side; y++)
		put_row(t, &q, y);
	text_put(t, SPAN("\"/></svg>"));
	return true;
}
