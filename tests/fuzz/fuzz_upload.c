/*
 * A whole connection on a site that takes uploads.  Beside the properties of
 * connection.h, the files must be what the answers say: a file that was stored
 * holds what was sent and is read again as that, a refused request has changed
 * nothing, and nothing half written is left.  Two choices, the configuration
 * and the pieces; the rest is what the peer sends.
 */
#define _GNU_SOURCE
#include "fuzz/connection.h"

#define OLD "0123456789"
#define MOST_NAMES 32

static void
clear(int at, const char *name)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fdopendir(fd);
	struct dirent *e;

	MUST(d != NULL);
	while ((e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (e->d_type == DT_DIR) {
			clear(fd, e->d_name);
			MUST(unlinkat(fd, e->d_name, AT_REMOVEDIR) == 0);
		} else
			MUST(unlinkat(fd, e->d_name, 0) == 0);
	}
	closedir(d);
}

/* Prepares each serving: /up/old and /up/dir/ are there, and nothing else. */
static void
restore(void)
{
	struct timespec old[2] = { { 1000000000, 0 }, { 1000000000, 0 } };
	int fd;

	clear(root.fd, "up");
	MUST(mkdirat(root.fd, "up/dir", 0755) == 0 &&
	     utimensat(root.fd, "up/dir", old, 0) == 0);
	fd = openat(
	    root.fd, "up/old", O_WRONLY | O_CREAT | O_CLOEXEC | O_EXCL, 0644);
	MUST(fd >= 0 && write(fd, OLD, sizeof OLD - 1) == sizeof OLD - 1 &&
	     futimens(fd, old) == 0);
	close(fd);
}

static void
remove_site(void)
{
	clear(root.fd, "up");
	(void)unlinkat(root.fd, "up", AT_REMOVEDIR);
	(void)rmdir(site);
}

static void
configure(unsigned flags)
{
	conf_init(&conf);
	conf.methods |= METHODS_WRITING;
	conf.upload = (struct conf_prefixes){ 1, { SPAN("/up/") } };
	conf.upload_sync = false;
	conf.write_from.n = 1;
	(void)cidr_parse(flags & 1 ? SPAN("192.0.2.0/24") : SPAN("127.0.0.1"),
	    &conf.write_from.at[0]);
	if (flags & 2)
		conf.upload_make_directories = true;
	if (flags & 4)
		conf.max_body_size = 20;
	if (flags & 8)
		conf.upload_quota = 40;
	if (flags & 16)
		conf.directory_listing = true;
	if (flags & 32)
		conf.keep_alive_requests = 3;
}

/* The known state of a file with a plain name, "/up/[a-z]...". */
enum known { ABSENT, PRESENT, UNKNOWN };

struct known_file {
	struct span name;
	enum known known;
	struct span content;
};

/* The files that requests have named, and what is known of all others. */
struct model {
	struct known_file at[MOST_NAMES];
	size_t n;
	enum known others;
	char room[4096];
	size_t used;
};

static bool
is_plain(struct span target)
{
	if (target.n < 5 || target.n > 20 || memcmp(target.p, "/up/", 4) != 0)
		return false;
	for (size_t i = 4; i < target.n; i++)
		if (target.p[i] < 'a' || target.p[i] > 'z')
			return false;
	return !(target.n == 7 && memcmp(target.p + 4, "dir", 3) == 0);
}

static bool
is(struct span s, const char *word)
{
	return s.n == strlen(word) && memcmp(s.p, word, s.n) == 0;
}

static struct known_file *
look_up(struct model *m, struct span target)
{
	for (size_t i = 0; i < m->n; i++)
		if (same(m->at[i].name, target))
			return &m->at[i];
	if (m->n == MOST_NAMES)
		return NULL;
	m->at[m->n] = (struct known_file){ target, m->others, { "", 0 } };
	if (m->others == ABSENT && is(target, "/up/old")) {
		m->at[m->n].known = PRESENT;
		m->at[m->n].content = (struct span){ OLD, sizeof OLD - 1 };
	}
	return &m->at[m->n++];
}

static void
forget(struct model *m, bool what_is_there)
{
	m->others = UNKNOWN;
	for (size_t i = 0; i < m->n; i++)
		if (what_is_there || m->at[i].known == ABSENT)
			m->at[i].known = UNKNOWN;
}

static struct span
content_of(struct model *m, const struct strict_request *req)
{
	size_t used, n = req->body.n;
	struct span s = { m->room + m->used, 0 };

	MUST(n <= sizeof m->room - m->used);
	if (req->chunked)
		n = strict_dechunk(req->body, m->room + m->used, &used);
	else if (n > 0)
		memcpy(m->room + m->used, req->body.p, n);
	s.n = n;
	m->used += n;
	return s;
}

