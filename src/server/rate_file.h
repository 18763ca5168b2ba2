/*
 * rate_file -- RequestRate and SendRatePerSource without a listener: an inetd
 * or systemd's Accept=yes starts a process for each connection, and these
 * processes count in a file beside that of Counters.  base/ratetable says which
 * bounds hold.
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
	int64_t longest_ns; /* the time in which every bucket fills */
};

/*
 * Maps the file, and gives the service the function that takes tokens from it.
 * Both structs must stay where they are.  Does nothing without such rates or
 * without Counters.  If the file cannot be used, that is logged, and the site
 * is served without these limits.
 */
void rate_file_open(struct service *, struct rate_file *);

#endif
