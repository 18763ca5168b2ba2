#include "server/proxy_read.h"

#include <errno.h>
#include <string.h>

/* Reads as wire_read does.  Before the first byte a stop ends the wait. */
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

/* Moves a value into the room, and cuts it to `most` bytes. */
static char *
keep(struct span *value, size_t most, char *room)
{
	if (value->n > most)
		value->n = most;
	if (value->n > 0)
		memcpy(room, value->p, value->n);
	value->p = room;
	return room + value->n;
}

/* Cuts nothing: part of a name could be the name of somebody else. */
static char *
keep_whole(struct span *value, size_t most, char *room)
{
	if (value->n > most)
		value->n = 0;
	return keep(value, most, room);
}

/* Copies the facts, since the header is about to leave the inbox. */
static void
learn(struct proxy_facts *facts, const struct proxy_header *h)
{
	char *room = facts->room;

	facts->source = h->source;
	facts->port = h->port;
	facts->tls = h->tls;
	room = keep(&facts->tls.protocol, PROXY_READ_PROTOCOL, room);
	room = keep(&facts->tls.cipher, PROXY_READ_CIPHER, room);
	(void)keep(&facts->tls.server_name, LIMIT_HOST, room);
	room = facts->client_room;
	room = keep_whole(&facts->tls.client_name, LIMIT_HOST, room);
	(void)keep_whole(&facts->tls.client_subject, LIMIT_SUBJECT, room);
}

enum proxy_read
proxy_read(struct inbox *in, struct wire *w, uint64_t timeout_ms,
    struct proxy_facts *facts, const char **why)
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
			learn(facts, &h);
			take(in, &h);
			return PROXY_READ_RELAYED;
		}
		got = read_more(in, w, &deadline, timeout_ms);
	} while (got > 0);
	if (got == -ECANCELED || (w->stopping && in->n == 0))
		return PROXY_READ_END;
	*why = got == -ETIMEDOUT ? "the header was not complete in time"
				 : "the connection ended before the header did";
	return PROXY_READ_BAD;
}
