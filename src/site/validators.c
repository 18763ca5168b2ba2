#include "site/validators.h"

#include "http/date.h"

#define SECOND_NS 1000000000
#define DAY_NS (INT64_C(86400) * SECOND_NS)

/*
 * A second change within one tick of the clock that dates files is invisible.
 * The kernel's clock ticks at least every 10 ms.  If a time has no fraction,
 * the file system may store none (ext3), or only even seconds (FAT).
 */
#define TICK_NS 20000000
#define COARSE_TICK_NS (INT64_C(3) * SECOND_NS)

/*
 * More than the time between setting the time of an uploaded file and giving it
 * its name.
 */
#define STORING_NS (UINT64_C(60) * SECOND_NS)

/*
 * 1980-01-02, which is after the first day of FAT and of reproducible archives.
 */
#define CLAMPED_NS (INT64_C(3653) * DAY_NS)

/* Returns true if a later change might get the same time. */
static bool
is_young(int64_t time_ns, int64_t now_ns, int64_t tick_ns)
{
	if (time_ns % SECOND_NS == 0)
		tick_ns = COARSE_TICK_NS;
	return time_ns > now_ns - tick_ns;
}

/*
 * Returns true if the time of modification was set, as os/stage does, so that
 * it differs from the last change, and not to an old date.  Any later write
 * makes the two times equal, however soon.
 */
static bool
is_apart(const struct file_facts *f)
{
	uint64_t since = (uint64_t)f->ctime_ns - (uint64_t)f->mtime_ns;

	return f->mtime_ns % SECOND_NS != 0 && f->mtime_ns != f->ctime_ns &&
	       (f->mtime_ns > f->ctime_ns || since < STORING_NS);
}

/*
 * Returns true if both times are the earliest possible, as in an image or
 * without a clock.
 */
static bool
is_clamped(const struct file_facts *f)
{
	return f->mtime_ns < CLAMPED_NS && f->ctime_ns < CLAMPED_NS;
}

/*
 * Puts everything that the kernel shows of a change.  The numbers that are
 * usually small come last.
 */
static void
put_tag(struct text *t, const struct file_facts *f)
{
	const uint64_t number[] = { f->device, f->inode, f->size,
		(uint64_t)f->mtime_ns,
		(uint64_t)f->ctime_ns - (uint64_t)f->mtime_ns };

	for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
		if (i > 0)
			text_char(t, '-');
		text_hex(t, number[i]);
	}
}

void
validators_make(const struct file_facts *f, int64_t now_ns, char room[ETAG_MAX],
    struct validators *v)
{
	struct text t = { room, ETAG_MAX, 0 };
	bool old = !is_young(f->mtime_ns, now_ns, SECOND_NS);
	bool open = is_young(f->ctime_ns, now_ns, TICK_NS) && !is_apart(f);
	bool weak = open || is_clamped(f) || (!old && !is_apart(f));

	text_char(&t, '"');
	put_tag(&t, f);
	/* a tag that occurs once, so that it matches nothing later */
	if (open) {
		text_char(&t, '-');
		text_hex(&t, (uint64_t)now_ns);
	}
	text_char(&t, '"');
	v->etag = (struct etag){ TEXT_SPAN(t), weak };
	/* 8.8.2.1: never later than Date */
	v->modified = date_of_ns(f->mtime_ns < now_ns ? f->mtime_ns : now_ns);
	v->changed = date_of_ns(f->ctime_ns);
	v->modified_strong = old && !open && !is_clamped(f);
}
