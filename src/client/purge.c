#define _GNU_SOURCE
#include "client/purge.h"

#include "cache/entry.h"
#include "client/exit.h"
#include "client/messages.h"
#include "http/uri.h"

#include <errno.h>
#include <string.h>

struct purge {
	const struct store *store;
	struct purge_result *result;
	int err; /* the first removal that failed, as -errno */
};

static bool
is_gone(int err)
{
	return err == -ENOENT || err == -ENOTDIR;
}

/* Removes the entry and its blob, which could not be found without it. */
static void
remove_entry(struct purge *p, const struct store_key *key, unsigned slot)
{
	static char room[LIMIT_ENTRY + 1];
	char suffix[STORE_BLOB_SUFFIX];
	ssize_t n = store_read(p->store, key, slot, room, sizeof room);
	struct entry e;
	bool good = n >= 0 && entry_parse((struct span){ room, (size_t)n },
				  &e) == ENTRY_GOOD;
	int err = store_remove(p->store, key, slot);

	if (err < 0 && !is_gone(err) && p->err == 0)
		p->err = err;
	if (err < 0)
		return;
	p->result->responses++;
	if (!good)
		return;
	p->result->bytes += e.held;
	if (!(e.flags & ENTRY_BLOB))
		return;
	store_blob_suffix(e.blob, suffix);
	/* if this fails, the sweep removes the file */
	(void)store_unlink(p->store, key, suffix);
}

/* Removes another file, which may have gone with its entry. */
static void
remove_rest(struct purge *p, const char *path)
{
	int err = store_remove_path(p->store, path);

	if (err < 0 && !is_gone(err) && p->err == 0)
		p->err = err;
}

static bool
remove_file(void *arg, const struct store_item *item)
{
	struct purge *p = arg;

	if (*item->key.name != '\0' && strlen(item->suffix) == 2 &&
	    item->suffix[1] != '0' + STORE_NOTE)
		remove_entry(p, &item->key, (unsigned)(item->suffix[1] - '0'));
	else
		remove_rest(p, item->path);
	return true;
}

static int
purge_all(struct purge *p)
{
	int err = store_walk(p->store, remove_file, p);

	if (err == 0)
		err = p->err;
	if (err == 0)
		store_set_usage(p->store, 0);
	if (err == 0 || is_gone(err))
		return EXIT_DONE;
	messages_error(span_str(p->store->root), strerror(-err));
	return EXIT_LOCAL;
}

static int
purge_word(struct purge *p, struct span word)
{
	char buf[LIMIT_URI];
	struct text t = TEXT(buf);
	struct span userinfo;
	struct store_key key;

	if (uri_normalise(word, &t, &userinfo) != URI_GOOD) {
		messages_error(word, "not a URL");
		return EXIT_USAGE;
	}
	store_key_of(TEXT_SPAN(t), &key);
	p->err = 0;
	for (unsigned s = 0; s < LIMIT_VARIANTS; s++)
		remove_entry(p, &key, s);
	if (p->err == 0)
		return EXIT_DONE;
	messages_error(word, strerror(-p->err));
	return EXIT_LOCAL;
}

int
purge_run(
    const struct store *s, const struct options *o, struct purge_result *result)
{
	struct purge p = { s, result, 0 };
	int code = EXIT_DONE;

	*result = (struct purge_result){ 0 };
	if (o->flags & FLAG_ALL)
		return purge_all(&p);
	for (size_t i = 0; i < o->nwords; i++) {
		int one = purge_word(&p, span_str(o->word[i]));

		if (code == EXIT_DONE)
			code = one;
	}
	return code;
}
