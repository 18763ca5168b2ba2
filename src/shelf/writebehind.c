#include "shelf/writebehind.h"

#include <errno.h>
#include <string.h>

void
writebehind_init(
    struct writebehind *b, int (*fn)(void *arg, struct span), void *arg)
{
	b->fn = fn;
	b->arg = arg;
	b->n = 0;
	b->given = b->at = 0;
	b->has_thread = false;
	atomic_init(&b->err, 0);
}

static void
take(sem_t *s)
{
	while (sem_wait(s) < 0 && errno == EINTR)
		;
}

static void
pass_on(struct writebehind *b, unsigned i)
{
	int err = atomic_load(&b->err);

	if (err == 0)
		err = b->fn(b->arg, (struct span){ b->piece[i], b->size[i] });
	atomic_store(&b->err, err);
}

/* Runs in the thread.  An empty piece is the last one. */
static void *
work(void *arg)
{
	struct writebehind *b = arg;

	for (unsigned i = 0;; i = (i + 1) % WRITEBEHIND_PIECES) {
		take(&b->ready);
		if (b->size[i] == 0)
			return NULL;
		pass_on(b, i);
		/* cannot fail: the count never exceeds the number of pieces */
		(void)sem_post(&b->room);
	}
}

static void
start(struct writebehind *b)
{
	if (sem_init(&b->ready, 0, 0) == 0 &&
	    sem_init(&b->room, 0, WRITEBEHIND_PIECES - 1) == 0)
		b->has_thread = pthread_create(&b->thread, NULL, work, b) == 0;
}

/* Passes on the current piece, which is full or the last one. */
static void
give(struct writebehind *b)
{
	if (++b->given == 2)
		start(b);
	b->size[b->at] = b->n;
	b->n = 0;
	if (!b->has_thread) {
		pass_on(b, b->at);
		return;
	}
	(void)sem_post(&b->ready);
	b->at = (b->at + 1) % WRITEBEHIND_PIECES;
	take(&b->room);
}

int
writebehind_put(struct writebehind *b, struct span s)
{
	while (s.n > 0) {
		size_t left = LIMIT_CHUNK - b->n;
		size_t n = s.n < left ? s.n : left;

		memcpy(b->piece[b->at] + b->n, s.p, n);
		b->n += n;
		s = span_from(s, n);
		if (n == left)
			give(b);
	}
	return atomic_load(&b->err);
}

int
writebehind_end(struct writebehind *b)
{
	if (b->n > 0)
		give(b);
	if (b->has_thread) {
		b->size[b->at] = 0;
		(void)sem_post(&b->ready);
		(void)pthread_join(b->thread, NULL);
	}
	b->has_thread = false;
	b->given = b->at = 0;
	return atomic_load(&b->err);
}
