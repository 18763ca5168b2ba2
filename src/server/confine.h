/*
 * confine -- how the configuration confines a process: whose rights it goes
 * on with, and what its sandbox leaves it.
 *
 *	why = confine_user(conf->user, scratch, &held);
 *	confine_close(&confine, roles);
 *	open what is to stay open, and is not among what confine knows
 *	confine_enter(&confine, roles);
 *	read the first byte
 */
#ifndef SERVER_CONFINE_H
#define SERVER_CONFINE_H

#include "base/text.h"
#include "config/conf.h"
#include "os/docroot.h"
#include "os/door.h"
#include "os/log.h"
#include "os/sandbox.h"

/* Of those without a number here (user_namespaces(7)), and of nobody. */
#define CONFINE_NOBODY 65534

/*
 * From root to this user: NULL, or why not; then the process is nobody's, or,
 * and *held says so, root still.  scratch is for the text of /etc/passwd, as
 * far as there is room.
 */
const char *confine_user(struct span user, struct text scratch, bool *held);

struct confine {
	const struct conf *conf;
	struct docroot *root;
	int passwords;   /* of WriteAuth; -1 for none */
	int spawner;     /* of scripts; likewise */
	const int *auth; /* of each Auth; NULL: they have not been opened */
	const struct log *error, *access;
	/* Of a listener: */
	const struct listener_sockets *sockets;
	int ready;
	int channel; /* for that of a child; -1: none has one */
	/* What came of it; of zeros with Sandbox no. */
	struct sandbox sandbox;
};

/* Both for a set of enum sandbox_role; nothing with Sandbox no. */
void confine_close(struct confine *, unsigned roles);

/*
 * False if Sandbox is require and something is missing, which is then logged
 * always, and otherwise where that happens once: by a listener.
 */
bool confine_enter(struct confine *, unsigned roles);

/*
 * A process that a listener has forked for this connection, or with this
 * channel; -1 is none.  It has no other descriptors from then on; false if
 * the caller has to see to that.
 */
bool confine_child(const struct confine *, int connection, int channel);

/* " landlock seccomp": the names of the parts. */
void confine_put_parts(struct text *, unsigned parts);

#endif
