/* statuspage_style -- the style rules of the status page. */
#ifndef SITE_STATUSPAGE_STYLE_H
#define SITE_STATUSPAGE_STYLE_H

#include "base/span.h"

/* Returns rules of CSS, to follow those of site/page. */
struct span statuspage_style(void);

#endif
