#define _GNU_SOURCE
#include "client/resumption_run.h"

#include "http/uri.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One request of the upload. */
struct leg {
	struct resumption_run *r;
	const struct transport_request *request; /* of the upload */
	const struct transport_events *events;
	struct transport_request sent;
	uint64_t offset; /* with patched */
	bool patched;
	const char *again; /* why another try is needed, or NULL */
	enum resumption_offset verdict;
	struct text head; /* of the answer to the question */
	char fields[LIMIT_MESSAGE], room[LIMIT_MESSAGE];
};

void
resumption_run_reset(struct resumption_run *r)
{
	r->known = r->live = false;
}

/* Returns false if the body is not a file whose upload can go on. */
static bool
identify(const struct transport_request *q, struct resumption_file *file)
{
	struct stat st;

	if (q->upload < 0 || q->upload_from != 0 ||
	    q->upload_n == TRANSPORT_SIZE_UNKNOWN || q->upload_n == 0 ||
	    fstat(q->upload, &st) < 0 || !S_ISREG(st.st_mode))
		return false;
	*file = (struct resumption_file){ .device = st.st_dev,
		.inode = st.st_ino,
		.size = (uint64_t)st.st_size,
		.modified_ns = (int64_t)st.st_mtim.tv_sec * 1000000000 +
			       st.st_mtim.tv_nsec };
	return file->size == q->upload_n;
}

/* --- the note for later processes ---------------------------------------- */

static void
note_key(const struct resumption_run *r, struct store_key *key)
{
	char buf[LIMIT_URI + 64];
	struct text t = TEXT(buf);

	text_put(&t, SPAN("upload "));
	text_u64(&t, r->file.device);
	text_char(&t, ' ');
	text_u64(&t, r->file.inode);
	text_char(&t, ' ');
	text_put(&t, span_str(r->url));
	store_key_of(TEXT_SPAN(t), key);
}

static void
put_note(struct text *t, const struct resumption_run *r)
{
	resumption_put_note(t, &r->file, span_str(r->location));
}

static void
write_note(const struct resumption_run *r)
{
	char buf[RESUMPTION_NOTE];
	struct text t = TEXT(buf);
	struct store_key key;

	if (r->store == NULL)
		return;
	put_note(&t, r);
	note_key(r, &key);
	/* without a note, only this process can go on */
	if (text_fits(&t) && store_make(r->store) == 0)
		(void)store_write(r->store, &key, STORE_NOTE, TEXT_SPAN(t));
}

/*
 * Returns true if the note is about this upload, and not about one that another
 * process has begun since.
 */
static bool
owns_note(const struct resumption_run *r, const struct store_key *key)
{
	char buf[RESUMPTION_NOTE], own[RESUMPTION_NOTE];
	struct text t = TEXT(own);
	ssize_t n = store_read(r->store, key, STORE_NOTE, buf, sizeof buf);

	put_note(&t, r);
	return n >= 0 && span_eq((struct span){ buf, (size_t)n }, TEXT_SPAN(t));
}

static void
forget(struct resumption_run *r)
{
	struct store_key key;

	if (r->known && r->store != NULL) {
		note_key(r, &key);
		if (owns_note(r, &key))
			/* if it stays, the server says that it is of no use */
			(void)store_remove(r->store, &key, STORE_NOTE);
	}
	resumption_run_reset(r);
}

static void
read_note(struct resumption_run *r)
{
	char buf[RESUMPTION_NOTE];
	struct text t = { r->location, LIMIT_URI, 0 };
	struct store_key key;
	ssize_t n;

	if (r->store == NULL || !r->remembered)
		return;
	note_key(r, &key);
	n = store_read(r->store, &key, STORE_NOTE, buf, sizeof buf);
	if (n < 0)
		return;
	r->known = resumption_read_note(
	    (struct span){ buf, (size_t)n }, &r->file, span_str(r->url), &t);
	r->location[t.n] = '\0';
}

