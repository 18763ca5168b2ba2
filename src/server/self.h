/*
 * self -- holds the whole state of a handler process in one place.
 *
 * server/minihttp defines it; server/startup fills it with what it opens.
 */
#ifndef SERVER_SELF_H
#define SERVER_SELF_H

#include "server/conf_load.h"
#include "server/confine.h"
#include "server/conn.h"
#include "server/rate_file.h"
#include "server/worker.h"

#define SELF_PAGE 4096

/* Room for the arguments that follow the name of the program. */
#define SELF_ARGUMENTS 1024

/*
 * Everything that a process needs; too large for a stack.  It is "common", so
 * that the linker puts it after libc's few variables, which share a page with
 * it, and not before them.  The program aligns the connection itself at its
 * start, because an alignment by the linker would cost a page for what comes
 * before.
 */
extern struct self {
	struct docroot root;
	struct log error, access;
	struct address peer;
	struct wire wire;
	struct service service;
	struct confine confine;
	struct worker worker;
	char arguments[SELF_ARGUMENTS];
	struct conf conf;
	char conf_text[CONF_LOAD_ROOM];
	struct statuspage status;
	struct attendance attendance;
	struct hmac_key link_key;
	char root_name[2 * LIMIT_PATH];
	struct rate_file rate_file;
	char conn_room[sizeof(struct conn) + SELF_PAGE];
} self;

/* The bytes before self in its first page, with some to spare. */
#define SELF_BEFORE 1024

_Static_assert(
    offsetof(struct self, conf) + offsetof(struct conf, forwarders.from.at) <=
	2 * SELF_PAGE - SELF_BEFORE,
    "a plain GET touches two pages: what a process writes before its "
    "connection, and the counts of the configuration");

static inline struct conn *
self_conn(void)
{
	uintptr_t at = (uintptr_t)self.conn_room;

	return (
	    struct conn *)((at + SELF_PAGE - 1) & ~(uintptr_t)(SELF_PAGE - 1));
}

/* Nothing is sent before conn_serve, so its outbox is free for use. */
static inline struct text
self_scratch(void)
{
	struct text t = TEXT(self_conn()->out.buf);

	return t;
}

static inline void
self_complain(struct span what, const char *reason)
{
	log_complain(&self.error, what, reason);
}

#endif
