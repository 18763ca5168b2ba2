#define _GNU_SOURCE
#include "client/curl.h"

#include "base/limits.h"
#include "client/trust.h"

#include <curl/curl.h>
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
	CURL *easy;  /* kept, and its connections with it */
	bool secure; /* it was started with TLS */
	CURLcode (*global_init)(long);
	void (*global_cleanup)(void);
	CURL *(*init)(void);
	void (*cleanup)(CURL *);
	void (*reset)(CURL *);
	CURLcode (*setopt)(CURL *, CURLoption, ...);
	CURLcode (*perform)(CURL *);
	CURLcode (*getinfo)(CURL *, CURLINFO, ...);
	const char *(*strerror)(CURLcode);
	struct curl_slist *(*append)(struct curl_slist *, const char *);
	void (*free_all)(struct curl_slist *);
	char error[CURL_ERROR_SIZE];
} lib;

/* One transfer. */
struct transfer {
	const struct transport_request *request;
	const struct transport_events *events;
	bool in_body, stopped;
	bool over;       /* the response has come, whatever libcurl waits for */
	const char *why; /* ours, where libcurl does not know it */
	size_t sent, head_n;
	struct curl_slist *fields, *proxy_fields;
	char head[LIMIT_MESSAGE];
};

static bool
find(void *handle, const char *name, void *function)
{
	void *p = dlsym(handle, name);

	memcpy(function, &p, sizeof p);
	return p != NULL;
}

/* NULL, or why not. */
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
	    !find(h, "curl_easy_setopt", &lib.setopt) ||
	    !find(h, "curl_easy_perform", &lib.perform) ||
	    !find(h, "curl_easy_getinfo", &lib.getinfo) ||
	    !find(h, "curl_easy_strerror", &lib.strerror) ||
	    !find(h, "curl_slist_append", &lib.append) ||
	    !find(h, "curl_slist_free_all", &lib.free_all) ||
	    !find(h, "curl_global_init", &lib.global_init))
		return "this libcurl lacks what is needed";
	return NULL;
}

/* A proxy may be spoken to by TLS, whatever the URL says. */
static bool
wants_tls(const char *url)
{
	return strncmp(url, "https:", 6) == 0 || getenv("http_proxy") != NULL ||
	       getenv("all_proxy") != NULL || getenv("ALL_PROXY") != NULL;
}

/* libcurl reads a name beyond ASCII in the locale's characters: UTF-8. */
static void
allow_idn(const char *url)
{
	while (*url != '\0' && (unsigned char)*url < 0x80)
		url++;
	if (*url != '\0' && setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		(void)setlocale(LC_CTYPE, "en_US.UTF-8"); /* or it fails */
}

/*
 * TLS is set up for the first that wants it: it reads a configuration and
 * makes tables that plain http has no use for.  NULL, or why not.
 */
static const char *
start(const char *url)
{
	bool secure = wants_tls(url);

	allow_idn(url);
	if (lib.easy != NULL && (lib.secure || !secure))
		return NULL;
	if (lib.easy != NULL) {
		lib.cleanup(lib.easy);
		lib.easy = NULL;
		lib.global_cleanup(); /* a second init alone changes nothing */
	} else if (lib.global_init == NULL) {
		const char *why = load();

		if (why != NULL)
			return why;
	}
	if (lib.global_init(
		secure ? CURL_GLOBAL_DEFAULT : CURL_GLOBAL_NOTHING) != CURLE_OK)
		return "libcurl cannot be started";
	lib.secure = secure;
	lib.easy = lib.init();
	return lib.easy == NULL ? "out of memory" : NULL;
}

/* The first digit of the status in "HTTP/1.1 200 OK". */
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
	return r->upload >= 0 || r->data.p != NULL;
}

