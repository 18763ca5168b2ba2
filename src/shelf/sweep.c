#define _GNU_SOURCE
#include "shelf/sweep.h"

#include "cache/entry.h"
#include "os/clock.h"
#include "shelf/flight.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * The seconds that leftovers and interrupted transfers are kept: an hour and a
 * week.
 */
#define REST_S 3600
#define PARTIAL_S (7 * 86400)

struct file {
	struct store_key key;
	char suffix[STORE_BLOB_SUFFIX + 40]; /* or a temporary name */
	char path[80];
	uint64_t size;
	int64_t mtime;
	/* the latest time of modification among the files of its key */
	int64_t used;
	bool gone;
};

struct list {
	struct file *file;
	size_t n, room;
	bool failed;
};

static bool
add(void *arg, const struct store_item *item)
{
	struct list *l = arg;
	struct file *f;

	if (l->n == l->room) {
		size_t room = l->room ? 2 * l->room : 256;
		struct file *more = realloc(l->file, room * sizeof *more);

		if (more == NULL) {
			l->failed = true;
			return false;
		}
		l->file = more;
		l->room = room;
	}
	f = &l->file[l->n];
	if (strlen(item->suffix) >= sizeof f->suffix ||
	    strlen(item->path) >= sizeof f->path)
		return true; /* not a file of the cache */
	f->key = item->key;
	memcpy(f->suffix, item->suffix, strlen(item->suffix) + 1);
	memcpy(f->path, item->path, strlen(item->path) + 1);
	f->size = item->size;
	f->mtime = f->used = item->mtime;
	f->gone = false;
	l->n++;
	return true;
}

/* Orders by key, then by name, so that the files of a key are neighbours. */
static int
by_path(const void *a, const void *b)
{
	return strcmp(
	    ((const struct file *)a)->path, ((const struct file *)b)->path);
}

/* Orders the least recently used first. */
static int
by_use(const void *a, const void *b)
{
	const struct file *x = a, *y = b;

	if (x->used != y->used)
		return x->used < y->used ? -1 : 1;
	return by_path(a, b);
}

static bool
same_key(const struct file *a, const struct file *b)
{
	return strcmp(a->key.name, b->key.name) == 0;
}

static bool
is_entry(const struct file *f)
{
	return strlen(f->suffix) == 2;
}

static bool
is_note(const struct file *f)
{
	return is_entry(f) && f->suffix[1] == '0' + STORE_NOTE;
}

static bool
is_blob(const struct file *f)
{
	return strlen(f->suffix) == STORE_BLOB_SUFFIX - 2;
}

static void
drop(const struct store *s, struct file *f, struct sweep_result *r)
{
	if (store_remove_path(s, f->path) < 0)
		return;
	f->gone = true;
	r->gone_files++;
	r->gone_bytes += f->size;
}

/* Removes a lock file that no process holds, if it is old. */
static void
judge_lock(
    const struct store *s, struct file *f, int64_t now, struct sweep_result *r)
{
	struct flight flight;

	if (now - f->mtime < (f->size == 0 ? REST_S : PARTIAL_S))
		return;
	switch (flight_take(s, &f->key, 0, &flight)) {
	case FLIGHT_HELD:
	case FLIGHT_WAITED:
		flight_drop(&flight, s, &f->key, FLIGHT_REMOVE);
		f->gone = true;
		r->gone_files++;
		r->gone_bytes += f->size;
		break;
	case FLIGHT_PASSED:
	case FLIGHT_BUSY:
	case FLIGHT_BROKEN:
		break;
	}
}

/* Returns true if an entry of the key refers to this blob. */
static bool
is_referred(
    const struct store *s, const struct file *group, size_t n, const char *blob)
{
	static char room[LIMIT_ENTRY + 1];

	for (size_t i = 0; i < n; i++) {
		char suffix[STORE_BLOB_SUFFIX];
		struct entry e;
		ssize_t got;

		if (!is_entry(&group[i]))
			continue;
		got = store_read(s, &group[i].key,
		    (unsigned)(group[i].suffix[1] - '0'), room, sizeof room);
		if (got < 0 || entry_parse((struct span){ room, (size_t)got },
				   &e) != ENTRY_GOOD)
			continue;
		store_blob_suffix(e.blob, suffix);
		if (e.flags & ENTRY_BLOB && strcmp(suffix, blob) == 0)
			return true;
	}
	return false;
}

/* Removes leftovers of one key, and notes in each file when it was last used.
 */
static void
judge_group(const struct store *s, struct file *group, size_t n, int64_t now,
    struct sweep_result *r)
{
	int64_t used = INT64_MIN;

	for (size_t i = 0; i < n; i++) {
		struct file *f = &group[i];

		if (*f->key.name == '\0') {
			if (now - f->mtime >= REST_S)
				drop(s, f, r);
		} else if (strcmp(f->suffix, ".lock") == 0) {
			judge_lock(s, f, now, r);
		} else if (is_blob(f) && now - f->mtime >= REST_S &&
			   !is_referred(s, group, n, f->suffix)) {
			drop(s, f, r);
		} else if (is_note(f) && now - f->mtime >= PARTIAL_S) {
			drop(s, f, r);
		} else if (is_entry(f) && f->mtime > used) {
			used = f->mtime;
		}
	}
	for (size_t i = 0; i < n; i++)
		if (used != INT64_MIN)
			group[i].used = used;
}

static void
judge_all(const struct store *s, struct list *l, struct sweep_result *r)
{
	int64_t now = clock_wall_ns() / 1000000000;

	qsort(l->file, l->n, sizeof *l->file, by_path);
	for (size_t i = 0, n; i < l->n; i += n) {
		for (n = 1;
		     i + n < l->n && same_key(&l->file[i], &l->file[i + n]);)
			n++;
		judge_group(s, &l->file[i], n, now, r);
	}
}

static void
evict(
    const struct store *s, struct list *l, uint64_t max, struct sweep_result *r)
{
	uint64_t total = 0;

	for (size_t i = 0; i < l->n; i++)
		total += l->file[i].gone ? 0 : l->file[i].size;
	if (total > max) {
		qsort(l->file, l->n, sizeof *l->file, by_use);
		for (size_t i = 0; i < l->n && total > SWEEP_LOW(max); i++) {
			struct file *f = &l->file[i];

			if (f->gone || !(is_entry(f) || is_blob(f)))
				continue;
			drop(s, f, r);
			total -= f->gone ? f->size : 0;
		}
	}
	for (size_t i = 0; i < l->n; i++)
		r->files += !l->file[i].gone;
	r->bytes = total;
}

int
sweep_run(const struct store *s, uint64_t max, struct sweep_result *r)
{
	struct list l = { NULL, 0, 0, false };
	int lock = store_lock_sweep(s), err;

	*r = (struct sweep_result){ 0 };
	if (lock < 0)
		return lock;
	err = store_walk(s, add, &l);
	if (err == 0 && l.failed)
		err = -ENOMEM;
	if (err == 0 && l.n > 0) {
		judge_all(s, &l, r);
		evict(s, &l, max, r);
	}
	if (err == 0)
		store_set_usage(s, (int64_t)r->bytes);
	free(l.file);
	close(lock);
	return err;
}

void
sweep_after(const struct store *s, int64_t grown, uint64_t max)
{
	struct sweep_result r;
	int64_t usage;

	if (grown == 0)
		return;
	usage = store_account(s, grown);
	if (usage > 0 && (uint64_t)usage > max)
		/* after an error, the next download tries again */
		(void)sweep_run(s, max, &r);
}
