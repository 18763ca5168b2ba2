#include "http/multipart.h"

#include "http/reply.h"

void
multipart_put_head(struct text *t, const struct multipart *m, size_t i)
{
	text_put(t, SPAN("\r\n--"));
	text_put(t, m->boundary);
	if (m->type.n > 0) {
		text_put(t, SPAN("\r\nContent-Type: "));
		reply_put_type(t, m->type, m->charset);
	}
	text_put(t, SPAN("\r\nContent-Range: "));
	reply_put_range(t, &m->part[i], m->complete_length);
	text_put(t, SPAN("\r\n\r\n"));
}

void
multipart_put_tail(struct text *t, const struct multipart *m)
{
	text_put(t, SPAN("\r\n--"));
	text_put(t, m->boundary);
	text_put(t, SPAN("--\r\n"));
}

uint64_t
multipart_length(const struct multipart *m)
{
	struct text t = TEXT_MEASURE;
	uint64_t content = 0;

	for (size_t i = 0; i < m->n; i++) {
		multipart_put_head(&t, m, i);
		content += m->part[i].length;
	}
	multipart_put_tail(&t, m);
	return content + t.n;
}
