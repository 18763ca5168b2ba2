#define _GNU_SOURCE
#include "client/curl.h"

#include "base/limits.h"
#include "base/text.h"
#include "client/curl_load.h"
#include "client/curl_options.h"
#include "client/curl_outcome.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Bytes that libcurl reads at a time: large enough to check in one piece. */
#define BUFFER (256 * 1024L)

#ifndef VERSION
#define VERSION "unknown"
#endif

static struct curl_lib lib;

/* The error of a transfer, in words of libcurl. */
static char error[CURL_ERROR_SIZE];

/* The state of one transfer. */
struct transfer {
	const struct transport_request *request;
	const struct transport_events *events;
	bool in_body, stopped, drained;
	/* the response is complete, even if libcurl still waits */
	bool over;
	const char *why; /* an error that is ours and not libcurl's, or NULL */
	uint64_t sent;
	size_t head_n;
	struct curl_held held;
	char head[LIMIT_MESSAGE];
};

/* Returns the first digit of the status in "HTTP/1.1 200 OK". */
static char
status_class(const struct transfer *t)
{
	const char *space = memchr(t->head, ' ', t->head_n);

	return space != NULL && space + 1 < t->head + t->head_n ? space[1]
								: '0';
}

static bool
has_body(const struct transport_request *r)
{
	return r->upload >= 0 || r->data.p != NULL || r->form;
}

/* Shows a head of a 1xx to the events that want it. */
static void
tell_interim(const struct transfer *t)
{
	if (t->events->interim != NULL)
		t->events->interim(
		    t->events->arg, (struct span){ t->head, t->head_n });
}

/* Takes a line of a head.  An interim one (1xx) is replaced by the next. */
static size_t
on_header(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	size_t bytes = size * n;
	bool end = (bytes == 2 && *p == '\r') || (bytes == 1 && *p == '\n');

	if (t->in_body) /* a line of the trailer section is ignored */
		return bytes;
	if (bytes > 5 && memcmp(p, "HTTP/", 5) == 0)
		t->head_n = 0;
	if (bytes > sizeof t->head - t->head_n) {
		t->why = "the head of the response is too long";
		return 0;
	}
	memcpy(t->head + t->head_n, p, bytes);
	t->head_n += bytes;
	if (end && status_class(t) == '1')
		tell_interim(t);
	if (!end || status_class(t) == '1')
		return bytes;
	t->in_body = true;
	t->stopped = !t->events->head(
	    t->events->arg, (struct span){ t->head, t->head_n });
	/*
	 * libcurl does not treat a HEAD with a body as a HEAD: it would wait
	 * for the body of the response.
	 */
	t->over =
	    (t->request->flags & TRANSPORT_NO_BODY) && has_body(t->request);
	return t->stopped || t->over ? 0 : bytes;
}

static size_t
on_body(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;

	t->stopped =
	    !t->events->body(t->events->arg, (struct span){ p, size * n });
	return t->stopped ? 0 : size * n;
}

/* Reads from the descriptor.  A negative result ends the transfer. */
static ssize_t
read_upload(struct transfer *t, char *p, size_t room)
{
	ssize_t got;

	do
		got = read(t->request->upload, p, room);
	while (got < 0 && errno == EINTR);
	t->drained |= got > 0;
	return got;
}

/* Reads from the data. */
static ssize_t
read_data(const struct transfer *t, char *p, size_t room)
{
	struct span rest = span_from(t->request->data, (size_t)t->sent);

	if (room > rest.n)
		room = rest.n;
	memcpy(p, rest.p, room);
	return (ssize_t)room;
}

/* Gives libcurl bytes to send. */
static size_t
on_read(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	ssize_t got = t->request->upload >= 0 ? read_upload(t, p, size * n)
					      : read_data(t, p, size * n);

	if (got < 0)
		return CURL_READFUNC_ABORT;
	t->sent += (size_t)got;
	if (t->events->sent != NULL)
		t->events->sent(t->events->arg, t->sent);
	return (size_t)got;
}

/*
 * Starts the body again from its beginning, when a connection was lost or asks
 * for a password.
 */
static int
on_seek(void *arg, curl_off_t offset, int origin)
{
	struct transfer *t = arg;

	if (origin != SEEK_SET || offset < 0)
		return CURL_SEEKFUNC_CANTSEEK;
	if (t->request->upload >= 0) {
		if (t->request->upload_from < 0 ||
		    lseek(t->request->upload, t->request->upload_from + offset,
			SEEK_SET) < 0)
			return CURL_SEEKFUNC_CANTSEEK;
	} else if ((uint64_t)offset > t->request->data.n) {
		return CURL_SEEKFUNC_FAIL;
	}
	t->sent = (uint64_t)offset;
	return CURL_SEEKFUNC_OK;
}

