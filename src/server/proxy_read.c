#include "server/proxy_read.h"

#include "http/proxy.h"

#include <errno.h>

/* Reads as wire_read does; before the first byte a stop ends the wait. */
static ssize_t
read_more(
    struct inbox *in, struct wire *w, int64_t *deadline, uint64_t timeout_ms)
{
	ssize_t got;

	w->idle = in->n == 0;
	got = wire_read(
	    w, in->buf + in->n, sizeof in->buf - in->n, deadline, timeout_ms);
	w->idle = false;
	if (got > 0)
		in->n += (size_t)got;
	return got;
}

/* Keeps the bytes after the header as the start of the first request. */
static void
take(struct inbox *in, const struct proxy_header *h)
{
	in->at = h->n;
	inbox_next(in);
}

enum proxy_read
proxy_read(struct inbox *in, struct wire *w, uint64_t timeout_ms,
    struct address *source, const char **why)
{
	int64_t deadline = WIRE_NO_DEADLINE;
	struct proxy_header h;
	ssize_t got;

	_Static_assert(sizeof in->buf > LIMIT_PROXY, "it fits the inbox");
	do {
		switch (proxy_parse((struct span){ in->buf, in->n }, &h, why)) {
		case PROXY_MORE:
			break;
		case PROXY_BAD:
			return PROXY_READ_BAD;
		case PROXY_LOCAL:
			take(in, &h);
			return PROXY_READ_LOCAL;
		case PROXY_RELAYED:
			take(in, &h);
			*source = h.source;
			return PROXY_READ_RELAYED;
		}
		got = read_more(in, w, &deadline, timeout_ms);
	} while (got > 0);
	if (got == -ECANCELED || (w->stopping && in->n == 0))
		return PROXY_READ_END;
	*why = got == -ETIMEDOUT ? "no whole header in time"
				 : "the connection ended before the header did";
	return PROXY_READ_BAD;
}
