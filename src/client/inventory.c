#define _GNU_SOURCE
#include "client/inventory.h"

#include "cache/freshness.h"
#include "client/exit.h"
#include "client/messages.h"
#include "client/purge.h"
#include "client/why.h"
#include "http/date.h"
#include "http/uri.h"
#include "os/clock.h"
#include "shelf/shelf.h"
#include "shelf/sweep.h"

#include <errno.h>
#include <string.h>

struct inventory {
	const struct store *store;
	const struct options *o;
	int64_t now;
	uint64_t seen, bad;
	bool json;
	struct messages out;
	char room[LIMIT_ENTRY + 1];
};

static struct inventory inv;

/* --- one entry ---------------------------------------------------------- */

static void
put_key(const char *name)
{
	messages_str(&inv.out, inv.json ? ",\"" : "  ");
	messages_str(&inv.out, name);
	messages_str(&inv.out, inv.json ? "\":" : ": ");
}

static void
put_number(const char *name, int64_t v)
{
	put_key(name);
	messages_number(&inv.out, v);
	if (!inv.json)
		messages_str(&inv.out, "\n");
}

static void
put_string(const char *name, struct span v)
{
	put_key(name);
	if (inv.json)
		messages_json(&inv.out, v);
	else
		messages_visible(&inv.out, v);
	if (!inv.json)
		messages_str(&inv.out, "\n");
}

static void
put_date(const char *name, int64_t seconds)
{
	char buf[32];
	struct text t = TEXT(buf);

	date_put(&t, seconds);
	put_string(name, TEXT_SPAN(t));
}

/* "fresh", "stale", "partial" */
static const char *
state_of(const struct entry *e, const struct freshness *f)
{
	if (!entry_is_complete(e))
		return "partial";
	return f->lifetime > f->age &&
		       !control_has(&f->control, CONTROL_NO_CACHE) &&
		       !(e->flags & ENTRY_STALE)
		   ? "fresh"
		   : "stale";
}

static void
put_common(const struct entry *e, const struct freshness *f)
{
	put_number("status", e->message.status);
	put_number("bytes", (int64_t)e->held);
	put_number("age", f->age);
	put_number("ttl", f->lifetime - f->age);
	put_string("state", span_str(state_of(e, f)));
}

static void
put_fields(const struct entry *e)
{
	put_key("fields");
	messages_str(&inv.out, inv.json ? "[" : "\n");
	for (size_t i = 0; i < e->message.fields.n; i++) {
		struct field f = field_at(&e->message.fields, i);

		if (inv.json) {
			messages_str(&inv.out, i > 0 ? ",[" : "[");
			messages_json(&inv.out, f.name);
			messages_str(&inv.out, ",");
			messages_json(&inv.out, f.value);
			messages_str(&inv.out, "]");
			continue;
		}
		messages_str(&inv.out, "    ");
		messages_visible(&inv.out, f.name);
		messages_str(&inv.out, ": ");
		messages_visible(&inv.out, f.value);
		messages_str(&inv.out, "\n");
	}
	if (inv.json)
		messages_str(&inv.out, "]");
}

static void
put_entry(const struct entry *e, const char *path)
{
	struct freshness f;

	freshness_of(e, inv.now, FRESHNESS_STATED, &f);
	if (inv.json) {
		messages_str(
		    &inv.out, inv.seen > 1 ? ",\n{\"url\":" : "{\"url\":");
		messages_json(&inv.out, e->uri);
		put_common(e, &f);
	} else if (inv.o->mode == OPTIONS_LS) {
		messages_str(&inv.out, state_of(e, &f));
		messages_str(&inv.out, "\t");
		messages_number(&inv.out, (int64_t)e->held);
		messages_str(&inv.out, "\t");
		messages_visible(&inv.out, e->uri);
		messages_str(&inv.out, "\n");
		return;
	} else {
		messages_visible(&inv.out, e->uri);
		messages_str(&inv.out, "\n");
		put_common(e, &f);
	}
	if (inv.o->mode == OPTIONS_INFO) {
		put_string("file", span_str(path));
		put_date("received", e->response_time);
		put_fields(e);
	}
	if (inv.json)
		messages_str(&inv.out, "}");
}

/* --- all of them -------------------------------------------------------- */

static bool
read_entry(const struct store_item *item, struct entry *e)
{
	ssize_t n = store_read(inv.store, &item->key,
	    (unsigned)(item->suffix[1] - '0'), inv.room, sizeof inv.room);

	return n >= 0 && entry_parse((struct span){ inv.room, (size_t)n }, e) ==
			     ENTRY_GOOD;
}

static bool
is_entry(const struct store_item *item)
{
	return strlen(item->suffix) == 2 && *item->key.name != '\0' &&
	       item->suffix[1] < '0' + STORE_NOTE;
}

/*
 * Returns true if the URL begins with one of the words, or if there are none.
 */
static bool
is_wanted(struct span uri)
{
	for (size_t i = 0; i < inv.o->nwords; i++) {
		char buf[LIMIT_URI];
		struct text t = TEXT(buf);
		struct span userinfo;

		if (uri_normalise(span_str(inv.o->word[i]), &t, &userinfo) ==
			URI_GOOD &&
		    (inv.o->mode == OPTIONS_LS ? span_starts(uri, TEXT_SPAN(t))
					       : span_eq(uri, TEXT_SPAN(t))))
			return true;
	}
	return inv.o->nwords == 0;
}

