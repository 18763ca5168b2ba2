/* exit -- the exit codes of minihttp-client, as its manual has them. */
#ifndef CLIENT_EXIT_H
#define CLIENT_EXIT_H

#include <stdbool.h>

enum exit_code {
	EXIT_DONE,
	EXIT_USAGE,
	EXIT_NETWORK,
	EXIT_NOT_MODIFIED,
	EXIT_NOT_HELD,
	EXIT_STATUS,
	EXIT_LOCAL,
	EXIT_UNGUARDED
};

static inline bool
exit_is_failure(int code)
{
	return code != EXIT_DONE && code != EXIT_NOT_MODIFIED;
}

#endif
