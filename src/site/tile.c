#include "site/tile.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

void
tile_begin(struct text *t, struct span name)
{
	PUT(t, "<div><dt>");
	text_put(t, name);
	PUT(t, "</dt><dd>");
}

void
tile_end(struct text *t, struct span unit)
{
	text_put(t, unit);
	PUT(t, "</dd></div>\n");
}