static bool
list_one(void *arg, const struct store_item *item)
{
	struct entry e;

	(void)arg;
	if (!is_entry(item) || !read_entry(item, &e) || entry_is_tag(&e) ||
	    !is_wanted(e.uri))
		return true;
	inv.seen++;
	put_entry(&e, item->path);
	return !inv.out.failed;
}

static bool
take_piece(void *arg, struct span s)
{
	(void)arg;
	/* the content is not used, since only its checksums are verified */
	(void)s;
	return true;
}

/* Reads every byte of an entry, and removes it if it is damaged. */
static bool
verify_one(void *arg, const struct store_item *item)
{
	struct entry e;
	uint64_t done;
	int err;

	(void)arg;
	if (!is_entry(item))
		return true;
	inv.seen++;
	if (read_entry(item, &e)) {
		struct store_key key;

		store_key_of(e.uri, &key);
		if (strcmp(key.name, item->key.name) == 0 &&
		    shelf_read(inv.store, &key, &e, 0, e.held, &done,
			take_piece, NULL) == SHELF_READ)
			return true;
	}
	inv.bad++;
	err = store_remove_path(inv.store, item->path);
	if (err < 0)
		messages_error(span_str(item->path), strerror(-err));
	return true;
}

/* --- the commands ------------------------------------------------------- */

static int
finish(int code)
{
	return messages_flush(&inv.out) ? code : EXIT_LOCAL;
}

static int
walk(bool (*fn)(void *, const struct store_item *))
{
	int err = store_walk(inv.store, fn, NULL);

	if (err == 0 || err == -ENOENT)
		return EXIT_DONE;
	messages_error(span_str(inv.store->root), strerror(-err));
	return EXIT_LOCAL;
}

static int
run_list(void)
{
	int code;

	if (inv.json)
		messages_str(&inv.out, "[");
	code = walk(list_one);
	if (inv.json)
		messages_str(&inv.out, "]\n");
	if (code == EXIT_DONE && inv.o->mode == OPTIONS_INFO && inv.seen == 0)
		code = EXIT_NOT_HELD;
	return finish(code);
}

static void
put_counts(const char *a, uint64_t na, const char *b, uint64_t nb)
{
	if (inv.json) {
		messages_str(&inv.out, "{\"");
		messages_str(&inv.out, a);
		messages_str(&inv.out, "\":");
		messages_number(&inv.out, (int64_t)na);
		messages_str(&inv.out, ",\"");
		messages_str(&inv.out, b);
		messages_str(&inv.out, "\":");
		messages_number(&inv.out, (int64_t)nb);
		messages_str(&inv.out, "}\n");
		return;
	}
	messages_number(&inv.out, (int64_t)na);
	messages_str(&inv.out, " ");
	messages_str(&inv.out, a);
	messages_str(&inv.out, ", ");
	messages_number(&inv.out, (int64_t)nb);
	messages_str(&inv.out, " ");
	messages_str(&inv.out, b);
	messages_str(&inv.out, "\n");
}

static int
run_gc(void)
{
	struct sweep_result r;
	int err = sweep_run(inv.store, inv.o->max_size, &r);

	if (err == -EWOULDBLOCK) {
		messages_error(
		    SPAN("gc"), "another process is already doing it");
		return EXIT_DONE;
	}
	if (err < 0 && err != -ENOENT) {
		messages_error(span_str(inv.store->root), strerror(-err));
		return EXIT_LOCAL;
	}
	put_counts("removed", r.gone_files, "left", r.files);
	return finish(EXIT_DONE);
}

static int
run_dir(void)
{
	if (inv.json) {
		messages_str(&inv.out, "{\"dir\":");
		messages_json(&inv.out, span_str(inv.store->root));
		messages_str(&inv.out, "}\n");
	} else {
		messages_str(&inv.out, inv.store->root);
		messages_str(&inv.out, "\n");
	}
	return finish(EXIT_DONE);
}

int
inventory_run(const struct store *s, const struct options *o)
{
	struct purge_result purged;
	int code;

	inv.store = s;
	inv.o = o;
	inv.now = clock_wall_ns() / 1000000000;
	inv.json = (o->flags & FLAG_JSON) != 0;
	switch (o->mode) {
	case OPTIONS_LS:
	case OPTIONS_INFO:
		return run_list();
	case OPTIONS_VERIFY:
		code = walk(verify_one);
		put_counts("verified", inv.seen - inv.bad, "damaged", inv.bad);
		return finish(
		    code == EXIT_DONE && inv.bad > 0 ? EXIT_LOCAL : code);
	case OPTIONS_PURGE:
		code = purge_run(s, o, &purged);
		put_counts("purged", purged.responses, "bytes", purged.bytes);
		return finish(code);
	case OPTIONS_GC:
		return run_gc();
	case OPTIONS_DIR:
		return run_dir();
	case OPTIONS_WHY:
		return finish(why_run(s, o, &inv.out));
	case OPTIONS_URLS:
	case OPTIONS_HOST:
	case OPTIONS_VERSION:
	case OPTIONS_HELP:
		break;
	}
	return EXIT_USAGE;
}
