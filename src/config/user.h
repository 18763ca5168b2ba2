/*
 * user -- the user to which a process started as root switches.
 *
 * A user is written as a name, which is looked up in the text of passwd(5), or
 * as UID:GID, for systems without that file.
 *
 *	struct user_ids ids;
 *
 *	if (!user_parse(user, &ids) &&
 *	    !user_find(passwd_text, user, &ids))
 *		there is no such user
 */
#ifndef CONFIG_USER_H
#define CONFIG_USER_H

#include "base/span.h"

struct user_ids {
	uint32_t uid, gid;
};

/* The span has the form of a name or of UID:GID. */
bool user_is_valid(struct span user);

/* Reads UID:GID. */
bool user_parse(struct span user, struct user_ids *);

/* Finds the first line with that name; malformed lines are ignored. */
bool user_find(struct span passwd, struct span user, struct user_ids *);

#endif
