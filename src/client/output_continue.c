#define _GNU_SOURCE
#include "cache/entry.h"
#include "client/output_state.h"
#include "os/clock.h"

#include <fcntl.h>

/*
 * Returns true if the part begins within the file and extends to the end of the
 * content (9110 14.4).
 */
static bool
fits(const struct output *o, const struct fetch_head *h)
{
	return h->first <= o->have && h->of != ENTRY_UNKNOWN &&
	       h->of >= o->have && h->whole == h->of - h->first;
}

/*
 * -C -: a response other than 200 continues the file, or the file is left
 * alone.
 */
bool
output_continue(struct output *o, const struct fetch_head *h)
{
	if (h->status == 416 && h->of == o->have) {
		o->kept = true; /* the file is complete */
		return true;
	}
	if (h->status == 206 && fits(o, h)) {
		o->part = true;
		o->n = h->first;
		o->whole = h->of;
		o->modified = h->modified;
		o->began_ms = clock_mono_ms();
		o->state = OUTPUT_SAME;
		o->fd = open(o->how.path, O_RDWR | O_CLOEXEC);
		return o->fd >= 0 || output_fail(o);
	}
	o->unfit = h->status == 206 || h->status == 416;
	/* a 204, or a redirect that is not followed, has no rest of the file */
	o->refused = h->status < 400 && h->status != 304 && !o->unfit;
	return !o->unfit && !o->refused;
}

/* Returns true if N- was asked for, and the response ends sooner. */
static bool
is_short(const struct fetch_head *h)
{
	return h->of != ENTRY_UNKNOWN && h->whole != ENTRY_UNKNOWN &&
	       h->whole != h->of - h->first;
}

/*
 * -C N: the bytes from N on are printed or appended to the file, as curl does.
 * Any other response leaves the file alone.
 */
bool
output_at_offset(struct output *o, const struct fetch_head *h)
{
	if (h->status == 416 &&
	    (h->of == ENTRY_UNKNOWN || h->of <= o->how.offset)) {
		o->kept = true; /* the representation ends before N */
		return true;
	}
	if (h->status >= 400 && (o->how.flags & OUTPUT_NO_ERRORS))
		return false; /* -f reports this itself */
	o->refused =
	    h->status != 206 || h->first != o->how.offset || is_short(h);
	if (o->refused || o->how.path == NULL)
		return !o->refused;
	o->state = OUTPUT_STREAM;
	o->fd =
	    open(o->how.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	return o->fd >= 0 || output_fail(o);
}