/* Compares an answer with what is known, and learns from it. */
static void
learn(struct model *m, const struct turn *t)
{
	const struct strict_request *req = &t->req;
	int status = t->ans.head.status;
	bool puts = is(req->method, "PUT"), done = status / 100 == 2;
	struct known_file *f;

	if (is(req->method, "POST")) {
		forget(m, false); /* POST chooses a name that is free */
		return;
	}
	if (!puts && !is(req->method, "DELETE") && !is(req->method, "GET"))
		return;
	f = is_plain(req->target) ? look_up(m, req->target) : NULL;
	if (f == NULL) {
		if (done && !is(req->method, "GET"))
			forget(m, true); /* another way to write a name */
		return;
	}
	/* A request whose end is missing changes nothing. */
	MUST(!done || t->view == STRICT_WHOLE || is(req->method, "GET"));
	if (is(req->method, "GET")) {
		if (status == 404)
			MUST(f->known != PRESENT);
		if (status == 200 || status == 206 || status == 304)
			MUST(f->known != ABSENT);
		if (status == 200 && f->known == PRESENT)
			MUST(same(t->ans.content, f->content));
	} else if (done) {
		MUST(status == 201 ? f->known != PRESENT : f->known != ABSENT);
		MUST(puts || status != 201);
		f->known = puts ? PRESENT : ABSENT;
		if (puts)
			f->content = content_of(m, req);
	}
}

/* The files that are there at the end are those that are known. */
static void
compare(const struct model *m)
{
	DIR *d = fdopendir(
	    openat(root.fd, "up", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	struct dirent *e;

	MUST(d != NULL);
	while ((e = readdir(d)) != NULL)
		MUST(strncmp(e->d_name, FILE_STAGED, strlen(FILE_STAGED)) != 0);
	closedir(d);
	for (size_t i = 0; i < m->n; i++) {
		const struct known_file *f = &m->at[i];
		char path[32], buf[4096];
		ssize_t n = -1;
		int fd;

		(void)snprintf(path, sizeof path, "%.*s", (int)f->name.n - 1,
		    f->name.p + 1);
		fd = openat(root.fd, path, O_RDONLY | O_CLOEXEC);
		if (fd >= 0) {
			n = read(fd, buf, sizeof buf);
			close(fd);
		}
		switch (f->known) {
		case ABSENT:
			MUST(fd < 0);
			break;
		case PRESENT:
			MUST(n >= 0 &&
			     same((struct span){ buf, (size_t)n }, f->content));
			break;
		case UNKNOWN:
			break;
		}
	}
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A listing says when a directory changed, by the kernel's own clock. */
static bool
alike_content(const struct strict_answer *a, const struct strict_answer *b)
{
	if (!a->chunked || !b->chunked || a->content.n != b->content.n)
		return same(a->content, b->content);
	for (size_t i = 0; i < a->content.n; i++) {
		char c = a->content.p[i], d = b->content.p[i];

		if (c != d && !(is_digit(c) && is_digit(d)))
			return false;
	}
	return true;
}

/*
 * True if the answers are the same but for the entity tag, in which the inode's
 * number is.
 */
static bool
alike(const struct turn *a, const struct turn *b)
{
	const struct strict_head *h = &a->ans.head, *g = &b->ans.head;

	if (h->status != g->status || h->n != g->n ||
	    !alike_content(&a->ans, &b->ans))
		return false;
	for (size_t i = 0; i < h->n; i++)
		if (!same(h->at[i].name, g->at[i].name) ||
		    (!is(h->at[i].name, "ETag") &&
			!same(h->at[i].value, g->at[i].value)))
			return false;
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static bool ready;
	static struct model model;
	struct span in = { (const char *)data, n };
	const struct dialogue *d;
	uint32_t seed;

	if (n > sizeof model.room)
		return 0;
	if (!ready) {
		open_site();
		MUST(mkdirat(root.fd, "up", 0755) == 0);
		(void)atexit(remove_site);
		ready = true;
	}
	configure(choose(&in));
	seed = 1 + choose(&in);
	d = converse(in, seed, restore, alike);
	if (d == NULL)
		return 0;
	model = (struct model){ .others = ABSENT };
	/* Dialogue and files are those of the last serving. */
	for (size_t i = 0; i < d->n; i++)
		learn(&model, &d->at[i]);
	compare(&model);
	return 0;
}
