#include "tls/service_load.h"

#include "http/target.h"
#include "os/clock.h"

#include <string.h>

/* Drops the certificates that cannot be used.  Returns how many. */
static size_t
drop(struct service_load *l, const bool *good)
{
	size_t n = 0, before = l->n;

	for (size_t i = 0; i < before; i++)
		if (good[i])
			l->certificate[n++] = l->certificate[i];
	l->n = n;
	return before - n;
}

static size_t
open_chains(
    struct service_load *l, const struct options *o, const struct log *log)
{
	bool good[OPTIONS_PAIRS] = { false };

	l->n = o->npairs;
	for (size_t i = 0; i < l->n; i++) {
		struct certificate *c = &l->certificate[i];

		good[i] = certificate_name(c, &o->pair[i], log) &&
			  certificate_open_chain(c, log);
	}
	return drop(l, good);
}

/*
 * Starts the key process, in which each certificate's key now has the
 * certificate's place.
 */
static size_t
start_keys(struct service_load *l, const struct log *log)
{
	int err;

	for (size_t i = 0; i < l->n; i++)
		l->certificate[i].which = (unsigned)i;
	err = key_service_start(l->certificate, l->n, log, &l->keys);
	if (err == 0)
		return drop(l, l->keys.good);
	log_complain(log, SPAN("key process"), strerror(-err));
	err = (int)l->n;
	l->n = 0;
	return (size_t)err;
}

bool
service_load(
    struct service_load *l, const struct options *o, const struct log *log)
{
	size_t bad;
	const char *why;

	stamp_take(&l->stamp, o);
	l->asks = o->client_ca != NULL;
	if (l->asks && !client_ca_open(&l->ca, o, log))
		return false;
	bad = open_chains(l, o, log);
	if (l->n > 0 && (bad == 0 || !o->strict))
		bad += start_keys(l, log);
	if (l->n == 0 || (bad > 0 && o->strict))
		return false;
	service_load_look(l, log);
	why = handshake_load(
	    &l->handshake, l->certificate, l->n, l->asks ? &l->ca : NULL);
	if (why != NULL)
		log_complain(log, SPAN("certificates"), why);
	return why == NULL;
}

/* Puts the last bytes of a name that is too long. */
static void
put_file(struct text *t, struct span file)
{
	char buf[3 * CERTIFICATE_PATH];
	struct text encoded = TEXT(buf);
	size_t most = COUNTERS_CERTIFICATE - 1;

	target_put_path(&encoded, file);
	if (encoded.n > most) {
		text_put(t, SPAN("..."));
		most -= 3;
		text_put(t, (struct span){ buf + encoded.n - most, most });
	} else
		text_put(t, TEXT_SPAN(encoded));
}

void
service_load_put_date(struct text *t, const struct certificate *c)
{
	int64_t until = certificate_until(c);

	text_char(t, '@');
	text_u64(t, until > 0 ? (uint64_t)until : 0);
	text_char(t, ' ');
	put_file(t, span_str(c->chain_file));
	text_char(t, '\n');
}

/* Logs once that a list is old, and once for each mark of an authority. */
static void
check_authorities(struct service_load *l, int64_t now_s, const struct log *log)
{
	enum expiry_mark mark = expiry_mark_of(now_s, client_ca_until(&l->ca));
	int64_t lists = client_ca_lists_until(&l->ca);

	if (mark > l->ca_warned || (lists < now_s && !l->lists_warned))
		(void)client_ca_is_current(&l->ca, now_s, log);
	l->ca_warned = mark;
	l->lists_warned = lists < now_s;
}

void
service_load_look(struct service_load *l, const struct log *log)
{
	int64_t now_s = clock_wall_ns() / 1000000000;

	if (l->asks)
		check_authorities(l, now_s, log);
	for (size_t i = 0; i < l->n; i++) {
		enum expiry_mark mark =
		    certificate_mark(&l->certificate[i], now_s);

		if (mark > l->warned[i])
			(void)certificate_is_current(
			    &l->certificate[i], now_s, log);
		l->warned[i] = mark;
	}
}
