#include "stats/report_limited.h"

#include "base/source.h"
#include "http/date.h"
#include "stats/column.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

void
report_limited_table(struct text *t, const struct report *r)
{
	if (r->shown.nlimited == 0)
		return;
	PUT(t, "\n       times limited now\n");
	for (size_t i = 0; i < r->shown.nlimited; i++) {
		column_count(t, r->shown.limited[i].times);
		source_put(t, r->shown.limited[i].source);
		PUT(t, " by ");
		text_put(t, limited_by(r->shown.limited[i].by));
		text_char(t, '\n');
	}
}

void
report_limited_json(struct text *t, const struct report *r)
{
	PUT(t, "\"limited_total\":{");
	for (size_t by = 0; by < LIMITED_KINDS; by++) {
		text_put(t, by > 0 ? SPAN(",\"") : SPAN("\""));
		text_put(t, limited_by((enum limited_by)by));
		PUT(t, "\":");
		text_u64(t, r->shown.times[by]);
	}
	PUT(t, "},\"limited\":[");
	for (size_t i = 0; i < r->shown.nlimited; i++) {
		text_put(t,
		    i > 0 ? SPAN(",{\"source\":\"") : SPAN("{\"source\":\""));
		source_put(t, r->shown.limited[i].source);
		PUT(t, "\",\"limit\":\"");
		text_put(t, limited_by(r->shown.limited[i].by));
		PUT(t, "\",\"times\":");
		text_u64(t, r->shown.limited[i].times);
		PUT(t, ",\"last\":\"");
		date_put_iso(t, r->shown.limited[i].last_s);
		PUT(t, "\"}");
	}
	PUT(t, "]");
}
