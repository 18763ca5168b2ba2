/*
 * passwd -- user names and hashed passwords, as htpasswd(1) writes them.
 *
 * One "user:hash" a line.  The hashes are those of crypt(5): bcrypt ($2y$, and
 * its older names) and SHA-crypt ($5$, $6$); a user with any other never gets
 * in.  How long a wrong password takes does not tell whether its user exists:
 * all of the file is read, and one hash of each cost in it is computed, whoever
 * asks.
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
	PASSWD_LEFT /* the patience has come to its end */
};

/* A descriptor or -errno; -EILSEQ for a file in UTF-16. */
int passwd_open(const char *path);

/* The reason for such an error, in words. */
const char *passwd_reason(int err);

/*
 * The file as it is now; PASSWD_BROKEN if it cannot be read or is larger
 * than the room, which is for the caller to lend.  The process is less urgent
 * than others from then on (LIMIT_CHECK_NICE), for good: nobody who is not
 * root makes it more urgent again.
 */
enum passwd_answer passwd_check(int fd, const char *user, const char *password,
    struct text room, const struct patience *);

/* The file has a line with a hash of these kinds. */
bool passwd_has_any(int fd, struct text room);

#endif
