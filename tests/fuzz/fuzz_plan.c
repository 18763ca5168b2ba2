/*
 * From the bytes of a request head to those of the answer: all code between the
 * two effects.  The choices are those of scene.h.
 */
#define _GNU_SOURCE
#include "base/record.h"
#include "http/date.h"
#include "http/multipart.h"
#include "http/octet.h"
#include "http/trace.h"
#include "site/accesslog.h"
#include "site/note.h"

#include "fuzz/scene.h"
#include "fuzz/strict.h"

static struct span
get(const struct strict_head *h, const char *name)
{
	return strict_get(h, name);
}

static bool
has(const struct strict_head *h, const char *name)
{
	return get(h, name).p != NULL;
}

static struct span
take_line(struct span *s)
{
	struct span line = { NULL, 0 };

	MUST(strict_line(s, &line));
	return line;
}

static void
read_head(struct span s, struct strict_head *h)
{
	const char *wrong = strict_head(s, h);

	if (wrong != NULL)
		fprintf(stderr, "%s\n", wrong);
	MUST(wrong == NULL);
	MUST(h->status >= 200); /* interim answers have no plan */
}

/* Checks that the field is "bytes first-last/size" of the part. */
static void
check_content_range(
    struct span value, const struct byte_range *part, uint64_t size)
{
	char buf[96];
	int n = snprintf(buf, sizeof buf, "bytes %llu-%llu/%llu",
	    (unsigned long long)part->first,
	    (unsigned long long)(part->first + (part->length - 1)),
	    (unsigned long long)size);

	MUST(span_eq(value, (struct span){ buf, (size_t)n }));
}

/* 9110 14.6: checks the parts as they are sent; returns their length in all. */
static uint64_t
check_multipart(
    const struct plan *p, const struct strict_head *h, uint64_t size)
{
	static char buf[4096];
	struct multipart m = plan_multipart(p);
	struct span type = get(h, "Content-Type"), boundary;
	uint64_t total = 0;

	MUST(p->nparts >= 2 && m.n == p->nparts);
	MUST(span_starts(type, SPAN("multipart/byteranges; boundary=")));
	boundary = span_from(type, 31);
	/* RFC 2046 5.1.1 */
	MUST(strict_is_token(boundary) && boundary.n <= 70);
	for (size_t i = 0; i < m.n; i++) {
		struct text t = TEXT(buf);
		struct span s, line;
		struct strict_head part;

		multipart_put_head(&t, &m, i);
		MUST(text_fits(&t));
		total += t.n + m.part[i].length;
		s = TEXT_SPAN(t);
		MUST(take_line(&s).n == 0); /* RFC 2046 5.1.1: the preamble */
		line = take_line(&s);
		MUST(span_starts(line, SPAN("--")));
		MUST(span_eq(span_from(line, 2), boundary));
		MUST(strict_fields(&s, &part) == NULL && s.n == 0);
		/*
		 * 15.3.7.2: each part has a Content-Range, and its type if that
		 * is known.
		 */
		check_content_range(
		    get(&part, "Content-Range"), &m.part[i], size);
		MUST(has(&part, "Content-Type") == (p->reply.type.n > 0));
	}
	struct text t = TEXT(buf);
	struct span s;

	multipart_put_tail(&t, &m);
	s = TEXT_SPAN(t);
	MUST(take_line(&s).n == 0);
	s = take_line(&s);
	MUST(s.n == boundary.n + 4 && span_starts(s, SPAN("--")));
	MUST(memcmp(s.p + 2, boundary.p, boundary.n) == 0);
	MUST(memcmp(s.p + s.n - 2, "--", 2) == 0);
	total += t.n;
	/*
	 * 9110 17.15: the parts are not longer than the file, but for a few
	 * small ones.
	 */
	MUST(total <= size || total <= LIMIT_PARTS);
	return total;
}

/*
 * 9.3.8: the echo is the request without its secrets; it shares a buffer with
 * the head.  Returns its length.
 */
static uint64_t
check_echo(const struct plan *p, size_t head_n)
{
	static char buf[LIMIT_OUT];
	struct text t = TEXT(buf);

	trace_put(&t, p->echo);
	MUST(head_n + t.n <= LIMIT_OUT);
	return t.n;
}

static void
count_markup(struct span s, size_t got[256])
{
	memset(got, 0, 256 * sizeof *got);
	for (size_t i = 0; i < s.n; i++)
		got[(unsigned char)s.p[i]]++;
}