/* Sets r->known if the upload of this file has begun before. */
static void
recall(struct resumption_run *r, const struct transport_request *q,
    const struct resumption_file *file)
{
	if (r->known && resumption_is_same(&r->file, file))
		return;
	forget(r);
	memcpy(r->url, q->url, strlen(q->url) + 1);
	r->file = *file;
	read_note(r);
}

/* --- the events ----------------------------------------------------------- */

static bool
on_body(void *arg, struct span bytes)
{
	const struct leg *leg = arg;

	return leg->events->body(leg->events->arg, bytes);
}

static bool
on_answer(void *arg, struct span head)
{
	struct leg *leg = arg;

	if (leg->r->known)
		switch (resumption_judge_answer(head, leg->patched)) {
		case RESUMPTION_OVER:
			forget(leg->r);
			break;
		case RESUMPTION_KEPT:
			break;
		case RESUMPTION_BUSY:
			leg->again = "the server still waits for a part of the "
				     "upload";
			return false;
		case RESUMPTION_GONE:
			leg->again = "the server has forgotten the upload";
			forget(leg->r);
			return false;
		}
	return leg->events->head(leg->events->arg, head);
}

static void
on_interim(void *arg, struct span head)
{
	struct leg *leg = arg;
	struct resumption_run *r = leg->r;
	char buf[LIMIT_URI];
	struct text t = TEXT(buf);

	if (leg->patched || !resumption_offer(head, span_str(r->url), &t))
		return;
	memcpy(r->location, t.p, t.n);
	r->location[t.n] = '\0';
	r->known = r->live = true;
	write_note(r);
}

static void
on_sent(void *arg, uint64_t n)
{
	const struct leg *leg = arg;

	if (leg->events->sent != NULL)
		leg->events->sent(leg->events->arg, leg->offset + n);
}

static bool
on_offset(void *arg, struct span head)
{
	struct leg *leg = arg;

	leg->verdict = resumption_judge_offset(
	    head, leg->request->fields, leg->request->upload_n, &leg->offset);
	leg->head.n = 0;
	text_put(&leg->head, head);
	return true;
}

static bool
skip_body(void *arg, struct span bytes)
{
	(void)arg;
	(void)bytes;
	return true;
}

/* --- the requests --------------------------------------------------------- */

/* Runs a request; a broken line is worth another try. */
static enum transport_answer
run_next(const struct leg *leg, const struct transport_events *events,
    struct transport_outcome *o)
{
	const struct transport *next = leg->r->next;
	enum transport_answer answer =
	    next->run(next->self, &leg->sent, events, o);

	if (answer == TRANSPORT_FAILED && leg->r->live &&
	    resumption_is_break(o->code))
		o->hope = TRANSPORT_PASSING;
	return answer;
}

/* Runs the request that carries the content, or the rest of it. */
static enum transport_answer
send_content(struct leg *leg, struct transport_outcome *o)
{
	struct transport_events events = { .arg = leg,
		.head = on_answer,
		.body = on_body,
		.interim = on_interim,
		.sent = on_sent };
	enum transport_answer answer = run_next(leg, &events, o);

	o->drained |= leg->patched; /* the descriptor has moved */
	if (leg->again != NULL) {
		o->why = leg->again;
		o->hope = TRANSPORT_PASSING;
		o->code = 0;
		return TRANSPORT_FAILED;
	}
	return answer;
}

static enum transport_answer
begin(struct leg *leg, struct transport_outcome *o)
{
	struct text t = TEXT(leg->fields);

	resumption_put_first(&t, leg->request->fields, leg->request->upload_n);
	leg->sent = *leg->request;
	if (text_fits(&t))
		leg->sent.fields = TEXT_SPAN(t);
	leg->offset = 0;
	leg->patched = false;
	return send_content(leg, o);
}