/* A line of a head; an interim one (1xx) gives way to the next. */
static size_t
on_header(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	size_t bytes = size * n;
	bool end = (bytes == 2 && *p == '\r') || (bytes == 1 && *p == '\n');

	if (t->in_body) /* a trailer section: nothing of ours */
		return bytes;
	if (bytes > 5 && memcmp(p, "HTTP/", 5) == 0)
		t->head_n = 0;
	if (bytes > sizeof t->head - t->head_n) {
		t->why = "the head of the response is too long";
		return 0;
	}
	memcpy(t->head + t->head_n, p, bytes);
	t->head_n += bytes;
	if (!end || status_class(t) == '1')
		return bytes;
	t->in_body = true;
	t->stopped = !t->events->head(
	    t->events->arg, (struct span){ t->head, t->head_n });
	/* A HEAD with a body is no HEAD to libcurl: it would wait for one. */
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

/* What is sent: the descriptor's bytes, or the data. */
static size_t
on_read(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	struct span data = t->request->data;
	size_t room = size * n;
	ssize_t got;

	if (t->request->upload >= 0) {
		do
			got = read(t->request->upload, p, room);
		while (got < 0 && errno == EINTR);
		return got < 0 ? CURL_READFUNC_ABORT : (size_t)got;
	}
	if (room > data.n - t->sent)
		room = data.n - t->sent;
	memcpy(p, data.p + t->sent, room);
	t->sent += room;
	return room;
}

/* A connection was lost, or asks for a password: from the start. */
static int
on_seek(void *arg, curl_off_t offset, int origin)
{
	struct transfer *t = arg;

	if (origin != SEEK_SET || offset < 0)
		return CURL_SEEKFUNC_CANTSEEK;
	if (t->request->upload >= 0)
		return lseek(t->request->upload, offset, SEEK_SET) < 0
			   ? CURL_SEEKFUNC_CANTSEEK
			   : CURL_SEEKFUNC_OK;
	if ((uint64_t)offset > t->request->data.n)
		return CURL_SEEKFUNC_FAIL;
	t->sent = (size_t)offset;
	return CURL_SEEKFUNC_OK;
}

/* One line more; libcurl wants "name;" for one that is empty. */
static bool
append_line(struct curl_slist **list, struct span line)
{
	char copy[LIMIT_MESSAGE + 1];
	struct curl_slist *more;

	if (line.n == 0 || line.n > LIMIT_MESSAGE)
		return true;
	memcpy(copy, line.p, line.n);
	copy[line.n] = '\0';
	if (line.n >= 2 && copy[line.n - 1] == ' ' && copy[line.n - 2] == ':') {
		copy[line.n - 2] = ';';
		copy[line.n - 1] = '\0';
	}
	more = lib.append(*list, copy);
	if (more == NULL)
		return false;
	*list = more;
	return true;
}

/* Fields for a proxy: none of them may reach the origin (9110 11.7.2). */
static bool
is_for_proxy(struct span line)
{
	struct span name, value;

	(void)span_cut(line, ':', &name, &value);
	return span_eq_nocase(name, SPAN("Proxy-Authorization")) ||
	       span_eq_nocase(name, SPAN("Proxy-Connection"));
}

/* The field lines; those that libcurl would add by itself are left out. */
static bool
make_lists(struct transfer *t)
{
	struct span rest = t->request->fields, line;
	bool good = append_line(&t->fields, SPAN("Expect:"));

	while (good && rest.n > 0) {
		(void)span_cut(rest, '\n', &line, &rest);
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		good = append_line(
		    is_for_proxy(line) ? &t->proxy_fields : &t->fields, line);
	}
	return good;
}

static void
free_lists(struct transfer *t)
{
	lib.free_all(t->fields);
	lib.free_all(t->proxy_fields);
	t->fields = t->proxy_fields = NULL;
}

static void
set_trust(const struct transport_request *r)
{
	struct trust trust;

	if (strncmp(r->url, "https:", 6) != 0)
		return;
	if (r->flags & TRANSPORT_INSECURE) {
		lib.setopt(lib.easy, CURLOPT_SSL_VERIFYPEER, 0L);
		lib.setopt(lib.easy, CURLOPT_SSL_VERIFYHOST, 0L);
		return;
	}
	trust_find(&trust);
	/* A TLS library that knows no directories keeps to its own bundle. */
	if (trust.directory != NULL &&
	    lib.setopt(lib.easy, CURLOPT_CAPATH, trust.directory) == CURLE_OK)
		lib.setopt(lib.easy, CURLOPT_CAINFO, (char *)NULL);
	if (trust.file != NULL) {
		lib.setopt(lib.easy, CURLOPT_CAINFO, trust.file);
		lib.setopt(lib.easy, CURLOPT_CAPATH, (char *)NULL);
	}
}

static void
set_body(struct transfer *t)
{
	const struct transport_request *r = t->request;
	bool upload = r->upload >= 0, body = has_body(r);

	if ((r->flags & TRANSPORT_NO_BODY) && !body)
		lib.setopt(lib.easy, CURLOPT_NOBODY, 1L);
	if (body) {
		lib.setopt(lib.easy, CURLOPT_UPLOAD, 1L);
		lib.setopt(lib.easy, CURLOPT_INFILESIZE_LARGE,
		    (curl_off_t)(upload ? r->upload_n : r->data.n));
	}
	lib.setopt(lib.easy, CURLOPT_READFUNCTION, on_read);
	lib.setopt(lib.easy, CURLOPT_READDATA, t);
	lib.setopt(lib.easy, CURLOPT_SEEKFUNCTION, on_seek);
	lib.setopt(lib.easy, CURLOPT_SEEKDATA, t);
	/* Without a body, HEAD and GET are what libcurl does by itself. */
	if (body ||
	    (strcmp(r->method, "GET") != 0 && strcmp(r->method, "HEAD") != 0))
		lib.setopt(lib.easy, CURLOPT_CUSTOMREQUEST, r->method);
}

static void
set_options(struct transfer *t)
{
	const struct transport_request *r = t->request;

	lib.reset(lib.easy);
	lib.setopt(lib.easy, CURLOPT_URL, r->url);
	lib.setopt(lib.easy, CURLOPT_PATH_AS_IS, 1L);
	lib.setopt(lib.easy, CURLOPT_PROTOCOLS_STR, "http,https");
	lib.setopt(lib.easy, CURLOPT_NOSIGNAL, 1L);
	lib.setopt(lib.easy, CURLOPT_NOPROGRESS, 1L);
	lib.setopt(lib.easy, CURLOPT_ERRORBUFFER, lib.error);
	lib.setopt(lib.easy, CURLOPT_BUFFERSIZE, BUFFER);
	lib.setopt(lib.easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	lib.setopt(lib.easy, CURLOPT_USERAGENT, "minihttp-client/" VERSION);
	lib.setopt(lib.easy, CURLOPT_HTTPHEADER, t->fields);
	lib.setopt(lib.easy, CURLOPT_PROXYHEADER, t->proxy_fields);
	lib.setopt(lib.easy, CURLOPT_HEADERFUNCTION, on_header);
	lib.setopt(lib.easy, CURLOPT_HEADERDATA, t);
	lib.setopt(lib.easy, CURLOPT_WRITEFUNCTION, on_body);
	lib.setopt(lib.easy, CURLOPT_WRITEDATA, t);
	if (r->timeout_ms > 0)
		lib.setopt(lib.easy, CURLOPT_TIMEOUT_MS, (long)r->timeout_ms);
	set_trust(r);
	set_body(t);
}

static void
read_times(struct transport_outcome *o)
{
	static const CURLINFO info[] = { CURLINFO_NAMELOOKUP_TIME_T,
		CURLINFO_CONNECT_TIME_T, CURLINFO_APPCONNECT_TIME_T,
		CURLINFO_STARTTRANSFER_TIME_T, CURLINFO_TOTAL_TIME_T };
	int64_t *const to[] = { &o->resolved_us, &o->connected_us,
		&o->secured_us, &o->first_us, &o->total_us };

	for (size_t i = 0; i < sizeof info / sizeof *info; i++) {
		curl_off_t us = 0;

		if (lib.getinfo(lib.easy, info[i], &us) == CURLE_OK)
			*to[i] = us;
	}
}

static enum transport_answer
perform(struct transfer *t, struct transport_outcome *o)
{
	CURLcode code;

	lib.error[0] = '\0';
	code = lib.perform(lib.easy);
	read_times(o);
	if (t->stopped)
		return TRANSPORT_STOPPED;
	if (code == CURLE_OK || t->over)
		return TRANSPORT_DONE;
	o->why = t->why != NULL         ? t->why
		 : lib.error[0] != '\0' ? lib.error
					: lib.strerror(code);
	return TRANSPORT_FAILED;
}

enum transport_answer
curl_run(void *self, const struct transport_request *request,
    const struct transport_events *events, struct transport_outcome *o)
{
	static struct transfer t;
	enum transport_answer answer;

	(void)self;
	*o = (struct transport_outcome){ 0 };
	o->why = start(request->url);
	if (o->why != NULL)
		return TRANSPORT_FAILED;
	t.request = request;
	t.events = events;
	t.in_body = t.stopped = t.over = false;
	t.sent = t.head_n = 0;
	t.why = NULL;
	if (!make_lists(&t)) {
		free_lists(&t);
		o->why = "out of memory";
		return TRANSPORT_FAILED;
	}
	set_options(&t);
	answer = perform(&t, o);
	free_lists(&t);
	return answer;
}
