#include "server/listing_send.h"

#include "base/sha2.h"
#include "os/folder.h"
#include "server/failure.h"
#include "server/stream.h"
#include "site/access.h"
#include "site/listing_page.h"
#include "site/listing_roster.h"
#include "site/servername.h"
#include "site/shown.h"
#include "site/untagged.h"
#include "site/validators.h"

#include <string.h>

/* The directory that is read, and the rules that decide what is shown. */
struct listing_reader {
	const struct conn *conn;
	bool ours; /* the request names this server as its host */
	struct listing *listing;
	unsigned readme_rank;
	char readme[LIMIT_NAME]; /* the best name so far, by listing_readme */
	struct folder folder;
};

/* The most bytes of a README that are shown. */
#define README_MOST 65536

/* The bytes of a piece of a README, and the most of its escaped form. */
#define PIECE 1024
#define PIECE_ESCAPED (6 * PIECE)

static bool
shows(const struct listing_reader *r, struct span name)
{
	const struct conn *c = r->conn;
	const struct conf *conf = c->service->conf;
	struct access_visitor visitor = { c->peer, conn_tls(c), r->ours };

	return listing_shows(conf, name) &&
	       listing_query_takes(&r->listing->query, name) &&
	       (!access_ruled(conf) || c->asked.link_until > 0 ||
		   access_shows(conf, c->req.target.path, name, &visitor));
}

static void
begin_reader(struct listing_reader *r, struct conn *c, struct listing *listing)
{
	const struct conf *conf = c->service->conf;

	r->conn = c;
	r->listing = listing;
	r->readme_rank = 0;
	r->ours = servername_is_ours(conf, &c->req, c->asked.host);
	folder_init(
	    &r->folder, c->fd, c->root, c->req.target.path.p, conf->symlinks);
}

/* Adds everything that the kernel shows of the entry. */
static void
feed_entry(struct sha2 *hash, struct span name, const struct file_facts *facts,
    int64_t now_ns)
{
	char room[ETAG_MAX];
	struct validators v;

	validators_make(facts, now_ns, room, &v);
	sha2_feed(hash, (struct span){ name.p, name.n + 1 }); /* with its NUL */
	sha2_feed(hash, v.etag.opaque);
}

uint64_t
listing_send_state(struct conn *c)
{
	unsigned char digest[SHA2_MOST];
	struct listing all = { 0 };
	struct listing_reader r;
	struct file_facts facts;
	struct span name;
	struct sha2 hash;
	uint64_t state = 0;
	unsigned n = 0;
	int more;

	begin_reader(&r, c, &all);
	sha2_init(&hash, SHA2_256);
	while ((more = folder_next(&r.folder, &name)) > 0 &&
	       n++ < LIMIT_LISTING_TAGGED)
		if (shows(&r, name) && folder_facts(&r.folder, name, &facts))
			feed_entry(&hash, name, &facts, c->asked.now_ns);
	(void)sha2_end(&hash, digest);
	if (more != 0)
		return 0;
	memcpy(&state, digest, sizeof state);
	return state != 0 ? state : 1;
}

/* Remembers the file that introduces the directory. */
static void
note_readme(struct listing_reader *r, const struct file_entry *e)
{
	unsigned rank = e->directory ? 0 : listing_readme(e->name);

	if (rank <= r->readme_rank)
		return;
	r->readme_rank = rank;
	memcpy(r->readme, e->name.p, e->name.n);
	r->readme[e->name.n] = '\0';
}

/*
 * Returns 1 and the next entry that may be requested, 0 at the end, or -errno.
 */
static int
next_entry(struct listing_reader *r, struct file_entry *e)
{
	struct folder *f = &r->folder;
	struct span name;
	int more;

	while ((more = folder_next(f, &name)) > 0)
		if (shows(r, name) && folder_look(f, name, e)) {
			note_readme(r, e);
			return 1;
		}
	return more;
}

/* Returns 1 if all entries were read, 0 if there were too many, or -errno. */
static int
gather(struct listing_reader *r, struct listing_roster *all)
{
	struct file_entry e;
	int more;

	while ((more = next_entry(r, &e)) > 0) {
		(void)listing_query_meet(&r->listing->query, e.name);
		if (!listing_roster_add(all, &e))
			return 0;
	}
	return more < 0 ? more : 1;
}

