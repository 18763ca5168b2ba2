/* Numbers, times and paths for people. */
#define _GNU_SOURCE
#include "site/figure.h"

#include "unit/test.h"

static char buf[4096];
static struct text t;

static struct text *
fresh(void)
{
	t = TEXT(buf);
	return &t;
}

static void
check(const char *want)
{
	OK(span_eq(TEXT_SPAN(t), span_str(want)), "%s: %s", want,
	    shown(TEXT_SPAN(t)));
}

static const struct {
	uint64_t n;
	const char *count, *size;
} numbers[] = {
	{ 0, "0", "0&nbsp;B" },
	{ 999, "999", "999&nbsp;B" },
	{ 1000, "1&#8239;000", "1.0&nbsp;kB" },
	{ 10240, "10&#8239;240", "10&nbsp;kB" },
	{ 999999, "999&#8239;999", "1.0&nbsp;MB" },
	{ 1048576, "1&#8239;048&#8239;576", "1.0&nbsp;MB" },
	{ UINT64_MAX,
	    "18&#8239;446&#8239;744&#8239;073&#8239;709&#8239;551&#8239;615",
	    "18&nbsp;EB" },
};

static const struct {
	uint64_t us;
	const char *time;
} times[] = {
	{ 0, "0 ms" },
	{ 100, "0.1 ms" },
	{ 250, "0.25 ms" },
	{ 1000, "1 ms" },
	{ 2500, "2.5 ms" },
	{ 25000, "25 ms" },
	{ 999999, "999 ms" },
	{ 1000000, "1 s" },
	{ 2500000, "2.5 s" },
	{ 60000000, "60 s" },
};

int
main(void)
{
	char all[255];

	for (size_t i = 0; i < COUNT(numbers); i++) {
		figure_count(fresh(), numbers[i].n);
		check(numbers[i].count);
		figure_size(fresh(), numbers[i].n);
		check(numbers[i].size);
	}
	figure_rate(fresh(), 21, 60);
	check("0.35");
	figure_rate(fresh(), 5999, 60);
	check("99.98");
	figure_rate(fresh(), 6000, 60);
	check("100");
	figure_rate(fresh(), UINT64_MAX, 1);
	check("18&#8239;446&#8239;744&#8239;073&#8239;709&#8239;551&#8239;615");
	figure_moment(fresh(), 1795255200);
	check("2026-11-21 10:00");
	figure_moment(fresh(), INT64_MAX);
	check("9999-12-31 23:59");
	figure_path(fresh(), SPAN("/a b&c'\"<\xc3\n"));
	check("/a%20b&amp;c&#39;%22%3C%C3%0A");
	for (int i = 0; i < 255; i++)
		all[i] = (char)(i + 1);
	figure_path(fresh(), (struct span){ all, sizeof all });
	OK(memchr(buf, '"', t.n) == NULL && memchr(buf, '<', t.n) == NULL &&
		memchr(buf, '>', t.n) == NULL && memchr(buf, '\'', t.n) == NULL,
	    "no byte of a path ends its attribute");
	for (size_t i = 0; i < COUNT(times); i++) {
		figure_time(fresh(), times[i].us);
		check(times[i].time);
	}
	return DONE();
}
