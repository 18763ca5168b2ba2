#define _GNU_SOURCE
#include "client/curl_options.h"

#include "base/limits.h"
#include "client/curl_form.h"
#include "client/curl_verbose.h"
#include "client/option_value.h"
#include "client/trust.h"

#include <string.h>

/* The default limits, after which a server that does not answer is given up. */
#define CONNECT_MS 60000L
#define SPEED_LIMIT 1L
#define SPEED_TIME 300L

enum kind {
	KIND_STRING,
	KIND_CONSTANT,
	KIND_NUMBER,
	KIND_MS,
	KIND_SPEED,
	KIND_LIST,
	KIND_OTHER
};

static const struct row {
	enum kind kind;
	CURLoption option;
	long constant;
} table[] = {
	[TRANSPORT_CACERT] = { KIND_STRING, CURLOPT_CAINFO, 0 },
	[TRANSPORT_CERT] = { KIND_STRING, CURLOPT_SSLCERT, 0 },
	[TRANSPORT_KEY] = { KIND_STRING, CURLOPT_SSLKEY, 0 },
	[TRANSPORT_TLS12] = { KIND_CONSTANT, CURLOPT_SSLVERSION,
	    CURL_SSLVERSION_TLSv1_2 },
	[TRANSPORT_TLS13] = { KIND_CONSTANT, CURLOPT_SSLVERSION,
	    CURL_SSLVERSION_TLSv1_3 },
	[TRANSPORT_PROTO] = { KIND_OTHER, CURLOPT_PROTOCOLS_STR, 0 },
	[TRANSPORT_CONNECT_TO] = { KIND_LIST, CURLOPT_CONNECT_TO, 0 },
	[TRANSPORT_RESOLVE] = { KIND_LIST, CURLOPT_RESOLVE, 0 },
	[TRANSPORT_UNIX_SOCKET] = { KIND_STRING, CURLOPT_UNIX_SOCKET_PATH, 0 },
	[TRANSPORT_PROXY] = { KIND_STRING, CURLOPT_PROXY, 0 },
	[TRANSPORT_PROXY_USER] = { KIND_STRING, CURLOPT_PROXYUSERPWD, 0 },
	[TRANSPORT_NOPROXY] = { KIND_STRING, CURLOPT_NOPROXY, 0 },
	[TRANSPORT_NETRC] = { KIND_CONSTANT, CURLOPT_NETRC,
	    CURL_NETRC_OPTIONAL },
	[TRANSPORT_NETRC_FILE] = { KIND_STRING, CURLOPT_NETRC_FILE, 0 },
	[TRANSPORT_COOKIES] = { KIND_STRING, CURLOPT_COOKIEFILE, 0 },
	[TRANSPORT_COOKIE_JAR] = { KIND_OTHER, CURLOPT_COOKIEFILE, 0 },
	[TRANSPORT_FORM] = { KIND_OTHER, CURLOPT_MIMEPOST, 0 },
	[TRANSPORT_FORM_STRING] = { KIND_OTHER, CURLOPT_MIMEPOST, 0 },
	[TRANSPORT_IPV4] = { KIND_CONSTANT, CURLOPT_IPRESOLVE,
	    CURL_IPRESOLVE_V4 },
	[TRANSPORT_IPV6] = { KIND_CONSTANT, CURLOPT_IPRESOLVE,
	    CURL_IPRESOLVE_V6 },
	[TRANSPORT_HTTP10] = { KIND_CONSTANT, CURLOPT_HTTP_VERSION,
	    CURL_HTTP_VERSION_1_0 },
	[TRANSPORT_HTTP11] = { KIND_CONSTANT, CURLOPT_HTTP_VERSION,
	    CURL_HTTP_VERSION_1_1 },
	[TRANSPORT_HTTP2] = { KIND_CONSTANT, CURLOPT_HTTP_VERSION,
	    CURL_HTTP_VERSION_2TLS },
	[TRANSPORT_CONNECT_TIMEOUT] = { KIND_MS, CURLOPT_CONNECTTIMEOUT_MS, 0 },
	[TRANSPORT_SPEED_LIMIT] = { KIND_NUMBER, CURLOPT_LOW_SPEED_LIMIT, 0 },
	[TRANSPORT_SPEED_TIME] = { KIND_NUMBER, CURLOPT_LOW_SPEED_TIME, 0 },
	[TRANSPORT_VERBOSE] = { KIND_CONSTANT, CURLOPT_VERBOSE, 1 },
	[TRANSPORT_LIMIT_RATE] = { KIND_SPEED, CURLOPT_MAX_RECV_SPEED_LARGE,
	    0 },
};