static enum transport_answer
go_on(struct leg *leg, struct transport_outcome *o)
{
	const struct transport_request *q = leg->request;
	struct text t = TEXT(leg->fields);

	resumption_put_rest(&t, q->fields, leg->offset);
	leg->sent = *q;
	leg->sent.url = leg->r->location;
	leg->sent.method = "PATCH";
	/* libcurl repeats what breaks on a connection that it used before */
	leg->sent.flags |= TRANSPORT_APART;
	leg->sent.fields = TEXT_SPAN(t);
	leg->sent.upload_from = (int64_t)leg->offset;
	leg->sent.upload_n = q->upload_n - leg->offset;
	leg->patched = leg->r->live = true;
	if (!text_fits(&t) ||
	    lseek(q->upload, (off_t)leg->offset, SEEK_SET) < 0) {
		forget(leg->r);
		return begin(leg, o);
	}
	if (leg->r->tell != NULL)
		leg->r->tell(leg->offset, q->url);
	return send_content(leg, o);
}

/* Asks how much of the upload has arrived. */
static enum transport_answer
ask(struct leg *leg, struct transport_outcome *o)
{
	struct transport_events events = {
		.arg = leg, .head = on_offset, .body = skip_body
	};
	struct text t = TEXT(leg->fields);

	resumption_put_question(&t, leg->request->fields);
	leg->sent = *leg->request;
	leg->sent.url = leg->r->location;
	leg->sent.method = "HEAD";
	leg->sent.flags |= TRANSPORT_NO_BODY | TRANSPORT_APART;
	leg->sent.fields = TEXT_SPAN(t);
	leg->sent.upload = -1;
	leg->verdict = RESUMPTION_ANEW;
	return text_fits(&t) ? run_next(leg, &events, o) : TRANSPORT_DONE;
}

/* The question has been answered. */
static enum transport_answer
follow(struct leg *leg, struct transport_outcome *o)
{
	switch (leg->verdict) {
	case RESUMPTION_REST:
		return go_on(leg, o);
	case RESUMPTION_WHOLE:
		forget(leg->r);
		return leg->events->head(leg->events->arg, TEXT_SPAN(leg->head))
			   ? TRANSPORT_DONE
			   : TRANSPORT_STOPPED;
	case RESUMPTION_LATER:
		o->why = "the server does not say now how much of the upload "
			 "it has";
		o->hope = TRANSPORT_PASSING;
		return TRANSPORT_FAILED;
	case RESUMPTION_UNSURE:
		forget(leg->r);
		o->why = "all was sent, but the answer was lost: look whether "
			 "the server has accepted it";
		o->hope = TRANSPORT_FINAL;
		return TRANSPORT_FAILED;
	case RESUMPTION_ANEW:
		forget(leg->r);
		break;
	case RESUMPTION_REFUSED:
		break;
	}
	return begin(leg, o);
}

/*
 * Returns true if the request is not the upload that is known: a redirect leads
 * to that one again.
 */
static bool
is_on_the_way(const struct resumption_run *r, const struct transport_request *q)
{
	return r->known && strcmp(r->url, q->url) != 0;
}

enum transport_answer
resumption_run(void *self, const struct transport_request *q,
    const struct transport_events *events, struct transport_outcome *o)
{
	static struct leg leg;
	struct resumption_run *r = self;
	struct resumption_file file;
	enum transport_answer answer;

	if (!r->wanted || !resumption_applies(q->method, q->fields) ||
	    strlen(q->url) > LIMIT_URI || is_on_the_way(r, q) ||
	    !identify(q, &file))
		return r->next->run(r->next->self, q, events, o);
	leg.r = r;
	leg.request = q;
	leg.events = events;
	leg.again = NULL;
	leg.patched = false;
	leg.head = TEXT(leg.room);
	recall(r, q, &file);
	if (!r->known)
		return begin(&leg, o);
	answer = ask(&leg, o);
	return answer == TRANSPORT_DONE ? follow(&leg, o) : answer;
}
