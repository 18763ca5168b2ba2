/*
 * sign -- `minihttp --sign PATH TIME`: prints a link of SignedLinks.
 *
 *	code = sign_link(&conf, "/private/a.pdf", "2d", &error, scratch);
 */
#ifndef SERVER_SIGN_H
#define SERVER_SIGN_H

#include "config/conf.h"
#include "os/log.h"

/*
 * Prints the link to standard output.  The path is that of a file on the site,
 * not percent-encoded.  The time is how long the link is good from now on, with
 * a unit: s, m, h or d.  Returns an exit code of sysexits.h, after logging an
 * error unless that is EX_OK.
 */
int sign_link(const struct conf *, const char *path, const char *time,
    const struct log *, struct text scratch);

#endif
