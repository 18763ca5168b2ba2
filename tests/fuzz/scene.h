/*
 * scene -- one request, the state of the server that it meets, and the plan
 * that is made for it.
 *
 * Eight choices, in this order: methods, flags of the configuration, clock,
 * kind of the file, its size, its time, its name, and the fate of a request
 * body.  The request takes the way of server/conn, without its effects.
 */
#ifndef FUZZ_SCENE_H
#define FUZZ_SCENE_H

#include "site/lookup.h"
#include "site/plan.h"
#include "site/rules.h"
#include "site/upload.h"

#include "fuzz/fuzz.h"

#define SECOND_NS 1000000000

/* The state of the server that receives the bytes of the request. */
struct scene {
	struct conf conf;
	struct file_facts facts;
	int64_t now_ns;
	enum refusal outcome; /* of reading the request body */
	bool named;           /* the file has the name that was asked for */
	enum coding coding;   /* what site/variant found for the file */
	bool not_acceptable;
	unsigned varies;
};

static inline void
choose_conf(struct span *in, struct conf *conf)
{
	unsigned methods = choose(in), flags = choose(in);

	conf_init(conf);
	/* Those that RequestMethodSupport takes, GET to TRACE. */
	conf->methods = (methods & 0x7f) * METHOD_BIT(METHOD_GET);
	conf->directory_listing = methods & 128;
	if (flags & 1)
		conf->charset = SPAN("");
	if (flags & 2)
		conf->max_body_size = 4;
	if (flags & 4)
		conf->keep_alive = false;
	if (flags & 8)
		conf->default_type = SPAN("text/x; charset=y");
	if (flags & 16)
		conf->max_target = 16;
	if (flags & 32)
		conf->max_fields_size = 64;
	if (flags & 64) {
		conf->status_page = SPAN("/index.html");
		conf->metrics_page = SPAN("/m");
		conf->upload = (struct conf_prefixes){ 1, { SPAN("/") } };
		(void)cidr_parse(SPAN("::1"), &conf->write_from.at[0]);
		conf->write_from.n = 1;
	}
	if (flags & 128)
		conf->upload_make_directories = true;
}

/* The rules of an operator who uses most directives. */
static inline void
add_rules(struct conf *conf)
{
	static const char text[] = "Header X-A b\nHeader X-B 'c d' *.txt /a/*\n"
				   "Header X-Content-Type-Options '' *.png\n"
				   "CacheControl *.html max-age=9\n"
				   "Redirect 308 /r/* /s/*\n"
				   "Redirect /q* https://b.example/*\n"
				   "Redirect 303 /p /o?x#y\n"
				   "ErrorPage 404 /404.html\n"
				   "Fallback /index.html\n";
	struct conf_error e;

	if (!conf_parse(conf, span_str(text), &e))
		abort();
}

static inline void
choose_facts(struct span *in, struct scene *s)
{
	static const uint64_t size[] = { 0, 1, 2, 10, 1000, LIMIT_SMALL,
		LIMIT_SMALL + 1, INT64_MAX, UINT64_MAX, 4294967296 };
	static const int64_t age_ns[] = { 0, 1, -1, SECOND_NS, SECOND_NS - 1,
		-SECOND_NS, 86400 * (int64_t)SECOND_NS };
	static const int64_t now_ns[] = { 1795000000 * (int64_t)SECOND_NS,
		1795000000 * (int64_t)SECOND_NS + 999999999, 0, 1, SECOND_NS,
		INT64_MAX };
	static const char name[][12] = { "index.html", "", ".", "a.", "a.PNG",
		"a.txt" };
	unsigned c;

	s->now_ns = now_ns[choose(in) % COUNT(now_ns)];
	c = choose(in);
	s->facts.kind = (enum file_kind)(c % (FILE_NO_PARENT + 1));
	if (c & 128)
		add_rules(&s->conf);
	c = choose(in);
	s->facts.size = c < COUNT(size) ? size[c] : c;
	s->facts.unsized = c == 251; /* a file like those of /proc */
	s->facts.inode = c % 2 ? 1 : UINT64_MAX;
	c = choose(in);
	if (c == 255 || c == 254)
		s->facts.mtime_ns = c == 255 ? INT64_MAX : INT64_MIN;
	else if (s->now_ns < INT64_MAX - SECOND_NS)
		s->facts.mtime_ns = s->now_ns - age_ns[c % COUNT(age_ns)];
	s->facts.ctime_ns = c & 64 ? s->facts.mtime_ns : s->now_ns;
	c = choose(in);
	s->coding = c & 8 ? (enum coding)(c >> 4 & 3) : CODING_IDENTITY;
	s->not_acceptable = (c & 0xf8) == 0x80;
	s->varies = c & 8 || s->not_acceptable ? VARY_CODING : 0;
	s->named = c % 8 >= COUNT(name);
	s->facts.name = span_str(s->named ? "" : name[c % 8]);
}

