/*
 * cage -- confines a handshake process, a key process and the service.
 *
 *	no_new_privs, not dumpable, no core, no process, limited memory
 *	close_range	no descriptor but 0 to 2 and those to keep
 *	Landlock	no file at all, no TCP bind or connect
 *	seccomp		the calls of cage.def; any other ends the process by
 *			SIGSYS, which os/obituary logs
 *
 * The service starts the handshake processes, and they inherit its cage and
 * enter their own within it.  So its list has each call of theirs, and what
 * they need to become nobody and enter the cage.  It keeps its descriptors.
 *
 * The calls of a handler are in another list, os/sandbox.def.
 *
 *	obituary_prepare(&log, OBITUARY_OF_SANDBOX);
 *	if (!cage_enter(CAGE_HANDSHAKE, keep, 2))
 *		exit
 *	read the first byte
 */
#ifndef TLS_CAGE_H
#define TLS_CAGE_H

#include "os/sandbox_parts.h"

#include <stdbool.h>
#include <stddef.h>

enum cage {
	CAGE_HANDSHAKE = 1,
	CAGE_KEY = 2,         /* of one connection */
	CAGE_KEY_SERVICE = 4, /* of the key process of a service */
	CAGE_SERVICE = 8,
	/* the same where a handshake process serves several connections */
	CAGE_REUSED = 16,
	CAGE_REUSING = 32
};

/* Those who receive descriptors do so through this one only. */
#define CAGE_CONTROL 3

/* The user and group "nobody", which a process is to become before it. */
#define CAGE_USER 65534

#define CAGE_NOT                                                               \
	"this system lacks seccomp or close_range, and minihttp-tls serves "   \
	"nobody without them"

/*
 * Confines this process; `keep` lists n descriptors, and a service keeps all
 * of its own.  Returns false if close_range or seccomp fails.  A system without
 * Landlock is accepted, since cage.def has no call that opens anything.
 */
bool cage_enter(enum cage, const int *keep, size_t n);

/* --- what it installs, for tls/cage_show --- */

/* A row of cage.def; SANDBOX_CONDITIONS conditions. */
struct cage_rule {
	unsigned who; /* enum cage, several */
	const struct sandbox_condition *condition;
};

/* Describes row i.  Returns false if there is no row i. */
bool cage_rule(size_t i, struct cage_rule *);

/*
 * Lists the limits of a process, and returns their number.  The limit of its
 * descriptors is set as well, to those that it has.
 */
size_t cage_limits_of(
    enum cage, struct sandbox_limit limits[SANDBOX_LIMIT_MOST]);

#endif
