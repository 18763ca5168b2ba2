/* exit -- the exit codes of minihttp-client, which its manual explains. */
#ifndef CLIENT_EXIT_H
#define CLIENT_EXIT_H

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

#endif
