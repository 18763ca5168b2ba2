#define _GNU_SOURCE
#include "os/clock.h"
#include "os/privilege.h"
#include "tls/cage.h"
#include "tls/pump.h"
#include "tls/reuse.h"
#include "tls/service_parts.h"
#include "tls/wipe.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* A process ends when it has been idle for so long. */
#define IDLE_MS 10000

/* The interval at which such processes are looked for. */
#define THIN_MS 1000

/* --- in a process that serves several connections --- */

/* control is its end of the channel to the service. */
static const char *
confine(int control)
{
	/* the key channel of each connection takes the place of the last one */
	static const int keep[] = { REUSE_CONTROL, REUSE_KEY };

	if (dup2(control, REUSE_CONTROL) < 0)
		return "the descriptors cannot be moved";
	(void)close(REUSE_KEY);
	(void)close(REUSE_CLIENT);
	(void)close(REUSE_HANDLER);
	wipe_begin();
	if (privilege_held() && privilege_become(CAGE_USER, CAGE_USER) < 0)
		return "root cannot be given up";
	return cage_enter(CAGE_REUSED, keep, 2) ? NULL : CAGE_NOT;
}

/* Serves one connection, and leaves nothing of it. */
static const char *
serve(struct connection *c)
{
	const char *why = handshake_begin(c->handshake, c->key);

	if (why == NULL)
		connection_serve(c);
	reuse_close();
	handshake_end(c->handshake);
	pump_wipe();
	return why;
}

static _Noreturn void
be_several(const struct service_state *s, struct connection *c, int control)
{
	const char *why = confine(control);

	while (why == NULL && reuse_take(c)) {
		why = serve(c);
		wipe_stack();
		if (!reuse_done())
			break;
	}
	if (why != NULL)
		service_complain(s, "", why);
	_exit(0);
}

/* --- in the service --- */

void
service_reuse_dismiss(const struct service_state *s, struct crowd_member *m)
{
	if (m->control > 0)
		reuse_dismiss(s->epoll, m->control);
	m->control = 0;
}

/* Dismisses a process that has no connection. */
static void
let_go(const struct service_state *s, struct crowd_member *m)
{
	service_reuse_dismiss(s, m);
	m->state = CROWD_SERVED; /* until the process is reaped */
	m->source = 0;
}

static bool
is_short(int err)
{
	return err == -ETOOMANYREFS || err == -ENOBUFS || err == -ENOMEM;
}

/* Starts a process for the member.  Returns 0 or -errno. */
static int
start(struct service_state *s, struct crowd_member *m, struct connection *c,
    bool busy)
{
	uint32_t place = (uint32_t)(m - s->crowd.member);
	int theirs, err = 0;
	int control = reuse_hire(s->epoll, place, &theirs);
	pid_t pid;

	if (control < 0)
		return control;
	pid = fork();
	if (pid == 0) {
		/* in a flood, handshakes leave the processor to others */
		if (busy)
			(void)setpriority(PRIO_PROCESS, 0, SERVICE_BUSY_NICE);
		be_several(s, c, theirs);
	}
	if (pid < 0)
		err = -errno;
	close(theirs);
	if (pid < 0) {
		reuse_dismiss(s->epoll, control);
		return err;
	}
	m->pid = pid;
	m->control = control;
	m->busy = busy;
	m->left = s->o->per_process;
	brood_add(s->brood, place, pid);
	return 0;
}

/*
 * Hands the connection to a process that is idle, or to a new one in the place
 * of m.  Sets *to to the place of the process.  Returns 0 or -errno.
 */
static int
hand(struct service_state *s, struct crowd_member *m, struct connection *c,
    bool busy, struct crowd_member **to)
{
	size_t i;
	int err;

	while ((i = crowd_idle(&s->crowd, busy)) < crowd_places(&s->crowd)) {
		*to = &s->crowd.member[i];
		err = reuse_hand((*to)->control, c);
		if (err == 0 || is_short(err))
			return err;
		let_go(s, *to); /* it has ended */
	}
	*to = m;
	err = start(s, m, c, busy);
	if (err == 0 && reuse_hand(m->control, c) < 0) {
		err = 0; /* the connection is lost with its process */
		(void)kill(m->pid, SIGKILL);
	}
	return err;
}

void
service_reuse_begin(struct service_state *s, struct crowd_member *m,
    struct connection *c, bool busy)
{
	struct crowd_member *to = m, was = *m;
	int pair[2], err = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		pair) < 0) {
		service_run_short(s, "socketpair", -errno);
		return;
	}
	c->handler = pair[0];
	c->key = key_service_connect(&s->load.keys);
	if (c->key < 0)
		err = c->key;
	else {
		connection_prepare(c);
		err = hand(s, m, c, busy, &to);
		close(c->key);
	}
	close(pair[0]);
	if (err < 0) { /* the connection stays in the queue */
		close(pair[1]);
		service_run_short(s, "fork", err);
		return;
	}
	close(c->fd);
	if (to != m)
		*m = (struct crowd_member){ .state = CROWD_FREE };
	to->state = CROWD_HANDSHAKE;
	to->source = was.source;
	to->since_ms = clock_mono_ms();
	to->fd = pair[1];
	to->left--;
}

/* Handles a process that is done with its connection. */
static void
take_back(struct service_state *s, struct crowd_member *m)
{
	/* a handshake that has failed, or that nobody has heard of yet */
	if (m->state == CROWD_HANDSHAKE)
		service_hear(s, m);
	s->turn_ms = 0;
	if (m->state == CROWD_SERVED && m->left > 0) {
		m->state = CROWD_IDLE;
		m->source = 0;
		m->since_ms = clock_mono_ms();
		return;
	}
	if (m->state == CROWD_IDLE) /* it speaks out of turn */
		(void)kill(m->pid, SIGKILL);
	if (m->state == CROWD_READY) /* the workers have yet to take it */
		service_reuse_dismiss(s, m);
	else
		let_go(s, m);
}

void
service_reuse_hear(struct service_state *s)
{
	uint32_t who[REUSE_HEARD];
	size_t n = s->reuses ? reuse_hear(s->epoll, who) : 0;

	for (size_t i = 0; i < n; i++) {
		struct crowd_member *m = &s->crowd.member[who[i]];

		if (m->control <= 0)
			continue;
		if (reuse_is_done(m->control))
			take_back(s, m);
		else if (m->state == CROWD_IDLE)
			let_go(s, m);
		else /* it has ended, and is reaped soon */
			service_reuse_dismiss(s, m);
	}
}

void
service_reuse_thin(struct service_state *s, bool all)
{
	int64_t now_ms = s->reuses ? clock_mono_ms() : 0;

	if (!s->reuses || (!all && now_ms < s->thinned_ms + THIN_MS))
		return;
	s->thinned_ms = now_ms;
	for (size_t i = 0; i < s->crowd.used; i++) {
		struct crowd_member *m = &s->crowd.member[i];

		if (m->state == CROWD_IDLE &&
		    (all || m->since_ms + IDLE_MS <= now_ms))
			let_go(s, m);
	}
}