/* The page is ASCII, and what it quotes adds no markup.  Returns its length. */
static uint64_t
check_note(struct plan *p, size_t head_n)
{
	static char buf[LIMIT_OUT], plain[LIMIT_OUT];
	struct text t = TEXT(buf);
	size_t with[256], without[256];
	struct span quote = p->quote, location = p->reply.location;
	size_t n;

	note_put(&t, p);
	n = t.n;
	MUST(head_n + n <= LIMIT_OUT); /* they share a buffer */
	for (size_t i = 0; i < n; i++)
		MUST((buf[i] >= ' ' && buf[i] < 0x7f) || buf[i] == '\n');
	count_markup(TEXT_SPAN(t), with);
	/* the same path in letters alone, with as many segments */
	MUST(quote.n <= sizeof plain);
	for (size_t i = 0; i < quote.n; i++)
		plain[i] =
		    quote.p[i] == '/' || quote.p[i] == '?' ? quote.p[i] : 'a';
	p->quote.p = plain;
	p->reply.location.n = t.n = 0;
	note_put(&t, p);
	p->quote = quote;
	p->reply.location = location;
	count_markup(TEXT_SPAN(t), without);
	for (const char *c = "<>\"'\n"; *c != '\0'; c++)
		MUST(with[(unsigned char)*c] == without[(unsigned char)*c]);
	return n;
}

/* The parts lie in the file; returns how many bytes follow the head. */
static uint64_t
check_body(const struct scene *s, struct plan *p, const struct strict_head *h,
    size_t head_n)
{
	uint64_t size = s->facts.size;

	if (p->content == CONTENT_FILE || p->content == CONTENT_PARTS) {
		MUST((s->facts.kind == FILE_REGULAR || p->served.n > 0) &&
		     p->why == REFUSE_NOT);
		MUST(p->nparts > 0 && p->nparts <= LIMIT_RANGES);
		for (size_t i = 0; i < p->nparts; i++) {
			MUST(p->part[i].length > 0);
			MUST(p->part[i].first < size);
			MUST(p->part[i].length <= size - p->part[i].first);
		}
	}
	switch (p->content) {
	case CONTENT_NONE:
		return 0;
	case CONTENT_NOTE:
		return check_note(p, head_n);
	case CONTENT_STATUS:
		return statuspage_length(p->status);
	case CONTENT_TEXT:
		return p->text.n;
	case CONTENT_ECHO:
		return check_echo(p, head_n);
	case CONTENT_SCRIPT: /* no script is configured */
		MUST(!"a script");
		return 0;
	case CONTENT_LISTING: /* its length is not known yet */
		MUST(s->facts.kind == FILE_DIRECTORY && p->why == REFUSE_NOT);
		return 0;
	case CONTENT_UNSIZED:
		MUST(s->facts.unsized && p->why == REFUSE_NOT);
		return 0;
	case CONTENT_FILE:
		MUST(p->nparts == 1);
		return p->part[0].length;
	case CONTENT_PARTS:
		return check_multipart(p, h, size);
	}
	MUST(!"one of these bodies");
	return 0;
}

/* True if the file has no known length; then no field may need one. */
static bool
is_unsized(const struct scene *s, const struct plan *p)
{
	const struct reply *r = &p->reply;

	if (!s->facts.unsized || r->status != 200 || r->has_length ||
	    s->facts.kind != FILE_REGULAR)
		return false;
	MUST(r->etag.opaque.n == 0 && !r->has_modified && !r->accepts_ranges);
	MUST(!p->digests && p->effect == EFFECT_NONE);
	return true;
}

