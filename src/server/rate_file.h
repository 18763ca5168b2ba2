/*
 * rate_file -- RequestRate and SendRatePerSource without a listener: an inetd
 * or systemd's Accept=yes starts a process for each connection, and these
 * processes count in a file beside that of Counters (base/ratetable, which says
 * what holds).
 *
 *	rate_file_open(&service, &file);	before the sandbox
 */
#ifndef SERVER_RATE_FILE_H
#define SERVER_RATE_FILE_H

#include "server/conn.h"

struct ratetable;

struct rate_file {
	const struct conf *conf;
	struct ratetable *table;
	int64_t longest_ns; /* in which every bucket fills */
};

/*
 * Gives the service the function that takes tokens.  Does nothing without such
 * rates or without Counters.  A file that cannot be used is logged, and the
 * site is served without these limits.
 */
void rate_file_open(struct service *, struct rate_file *);

#endif
