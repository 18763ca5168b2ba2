/*
 * daemon -- the state of minihttpd, which its main and daemon/reload share.
 *
 * A process has one struct daemon.  It contains the sockets, the workers that
 * serve and those that start, and the state that is reported to systemd.
 */
#ifndef DAEMON_DAEMON_H
#define DAEMON_DAEMON_H

#include "daemon/args.h"
#include "daemon/journal.h"
#include "daemon/manager.h"
#include "daemon/pool.h"
#include "daemon/sockets.h"
#include "daemon/tls_service.h"
#include "daemon/watch.h"
#include "os/log.h"

#include <limits.h>
#include <systemd/sd-event.h>

struct daemon {
	struct args args;
	struct sockets sockets, next; /* next: of the coming generation */
	struct pool pool;
	struct tls_service tls;
	struct watch watch;
	struct journal journal;
	struct log log;
	sd_event *event;
	sd_event_source *tick;
	uint64_t tick_us;
	bool watchdog;
	bool reload_due; /* a SIGHUP came during a reload */
	bool fenced;     /* no TCP connection, by any process */
	bool empty;      /* after a stop: no worker is left */
	uint64_t accepted, lost;
	int64_t busy_ms; /* when there last was a connection */
	struct manager manager;
	char changes[1024]; /* of the coming generation; "" at first */
	char handler[PATH_MAX];
};

/* Logs an error about `what`, in one line. */
static inline void
daemon_complain(const struct daemon *d, const char *what, const char *why)
{
	log_complain(&d->log, span_str(what), why);
}

#endif
