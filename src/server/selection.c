#include "server/selection.h"

#include "http/accept.h"
#include "http/media.h"
#include "site/cgi.h"
#include "site/hidden.h"
#include "site/representation.h"
#include "site/rules.h"
#include "site/variant.h"

static bool
reads(const struct request *req)
{
	return req->method == METHOD_GET || req->method == METHOD_HEAD;
}

/*
 * Returns a descriptor of this compressed copy if it exists and is up to date,
 * or -1.
 */
static int
open_variant(const struct conn *c, const struct file_want *want,
    enum coding coding, struct file_facts *facts)
{
	int fd = docroot_open_beside(
	    c->root, want, &c->facts, coding_suffix(coding), facts);

	if (fd >= 0 && !variant_is_fresh(&c->facts, facts))
		docroot_close(&fd);
	return fd;
}

void
selection_variant(struct conn *c, const struct file_want *want)
{
	struct variant_ranks ranks;
	struct file_facts facts;
	int fd = -1;

	if (c->fd < 0 || c->facts.kind != FILE_REGULAR || !reads(&c->req))
		return;
	if (media_coding(media_extension(c->facts.name)) != CODING_IDENTITY)
		return; /* the file itself is coded, which is enough */
	variant_rank(c->service->conf, &c->req.fields, &ranks);
	for (size_t i = 0; i < ranks.n && (c->asked.varies & VARY_CODING) == 0;
	     i++) {
		fd = open_variant(c, want, ranks.at[i], &facts);
		if (fd < 0)
			continue;
		c->asked.varies |= VARY_CODING;
		if (i >= ranks.wanted) {
			docroot_close(&fd);
			c->asked.not_acceptable = !ranks.identity;
			return;
		}
		docroot_close(&c->fd);
		c->fd = fd;
		/* the media type is that of the original */
		facts.name = c->facts.name;
		c->facts = facts;
		c->asked.coding = ranks.at[i];
	}
}

/*
 * Opens a file that the configuration names, such as "/a.html".  Returns a
 * descriptor, or -1.
 */
static int
open_path(const struct conn *c, struct span path, struct file_facts *facts)
{
	char room[LIMIT_PATH];
	struct text t = TEXT(room);
	struct file_want want = { .any = true,
		.symlinks = c->service->conf->symlinks };
	struct target target = { .path = span_from(path, 1) };
	struct cgi_script script;
	int fd;

	if (cgi_claims(c->service->conf, &target, &script))
		return -1; /* the text of a script is never sent */
	path = span_from(path, 1);
	text_put(&t, path);
	text_char(&t, '\0');
	LIMIT_CHECK(text_fits(&t)); /* rule_is_file */
	want.path = (struct span){ room, path.n };
	fd = docroot_open(c->root, &want, facts);
	facts->name = path;
	return fd;
}

/*
 * Returns true for a compressed copy that is hidden under its own name, and so
 * must not be sent under another one.
 */
static bool
is_hidden_form(const struct conf *conf, struct span name, enum coding coding)
{
	char room[LIMIT_NAME + 8];
	struct text t = TEXT(room);
	size_t at = name.n;

	while (at > 0 && name.p[at - 1] != '/')
		at--;
	text_put(&t, span_from(name, at));
	text_put(&t, coding_suffix(coding));
	return !text_fits(&t) || hidden_name(conf, TEXT_SPAN(t));
}

/*
 * Opens a compressed copy of this name, whose original does not exist.  A
 * client that accepts it gets the copy with the highest weight; any other gets
 * 406 (9110 15.5.7), since nothing is decompressed.
 */
