/*
 * confine -- confines a process as the configuration says: its user and its
 * sandbox.
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

/*
 * The overflow id: user nobody, and users that this namespace does not map
 * (user_namespaces(7)).
 */
#define CONFINE_NOBODY 65534

/*
 * Switches from root to this user.  Returns NULL, or the reason why it failed;
 * after a failure the process is nobody, or still root if *held is true.
 * scratch is for the text of /etc/passwd, of which only as much is read as
 * fits.
 */
const char *confine_user(struct span user, struct text scratch, bool *held);

struct confine {
	const struct conf *conf;
	struct docroot *root;
	int passwords;   /* of WriteAuth; -1: none */
	int spawner;     /* of scripts; -1: none */
	const int *auth; /* of each Auth; NULL: not opened */
	const struct log *error, *access;
	/* Used by a listener: */
	const struct listener_sockets *sockets;
	int ready;
	int channel; /* reserved for that of a child; -1: unused */
	/* The result; all zero with Sandbox no. */
	struct sandbox sandbox;
};

/*
 * Do what sandbox_close and sandbox_enter do (os/sandbox), for a set of enum
 * sandbox_role.  With Sandbox no they do nothing.
 */
void confine_close(struct confine *, unsigned roles);

/*
 * Returns false, after logging which part is missing, if Sandbox is require and
 * a part of SANDBOX_REQUIRED is missing.  With Sandbox yes only a listener logs
 * a missing part, once.
 */
bool confine_enter(struct confine *, unsigned roles);

/*
 * Confines a process that a listener has forked for this connection or with
 * this channel; -1 means none.  The process keeps no other descriptors.
 * Returns false if the caller has to close them.
 */
bool confine_child(const struct confine *, int connection, int channel);

/*
 * Fills struct sandbox_wants with what the sandbox has to know about a process
 * of these roles.
 */
void confine_wants(
    const struct confine *, unsigned roles, struct sandbox_wants *);

/* Returns true if the configuration allows uploads or removals. */
bool confine_writes(const struct conf *);

/*
 * Opens the directory of the i-th Upload prefix for writing.  Landlock grants
 * rights to directories and not to names, so a missing directory is created
 * now, if UploadMakeDirectories allows it.  Returns a descriptor, which the
 * caller closes, or -errno.
 */
int confine_open_prefix(const struct confine *, size_t i);

/* Puts the names of the parts: " landlock seccomp". */
void confine_put_parts(struct text *, unsigned parts);

#endif
