#include "daemon/manager.h"

#include "os/clock.h"
#include "os/sandbox.h"

#include <stdio.h>
#include <string.h>
#include <systemd/sd-daemon.h>

void
manager_set(struct manager *m, enum manager_trouble trouble, struct span why)
{
	int n = (int)(why.n < 512 ? why.n : 512);

	m->trouble[0] = '\0';
	if (n == 0) {
		why = SPAN("the log says why");
		n = (int)why.n;
	}
	if (trouble == MANAGER_BROKEN)
		(void)snprintf(m->trouble, sizeof m->trouble,
		    "configuration is broken: %.*s; every request gets 500; ",
		    n, why.p);
	if (trouble == MANAGER_RELOAD_FAILED)
		(void)snprintf(m->trouble, sizeof m->trouble,
		    "reload failed: %.*s; nothing has changed; ", n, why.p);
}

void
manager_ready(struct manager *m, const struct sockets *s)
{
	char names[256];
	size_t n = 0;

	names[0] = '\0';
	for (unsigned i = 0; i < s->n && n < sizeof names; i++)
		n += (size_t)snprintf(names + n, sizeof names - n, "%s%s",
		    i > 0 ? ", " : "", s->name[i]);
	m->status[0] = '\0';
	(void)sd_notifyf(
	    0, "READY=1\nSTATUS=%slistens on %s", m->trouble, names);
}

void
manager_reloading(void)
{
	(void)sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%jd",
	    (intmax_t)(clock_mono_ns() / 1000));
}

/*
 * Puts the parts of the sandbox that the workers use, such as " seccomp
 * limits".
 */
static void
put_parts(unsigned parts, char *buf, size_t room)
{
	size_t n = 0;

	(void)snprintf(buf, room, " none");
	for (unsigned part = 1; part <= parts && n < room; part <<= 1)
		if (parts & part)
			n += (size_t)snprintf(buf + n, room - n, " %s",
			    sandbox_part_name((enum sandbox_part)part));
}

void
manager_count(struct manager *m, const struct pool_counts *c, const char *tls)
{
	char line[sizeof m->status], parts[128], limited[256];
	struct text t = { limited, sizeof limited - 1, 0 };

	put_parts(c->confined, parts, sizeof parts);
	limited_put(&t, &c->limited);
	limited[text_fits(&t) ? t.n : 0] = '\0';
	(void)snprintf(line, sizeof line,
	    "%s%u workers, %ju connections; %ju accepted, %ju refused, "
	    "%ju log lines lost, %ju crashed; %ssandbox:%s%s%s",
	    m->trouble, c->workers, (uintmax_t)c->connections,
	    (uintmax_t)c->accepted, (uintmax_t)c->sent_away, (uintmax_t)c->lost,
	    (uintmax_t)c->crashed, limited, parts, *tls != '\0' ? "; " : "",
	    tls);
	if (strcmp(line, m->status) != 0)
		(void)sd_notifyf(0, "STATUS=%s", line);
	memcpy(m->status, line, sizeof line);
}
