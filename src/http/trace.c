#include "http/trace.h"

static bool
is_secret(struct span name)
{
	struct span start = { name.p, name.n < 6 ? name.n : 6 };

	return span_eq_nocase(name, SPAN("Authorization")) ||
	       span_eq_nocase(name, SPAN("Cookie")) ||
	       span_eq_nocase(name, SPAN("Cookie2")) ||
	       span_eq_nocase(start, SPAN("Proxy-"));
}

void
trace_put(struct text *t, const struct request *req)
{
	text_put(t, req->method_token);
	text_char(t, ' ');
	text_put(t, req->raw_target);
	text_put(t, SPAN(" HTTP/1."));
	text_u64(t, (uint64_t)req->minor);
	text_put(t, SPAN("\r\n"));
	for (size_t i = 0; i < req->fields.n; i++) {
		struct field f = field_at(&req->fields, i);

		if (is_secret(f.name))
			continue;
		text_put(t, f.name);
		text_put(t, SPAN(": "));
		text_put(t, f.value);
		text_put(t, SPAN("\r\n"));
	}
	text_put(t, SPAN("\r\n"));
}
