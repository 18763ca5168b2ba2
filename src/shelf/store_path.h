/*
 * store_path -- names below a store's root, for the parts of shelf/store alone.
 *
 *	store		entries by key
 *	store_sweep	how much there is: counted, walked over, removed
 */
#ifndef SHELF_STORE_PATH_H
#define SHELF_STORE_PATH_H

#include "shelf/store.h"

#define STORE_FILES 0600
#define STORE_DIRECTORIES 0700

struct store_path {
	char s[STORE_PATH + 128];
};

/*
 * Joins root, "/", a and b in *out, and returns the string.  It has room, since
 * store_init has checked the length of the root.
 */
static inline const char *
store_join(
    struct store_path *out, const struct store *s, const char *a, const char *b)
{
	struct text t = TEXT(out->s);

	text_put(&t, span_str(s->root));
	text_char(&t, '/');
	text_put(&t, span_str(a));
	text_put(&t, span_str(b));
	text_char(&t, '\0');
	out->s[sizeof out->s - 1] = '\0';
	return out->s;
}

#endif
