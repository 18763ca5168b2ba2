#include "cache/cachestatus.h"

static const char reason[][10] = {
	[FORWARD_NOT] = "",
	[FORWARD_BYPASS] = "bypass",
	[FORWARD_METHOD] = "method",
	[FORWARD_URI_MISS] = "uri-miss",
	[FORWARD_VARY_MISS] = "vary-miss",
	[FORWARD_REQUEST] = "request",
	[FORWARD_STALE] = "stale",
	[FORWARD_PARTIAL] = "partial",
};

void
cachestatus_put(struct text *t, const struct cachestatus *r)
{
	text_put(t, SPAN("minihttp-client; "));
	if (r->forward == FORWARD_NOT) {
		text_put(t, SPAN("hit"));
	} else {
		text_put(t, SPAN("fwd="));
		text_put(t, span_str(reason[r->forward]));
	}
	if (r->forward != FORWARD_NOT && r->status != 0) {
		text_put(t, SPAN("; fwd-status="));
		text_u64(t, (uint64_t)r->status);
	}
	if (r->has_ttl) {
		text_put(t, SPAN("; ttl="));
		if (r->ttl < 0)
			text_char(t, '-');
		text_u64(t, (uint64_t)(r->ttl < 0 ? -r->ttl : r->ttl));
	}
	if (r->forward != FORWARD_NOT && r->stored)
		text_put(t, SPAN("; stored"));
	if (r->forward != FORWARD_NOT && r->collapsed)
		text_put(t, SPAN("; collapsed"));
	if (r->detail != NULL) {
		text_put(t, SPAN("; detail="));
		text_put(t, span_str(r->detail));
	}
}

struct span
cachestatus_cut(struct span lines)
{
	for (size_t i = lines.n; i > 2; i--)
		if (span_starts(span_from(lines, i - 2),
			SPAN("\r\nCache-Status: minihttp-client")))
			return (struct span){ lines.p, i };
	return lines;
}
