/*
 * sandbox_show -- the sandbox as JSON: what os/sandbox lets a process do.
 *
 * All of it comes from the tables that os/sandbox installs: sandbox.def and
 * sandbox_check.def, the conditions of the filter, the limits and the rights of
 * Landlock.  minihttp.8 describes the members.
 *
 *	abi = sandbox_show_abi();	before the sandbox is entered
 *	sandbox_show_denied(t, abi);
 *	sandbox_show_limits(t, limits, n);
 *	for (size_t i = 0; sandbox_show_call(t, wants.roles, i); i++)
 *		write what is in t, or go on
 */
#ifndef OS_SANDBOX_SHOW_H
#define OS_SANDBOX_SHOW_H

#include "base/text.h"
#include "os/sandbox_parts.h"

/* Returns the ABI of Landlock that the kernel has; 0: none. */
long sandbox_show_abi(void);

/* Returns the name of the machine whose call numbers the filter has. */
const char *sandbox_show_machine(void);

/* Puts the members of an object: the rights that are denied with this ABI. */
void sandbox_show_denied(struct text *, long abi);

/* Puts a list of the rights beneath a directory of write[], or of read[]. */
void sandbox_show_rights(struct text *, long abi, bool writing);

/* Puts the names of the roles, as a list. */
void sandbox_show_roles(struct text *, unsigned roles);

/* Puts the members of an object: limits of a process. */
void sandbox_show_limits(struct text *, const struct sandbox_limit *, size_t n);

/* Puts a list of conditions, up to the first that is none. */
void sandbox_show_conditions(
    struct text *, const struct sandbox_condition[SANDBOX_CONDITIONS]);

/*
 * Puts row i of sandbox.def as an object, or nothing if the process may not
 * make the call for that row's role.  Returns false if there is no row i.
 */
bool sandbox_show_call(struct text *, unsigned roles, size_t i);

#endif
