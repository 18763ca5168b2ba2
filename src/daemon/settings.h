/*
 * settings -- the configuration as minihttpd reads it: once for all workers.
 *
 * The text goes to the workers in a file of memory.  One that is wrong goes
 * there too: each of its requests gets a 500, as minihttp does it.
 */
#ifndef DAEMON_SETTINGS_H
#define DAEMON_SETTINGS_H

#include "config/conf.h"
#include "daemon/args.h"

#define SETTINGS_FILE "/etc/minihttp/minihttp.conf"

struct settings {
	struct conf conf;
	bool good;
	bool by_hand;         /* the usual file does not apply */
	const char *docroot;  /* of the command line, or the current one */
	char complaint[1024]; /* why it is not good */
	int fd;               /* the text, for the workers */
	size_t n;             /* bytes of the text */
	char text[LIMIT_CONF];
};

/* Never NULL but for want of memory; settings_free takes NULL. */
struct settings *settings_new(const struct args *);
/* The same text again, whatever the file says now: for other workers. */
struct settings *settings_again(const struct settings *, const struct args *);
void settings_free(struct settings *);

/* How many workers there are to be: Workers, or one for each CPU. */
unsigned settings_workers(const struct settings *);

/*
 * Whether the document root, or the one file that is served, can be opened,
 * and entered by User if root starts us; what is wrong goes to complaint.
 * True when the configuration itself is wrong: then nobody is served from it.
 */
bool settings_check_root(struct settings *);

/* The command line names a file: that alone is served. */
bool settings_is_file(const struct settings *);

#endif
