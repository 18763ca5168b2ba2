#define _GNU_SOURCE
#include "client/curl.h"

#include "base/limits.h"
#include "base/text.h"
#include "client/curl_options.h"
#include "client/curl_outcome.h"

#include <dlfcn.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Bytes that libcurl reads at a time: large enough to check in one piece. */
#define BUFFER (256 * 1024L)

#ifndef VERSION
#define VERSION "unknown"
#endif

static struct {
	/* libcurl, whose handle is kept, and its connections with it */
	struct curl_lib c;
	bool secure; /* libcurl was started with TLS */
	CURLcode (*global_init)(long);
	void (*global_cleanup)(void);
	CURL *(*init)(void);
	void (*cleanup)(CURL *);
	void (*reset)(CURL *);
	CURLcode (*perform)(CURL *);
	const char *(*strerror)(CURLcode);
	char error[CURL_ERROR_SIZE];
} lib;

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

static bool
find(void *handle, const char *name, void *function)
{
	void *p = dlsym(handle, name);

	memcpy(function, &p, sizeof p);
	return p != NULL;
}

/* Loads libcurl.  Returns NULL, or why that failed. */
static const char *
load(void)
{
	static const char *const names[] = { "libcurl.so.4",
		"libcurl-gnutls.so.4", "libcurl.so" };
	void *h = NULL;

	for (size_t i = 0; h == NULL && i < 3; i++)
		h = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL);
	if (h == NULL)
		return "libcurl.so.4 cannot be loaded; is it installed?";
	if (!find(h, "curl_easy_init", &lib.init) ||
	    !find(h, "curl_easy_cleanup", &lib.cleanup) ||
	    !find(h, "curl_global_cleanup", &lib.global_cleanup) ||
	    !find(h, "curl_easy_reset", &lib.reset) ||
	    !find(h, "curl_easy_setopt", &lib.c.setopt) ||
	    !find(h, "curl_easy_perform", &lib.perform) ||
	    !find(h, "curl_easy_getinfo", &lib.c.getinfo) ||
	    !find(h, "curl_easy_strerror", &lib.strerror) ||
	    !find(h, "curl_slist_append", &lib.c.append) ||
	    !find(h, "curl_slist_free_all", &lib.c.free_all) ||
	    !find(h, "curl_mime_init", &lib.c.mime_init) ||
	    !find(h, "curl_mime_free", &lib.c.mime_free) ||
	    !find(h, "curl_mime_addpart", &lib.c.mime_addpart) ||
	    !find(h, "curl_mime_name", &lib.c.mime_name) ||
	    !find(h, "curl_mime_data", &lib.c.mime_data) ||
	    !find(h, "curl_mime_filedata", &lib.c.mime_filedata) ||
	    !find(h, "curl_mime_filename", &lib.c.mime_filename) ||
	    !find(h, "curl_mime_type", &lib.c.mime_type) ||
	    !find(h, "curl_mime_encoder", &lib.c.mime_encoder) ||
	    !find(h, "curl_mime_subparts", &lib.c.mime_subparts) ||
	    !find(h, "curl_mime_headers", &lib.c.mime_headers) ||
	    !find(h, "curl_global_init", &lib.global_init))
		return "this libcurl lacks a function that is needed";
	return NULL;
}

/* Returns true if the request needs TLS, for the URL or for a proxy. */
static bool
wants_tls(const struct transport_request *r)
{
	for (size_t i = 0; i < r->nsettings; i++)
		if (r->setting[i].key == TRANSPORT_PROXY ||
		    r->setting[i].key == TRANSPORT_COOKIE_JAR)
			return true; /* cookies would be lost with the handle */
	return strncmp(r->url, "https:", 6) == 0 ||
	       getenv("http_proxy") != NULL || getenv("all_proxy") != NULL ||
	       getenv("ALL_PROXY") != NULL;
}

/* Returns true if there is a byte beyond ASCII, written as it is or escaped. */
static bool
is_international(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x80 ||
		    (*s == '%' && memchr("89abcdefABCDEF", s[1], 14) != NULL))
			return true;
	return false;
}

/*
 * Sets a locale of UTF-8, because libcurl reads a name beyond ASCII, of a host
 * or proxy, in the character set of the locale.
 */
