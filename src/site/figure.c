#include "site/figure.h"

#include "base/escape.h"
#include "base/size.h"
#include "http/date.h"
#include "http/target.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

void
figure_path(struct text *t, struct span decoded)
{
	target_put_path_as(t, decoded, escape_html);
}

void
figure_count(struct text *t, uint64_t v)
{
	char buf[20];
	struct text digits = TEXT(buf);

	text_u64(&digits, v);
	for (size_t i = 0; i < digits.n; i++) {
		if (i > 0 && (digits.n - i) % 3 == 0)
			PUT(t, "&#8239;");
		text_char(t, buf[i]);
	}
}

void
figure_size(struct text *t, uint64_t v)
{
	size_put(t, v, SPAN("&nbsp;"));
}

void
figure_rate(struct text *t, uint64_t n, uint64_t seconds)
{
	uint64_t hundredths;

	if (n / seconds >= 100) {
		figure_count(t, n / seconds);
		return;
	}
	hundredths = n * 100 / seconds;
	text_u64(t, hundredths / 100);
	text_char(t, '.');
	text_pad(t, hundredths % 100, 2);
}

void
figure_time(struct text *t, uint64_t us)
{
	uint64_t unit = us < 1000000 ? 1000 : 1000000;
	uint64_t part = us % unit * 100 / unit;

	text_u64(t, us / unit);
	if (part > 0 && us / unit < 10) {
		text_char(t, '.');
		text_pad(t, part % 10 == 0 ? part / 10 : part,
		    part % 10 == 0 ? 1 : 2);
	}
	text_put(t, unit == 1000 ? SPAN(" ms") : SPAN(" s"));
}

void
figure_moment(struct text *t, int64_t seconds)
{
	char buf[32]; /* "2026-11-21T10:00:00Z" */
	struct text iso = TEXT(buf);

	date_put_iso(&iso, seconds);
	text_put(t, (struct span){ buf, 10 });
	text_char(t, ' ');
	text_put(t, (struct span){ buf + 11, 5 });
}