bool
curl_options_append(
    const struct curl_lib *lib, struct curl_slist **list, const char *line)
{
	struct curl_slist *more = lib->append(*list, line);

	if (more != NULL)
		*list = more;
	return more != NULL;
}

/* Adds a line; libcurl expects "name;" for a field without a value. */
static bool
append_line(
    const struct curl_lib *lib, struct curl_slist **list, struct span line)
{
	char copy[LIMIT_MESSAGE + 1];

	if (line.n == 0 || line.n > LIMIT_MESSAGE)
		return true;
	memcpy(copy, line.p, line.n);
	copy[line.n] = '\0';
	if (line.n >= 2 && copy[line.n - 1] == ' ' && copy[line.n - 2] == ':') {
		copy[line.n - 2] = ';';
		copy[line.n - 1] = '\0';
	}
	return curl_options_append(lib, list, copy);
}

/*
 * Returns true for fields that are for a proxy, and must not reach the origin
 * (9110 11.7.2).
 */
static bool
is_for_proxy(struct span line)
{
	struct span name, value;

	(void)span_cut(line, ':', &name, &value);
	return span_eq_nocase(name, SPAN("Proxy-Authorization")) ||
	       span_eq_nocase(name, SPAN("Proxy-Connection"));
}

static bool
has_setting(const struct transport_request *r, enum transport_key key)
{
	for (size_t i = 0; i < r->nsettings; i++)
		if (r->setting[i].key == key)
			return true;
	return false;
}

/*
 * Sets the cookies of -b.  With cookies of a file, libcurl has to join the two,
 * since a field would replace them.  Returns false if the line is another
 * field.
 */
static bool
set_cookie(const struct curl_lib *lib, const struct transport_request *r,
    struct span line)
{
	char copy[LIMIT_MESSAGE + 1];
	struct span name, value;

	if (!span_cut(line, ':', &name, &value) ||
	    !span_eq_nocase(name, SPAN("Cookie")) ||
	    (!has_setting(r, TRANSPORT_COOKIES) &&
		!has_setting(r, TRANSPORT_COOKIE_JAR)))
		return false;
	value = span_trim(value);
	if (value.n == 0 || value.n >= sizeof copy)
		return false;
	memcpy(copy, value.p, value.n);
	copy[value.n] = '\0';
	return lib->setopt(lib->easy, CURLOPT_COOKIE, copy) == CURLE_OK;
}

/* Adds the field lines, and removes those that libcurl would add by itself. */
static bool
make_lists(const struct curl_lib *lib, const struct transport_request *r,
    struct curl_held *held)
{
	struct span rest = r->fields, line;
	bool good = append_line(lib, &held->fields, SPAN("Expect:"));

	while (good && rest.n > 0) {
		(void)span_cut(rest, '\n', &line, &rest);
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		if (set_cookie(lib, r, line))
			continue;
		good = append_line(lib,
		    is_for_proxy(line) ? &held->proxy_fields : &held->fields,
		    line);
	}
	return good;
}

static void
set_trust(const struct curl_lib *lib, const struct transport_request *r)
{
	struct trust trust;

	if (strncmp(r->url, "https:", 6) != 0)
		return;
	if (r->flags & TRANSPORT_INSECURE) {
		lib->setopt(lib->easy, CURLOPT_SSL_VERIFYPEER, 0L);
		lib->setopt(lib->easy, CURLOPT_SSL_VERIFYHOST, 0L);
		return;
	}
	trust_find(&trust);
	/*
	 * A TLS library without support for directories keeps its own bundle.
	 */
	if (trust.directory != NULL &&
	    lib->setopt(lib->easy, CURLOPT_CAPATH, trust.directory) == CURLE_OK)
		lib->setopt(lib->easy, CURLOPT_CAINFO, (char *)NULL);
	if (trust.file != NULL) {
		lib->setopt(lib->easy, CURLOPT_CAINFO, trust.file);
		lib->setopt(lib->easy, CURLOPT_CAPATH, (char *)NULL);
	}
}

/*
 * Reads a list such as "=https", "https" or "-all,http".  Returns which of http
 * and https it permits.
 */
static const char *
set_protocols(const struct curl_lib *lib, const char *list)
{
	static const char *const sets[] = { NULL, "http", "https",
		"http,https" };
	unsigned on = 3;
	char sign;
	struct span rest = span_str(list), word;

	while (rest.n > 0) {
		unsigned bits;

		(void)span_cut(rest, ',', &word, &rest);
		sign = '+';
		while (word.n > 0 && memchr("+-=", *word.p, 3) != NULL) {
			sign = *word.p;
			word = span_from(word, 1);
		}
		bits = span_eq_nocase(word, SPAN("all"))     ? 3
		       : span_eq_nocase(word, SPAN("http"))  ? 1
		       : span_eq_nocase(word, SPAN("https")) ? 2
							     : 0;
		on = sign == '-' ? on & ~bits : sign == '=' ? bits : on | bits;
	}
	if (on == 0)
		return "--proto leaves neither http nor https";
	lib->setopt(lib->easy, CURLOPT_PROTOCOLS_STR, sets[on]);
	return NULL;
}