static void
allow_idn(const struct transport_request *r)
{
	bool any = is_international(r->url);

	for (size_t i = 0; i < r->nsettings && !any; i++)
		any = is_international(r->setting[i].value);
	if (any && setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		/* if this fails, the request fails */
		(void)setlocale(LC_CTYPE, "en_US.UTF-8");
}

/*
 * Initialises libcurl, and TLS when a request first needs it: TLS reads a
 * configuration and builds tables, which plain http does not use.  Returns NULL
 * or an error.
 */
static const char *
start(const struct transport_request *r)
{
	bool secure = wants_tls(r);

	allow_idn(r);
	if (lib.c.easy != NULL && (lib.secure || !secure))
		return NULL;
	if (lib.c.easy != NULL) {
		lib.cleanup(lib.c.easy);
		lib.c.easy = NULL;
		/* a second init without this would change nothing */
		lib.global_cleanup();
	} else if (lib.global_init == NULL) {
		const char *why = load();

		if (why != NULL)
			return why;
	}
	if (lib.global_init(
		secure ? CURL_GLOBAL_DEFAULT : CURL_GLOBAL_NOTHING) != CURLE_OK)
		return "libcurl cannot be started";
	lib.secure = secure;
	lib.c.easy = lib.init();
	return lib.c.easy == NULL ? "out of memory" : NULL;
}

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
		lib.c.setopt(lib.c.easy, CURLOPT_NOBODY, 1L);
	if (body && !r->form) {
		lib.c.setopt(lib.c.easy, CURLOPT_UPLOAD, 1L);
		lib.c.setopt(lib.c.easy, CURLOPT_INFILESIZE_LARGE,
		    upload && r->upload_n == TRANSPORT_SIZE_UNKNOWN
			? (curl_off_t)-1
			: (curl_off_t)(upload ? r->upload_n : r->data.n));
	}
	lib.c.setopt(lib.c.easy, CURLOPT_READFUNCTION, on_read);
	lib.c.setopt(lib.c.easy, CURLOPT_READDATA, t);
	lib.c.setopt(lib.c.easy, CURLOPT_SEEKFUNCTION, on_seek);
	lib.c.setopt(lib.c.easy, CURLOPT_SEEKDATA, t);
	/* libcurl can send some of these methods by itself, without a body. */
	if ((body && !(r->form && strcmp(r->method, "POST") == 0)) ||
	    strcmp(r->method, unread ? "HEAD" : "GET") != 0)
		lib.c.setopt(lib.c.easy, CURLOPT_CUSTOMREQUEST, r->method);
}

static const char *
set_options(struct transfer *t)
{
	const struct transport_request *r = t->request;

	lib.reset(lib.c.easy);
	lib.c.setopt(lib.c.easy, CURLOPT_URL, r->url);
	lib.c.setopt(lib.c.easy, CURLOPT_PATH_AS_IS, 1L);
	lib.c.setopt(lib.c.easy, CURLOPT_PROTOCOLS_STR, "http,https");
	lib.c.setopt(lib.c.easy, CURLOPT_NOSIGNAL, 1L);
	lib.c.setopt(lib.c.easy, CURLOPT_NOPROGRESS, 1L);
	lib.c.setopt(lib.c.easy, CURLOPT_ERRORBUFFER, lib.error);
	lib.c.setopt(lib.c.easy, CURLOPT_BUFFERSIZE, BUFFER);
	lib.c.setopt(lib.c.easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	lib.c.setopt(lib.c.easy, CURLOPT_USERAGENT, "minihttp-client/" VERSION);
	lib.c.setopt(lib.c.easy, CURLOPT_HEADERFUNCTION, on_header);
	lib.c.setopt(lib.c.easy, CURLOPT_HEADERDATA, t);
	lib.c.setopt(lib.c.easy, CURLOPT_WRITEFUNCTION, on_body);
	lib.c.setopt(lib.c.easy, CURLOPT_WRITEDATA, t);
	if (r->timeout_ms > 0)
		lib.c.setopt(
		    lib.c.easy, CURLOPT_TIMEOUT_MS, (long)r->timeout_ms);
	if (r->flags & TRANSPORT_APART) {
		lib.c.setopt(lib.c.easy, CURLOPT_FRESH_CONNECT, 1L);
		lib.c.setopt(lib.c.easy, CURLOPT_FORBID_REUSE, 1L);
	}
	set_body(t);
	return curl_options_set(&lib.c, r, &t->held);
}

static enum transport_answer
perform(struct transfer *t, struct transport_outcome *o)
{
	CURLcode code;

	lib.error[0] = '\0';
	code = lib.perform(lib.c.easy);
	curl_outcome_read(&lib.c, code, o);
	o->drained = t->drained;
	if (t->stopped)
		return TRANSPORT_STOPPED;
	if (code == CURLE_OK || t->over)
		return TRANSPORT_DONE;
	o->why = t->why != NULL         ? t->why
		 : lib.error[0] != '\0' ? lib.error
					: lib.strerror(code);
	return TRANSPORT_FAILED;
}

void
curl_forget(void)
{
	if (lib.c.easy != NULL)
		/* no cleanup, which would send protocol messages */
		lib.c.easy = lib.init();
}

int
curl_save_jar(const char *jar, bool failed)
{
	return lib.c.easy == NULL ? 0 : curl_outcome_jar(&lib.c, jar, failed);
}

enum transport_answer
curl_run(void *self, const struct transport_request *request,
    const struct transport_events *events, struct transport_outcome *o)
{
	static struct transfer t;
	enum transport_answer answer;

	(void)self;
	*o = (struct transport_outcome){ 0 };
	o->why = start(request);
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
	curl_options_free(&lib.c, &t.held);
	return answer;
}