/* The requirements of 9110 15 for each status. */
static void
check_status(
    const struct scene *s, const struct trial *t, const struct strict_head *h)
{
	const struct plan *p = &t->plan;
	struct span range = get(h, "Content-Range");

	MUST(h->status == p->reply.status);
	MUST(p->why == REFUSE_NOT ? h->status < 400 : h->status >= 400);
	if (p->why != REFUSE_NOT) {
		MUST(h->status == refusal_status(p->why));
		MUST(p->effect == EFFECT_NONE);
	}
	switch (h->status) {
	case 206: /* 15.3.7: only a single part is named in the head */
		MUST(t->req.method == METHOD_GET); /* 14.2 */
		MUST(has(h, "ETag"));
		if (p->content == CONTENT_FILE)
			check_content_range(range, &p->part[0], s->facts.size);
		else
			MUST(range.p == NULL && p->content == CONTENT_PARTS);
		break;
	case 201: /* 9.3.4: the file is stored as it came */
		MUST(has(h, "ETag") && p->effect != EFFECT_NONE);
		break;
	case 204: /* 15.3.5, 8.6: has neither content nor a length */
		MUST(p->content == CONTENT_NONE && !has(h, "Content-Length"));
		break;
	case 301: /* 15.4.2 */
		MUST(has(h, "Location"));
		break;
	case 304: /* 15.4.5: has the fields of the 200, and no content */
		MUST(has(h, "ETag") || s->conf.status_page.n > 0 ||
		     s->facts.unsized);
		MUST(p->content == CONTENT_NONE);
		MUST(!has(h, "Content-Length") && !has(h, "Content-Type"));
		MUST(t->req.method == METHOD_GET ||
		     t->req.method == METHOD_HEAD);
		break;
	case 405: /* 15.5.6 */
		MUST(has(h, "Allow"));
		break;
	case 416: /* 15.5.17 */
		MUST(span_starts(range, SPAN("bytes */")));
		break;
	default:
		break;
	}
	/* 12.5.5: caches learn of every field that selects. */
	MUST(
	    s->varies == 0 || span_eq(get(h, "Vary"), SPAN("Accept-Encoding")));
	/* 8.4: only an answer with a coded file has the field. */
	MUST(
	    has(h, "Content-Encoding") ==
	    (s->coding != CODING_IDENTITY && p->why == REFUSE_NOT &&
		(is_unsized(s, p) ||
		    (p->reply.accepts_ranges && p->reply.has_length)) &&
		(t->req.method == METHOD_GET || t->req.method == METHOD_HEAD)));
	MUST(!has(h, "Content-Encoding") || p->content != CONTENT_PARTS);
	MUST(range.p == NULL || h->status == 206 || h->status == 416);
	MUST(has(h, "Location") == (h->status == 301 || h->status == 201 ||
				       h->status == 302 || h->status == 303 ||
				       h->status == 308));
	/* 9111 5.2: a refusal does not have the Cache-Control of a file. */
	MUST(!span_eq(get(h, "Cache-Control"), SPAN("max-age=9")) ||
	     (p->why == REFUSE_NOT && p->reply.etag.opaque.n > 0));
	MUST(has(h, "WWW-Authenticate") == (h->status == 401)); /* 15.5.2 */
}

/* Redirect leads to the targets of the configuration, and nowhere else. */
static void
check_moved(struct span location, const struct strict_head *h)
{
	struct span rest;

	switch (h->status) {
	case 308:
		MUST(span_starts(location, SPAN("/s/")));
		break;
	case 302: /* nothing is added to the name of the host */
		MUST(span_starts(location, SPAN("https://b.example/")));
		rest = span_from(location, 18);
		MUST(rest.n == 0 || *rest.p != '/');
		break;
	default:
		MUST(h->status == 303 && span_eq(location, SPAN("/o?x#y")));
		break;
	}
	for (size_t i = 0; i < location.n; i++)
		MUST(octet_is(location.p[i], OCTET_TARGET) ||
		     location.p[i] == '#');
}

/*
 * 10.2.2: Location leads to this server, to the same file with a slash behind
 * it.
 */
static void
check_location(const struct trial *t, const struct strict_head *h)
{
	static char path[LIMIT_PATH];
	struct span location = get(h, "Location");
	const struct target *asked = &t->req.target;
	struct target there;

	if (location.p == NULL)
		return;
	if (t->plan.reply.locates == REPLY_TO_URI) {
		check_moved(location, h);
		return;
	}
	MUST(location.n >= 1 && location.p[0] == '/');
	/* "//host" and "/\host" would be another server. */
	MUST(
	    location.n == 1 || (location.p[1] != '/' && location.p[1] != '\\'));
	MUST(target_parse(location, t->req.method, TEXT(path), &there) ==
	     REFUSE_NOT);
	if (h->status != 301) { /* it names what was stored, or the directory */
		MUST(there.directory == (h->status == 303));
		MUST(span_starts(there.path, asked->path));
		MUST(!there.has_query);
		return;
	}
	MUST(there.directory && !asked->directory);
	MUST(span_eq(there.path, asked->path));
	MUST(there.has_query == asked->has_query);
	MUST(span_eq(there.query, asked->query));
}

