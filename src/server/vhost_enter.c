#include "server/vhost_enter.h"

#include "site/vhost.h"

#include <errno.h>

/* Opens the directory whose name is in *t. */
static int
enter(struct conn *c, struct text *t)
{
	struct span name = TEXT_SPAN(*t);
	int err;

	text_char(t, '\0');
	err = text_fits(t) ? docroot_enter(c->service->root, t->p, &c->site)
			   : -ENAMETOOLONG;
	if (err < 0)
		return err;
	c->root = &c->site;
	c->asked.host = name;
	return 0;
}

static bool
is_absent(int err)
{
	return docroot_kind_of_error(err) == FILE_ABSENT;
}

/*
 * Returns 421 for a host without a directory, if there is no default (9110 7.4,
 * 15.5.20).  A 404 would be about the resource, and caches may store it (15.1),
 * but it is this server that does not serve the host.
 */
static enum refusal
to_refusal(int err)
{
	switch (docroot_kind_of_error(err)) {
	case FILE_ABSENT:
	case FILE_NO_PARENT:
		return REFUSE_HOST_UNKNOWN;
	case FILE_REGULAR:
	case FILE_DIRECTORY:
	case FILE_SPECIAL:
		return REFUSE_BROKEN;
	default:
		return refusal_of_kind(docroot_kind_of_error(err));
	}
}

/*
 * Enters the directory of the host.  One that exists but cannot be entered is
 * not replaced by another.
 */
enum refusal
vhost_enter(struct conn *c)
{
	struct text t = TEXT(c->host_room);
	int err = -ENOENT;

	if (vhost_put(&t, c->req.host))
		err = enter(c, &t);
	if (err < 0 && is_absent(err)) {
		t.n = 0;
		text_put(&t, SPAN(VHOST_DEFAULT));
		err = enter(c, &t);
	}
	return err < 0 ? to_refusal(err) : REFUSE_NOT;
}
