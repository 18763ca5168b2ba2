/* listing_style -- how a listing looks: its own rules of style, and pictures.
 */
#ifndef SITE_LISTING_STYLE_H
#define SITE_LISTING_STYLE_H

#include "base/span.h"

/* Returns rules of CSS, to follow those of site/page. */
struct span listing_style(void);

/* Returns an SVG with a symbol for each kind of site/icon: "k1" for folders. */
struct span listing_pictures(void);

#endif