static void
check_dates(const struct scene *s, const struct strict_head *h)
{
	struct span modified = get(h, "Last-Modified");
	int64_t now = s->now_ns / SECOND_NS, date, then;

	/* 6.6.1: Date is the time at which the answer was made. */
	MUST(has(h, "Date") && date_parse(get(h, "Date"), now, &date));
	MUST(date == now);
	/* 8.8.2.1: Last-Modified is never later than Date. */
	if (modified.p != NULL)
		MUST(date_parse(modified, now, &then) && then <= date);
}

/* 9112 9.3, 9.6: the peer is told what becomes of the connection. */
static void
check_connection(const struct trial *t, const struct strict_head *h)
{
	const struct plan *p = &t->plan;
	struct span value = get(h, "Connection");

	MUST(span_eq(value, SPAN("close")) == p->close);
	MUST(t->parsed || p->close);
	/* The end of the body of such a request is unknown. */
	MUST(!refusal_closes(p->why) || p->close);
	if (!t->parsed)
		return;
	MUST(t->req.framing.persist || p->close);
	MUST(span_eq(value, SPAN("keep-alive")) ==
	     (!p->close && t->req.minor == 0));
	/* A body is read before the next request, if there is one. */
	MUST(p->close || t->req.framing.body == FRAMING_NONE ||
	     p->intake != INTAKE_NONE);
}

/* Checks what is sent, and returns the length of its content. */
static uint64_t
check_answer(const struct scene *s, struct trial *t)
{
	static char buf[LIMIT_OUT];
	struct text out = TEXT(buf);
	struct plan *p = &t->plan;
	struct span length;
	uint64_t sent, value;
	struct strict_head h;

	reply_head(&out, &p->reply);
	/*
	 * There is room behind it for a small file, or for the head of a part.
	 */
	MUST(out.n + LIMIT_SMALL <= LIMIT_OUT);
	read_head(TEXT_SPAN(out), &h);
	sent = check_body(s, p, &h, out.n);
	check_status(s, t, &h);
	check_location(t, &h);
	check_dates(s, &h);
	check_connection(t, &h);
	length = get(&h, "Content-Length");
	if (t->req.method == METHOD_HEAD)
		MUST(sent == 0); /* 9.3.2 */
	else if (p->content == CONTENT_LISTING ||
		 p->content == CONTENT_UNSIZED) /* 9112 6.1, 6.3 */
		MUST(!has(&h, "Content-Length") &&
		     (has(&h, "Transfer-Encoding") ? t->req.minor >= 1
						   : p->close));
	else if (h.status != 304 && h.status != 204) /* 8.6 */
		MUST(span_u64(length, &value) && value == sent);
	return sent;
}

/*
 * Checks that a line is visible ASCII, in which no value can end its quotation.
 */
static void
check_quoted_line(struct span line, size_t quotes)
{
	for (size_t i = 0; i + 1 < line.n; i++) {
		MUST(line.p[i] >= ' ' && line.p[i] < 0x7f);
		quotes -= line.p[i] == '"';
		if (line.p[i] == '\\') {
			i++;
			MUST(strchr("\\\"xu", line.p[i]) != NULL);
		}
	}
	MUST(quotes == 0);
}

/* Checks that no value of a record can add a field to it. */
static void
check_record(struct span line)
{
	struct span fields, name, value;
	enum record_answer answer;
	size_t statuses = 0;

	MUST(record_open(line, &fields));
	while ((answer = record_next(&fields, &name, &value)) == RECORD_FIELD)
		statuses += span_eq(name, SPAN("HTTP_STATUS"));
	MUST(answer == RECORD_END && statuses == 1);
}

static void
check_access_line(
    const struct scene *s, const struct trial *t, struct span in, uint64_t sent)
{
	static char buf[LIMIT_LOG_LINE + 1];
	struct conf conf = s->conf;
	struct address peer = { ADDRESS_IPV6, { 0x20, 1, [15] = 1 }, 80 };
	struct exchange x = {
		.peer = &peer,
		.time_s = t->plan.reply.date,
		.line = request_first_line(in),
		.status = t->plan.reply.status,
		.bytes = sent,
		.duration_us = s->now_ns,
		.why = t->plan.why,
	};

	MUST(x.line.n == 0 || inside(x.line, in));
	if (t->parsed) {
		(void)field_only(&t->req.fields, SPAN("Referer"), &x.referer);
		(void)field_only(&t->req.fields, SPAN("User-Agent"), &x.agent);
		x.authority = t->req.host;
	}
	for (conf.log_format = CONF_FORMAT_COMMON;
	     conf.log_format <= CONF_FORMAT_JOURNAL; conf.log_format++) {
		struct text out = { buf, LIMIT_LOG_LINE, 0 };

		accesslog_put(&out, &conf, &x);
		MUST(text_fits(&out) && out.n > 0 && buf[out.n - 1] == '\n');
		switch (conf.log_format) {
		case CONF_FORMAT_COMMON:
			check_quoted_line(TEXT_SPAN(out), 2);
			break;
		case CONF_FORMAT_COMBINED:
			check_quoted_line(TEXT_SPAN(out), 6);
			break;
		case CONF_FORMAT_VHOST: /* the host has no quotes */
			check_quoted_line(TEXT_SPAN(out), 6);
			break;
		case CONF_FORMAT_JSON:
			break;
		case CONF_FORMAT_JOURNAL:
			check_record(TEXT_SPAN(out));
			break;
		}
	}
}