static inline void
choose_scene(struct span *in, struct scene *s)
{
	static const enum refusal outcome[] = { REFUSE_NOT, REFUSE_BODY_LARGE,
		REFUSE_CHUNK_SIZE, REFUSE_BODY_CUT, REFUSE_BODY_SLOW,
		REFUSE_TRAILER_LONG, REFUSE_PEER_GONE };

	s->facts = (struct file_facts){ .kind = FILE_REGULAR };
	choose_conf(in, &s->conf);
	choose_facts(in, s);
	s->outcome = outcome[choose(in) % COUNT(outcome)];
}

/* One exchange, as in server/conn. */
struct trial {
	struct request req;
	bool parsed;
	struct plan plan;
	char path[LIMIT_PATH];
};

static inline struct asked
asked_of(const struct scene *s, const struct trial *t)
{
	static const struct address peer = { ADDRESS_IPV6, { [15] = 1 }, 80 };
	static struct byte_range ranges[LIMIT_RANGES];

	return (struct asked){ &s->conf, &t->req, NULL, s->now_ns,
		!s->conf.keep_alive, UINT64_MAX, NULL, &peer, s->coding,
		s->not_acceptable, s->varies, false, SPAN(""), SPAN(""), NULL,
		.ranges = ranges };
}

/*
 * Stands for the page of a server without counters; fuzz_counters has the
 * others.
 */
static inline enum refusal
look_at_status(const struct scene *s, struct trial *t, struct asked *asked)
{
	static const struct address peer = { .family = ADDRESS_IPV4,
		.byte = { 127, 0, 0, 1 } };
	static struct statuspage page;
	bool as_metrics = false;

	switch (statuspage_asked(&s->conf, &t->req, &peer, SPAN(""), false)) {
	case STATUSPAGE_NOT:
		return REFUSE_NOT;
	case STATUSPAGE_DENIED:
		return REFUSE_STATUS_FROM;
	case STATUSPAGE_MISNAMED:
		return REFUSE_SERVER_NAME;
	case STATUSPAGE_METRICS:
		as_metrics = true;
		break;
	case STATUSPAGE_YES:
		break;
	}
	statuspage_take(NULL, s->now_ns / SECOND_NS, as_metrics, &page);
	asked->status = &page;
	return REFUSE_NOT;
}

static inline void
plan_for(const struct scene *s, struct trial *t)
{
	struct asked asked = asked_of(s, t);
	struct file_facts facts = s->facts;
	struct lookup found = { 0 };
	const struct file_want *want = &found.want;
	enum refusal why = lookup_make(&s->conf, &t->req, &found);

	asked.redirect = found.redirect;
	if (why == REFUSE_NOT)
		why = look_at_status(s, t, &asked);
	if (why == REFUSE_NOT && want->any && want->writes) {
		struct address peer = { ADDRESS_IPV6, { [15] = 1 }, 80 };

		why = upload_permit(&s->conf, &t->req, &peer, SPAN(""));
		asked.room = 1000;
	}
	if (why != REFUSE_NOT) {
		plan_refuse(&asked, why, &t->plan);
		return;
	}
	if (s->named && want->any)
		for (struct span rest = want->path; rest.n > 0;)
			(void)span_cut(rest, '/', &facts.name, &rest);
	if (want->any)
		asked.facts = &facts;
	/* As in server/selection, Fallback stands another file in. */
	if (want->any && !want->writes &&
	    rules_fallback(&s->conf, &t->req, &facts) == FALLBACK_YES) {
		facts.kind = FILE_REGULAR;
		facts.name = SPAN("index.html");
		asked.stands_in = true;
	}
	plan_make(&asked, &t->plan);
}

/* Reads and plans; an incomplete head counts as one that was cut short. */
static inline void
run(const struct scene *s, struct span in, struct trial *t)
{
	struct request_bounds bounds = lookup_bounds(&s->conf);
	struct request_scan scan = { 0 };
	enum refusal why = REFUSE_NOT;
	size_t head_n = 0;

	switch (request_scan(&scan, in, &bounds, &head_n, &why)) {
	case REQUEST_MORE:
		why = REFUSE_HEAD_CUT;
		break;
	case REQUEST_REFUSED:
		break;
	case REQUEST_HEAD:
		in.n = head_n;
		why = request_parse(in, &bounds, TEXT(t->path), &t->req);
		break;
	}
	t->parsed = why == REFUSE_NOT;
	if (!t->parsed) {
		struct asked asked;

		request_salvage(in, &t->req);
		asked = asked_of(s, t);
		plan_refuse(&asked, why, &t->plan);
		return;
	}
	plan_for(s, t);
}

#endif
