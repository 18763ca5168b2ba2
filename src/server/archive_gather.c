#define _GNU_SOURCE
#include "server/archive_gather.h"

#include "os/folder.h"
#include "site/access.h"
#include "site/archive_piece.h"
#include "site/listing.h"
#include "site/rules.h"
#include "site/servername.h"

#include <errno.h>
#include <fcntl.h>

_Static_assert(sizeof(struct archive) <= LIMIT_ARCHIVE_HEAD,
    "the archive has its place before the list");

/* The name in the archive of the root, which has no name of its own. */
#define ROOT_NAME SPAN("files")

/* A directory on its way into the archive. */
struct gathering {
	struct conn *conn;
	struct archive *archive;
	bool ours; /* the request is for a name of this server */
	struct archive_cursor cursor;
	struct folder folder;
	size_t below; /* length of the part of a path that the request names */
	char directory[LIMIT_PATH]; /* its path, with a NUL */
	struct text path; /* the same with a slash, to which names are added */
	char room[LIMIT_PATH + LIMIT_NAME];
};

size_t
archive_gather_room(const struct conf *conf)
{
	return LIMIT_ARCHIVE_HEAD +
	       (size_t)conf->archive_members * LIMIT_ARCHIVE_MEMBER;
}

/* Returns true if a GET of the path would run a script or be redirected. */
static bool
is_answered_else(const struct gathering *g, struct span path)
{
	const struct conf *conf = g->conn->service->conf;
	struct request req = { .method = METHOD_GET };
	struct cgi_script script;

	if (conf->cgi.n == 0 && conf->nrules == 0)
		return false;
	req.target = (struct target){ .form = TARGET_ORIGIN, .path = path };
	req.secure = true; /* the request itself has passed RedirectToHTTPS */
	return (conf->cgi.n > 0 && cgi_claims(conf, &req.target, &script)) ||
	       (conf->nrules > 0 && rules_redirect(conf, &req) != NULL);
}

/*
 * Returns true if the peer may have the name, which is the end of the path at
 * g->path.
 */
static bool
admits(const struct gathering *g, struct span path, struct span name)
{
	const struct conn *c = g->conn;
	const struct conf *conf = c->service->conf;
	struct access_visitor visitor = { c->peer, conn_tls(c), g->ours };

	if (!listing_shows(conf, name) || is_answered_else(g, path))
		return false;
	return !access_ruled(conf) || access_shows(conf, c->req.target.path,
					  span_from(path, g->below), &visitor);
}

static enum refusal
too_large(const struct gathering *g)
{
	const struct conf *conf = g->conn->service->conf;

	return g->archive->members > conf->archive_members ||
		       g->archive->content > conf->archive_bytes
		   ? REFUSE_ARCHIVE_LARGE
		   : REFUSE_NOT;
}

/* Adds the name, if the peer may have it. */
static enum refusal
add(struct gathering *g, struct span name)
{
	struct text path = g->path; /* a name that does not fit is left out */
	struct file_facts facts;

	text_put(&path, name);
	if (path.n >= LIMIT_PATH || !admits(g, TEXT_SPAN(path), name) ||
	    !folder_facts(&g->folder, name, &facts) ||
	    (facts.kind == FILE_DIRECTORY &&
		archive_is_above(g->archive, &facts)))
		return REFUSE_NOT;
	if (!archive_add(g->archive, name, &facts, g->conn->asked.now_ns))
		return REFUSE_ARCHIVE_LARGE;
	return too_large(g);
}

/* Adds the members of a directory that is open. */
static enum refusal
read_names(struct gathering *g, const struct archive_member *m, int fd)
{
	enum refusal why = REFUSE_NOT;
	struct file_facts facts;
	struct span name;
	int more = docroot_describe(fd, &facts);

	if (more < 0)
		return REFUSE_BROKEN;
	if (!archive_begin(g->archive, m, &facts))
		return REFUSE_ARCHIVE_LARGE;
	folder_init(&g->folder, fd, g->conn->root, g->directory,
	    g->conn->service->conf->symlinks);
	while (why == REFUSE_NOT && (more = folder_next(&g->folder, &name)) > 0)
		why = add(g, name);
	archive_end(g->archive);
	return why != REFUSE_NOT || more == 0 ? why : REFUSE_BROKEN;
}

