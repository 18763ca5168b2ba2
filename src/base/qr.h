/*
 * qr -- QR codes of short texts, such as addresses of pages (ISO/IEC 18004).
 *
 * The text is encoded as bytes, in the smallest of versions 1 to 10 that has
 * room for it.  The level of error correction is M (15 % of the code may be
 * damaged) if that version has room for it, and L (7 %) otherwise.  The mask is
 * the one with the lowest penalty of the eight.
 *
 *	struct qr code;
 *
 *	if (qr_make(&code, SPAN("http://192.0.2.1:8080/")))
 *		for each x and y below code.side: qr_dark(&code, x, y)
 *
 * The two writers add the light margin of four modules that readers need.
 */
#ifndef BASE_QR_H
#define BASE_QR_H

#include "base/text.h"

#define QR_VERSIONS 10
#define QR_SIDE (17 + 4 * QR_VERSIONS)
#define QR_MARGIN 4
#define QR_TEXT 271 /* the most bytes, in version 10 at level L */

struct qr {
	unsigned side;            /* modules: 17 + 4 * version */
	unsigned version;         /* 1 to QR_VERSIONS */
	bool level_m;             /* else L */
	unsigned mask;            /* 0 to 7 */
	uint64_t dark[QR_SIDE];   /* bit x of row y */
	uint64_t placed[QR_SIDE]; /* modules that hold no data: patterns */
};

/* Returns false if the text is longer than QR_TEXT. */
bool qr_make(struct qr *, struct span);

/* Returns true if the module in column x of row y is dark. */
bool qr_dark(const struct qr *, unsigned x, unsigned y);

/*
 * Appends the code of the text for a terminal: lines of half blocks, two rows
 * of modules in each.  QR_PLAIN draws the light modules, which is right for
 * light text on a dark ground; QR_COLOURS sets black and white by escape
 * sequences (ECMA-48 8.3.117).  It is at most QR_BLOCKS bytes.  Returns false,
 * and appends nothing, if the text is too long.
 */
#define QR_BLOCKS                                                              \
	((QR_SIDE + 2 * QR_MARGIN + 1) / 2 *                                   \
	    (3 * (QR_SIDE + 2 * QR_MARGIN) + 16))
enum qr_ink { QR_PLAIN, QR_COLOURS };
bool qr_put_blocks(struct text *, struct span, enum qr_ink);

/*
 * Appends the code of the text as an <svg> element for a page, at most QR_SVG
 * bytes, with the class "qr" and a label for screen readers.  It has no style
 * of its own, so that a strict Content-Security-Policy permits it.  Returns
 * false, and appends nothing, if the text is too long.
 */
#define QR_SVG 24000
bool qr_put_svg(struct text *, struct span);

#endif