/* Sets the options of libcurl that an option implies. */
static void
set_companion(const struct curl_lib *lib, enum transport_key key)
{
	if (key == TRANSPORT_CACERT)
		(void)lib->setopt(lib->easy, CURLOPT_CAPATH, (char *)NULL);
	if (key == TRANSPORT_VERBOSE)
		(void)lib->setopt(
		    lib->easy, CURLOPT_DEBUGFUNCTION, curl_verbose_tell);
	if (key == TRANSPORT_NETRC_FILE)
		(void)lib->setopt(
		    lib->easy, CURLOPT_NETRC, (long)CURL_NETRC_OPTIONAL);
}

static const char *
set_one(const struct curl_lib *lib, const struct transport_setting *s,
    struct curl_held *held)
{
	const struct row *row = &table[s->key];
	struct curl_slist **list =
	    s->key == TRANSPORT_RESOLVE ? &held->resolve : &held->connect_to;
	CURLcode code = CURLE_OK;
	uint64_t n;

	switch (row->kind) {
	case KIND_STRING:
		code = lib->setopt(lib->easy, row->option, s->value);
		break;
	case KIND_CONSTANT:
		code = lib->setopt(lib->easy, row->option, row->constant);
		break;
	case KIND_NUMBER:
		if (!span_u64(span_str(s->value), &n) || n > INT32_MAX)
			return "--speed-limit and --speed-time need a number";
		code = lib->setopt(lib->easy, row->option, (long)n);
		break;
	case KIND_MS:
		if (!option_value_milliseconds(s->value, &n))
			return "--connect-timeout needs a number of seconds";
		code = lib->setopt(lib->easy, row->option, (long)n);
		break;
	case KIND_SPEED:
		if (!option_value_size(s->value, &n))
			return "--limit-rate needs a speed such as 100K or 2M";
		code = lib->setopt(lib->easy, row->option, (curl_off_t)n);
		(void)lib->setopt(
		    lib->easy, CURLOPT_MAX_SEND_SPEED_LARGE, (curl_off_t)n);
		break;
	case KIND_LIST:
		if (!curl_options_append(lib, list, s->value))
			return "out of memory";
		code = lib->setopt(lib->easy, row->option, *list);
		break;
	case KIND_OTHER:
		/* this also makes libcurl keep cookies */
		if (s->key == TRANSPORT_COOKIE_JAR)
			return lib->setopt(lib->easy, row->option, "") ==
				       CURLE_OK
				   ? NULL
				   : "this libcurl does not support cookies";
		return s->key == TRANSPORT_PROTO ? set_protocols(lib, s->value)
						 : curl_form_add(lib, s, held);
	}
	set_companion(lib, s->key);
	return code == CURLE_OK
		   ? NULL
		   : "this libcurl does not support one of the options";
}

const char *
curl_options_set(const struct curl_lib *lib, const struct transport_request *r,
    struct curl_held *held)
{
	const char *why = NULL;

	held->form_input = r->form_input;
	if (!make_lists(lib, r, held))
		return "out of memory";
	lib->setopt(lib->easy, CURLOPT_HTTPHEADER, held->fields);
	lib->setopt(lib->easy, CURLOPT_PROXYHEADER, held->proxy_fields);
	set_trust(lib, r);
	lib->setopt(lib->easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	lib->setopt(lib->easy, CURLOPT_LOW_SPEED_LIMIT, SPEED_LIMIT);
	lib->setopt(lib->easy, CURLOPT_LOW_SPEED_TIME, SPEED_TIME);
	for (size_t i = 0; i < r->nsettings && why == NULL; i++) {
		bool form = r->setting[i].key == TRANSPORT_FORM ||
			    r->setting[i].key == TRANSPORT_FORM_STRING;

		if (!form || r->form) /* a redirect to a GET drops the body */
			why = set_one(lib, &r->setting[i], held);
	}
	return why;
}

void
curl_options_free(const struct curl_lib *lib, struct curl_held *held)
{
	if (held->form != NULL)
		lib->mime_free(held->form);
	lib->free_all(held->fields);
	lib->free_all(held->proxy_fields);
	lib->free_all(held->resolve);
	lib->free_all(held->connect_to);
	*held = (struct curl_held){ 0 };
}
