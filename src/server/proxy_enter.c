#include "server/proxy_enter.h"

/* Logs "192.0.2.1: PROXY protocol: no header".  Nothing has been sent yet. */
static void
complain(struct conn *c, const char *why)
{
	const struct service *s = c->service;
	struct text t = { c->out.buf, LIMIT_LOG_LINE, 0 };

	address_put(&t, c->peer);
	text_put(&t, SPAN(": PROXY protocol: "));
	text_put(&t, span_str(why));
	text_char(&t, '\n');
	log_named(service_error_log(s), LOG_LEVEL_ERROR, TEXT_SPAN(t));
}

/*
 * Decides whether a proxy may speak for itself, as in a health check.  It
 * always may, unless a limit of passwords or rates has to know the source,
 * which is then the proxy.
 */
static bool
is_admitted_as_itself(const struct conn *c)
{
	const struct service *s = c->service;

	return s->admit == NULL || (s->may_check == NULL && s->take == NULL) ||
	       s->admit(c->peer, s->admit_arg);
}

enum proxy_enter
proxy_enter(struct conn *c)
{
	const struct service *s = c->service;
	bool ours = s->tls || c->peer->family == ADDRESS_TLS, admitted;
	enum proxy_read read;
	const char *why;

	c->proxy.client_room = c->client_room;
	read = proxy_read(
	    &c->in, c->wire, s->conf->head_timeout_ms, &c->proxy, &why);
	if (c->wire->handing)
		wire_follow_handed(c->wire);
	switch (read) {
	case PROXY_READ_LOCAL:
		return is_admitted_as_itself(c) ? PROXY_ENTER_ADMITTED
						: PROXY_ENTER_REFUSED;
	case PROXY_READ_RELAYED:
		c->peer = c->link = &c->proxy.source;
		c->secure = c->proxy.tls.on;
		if (!ours) /* see PROXY_SUBJECT */
			c->proxy.tls.client_subject = SPAN("");
		admitted = s->admit == NULL || s->admit(c->peer, s->admit_arg);
		return admitted ? PROXY_ENTER_ADMITTED : PROXY_ENTER_REFUSED;
	case PROXY_READ_BAD:
		complain(c, why);
		break;
	case PROXY_READ_END:
		break;
	}
	return PROXY_ENTER_END;
}
