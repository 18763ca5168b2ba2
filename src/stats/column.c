#include "stats/column.h"

#include "base/size.h"

#define WIDE 12

static void
put_right(struct text *t, struct span s)
{
	for (size_t n = s.n; n < WIDE; n++)
		text_char(t, ' ');
	text_put(t, s);
	text_char(t, ' ');
}

void
column_count(struct text *t, uint64_t v)
{
	char buf[24];
	struct text number = TEXT(buf);

	text_u64(&number, v);
	put_right(t, TEXT_SPAN(number));
}

void
column_size(struct text *t, uint64_t v)
{
	char buf[24];
	struct text number = TEXT(buf);

	size_put(&number, v, SPAN(" "));
	put_right(t, TEXT_SPAN(number));
}

void
column_member(struct text *t, struct span name, uint64_t v)
{
	text_char(t, '"');
	text_put(t, name);
	text_put(t, SPAN("\":"));
	text_u64(t, v);
}
