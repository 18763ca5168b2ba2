#include "site/validators.h"

#define SECOND_NS 1000000000

/* Rounds down, before 1970 as well. */
static int64_t
to_seconds(int64_t ns)
{
	return ns / SECOND_NS - (ns % SECOND_NS < 0);
}

void
validators_make(const struct file_facts *f, int64_t now_ns, char room[ETAG_MAX],
    struct validators *v)
{
	struct text t = { room, ETAG_MAX, 0 };
	bool old = f->mtime_ns <= now_ns - SECOND_NS;

	text_char(&t, '"');
	text_hex(&t, f->inode);
	text_char(&t, '-');
	text_hex(&t, f->size);
	text_char(&t, '-');
	text_hex(&t, (uint64_t)f->mtime_ns);
	text_char(&t, '"');
	v->etag = (struct etag){ TEXT_SPAN(t), !old && !f->settled };
	/* 8.8.2.1: never later than Date */
	v->modified = to_seconds(f->mtime_ns < now_ns ? f->mtime_ns : now_ns);
	v->modified_strong = old;
}
