#define _GNU_SOURCE
#include "client/curl_load.h"

#include <dlfcn.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

static bool
find(void *handle, const char *name, void *function)
{
	void *p = dlsym(handle, name);

	memcpy(function, &p, sizeof p);
	return p != NULL;
}

/* Loads libcurl.  Returns NULL, or why that failed. */
static const char *
load(struct curl_lib *lib)
{
	static const char *const names[] = { "libcurl.so.4",
		"libcurl-gnutls.so.4", "libcurl.so" };
	void *h = NULL;

	for (size_t i = 0; h == NULL && i < 3; i++)
		h = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL);
	if (h == NULL)
		return "libcurl.so.4 cannot be loaded; is it installed?";
	if (!find(h, "curl_easy_init", &lib->init) ||
	    !find(h, "curl_easy_cleanup", &lib->cleanup) ||
	    !find(h, "curl_global_cleanup", &lib->global_cleanup) ||
	    !find(h, "curl_easy_reset", &lib->reset) ||
	    !find(h, "curl_easy_setopt", &lib->setopt) ||
	    !find(h, "curl_easy_perform", &lib->perform) ||
	    !find(h, "curl_easy_getinfo", &lib->getinfo) ||
	    !find(h, "curl_easy_strerror", &lib->strerror) ||
	    !find(h, "curl_slist_append", &lib->append) ||
	    !find(h, "curl_slist_free_all", &lib->free_all) ||
	    !find(h, "curl_mime_init", &lib->mime_init) ||
	    !find(h, "curl_mime_free", &lib->mime_free) ||
	    !find(h, "curl_mime_addpart", &lib->mime_addpart) ||
	    !find(h, "curl_mime_name", &lib->mime_name) ||
	    !find(h, "curl_mime_data", &lib->mime_data) ||
	    !find(h, "curl_mime_filedata", &lib->mime_filedata) ||
	    !find(h, "curl_mime_filename", &lib->mime_filename) ||
	    !find(h, "curl_mime_type", &lib->mime_type) ||
	    !find(h, "curl_mime_encoder", &lib->mime_encoder) ||
	    !find(h, "curl_mime_subparts", &lib->mime_subparts) ||
	    !find(h, "curl_mime_headers", &lib->mime_headers) ||
	    !find(h, "curl_global_init", &lib->global_init))
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

const char *
curl_load(struct curl_lib *lib, const struct transport_request *r)
{
	bool secure = wants_tls(r);

	allow_idn(r);
	if (lib->easy != NULL && (lib->secure || !secure))
		return NULL;
	if (lib->easy != NULL) {
		lib->cleanup(lib->easy);
		lib->easy = NULL;
		/* a second init without this would change nothing */
		lib->global_cleanup();
	} else if (lib->global_init == NULL) {
		const char *why = load(lib);

		if (why != NULL)
			return why;
	}
	if (lib->global_init(
		secure ? CURL_GLOBAL_DEFAULT : CURL_GLOBAL_NOTHING) != CURLE_OK)
		return "libcurl cannot be started";
	lib->secure = secure;
	lib->easy = lib->init();
	return lib->easy == NULL ? "out of memory" : NULL;
}

void
curl_load_forget(struct curl_lib *lib)
{
	if (lib->easy != NULL)
		/* no cleanup, which would send protocol messages */
		lib->easy = lib->init();
}