static bool
select_orphan(struct conn *c, const struct file_want *want, struct span name)
{
	const struct file_facts absent = { .kind = FILE_ABSENT, .name = name };
	unsigned weight[CODING_COUNT];
	struct variant_ranks ranks;
	struct file_facts facts;
	int fd;

	if (!reads(&c->req) || c->service->conf->precompressed.n == 0)
		return false;
	variant_rank(c->service->conf, &c->req.fields, &ranks);
	accept_codings(&c->req.fields, weight);
	for (size_t i = 0; i < ranks.n; i++) {
		enum coding coding = ranks.at[i];

		if (is_hidden_form(c->service->conf, name, coding))
			continue;
		fd = docroot_open_beside(
		    c->root, want, &absent, coding_suffix(coding), &facts);
		if (fd < 0)
			continue;
		c->asked.varies |= VARY_CODING;
		c->asked.not_acceptable = weight[coding] == 0;
		facts.name = name;
		docroot_close(&c->fd);
		c->fd = fd;
		c->facts = facts;
		c->asked.coding = coding;
		return true;
	}
	return false;
}

/*
 * Opens about.html for "/about", or a compressed copy if there is no
 * about.html, unless about.html is hidden.
 */
static bool
select_clean(struct conn *c, struct file_want *want)
{
	const struct conf *conf = c->service->conf;
	struct text t = TEXT(c->clean_room);
	struct target target = { .path = SPAN("") };
	struct cgi_script script;
	struct file_facts facts;
	int fd;

	if (want->directory)
		return false;
	text_char(&t, '/');
	text_put(&t, want->path);
	text_put(&t, SPAN(".html"));
	target.path = span_from(TEXT_SPAN(t), 1);
	if (!text_fits(&t) || hidden_path(conf, target.path) ||
	    cgi_claims(conf, &target, &script))
		return false;
	fd = docroot_open_beside(
	    c->root, want, &c->facts, SPAN(".html"), &facts);
	if (facts.kind == FILE_DIRECTORY ||
	    (facts.kind == FILE_ABSENT && !select_orphan(c, want, target.path)))
		return false;
	if (facts.kind != FILE_ABSENT) {
		facts.name = target.path;
		c->fd = fd;
		c->facts = facts;
	}
	text_char(&t, '\0');
	want->path = target.path;
	c->asked.clean = (struct span){ t.p, t.n - 1 };
	return true;
}

static void
select_fallback(struct conn *c, struct file_want *want)
{
	const struct conf *conf = c->service->conf;
	const struct file_want orphan = { .symlinks = conf->symlinks };
	struct file_facts facts = { .kind = FILE_DENIED };
	int fd;

	switch (rules_fallback(conf, &c->req, &c->facts)) {
	case FALLBACK_NOT:
		return;
	case FALLBACK_TYPE:
		c->asked.varies |= VARY_TYPE;
		return;
	case FALLBACK_YES:
		break;
	}
	c->asked.varies |= VARY_TYPE;
	fd = open_path(c, conf->fallback, &facts);
	if (fd >= 0) {
		c->fd = fd;
		c->facts = facts;
	} else if (facts.kind != FILE_ABSENT ||
		   !select_orphan(c, &orphan, span_from(conf->fallback, 1))) {
		return; /* the response stays a 404 */
	}
	want->path = c->facts.name;
	want->directory = false;
	c->asked.stands_in = true;
}

void
selection_other(struct conn *c, struct file_want *want)
{
	const struct conf *conf = c->service->conf;

	if (conf->clean_urls && select_clean(c, want))
		return;
	if (!want->directory && select_orphan(c, want, want->path))
		return;
	if (conf->fallback.n > 0)
		select_fallback(c, want);
}

void
selection_index(struct conn *c, const struct file_want *want)
{
	for (size_t i = 0; i < want->nindex; i++)
		if (select_orphan(c, want, want->index[i]))
			return;
}

void
selection_page(struct conn *c)
{
	struct span path = rules_page(c->service->conf, c->plan.reply.status);
	struct file_facts facts;
	int fd;

	if (path.n == 0)
		return;
	if (c->service->conf->virtual_hosts.n > 0 && c->asked.host.n == 0)
		return; /* the directory above the hosts is not a site */
	fd = open_path(c, path, &facts);
	if (fd < 0)
		return;      /* the generated page is sent instead */
	if (facts.unsized) { /* the generated page is sent here as well */
		docroot_close(&fd);
		return;
	}
	docroot_close(&c->fd);
	c->fd = fd;
	representation_of_page(&c->asked, &facts, &c->plan);
}
