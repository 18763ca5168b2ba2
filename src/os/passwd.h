/*
 * passwd -- checks user names and hashed passwords, as htpasswd(1) writes them.
 *
 * Each line of the file is "user:hash".  The hashes are those of crypt(5):
 * bcrypt ($2y$, and its older names) and SHA-crypt ($5$, $6$).  A user with any
 * other hash is never admitted.  The time for a wrong password does not reveal
 * whether its user exists: for every request the whole file is read, and one
 * hash of each cost in it is computed.
 *
 *	fd = passwd_open("/etc/minihttp/htpasswd");
 *	if (passwd_check(fd, "user", "password", room, NULL) == PASSWD_YES)
 */
#ifndef OS_PASSWD_H
#define OS_PASSWD_H

#include "base/patience.h"
#include "base/text.h"

enum passwd_answer {
	PASSWD_YES,
	PASSWD_NO,
	PASSWD_BROKEN,
	PASSWD_LEFT /* the patience has ended */
};

/*
 * Opens a file of passwords.  Returns a descriptor, which the caller closes, or
 * -errno; -EILSEQ for a file in UTF-16.
 */
int passwd_open(const char *path);

/* Describes such an error in words. */
const char *passwd_reason(int err);

/*
 * Checks a password against the current content of the file.  Returns
 * PASSWD_BROKEN if the file cannot be read or is larger than the room, which
 * the caller lends.  From then on the process runs at a lower priority
 * (LIMIT_CHECK_NICE), for good: only root could raise it again.
 */
enum passwd_answer passwd_check(int fd, const char *user, const char *password,
    struct text room, const struct patience *);

/* Returns true if a line of the file has a hash of these kinds. */
bool passwd_has_any(int fd, struct text room);

#endif
