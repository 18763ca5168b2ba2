/*
 * tls_service -- the process minihttp-tls that accepts for HTTPS: started,
 * replaced, started again when it dies, and stopped.
 *
 *	coming	it reads the certificates
 *	current	it accepts
 *	old	it accepts no more, and waits for its connections
 *
 * A reload, or a change of a certificate file, starts a new process.  The new
 * process takes over when it is ready.  If it fails, the current one stays,
 * with the certificates that it has, and the log and STATUS= say why.  Plain
 * HTTP does not depend on any of this.
 *
 *	channel = tls_service_channel(&t)	before the workers start
 *	tls_service_begin(&t, settings, &sockets)	when they are ready
 *	tls_service_reaped(&t, pid, status)	true: it was ours
 *	tls_service_check(&t)	now and then
 */
#ifndef DAEMON_TLS_SERVICE_H
#define DAEMON_TLS_SERVICE_H

#include "base/counters.h"
#include "config/listen.h"
#include "daemon/hearing.h"
#include "daemon/settings.h"
#include "daemon/sockets.h"
#include "os/log.h"

#include <limits.h>
#include <sys/types.h>
#include <systemd/sd-event.h>

/* Processes at a time; the oldest of more is ended. */
#define TLS_SERVICE_PROCESSES 8

struct tls_service;

struct tls_process {
	struct tls_service *of;
	enum { TLS_NONE, TLS_COMING, TLS_CURRENT, TLS_OLD } state;
	pid_t pid;
	int64_t since_ms; /* in this state */
	struct hearing report;
	sd_event_source *report_source;
};

struct tls_service {
	sd_event *event;
	const struct log *log;
	int end[2]; /* of the channel: for workers, for minihttp-tls; 0: none */
	const struct sockets *sockets;
	struct tls_process process[TLS_SERVICE_PROCESSES];
	struct hearing logged; /* in the log already */
	bool wanted, stopping, muted;
	int64_t start_at_ms;    /* 0: nothing is to be started */
	sd_event_source *alarm; /* fires at that time */
	int64_t pause_ms, drain_ms;
	char status[256]; /* for STATUS=; "" without HTTPS */
	/* those that are served, and the file that shows them; "" for none */
	struct counters_certificate certificate[LIMIT_CERTIFICATES];
	char counters[PATH_MAX];
	char limits[64]; /* a word of its command line */
	char program[PATH_MAX];
	char text[LIMIT_CONF];
	const char *word[LISTEN_WORDS + 8];
};

/* Returns the workers' end of the channel, or -errno. */
int tls_service_channel(struct tls_service *);

/*
 * Starts a process if the settings have sockets for HTTPS, and stops the
 * current one if they have none any more.  *sockets has to stay where it is.
 */
void tls_service_begin(
    struct tls_service *, const struct settings *, const struct sockets *);

/*
 * Handles a child that has ended.  Returns true if it was a process of this
 * service.
 */
bool tls_service_reaped(struct tls_service *, pid_t, int status);

/*
 * Starts a process that is due, and ends old ones that have drained for too
 * long.
 */
void tls_service_check(struct tls_service *);

/* Makes the processes accept no more; a second call ends all connections. */
void tls_service_stop(struct tls_service *);

/* Returns true if no process of the service is left. */
bool tls_service_is_gone(const struct tls_service *);

#endif