/*
 * Makes the paths of a directory; below: its path below the top one, "" for
 * that itself.
 */
static void
set_paths(struct gathering *g, struct span below)
{
	struct span base = g->conn->req.target.path;
	struct text t = TEXT(g->directory);

	if (below.n > 0) /* without the slash at its end */
		below.n--;
	text_put(&t, base);
	if (base.n > 0 && below.n > 0)
		text_char(&t, '/');
	text_put(&t, below);
	g->path = TEXT(g->room);
	text_put(&g->path, TEXT_SPAN(t));
	if (t.n > 0)
		text_char(&g->path, '/');
	text_char(&t, '\0');
	LIMIT_CHECK(text_fits(&t)); /* add has bounded it */
}

/*
 * Returns the refusal if a directory that cannot be opened fails the archive.
 * A directory that has gone, or may be entered but not read, is empty in it.
 */
static enum refusal
why_not(enum file_kind kind)
{
	return kind == FILE_BUSY || kind == FILE_BROKEN ? refusal_of_kind(kind)
							: REFUSE_NOT;
}

/* Adds the members of a member that is a directory. */
static enum refusal
enter(struct gathering *g, const struct archive_member *m)
{
	struct conn *c = g->conn;
	enum refusal why;
	int fd;

	if (m->depth > c->service->conf->archive_depth)
		return REFUSE_ARCHIVE_LARGE;
	set_paths(g, m->file);
	if (m->depth == 0)
		return read_names(g, m, c->fd);
	fd = docroot_open_beneath(c->root, g->directory,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
	    c->service->conf->symlinks);
	if (fd < 0)
		return why_not(docroot_kind_of_error(fd));
	why = read_names(g, m, fd);
	docroot_close(&fd);
	return why;
}

/* Returns the directory's name, the last one of its path. */
static struct span
top_name(const struct conn *c)
{
	struct span path = c->req.target.path;
	size_t at = path.n;

	while (at > 0 && path.p[at - 1] != '/')
		at--;
	path = span_from(path, at);
	return path.n > 0 ? path : ROOT_NAME;
}

static enum refusal
gather(struct gathering *g)
{
	struct conn *c = g->conn;
	enum refusal why = REFUSE_NOT;
	struct archive_member m;

	if (!archive_add_top(
		g->archive, top_name(c), &c->facts, c->asked.now_ns))
		return REFUSE_ARCHIVE_LARGE;
	archive_cursor_begin(&g->cursor, g->archive);
	while (why == REFUSE_NOT && archive_cursor_next(&g->cursor, &m))
		if (m.directory)
			why = enter(g, &m);
	return why;
}

/* Lets the plan treat the archive as the file that was asked for. */
static void
take_place(struct conn *c)
{
	const struct archive *a = c->archive;

	docroot_close(&c->fd);
	c->facts = (struct file_facts){
		.kind = FILE_REGULAR, .name = a->file, .size = a->length
	};
	c->asked.archive = a;
}

enum refusal
archive_gather(struct conn *c)
{
	enum archive_format format = archive_asked(c->req.target.query);
	size_t room = archive_gather_room(c->service->conf);
	struct gathering g = { .conn = c };
	enum refusal why;

	if (format == ARCHIVE_NOT ||
	    (c->req.method != METHOD_GET && c->req.method != METHOD_HEAD))
		return REFUSE_NOT;
	if (c->asked.link_until > 0) /* the link opens only the directory */
		return REFUSE_LINK;
	c->archive = folder_map(room);
	if (c->archive == NULL)
		return REFUSE_BUSY;
	g.archive = c->archive;
	archive_init(g.archive, format, (char *)c->archive + LIMIT_ARCHIVE_HEAD,
	    room - LIMIT_ARCHIVE_HEAD);
	g.ours = servername_is_ours(c->service->conf, &c->req, c->asked.host);
	g.below = c->req.target.path.n > 0 ? c->req.target.path.n + 1 : 0;
	why = gather(&g);
	if (why != REFUSE_NOT)
		return why;
	archive_piece_measure(g.archive, c->asked.now_ns);
	take_place(c);
	return REFUSE_NOT;
}

void
archive_gather_free(struct conn *c)
{
	folder_unmap(c->archive, archive_gather_room(c->service->conf));
	c->archive = NULL;
}
