/*
 * A whole connection on a site that is read only: connection.h has what must
 * hold.  Two choices, the configuration and the pieces; then what the peer
 * sends.
 */
#define _GNU_SOURCE
#include "fuzz/connection.h"

static void
put_file(const char *name, size_t n)
{
	char path[128];
	struct timespec old[2] = { { 1000000000, 0 }, { 1000000000, 0 } };
	int fd;

	snprintf(path, sizeof path, "%s/%s", site, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	for (size_t i = 0; i < n; i++) {
		char c = (char)('a' + i % 23);

		MUST(write(fd, &c, 1) == 1);
	}
	MUST(fd >= 0 && futimens(fd, old) == 0);
	close(fd);
}

/* 206 is what the file has there. */
static void
check_bytes(const struct turn *t)
{
	struct span range = strict_get(&t->ans.head, "Content-Range");
	size_t first = 0;

	if (t->ans.head.status != 206 || range.p == NULL)
		return;
	for (const char *p = range.p + 6; *p != '-'; p++)
		first = first * 10 + (size_t)(*p - '0');
	for (size_t i = 0; i < t->ans.content.n; i++)
		MUST(t->ans.content.p[i] == (char)('a' + (first + i) % 23));
}

static void
make_site(void)
{
	char path[128];

	open_site();
	put_file("index.html", 50);
	put_file("digits.txt", 20);
	put_file("empty", 0);
	put_file("large", LIMIT_SMALL + 600);
	snprintf(path, sizeof path, "%s/dir", site);
	MUST(mkdir(path, 0755) == 0);
	put_file("dir/a<b&\"c", 3);
	put_file("dir/.hidden", 3);
	snprintf(path, sizeof path, "%s/link", site);
	MUST(symlink("digits.txt", path) == 0);
	snprintf(path, sizeof path, "%s/out", site);
	MUST(symlink("/etc/passwd", path) == 0);
}

static void
remove_site(void)
{
	static const char *const name[] = { "index.html", "digits.txt", "empty",
		"large", "dir/a<b&\"c", "dir/.hidden", "link", "out" };

	for (size_t i = 0; i < COUNT(name); i++)
		(void)unlinkat(root.fd, name[i], 0);
	(void)unlinkat(root.fd, "dir", AT_REMOVEDIR);
	(void)rmdir(site);
}

static void
configure(unsigned flags)
{
	conf_init(&conf);
	if (flags & 1)
		conf.keep_alive = false;
	if (flags & 2)
		conf.keep_alive_requests = 2;
	if (flags & 4)
		conf.directory_listing = conf.archive = true;
	if (flags & 8)
		conf.methods |= METHOD_BIT(METHOD_TRACE);
	if (flags & 16)
		conf.max_body_size = 5;
	if (flags & 32)
		conf.symlinks = false;
	if (flags & 64) {
		conf.status_page = SPAN("/s");
		conf.metrics_page = SPAN("/m");
	}
	if (flags & 128) {
		conf.max_fields = 3;
		conf.max_fields_size = 128;
		conf.max_target = 64;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span in = { (const char *)data, n };
	static bool ready;
	const struct dialogue *d;
	uint32_t seed;

	if (!ready) {
		make_site();
		(void)atexit(remove_site);
		ready = true;
	}
	configure(choose(&in));
	seed = 1 + choose(&in);
	d = converse(in, seed, NULL, NULL);
	for (size_t i = 0; d != NULL && i < d->n; i++)
		check_bytes(&d->at[i]);
	return 0;
}
