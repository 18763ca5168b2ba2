#define _GNU_SOURCE
#include "client/curl_outcome.h"

#include "base/text.h"
#include "client/jar.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void
read_times(const struct curl_lib *lib, struct transport_outcome *o)
{
	static const CURLINFO info[] = { CURLINFO_NAMELOOKUP_TIME_T,
		CURLINFO_CONNECT_TIME_T, CURLINFO_APPCONNECT_TIME_T,
		CURLINFO_STARTTRANSFER_TIME_T, CURLINFO_TOTAL_TIME_T };
	int64_t *const to[] = { &o->resolved_us, &o->connected_us,
		&o->secured_us, &o->first_us, &o->total_us };

	for (size_t i = 0; i < sizeof info / sizeof *info; i++) {
		curl_off_t us = 0;

		if (lib->getinfo(lib->easy, info[i], &us) == CURLE_OK)
			*to[i] = us;
	}
}

/*
 * Returns whether a failure is one after which curl --retry tries again
 * (curl(1)).
 */
static enum transport_hope
hope_of(CURLcode code)
{
	if (code == CURLE_COULDNT_CONNECT)
		return TRANSPORT_REFUSED;
	return code == CURLE_OPERATION_TIMEDOUT ||
		       code == CURLE_COULDNT_RESOLVE_HOST ||
		       code == CURLE_COULDNT_RESOLVE_PROXY
		   ? TRANSPORT_PASSING
		   : TRANSPORT_FINAL;
}

static void
read_address(const struct curl_lib *lib, CURLINFO info, char *out, size_t room)
{
	const char *address = NULL;
	struct text t = { out, room - 1, 0 };

	if (lib->getinfo(lib->easy, info, &address) == CURLE_OK &&
	    address != NULL)
		text_put(&t, span_str(address));
}

static void
read_facts(const struct curl_lib *lib, struct transport_outcome *o)
{
	curl_off_t sent = 0;
	long head = 0, version = 0;
	long port = 0, own_port = 0, connect = 0, request = 0;
	long verify = 0, proxy_verify = 0;

	(void)lib->getinfo(lib->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
	(void)lib->getinfo(lib->easy, CURLINFO_HEADER_SIZE, &head);
	(void)lib->getinfo(lib->easy, CURLINFO_HTTP_VERSION, &version);
	(void)lib->getinfo(lib->easy, CURLINFO_PRIMARY_PORT, &port);
	(void)lib->getinfo(lib->easy, CURLINFO_LOCAL_PORT, &own_port);
	(void)lib->getinfo(lib->easy, CURLINFO_HTTP_CONNECTCODE, &connect);
	(void)lib->getinfo(lib->easy, CURLINFO_REQUEST_SIZE, &request);
	(void)lib->getinfo(lib->easy, CURLINFO_SSL_VERIFYRESULT, &verify);
	(void)lib->getinfo(
	    lib->easy, CURLINFO_PROXY_SSL_VERIFYRESULT, &proxy_verify);
	read_address(lib, CURLINFO_PRIMARY_IP, o->address, sizeof o->address);
	read_address(lib, CURLINFO_LOCAL_IP, o->own, sizeof o->own);
	o->verify = (unsigned)verify;
	o->proxy_verify = (unsigned)proxy_verify;
	o->port = (unsigned)port;
	o->own_port = (unsigned)own_port;
	o->connect = (unsigned)connect;
	o->request_n = (uint64_t)request;
	o->sent = (uint64_t)sent;
	o->head_n = (uint64_t)head;
	o->version = version == CURL_HTTP_VERSION_1_0   ? 10
		     : version == CURL_HTTP_VERSION_2_0 ? 20
							: 11;
}

int
curl_outcome_jar(const struct curl_lib *lib, const char *jar, bool failed)
{
	struct curl_slist *list = NULL;
	size_t n = 0;
	struct text t = { NULL, 0, 0 };
	int err = -ENOMEM;

	if (lib->getinfo(lib->easy, CURLINFO_COOKIELIST, &list) != CURLE_OK ||
	    (list == NULL && failed))
		return 0;
	for (const struct curl_slist *l = list; l != NULL; l = l->next)
		n += strlen(l->data) + 1;
	t.room = n + 1;
	t.p = malloc(t.room);
	if (t.p != NULL) {
		for (const struct curl_slist *l = list; l != NULL;
		     l = l->next) {
			text_put(&t, span_str(l->data));
			text_char(&t, '\n');
		}
		err = jar_write(jar, TEXT_SPAN(t));
	}
	free(t.p);
	lib->free_all(list);
	return err;
}

void
curl_outcome_read(
    const struct curl_lib *lib, CURLcode code, struct transport_outcome *o)
{
	read_times(lib, o);
	read_facts(lib, o);
	o->hope = hope_of(code);
	o->code = (int)code;
}
