#define _GNU_SOURCE
#include "server/cgi_relay.h"

#include "os/clock.h"
#include "server/failure.h"
#include "server/transfer.h"
#include "site/cgi_reply.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define PIECE 32768

_Static_assert(
    sizeof((struct cgi_relay *)0)->line == CGI_REPLY_LINE, "one line");
_Static_assert(3 * LIMIT_CGI_HEAD + LIMIT_PATH < LIMIT_OUT,
    "a script's fields, and what came with them, fit");

static void
moved(struct cgi_relay *r, enum cgi_relay_party party)
{
	r->since[party] = clock_mono_ms();
}

static void
close_end(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* --- the request body, to the script --- */

/*
 * Stops sending the request body.  A script that stops reading needs no more of
 * it.
 */
static void
stop_feeding(struct cgi_relay *r, bool whole)
{
	r->feeding = false;
	close_end(&r->script.in);
	if (!whole)
		r->c->plan.close = true;
}

/* Returns true if the end of the body is known without reading another byte. */
static bool
is_read(const struct body *b)
{
	return b->kind == FRAMING_NONE ||
	       (b->kind == FRAMING_LENGTH && b->left == 0);
}

/* Returns false if nothing more of the body is available now. */
static bool
next_piece(struct cgi_relay *r)
{
	struct conn *c = r->c;
	enum refusal why = REFUSE_NOT;

	if (c->in.at == c->in.n && !r->readable && !is_read(&r->body))
		return false;
	r->readable = false;
	switch (body_next(&r->body, &c->in, c->wire, &r->piece, &why)) {
	case BODY_PIECE:
		moved(r, CGI_RELAY_SENDER);
		if (r->body.seen > c->service->conf->max_body_size)
			r->why = REFUSE_BODY_LARGE;
		return r->why == REFUSE_NOT;
	case BODY_OVER:
		stop_feeding(r, true);
		return false;
	/* this body is read without waiting; see cgi_relay_run */
	case BODY_FAILED:
		if (why != REFUSE_BODY_SLOW)
			r->why = why;
		return false;
	}
	return false;
}

static void
feed(struct cgi_relay *r)
{
	while (r->feeding && (r->piece.n > 0 || next_piece(r))) {
		int64_t n =
		    cgi_spawner_write(r->script.in, r->piece.p, r->piece.n);

		if (n == -EAGAIN)
			return;
		if (n < 0) {
			stop_feeding(r, false);
			return;
		}
		r->piece = span_from(r->piece, (size_t)n);
		moved(r, CGI_RELAY_SCRIPT);
	}
}

/* --- the script's response, to the peer --- */

/* Puts content for the peer, in a chunk if necessary. */
static void
put_content(struct cgi_relay *r, struct span s)
{
	struct conn *c = r->c;

	if (c->plan.content != CONTENT_SCRIPT || c->local.n > 0)
		return;
	if (r->bounded && s.n > r->left)
		s.n = (size_t)r->left;
	r->left -= r->bounded ? s.n : 0;
	if (s.n == 0)
		return; /* an empty chunk would be the last one */
	c->content += s.n;
	if (c->plan.reply.chunked) {
		text_hex(&r->out, s.n);
		text_put(&r->out, SPAN("\r\n"));
	}
	text_put(&r->out, s);
	if (c->plan.reply.chunked)
		text_put(&r->out, SPAN("\r\n"));
	LIMIT_CHECK(text_fits(&r->out));
}

/*
 * Copies the path of a local redirect, since the next response overwrites it.
 */
static void
keep_local(struct conn *c, struct span place)
{
	memcpy(c->local_room, place.p, place.n);
	c->local = (struct span){ c->local_room, place.n };
}

_Static_assert(sizeof((struct conn *)0)->local_room >= LIMIT_CGI_HEAD,
    "any Location fits");

/*
 * Begins the response, in a function of its own because of its buffer.  Returns
 * false if the text is not a head.
 */
static __attribute__((noinline)) bool
begin(struct cgi_relay *r, struct span bytes)
{
	struct conn *c = r->c;
	char room[2 * LIMIT_CGI_HEAD];
	struct text fields = TEXT(room);
	struct cgi_head head;

	if (!cgi_head_parse(bytes, &fields, &head))
		return false;
	LIMIT_CHECK(text_fits(&fields));
	r->begun = head.kind == CGI_HEAD_ANSWER;
	if (head.kind == CGI_HEAD_LOCAL) {
		keep_local(c, head.location);
		return true;
	}
	cgi_reply_plan(&c->asked, &head, TEXT_SPAN(fields),
	    r->feeding ? CGI_REPLY_PENDING : CGI_REPLY_WHOLE, &c->plan);
	r->bounded = c->plan.reply.has_length;
	r->left = r->bounded ? head.length : 0;
	reply_head(&r->out, &c->plan.reply);
	c->plan.reply.passed = SPAN(""); /* the content is sent with the head */
	return true;
}

/*
 * Tries to parse what has been read so far as a head, which may be incomplete.
 */
static void
find_head(struct cgi_relay *r)
{
	struct conn *c = r->c;
	struct span bytes = { r->head, r->head_n };
	size_t n = 0;

	if (cgi_is_nph(c->req.target.path, &c->found.script)) {
		cgi_reply_plan_nph(bytes, &c->plan);
		r->begun = true;
	} else {
		n = cgi_head_find(bytes);
		if (n == 0 && bytes.n < sizeof r->head)
			return;
		if (n == 0 || !begin(r, (struct span){ bytes.p, n })) {
			r->why = REFUSE_CGI_HEAD;
			return;
		}
	}
	wire_begin(c->wire);
	put_content(r, span_from(bytes, n));
}

/* Reads output of the script.  Returns false if none is available now. */
static bool
read_answer(struct cgi_relay *r)
{
	bool heads = !r->begun && r->c->local.n == 0;
	char buf[PIECE];
	int64_t n;

	n = heads ? cgi_spawner_read(r->script.out, r->head + r->head_n,
			sizeof r->head - r->head_n)
		  : cgi_spawner_read(r->script.out, buf, sizeof buf);
	if (n == -EAGAIN && r->script.told >= 0)
		return false;
	/* the script has exited, and another process still has the pipe */
	if (n <= 0) {
		r->eof = true;
		r->end_ms = clock_mono_ms() + LIMIT_CGI_END_MS;
		return false;
	}
	moved(r, CGI_RELAY_SCRIPT);
	if (!heads) {
		put_content(r, (struct span){ buf, (size_t)n });
		return true;
	}
	r->head_n += (size_t)n;
	find_head(r);
	return true;
}

/*
 * Writes as much as the peer takes now, or all of it if no other party has to
 * be served.
 */
static void
flush(struct cgi_relay *r)
{
	struct wire *w = r->c->wire;
	const char *p = r->out.p + r->gone;
	size_t n = r->out.n - r->gone;
	ssize_t put = 0;

	if (n == 0)
		return;
	if (r->feeding)
		put = wire_write_some(w, p, n);
	else { /* each piece may take as long as a response */
		wire_begin(w);
		put = wire_write(w, p, n, WIRE_LAST);
		if (put == 0)
			put = (ssize_t)n;
	}
	if (put == -EAGAIN)
		return;
	if (put < 0) {
		r->why = failure_of_send((int)put);
		return;
	}
	r->gone += (size_t)put;
	moved(r, CGI_RELAY_READER);
	if (!cgi_relay_is_pending(r))
		r->out.n = r->gone = 0;
}

static void
answer(struct cgi_relay *r)
{
	flush(r);
	while (!r->eof && r->why == REFUSE_NOT && !cgi_relay_is_pending(r) &&
	       read_answer(r))
		flush(r);
}

/* --- the script's errors, to the log --- */

static void
log_line(struct cgi_relay *r)
{
	const struct service *s = r->c->service;
	char buf[LIMIT_LOG_LINE];
	struct text t = TEXT(buf);

	cgi_reply_put_error(&t, &r->c->req, &r->c->found.script,
	    (struct span){ r->line, r->line_n });
	r->line_n = 0;
	if (text_fits(&t))
		log_write(service_error_log(s), LOG_LEVEL_ERROR, TEXT_SPAN(t));
}

/* Reads everything that is available; lines beyond the limit are dropped. */
static void
read_errors(struct cgi_relay *r)
{
	char buf[1024];
	int64_t n = 0;

	while (r->script.err >= 0 &&
	       (n = cgi_spawner_read(r->script.err, buf, sizeof buf)) > 0)
		for (int64_t i = 0; i < n; i++) {
			if (r->logged++ >= LIMIT_CGI_ERROR)
				continue;
			if (buf[i] != '\n')
				r->line[r->line_n++] = buf[i];
			if (r->line_n == sizeof r->line ||
			    (buf[i] == '\n' && r->line_n > 0))
				log_line(r);
		}
	if (n != -EAGAIN)
		close_end(&r->script.err);
}

/* Returns the failure of a script that has exited. */
static enum refusal
judge(const struct cgi_relay *r)
{
	bool killed = r->script.told < 0 && r->word.fate == CGI_SPAWNER_ENDED &&
		      (r->word.value & 0x7f) != 0;

	if (r->script.told < 0)
		switch ((enum cgi_spawner_fate)r->word.fate) {
		case CGI_SPAWNER_NO_SCRIPT:
		case CGI_SPAWNER_NO_EXEC:
			return REFUSE_CGI_EXEC;
		case CGI_SPAWNER_LATE:
			return REFUSE_CGI_SLOW;
		case CGI_SPAWNER_ENDED:
			break;
		}
	if (!r->begun)
		return r->c->local.n > 0 ? REFUSE_NOT : REFUSE_CGI_HEAD;
	if (killed ||
	    (r->bounded && r->left > 0 && r->c->plan.content == CONTENT_SCRIPT))
		return REFUSE_CGI_CUT;
	return REFUSE_NOT;
}

/* Sends the rest of the output and the end of the response. */
static enum refusal
finish(struct cgi_relay *r)
{
	r->feeding = false;
	if (r->begun && r->c->plan.reply.chunked)
		text_put(&r->out, SPAN("0\r\n\r\n"));
	flush(r);
	return r->why;
}

enum refusal
cgi_relay_run(
    struct cgi_relay *r, struct conn *c, const struct cgi_spawned *script)
{
	/* This pace does not wait, since other parties have to be served. */
	struct pace impatient = { 0, 0, 0 };

	r->c = c;
	r->script = *script;
	r->why = REFUSE_NOT;
	r->piece = SPAN("");
	r->feeding = r->readable = true;
	r->begun = r->bounded = r->eof = false;
	r->awaited_ms = 0;
	r->left = 0;
	r->out = TEXT(c->out.buf);
	r->gone = r->head_n = r->line_n = r->logged = 0;
	r->end_ms = r->half_ms = CGI_RELAY_NEVER;
	for (int i = 0; i < CGI_RELAY_PARTIES; i++)
		moved(r, (enum cgi_relay_party)i);
	body_init(&r->body, &c->req.framing, &impatient);
	do {
		feed(r);
		if (r->script.told >= 0)
			(void)cgi_spawner_hear(&r->script, &r->word);
		if (r->why == REFUSE_NOT)
			answer(r);
		read_errors(r);
	} while (r->why == REFUSE_NOT && !(r->eof && r->script.told < 0) &&
		 cgi_relay_wait(r));
	read_errors(r);
	if (r->line_n > 0)
		log_line(r);
	if (r->why == REFUSE_NOT)
		r->why = judge(r);
	if (r->why == REFUSE_NOT)
		r->why = finish(r);
	cgi_spawner_end(&r->script);
	return r->why;
}