/* 9.3.2: a HEAD is answered with the fields that a GET would be. */
static void
check_head_method(const struct scene *s, struct trial *t)
{
	static char as_head[LIMIT_OUT], as_get[LIMIT_OUT];
	struct text head = TEXT(as_head), get_ = TEXT(as_get);

	if (t->req.method != METHOD_HEAD ||
	    !(s->conf.methods & METHOD_BIT(METHOD_GET)) ||
	    !(s->conf.methods & METHOD_BIT(METHOD_HEAD)) ||
	    field_count(&t->req.fields, SPAN("Range")) > 0)
		return;
	plan_for(s, t);
	reply_head(&head, &t->plan.reply);
	t->req.method = METHOD_GET;
	plan_for(s, t);
	reply_head(&get_, &t->plan.reply);
	t->req.method = METHOD_HEAD;
	MUST(span_eq(TEXT_SPAN(head), TEXT_SPAN(get_)));
}

/*
 * A change is planned only where one is allowed.  It is then made or not made,
 * and both have a valid answer.
 */
static void
check_effect(const struct scene *s, struct trial *t)
{
	struct asked asked = asked_of(s, t);
	struct scene after = *s;
	struct deed deed = { .created = s->facts.kind == FILE_ABSENT,
		.facts = &after.facts,
		.name = SPAN("") };
	struct plan *p = &t->plan;

	MUST(t->parsed && p->why == REFUSE_NOT);
	MUST(METHODS_WRITING & s->conf.methods & METHOD_BIT(t->req.method));
	MUST(s->conf.upload.n > 0);
	MUST(p->effect == EFFECT_REMOVE
		 ? t->req.method == METHOD_DELETE
		 : t->req.method != METHOD_DELETE && p->intake == INTAKE_TAKE);
	/* 10.1.1: the server does not invite a body that it will not take. */
	MUST(!p->invites || p->intake == INTAKE_TAKE);
	/* The file that is changed has a name, which is not hidden. */
	MUST(t->req.method == METHOD_POST || t->req.target.path.n > 0);
	MUST(memmem(t->req.target.path.p, t->req.target.path.n, "/.", 2) ==
	     NULL);
	if (s->outcome != REFUSE_NOT) {
		plan_settle(&asked, s->outcome, p);
		if (s->outcome != REFUSE_PEER_GONE)
			(void)check_answer(s, t);
		return;
	}
	after.facts.kind = FILE_REGULAR;
	if (p->effect == EFFECT_ADD) {
		deed.created = true;
		deed.name = SPAN("a b");
	}
	upload_settle(&asked, &deed, p);
	(void)check_answer(&after, t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct scene scene;
	static struct trial trial;
	struct span in = { (const char *)data, n };
	uint64_t sent;

	choose_scene(&in, &scene);
	if (in.n > LIMIT_HEAD)
		return 0;
	run(&scene, in, &trial);
	if (trial.plan.effect != EFFECT_NONE) {
		check_effect(&scene, &trial);
		return 0;
	}
	sent = check_answer(&scene, &trial);
	check_access_line(&scene, &trial, in, sent);
	if (trial.plan.intake == INTAKE_DROP) {
		MUST(trial.parsed);
		struct asked asked = asked_of(&scene, &trial);

		plan_settle(&asked, scene.outcome, &trial.plan);
		/*
		 * A peer that has gone gets a line in the log, and no answer.
		 */
		sent = scene.outcome == REFUSE_PEER_GONE
			   ? 0
			   : check_answer(&scene, &trial);
		/* The rest of a body that failed is not a request. */
		MUST(scene.outcome == REFUSE_NOT || trial.plan.close);
		check_access_line(&scene, &trial, in, sent);
	}
	check_head_method(&scene, &trial);
	return 0;
}