static int
send_entry(struct stream *s, struct listing *l, const struct file_entry *e)
{
	int err = stream_reserve(s, LISTING_ENTRY);

	if (err == 0)
		listing_put_entry(s->text, l, e);
	return err;
}

static int
send_sorted(struct stream *s, struct listing *l, struct listing_roster *r)
{
	int err = 0;

	listing_roster_sort(r, l->query.key, l->query.order);
	for (size_t i = 0; i < r->n && err == 0; i++) {
		struct file_entry e = listing_roster_at(r, i);

		err = send_entry(s, l, &e);
	}
	return err;
}

static int
send_unsorted(struct stream *s, struct listing *l, struct listing_reader *r)
{
	struct file_entry e;
	int more, err = 0;

	while (err == 0 && (more = next_entry(r, &e)) != 0)
		err = more < 0 ? more : send_entry(s, l, &e);
	return err;
}

/* Sends the text, without splitting a UTF-8 character between pieces. */
static int
send_text(struct stream *s, struct span text)
{
	int err = 0;

	while (text.n > 0 && err == 0) {
		size_t n = text.n < PIECE ? text.n : PIECE;

		while (n < text.n && n > PIECE - 4 &&
		       ((unsigned char)text.p[n] & 0xc0) == 0x80)
			n--;
		err = stream_reserve(s, PIECE_ESCAPED);
		if (err == 0)
			shown_put_lines(s->text, (struct span){ text.p, n });
		text = span_from(text, n);
	}
	return err;
}

/* Sends the file that introduces the directory, if it can be read. */
static int
send_readme(struct stream *s, struct listing_reader *r, char *room)
{
	struct span name = span_str(r->readme);
	int fd = folder_open(&r->folder, name), err;
	ssize_t n = fd < 0 ? fd : docroot_read_some(fd, room, README_MOST, 0);

	docroot_close(&fd);
	if (n > 0 && listing_readme_is_html(name))
		n = (ssize_t)untagged_make(room, (size_t)n);
	if (n <= 0)
		return 0;
	err = stream_reserve(s, LISTING_ENTRY);
	if (err < 0)
		return err;
	listing_page_put_readme(s->text, name);
	r->listing->readme = true;
	return send_text(s, (struct span){ room, (size_t)n });
}

/*
 * Sends everything after the response head; room is NULL or LIMIT_LISTING
 * bytes.
 */
static int
send_all(struct conn *c, struct stream *s, struct listing_reader *r, void *room)
{
	struct listing *l = &c->plan.listing;
	struct listing_roster roster = { 0 };
	/* listing_send_state has read to the end */
	int all = 0, err = folder_rewind(&r->folder);

	if (err < 0)
		return err;
	if (room != NULL) {
		listing_roster_init(&roster, room, LIMIT_LISTING);
		all = gather(r, &roster);
	}
	if (all < 0)
		return all;
	l->unsorted = all == 0;
	err = l->unsorted ? folder_rewind(&r->folder) : 0;
	if (err == 0)
		err = stream_reserve(s, LISTING_HEAD);
	if (err < 0)
		return err;
	listing_put_head(s->text, l);
	err = l->unsorted ? send_unsorted(s, l, r) : send_sorted(s, l, &roster);
	if (err == 0)
		err = stream_reserve(s, LISTING_TAIL);
	if (err < 0)
		return err;
	listing_put_tail(s->text, l);
	if (l->query.coded && l->query.format == LISTING_HTML) {
		err = stream_reserve(s, LISTING_PAGE_CODE);
		if (err < 0)
			return err;
		listing_page_put_code(s->text, l);
	}
	if (r->readme_rank > 0 && room != NULL &&
	    l->query.format == LISTING_HTML)
		err = send_readme(s, r, room);
	if (err == 0)
		err = stream_reserve(s, LISTING_END);
	if (err < 0)
		return err;
	listing_put_end(s->text, l);
	return stream_end(s);
}

enum refusal
listing_send(struct conn *c)
{
	struct text t = TEXT(c->out.buf);
	struct listing_reader r;
	struct stream s;
	void *room;
	int err;

	wire_begin(c->wire);
	reply_head(&t, &c->plan.reply);
	stream_begin(&s, c->wire, &t, c->plan.reply.chunked);
	begin_reader(&r, c, &c->plan.listing);
	room = folder_map(LIMIT_LISTING);
	err = send_all(c, &s, &r, room);
	folder_unmap(room, LIMIT_LISTING);
	c->content = s.content;
	return failure_of_send(err);
}
