#include "site/limited_table.h"

#include "base/source.h"
#include "site/figure.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

void
limited_table_put(struct text *t, const struct limited_row *row, size_t n)
{
	if (n == 0)
		return;
	PUT(t, "<h2>Limited now</h2>\n"
	       "<table>\n<tr><th>Source</th><th>Limit</th>"
	       "<th class=\"n\">Times</th></tr>\n");
	for (size_t i = 0; i < n; i++) {
		PUT(t, "<tr><td>");
		source_put(t, row[i].source);
		PUT(t, "</td><td>");
		text_put(t, limited_by(row[i].by));
		PUT(t, "</td><td class=\"n\">");
		figure_count(t, row[i].times);
		PUT(t, "</td></tr>\n");
	}
	PUT(t, "</table>\n");
	if (n == LIMITED_ROWS)
		PUT(t, "<p>and possibly more</p>\n");
}
