#include "server/rate_note.h"

#include "os/clock.h"
#include "os/counters_file.h"

void
rate_note_open(const struct service *s, struct rate_note *n)
{
	char room[LIMIT_PATH];
	struct text path = TEXT(room);

	*n = (struct rate_note){ s->conf, NULL };
	text_put(&path, s->conf->counters);
	text_char(&path, '\0');
	if (s->conf->nrates == 0 || s->counters == NULL || !text_fits(&path))
		return;
	if (counters_file_open_limited(room, &n->list) < 0)
		n->list = NULL;
}

static enum limited_by
by(enum conf_rate_kind kind)
{
	switch (kind) {
	case CONF_RATE_REQUEST:
		return LIMITED_REQUESTS;
	case CONF_RATE_CONNECTION:
		return LIMITED_CONNECTIONS;
	/* the process itself waits, and asks no listener */
	case CONF_RATE_SEND:
	case CONF_RATE_RECEIVE:
	case CONF_RATE_SEND_SOURCE:
		break;
	}
	return LIMITED_BYTES;
}

void
rate_note_limited(const struct rate_note *n, uint64_t source, uint32_t rule)
{
	if (n->list != NULL && rule < n->conf->nrates)
		limited_note(n->list, source, by(n->conf->rate[rule].kind),
		    clock_wall_ns() / 1000000000);
}
