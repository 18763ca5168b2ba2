/*
 * password -- asks for the password that -u or -U leaves out.
 */
#ifndef CLIENT_PASSWORD_H
#define CLIENT_PASSWORD_H

#include "client/options.h"

/*
 * Completes -u NAME and -U NAME.  As with curl, the terminal of the user is
 * asked, without showing what is typed; without a terminal, as in cron, the
 * password is empty.  The new values are never freed.  Returns false after
 * reporting an error.
 */
bool password_ask(struct options *);

#endif
