#define _GNU_SOURCE
#include "server/access_check.h"

#include "http/basic.h"
#include "os/clock.h"
#include "os/passwd.h"
#include "os/stop.h"
#include "site/access.h"
#include "site/servername.h"
#include "site/signedlink.h"

#include <errno.h>
#include <poll.h>

/*
 * Copies the name for the log, since the credentials live only as long as the
 * check.
 */
static void
keep_user(struct conn *c, struct span name)
{
	struct text t = TEXT(c->user_room);

	text_put(&t, name);
	c->user = TEXT_SPAN(t);
}

/* A peer that waits for the answer to a password. */
struct asking {
	const struct wire *wire;
	/* how long a half-closed peer is still waited for, or 0 */
	int64_t half_ms;
};

/*
 * Returns false if the peer has gone.  A peer that has shut only its sending
 * side may still want an answer, for a while.
 */
static bool
is_there(void *arg)
{
	struct asking *a = arg;
	struct pollfd p = { .fd = a->wire->in, .events = POLLRDHUP };
	int64_t now_ms;

	if (!a->wire->socket || stop_poll(&p, 0) <= 0)
		return true;
	if (p.revents & (POLLERR | POLLHUP))
		return false;
	now_ms = clock_mono_ms();
	if (a->half_ms == 0)
		a->half_ms = now_ms + LIMIT_CGI_HALF_MS;
	return now_ms < a->half_ms;
}

/* Asks the listener whether the password may be checked now. */
static enum refusal
wait_for_turn(struct conn *c, const struct patience *patience)
{
	const struct service *s = c->service;
	int wait_s = s->may_check == NULL
			 ? 0
			 : s->may_check(c->peer, patience, s->admit_arg);

	switch (wait_s) {
	case 0:
	case -EPIPE: /* the listener has gone: check without it */
		return REFUSE_NOT;
	case -ECANCELED:
		return REFUSE_PEER_GONE;
	case -ETIMEDOUT:
		return REFUSE_BUSY;
	}
	c->asked.wait_s = (unsigned)wait_s;
	return REFUSE_AUTH_FAILURES;
}

static enum refusal
check(struct conn *c, int passwords, const struct basic *basic,
    const struct patience *patience, enum refusal otherwise)
{
	struct text room = TEXT(c->out.buf);

	switch (passwd_check(
	    passwords, basic->user, basic->password, room, patience)) {
	case PASSWD_YES:
		return REFUSE_NOT;
	case PASSWD_NO:
		return otherwise;
	case PASSWD_LEFT:
		return REFUSE_PEER_GONE;
	case PASSWD_BROKEN:
		break;
	}
	return REFUSE_CONF;
}

enum refusal
access_check_password(struct conn *c, int passwords, enum refusal otherwise)
{
	struct asking asking = { c->wire, 0 };
	struct patience patience = { is_there, &asking };
	struct span value;
	struct basic basic;
	enum refusal why;

	if (!field_only(&c->req.fields, SPAN("Authorization"), &value) ||
	    !basic_parse(value, &basic))
		return otherwise;
	why = wait_for_turn(c, &patience);
	if (why != REFUSE_NOT)
		return why;
	why = check(c, passwords, &basic, &patience, otherwise);
	if (c->service->checked != NULL)
		c->service->checked(why != REFUSE_NOT && why != REFUSE_CONF,
		    c->service->admit_arg);
	if (why == REFUSE_NOT)
		keep_user(c, span_str(basic.user));
	return why;
}

/*
 * Decides by the address, the certificate of the client, a missing signed link,
 * and the name of the host.
 */
static enum refusal
pass_visitor(struct conn *c, struct span path, bool demands)
{
	const struct conf *conf = c->service->conf;
	enum access_answer answer = access_permits(conf, path, c->peer);

	if (answer == ACCESS_NO)
		return REFUSE_ADDRESS;
	if (!access_permits_client(conf, path, conn_tls(c)))
		return REFUSE_CLIENT;
	if (access_needs_link(conf, path, answer))
		return REFUSE_LINK;
	if (answer == ACCESS_BY_ADDRESS && !demands &&
	    !servername_is_ours(conf, &c->req, c->asked.host))
		return REFUSE_SERVER_NAME;
	return REFUSE_NOT;
}

/*
 * Checks a password.  One that was accepted before (met) is not checked again.
 */
static enum refusal
pass(struct conn *c, struct span path, const struct access_demand *met)
{
	const struct service *s = c->service;
	struct access_demand demand;
	enum refusal why;

	access_demand(s->conf, path, &demand);
	why = pass_visitor(c, path, demand.n > 0);
	for (size_t i = 0; i < demand.n && why == REFUSE_NOT; i++) {
		size_t at = demand.at[i];

		if (access_meets(met, at))
			continue;
		why = access_check_password(c, s->auth[at], REFUSE_AUTH);
		c->asked.realm = s->conf->auth.at[at].prefix;
	}
	return why;
}

/* Judges the signature of a request to a path of SignedLinks. */
static enum signedlink_answer
judge_link(struct conn *c)
{
	const struct service *s = c->service;
	int64_t until;
	enum signedlink_answer answer;

	c->asked.link_until = 0;
	if (s->conf->signed_links.n == 0 ||
	    !access_takes_links(s->conf, c->req.target.path))
		return SIGNEDLINK_MISSING;
	answer = signedlink_judge(
	    s->link_key, &c->req, c->asked.now_ns / 1000000000, &until);
	if (answer == SIGNEDLINK_GOOD)
		c->asked.link_until = until;
	return answer;
}

/*
 * Checks the path of the request.  "*" stands for the whole server, and counts
 * as "/" (9112 3.2.4).
 */
enum refusal
access_check_path(struct conn *c)
{
	static const struct access_demand none = { .n = 0 };

	switch (judge_link(c)) {
	case SIGNEDLINK_MISSING:
		break;
	case SIGNEDLINK_WRONG:
		return REFUSE_LINK;
	case SIGNEDLINK_EXPIRED:
		return REFUSE_LINK_EXPIRED;
	case SIGNEDLINK_GOOD:
		return REFUSE_NOT;
	}
	return pass(c, c->req.target.path, &none);
}

/*
 * Puts the path of the opened file, if it differs from that of the request: an
 * index, or the file of CleanURLs or Fallback.  Returns false if it does not.
 */
static bool
put_opened(struct text *t, const struct conn *c)
{
	struct span directory = c->req.target.path;

	if (c->asked.clean.n > 0) {
		text_put(t, span_from(c->asked.clean, 1));
		return true;
	}
	if (c->asked.stands_in) {
		text_put(t, span_from(c->service->conf->fallback, 1));
		return true;
	}
	if (!c->req.target.directory || c->facts.kind != FILE_REGULAR)
		return false;
	text_put(t, directory);
	if (directory.n > 0)
		text_char(t, '/');
	text_put(t, c->facts.name);
	return true;
}

enum refusal
access_check_opened(struct conn *c)
{
	char buf[LIMIT_PATH + LIMIT_NAME];
	struct text path = TEXT(buf);
	struct access_demand met;

	/*
	 * a signed link opens the file of its path, and none that takes its
	 * place
	 */
	if (!put_opened(&path, c) ||
	    (c->asked.link_until > 0 && !c->asked.stands_in))
		return REFUSE_NOT;
	if (!text_fits(&path))
		return REFUSE_ABSENT; /* these files cannot be opened */
	access_demand(c->service->conf, c->req.target.path, &met);
	return pass(c, TEXT_SPAN(path), &met);
}
