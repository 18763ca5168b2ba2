#include "stats/report_limited.h"

#include "base/source.h"
#include "http/date.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

/* The column of numbers. */
#define WIDE 12

static void
put_times(struct text *t, uint64_t times)
{
	char buf[24];
	struct text number = TEXT(buf);

	text_u64(&number, times);
	for (size_t n = number.n; n < WIDE; n++)
		text_char(t, ' ');
	text_put(t, TEXT_SPAN(number));
	text_char(t, ' ');
}

void
report_limited_table(struct text *t, const struct report *r)
{
	if (r->nlimited == 0)
		return;
	PUT(t, "\n       times limited now\n");
	for (size_t i = 0; i < r->nlimited; i++) {
		put_times(t, r->limited[i].times);
		source_put(t, r->limited[i].source);
		PUT(t, " by ");
		text_put(t, limited_by(r->limited[i].by));
		text_char(t, '\n');
	}
}

static uint64_t
times_of(const struct report *r, size_t by)
{
	return atomic_load_explicit(
	    &r->table->limited.times[by], memory_order_relaxed);
}

void
report_limited_json(struct text *t, const struct report *r)
{
	PUT(t, "\"limited_total\":{");
	for (size_t by = 0; by < LIMITED_KINDS; by++) {
		text_put(t, by > 0 ? SPAN(",\"") : SPAN("\""));
		text_put(t, limited_by((enum limited_by)by));
		PUT(t, "\":");
		text_u64(t, times_of(r, by));
	}
	PUT(t, "},\"limited\":[");
	for (size_t i = 0; i < r->nlimited; i++) {
		text_put(t,
		    i > 0 ? SPAN(",{\"source\":\"") : SPAN("{\"source\":\""));
		source_put(t, r->limited[i].source);
		PUT(t, "\",\"limit\":\"");
		text_put(t, limited_by(r->limited[i].by));
		PUT(t, "\",\"times\":");
		text_u64(t, r->limited[i].times);
		PUT(t, ",\"last\":\"");
		date_put_iso(t, r->limited[i].last_s);
		PUT(t, "\"}");
	}
	PUT(t, "]");
}

static void
put_sample(struct text *t, struct span name, size_t by, uint64_t value)
{
	text_put(t, name);
	PUT(t, "{limit=\"");
	text_put(t, limited_by((enum limited_by)by));
	PUT(t, "\"} ");
	text_u64(t, value);
	text_char(t, '\n');
}

void
report_limited_prometheus(struct text *t, const struct report *r)
{
	PUT(t, "# HELP minihttp_limited_total Times that a rate has limited a "
	       "source.\n# TYPE minihttp_limited_total counter\n");
	for (size_t by = 0; by < LIMITED_KINDS; by++)
		put_sample(
		    t, SPAN("minihttp_limited_total"), by, times_of(r, by));
	PUT(t, "# HELP minihttp_limited_sources Sources that a rate limits "
	       "now.\n# TYPE minihttp_limited_sources gauge\n");
	for (size_t by = 0; by < LIMITED_KINDS; by++) {
		uint64_t n = 0;

		for (size_t i = 0; i < r->nlimited; i++)
			n += r->limited[i].by == by;
		put_sample(t, SPAN("minihttp_limited_sources"), by, n);
	}
}