static void
set_body(struct transfer *t)
{
	const struct transport_request *r = t->request;
	bool upload = r->upload >= 0, body = has_body(r);
	bool unread = (r->flags & TRANSPORT_NO_BODY) && !body;

	if (unread)
		lib.setopt(lib.easy, CURLOPT_NOBODY, 1L);
	if (body && !r->form) {
		lib.setopt(lib.easy, CURLOPT_UPLOAD, 1L);
		lib.setopt(lib.easy, CURLOPT_INFILESIZE_LARGE,
		    upload && r->upload_n == TRANSPORT_SIZE_UNKNOWN
			? (curl_off_t)-1
			: (curl_off_t)(upload ? r->upload_n : r->data.n));
	}
	lib.setopt(lib.easy, CURLOPT_READFUNCTION, on_read);
	lib.setopt(lib.easy, CURLOPT_READDATA, t);
	lib.setopt(lib.easy, CURLOPT_SEEKFUNCTION, on_seek);
	lib.setopt(lib.easy, CURLOPT_SEEKDATA, t);
	/* libcurl can send some of these methods by itself, without a body. */
	if ((body && !(r->form && strcmp(r->method, "POST") == 0)) ||
	    strcmp(r->method, unread ? "HEAD" : "GET") != 0)
		lib.setopt(lib.easy, CURLOPT_CUSTOMREQUEST, r->method);
}

static const char *
set_options(struct transfer *t)
{
	const struct transport_request *r = t->request;

	lib.reset(lib.easy);
	lib.setopt(lib.easy, CURLOPT_URL, r->url);
	lib.setopt(lib.easy, CURLOPT_PATH_AS_IS, 1L);
	lib.setopt(lib.easy, CURLOPT_PROTOCOLS_STR, "http,https");
	lib.setopt(lib.easy, CURLOPT_NOSIGNAL, 1L);
	lib.setopt(lib.easy, CURLOPT_NOPROGRESS, 1L);
	lib.setopt(lib.easy, CURLOPT_ERRORBUFFER, error);
	lib.setopt(lib.easy, CURLOPT_BUFFERSIZE, BUFFER);
	lib.setopt(lib.easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	lib.setopt(lib.easy, CURLOPT_USERAGENT, "minihttp-client/" VERSION);
	lib.setopt(lib.easy, CURLOPT_HEADERFUNCTION, on_header);
	lib.setopt(lib.easy, CURLOPT_HEADERDATA, t);
	lib.setopt(lib.easy, CURLOPT_WRITEFUNCTION, on_body);
	lib.setopt(lib.easy, CURLOPT_WRITEDATA, t);
	if (r->timeout_ms > 0)
		lib.setopt(lib.easy, CURLOPT_TIMEOUT_MS, (long)r->timeout_ms);
	if (r->flags & TRANSPORT_APART) {
		lib.setopt(lib.easy, CURLOPT_FRESH_CONNECT, 1L);
		lib.setopt(lib.easy, CURLOPT_FORBID_REUSE, 1L);
	}
	set_body(t);
	return curl_options_set(&lib, r, &t->held);
}

static enum transport_answer
perform(struct transfer *t, struct transport_outcome *o)
{
	CURLcode code;

	error[0] = '\0';
	code = lib.perform(lib.easy);
	curl_outcome_read(&lib, code, o);
	o->drained = t->drained;
	if (t->stopped)
		return TRANSPORT_STOPPED;
	if (code == CURLE_OK || t->over)
		return TRANSPORT_DONE;
	o->why = t->why != NULL     ? t->why
		 : error[0] != '\0' ? error
				    : lib.strerror(code);
	return TRANSPORT_FAILED;
}

void
curl_forget(void)
{
	curl_load_forget(&lib);
}

int
curl_save_jar(const char *jar, bool failed)
{
	return lib.easy == NULL ? 0 : curl_outcome_jar(&lib, jar, failed);
}

enum transport_answer
curl_run(void *self, const struct transport_request *request,
    const struct transport_events *events, struct transport_outcome *o)
{
	static struct transfer t;
	enum transport_answer answer;

	(void)self;
	*o = (struct transport_outcome){ 0 };
	o->why = curl_load(&lib, request);
	if (o->why != NULL)
		return TRANSPORT_FAILED;
	t.request = request;
	t.events = events;
	t.in_body = t.stopped = t.over = t.drained = false;
	t.sent = 0;
	t.head_n = 0;
	t.why = NULL;
	o->why = set_options(&t);
	answer = o->why != NULL ? TRANSPORT_FAILED : perform(&t, o);
	curl_options_free(&lib, &t.held);
	return answer;
}
