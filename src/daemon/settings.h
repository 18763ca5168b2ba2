/*
 * settings -- reads the configuration of minihttpd, once for all workers.
 *
 * The text is passed to the workers in a memory file.  A configuration that is
 * wrong is passed too: its workers answer each request with 500, as minihttp
 * does.
 */
#ifndef DAEMON_SETTINGS_H
#define DAEMON_SETTINGS_H

#include "config/conf.h"
#include "daemon/args.h"

#define SETTINGS_FILE "/etc/minihttp/minihttp.conf"

struct settings {
	struct conf conf;
	bool good;
	bool by_hand;        /* the default file does not apply */
	const char *docroot; /* of the command line, or the current directory */
	char complaint[1024]; /* reason, if it is not good */
	int fd;               /* memory file with the text */
	size_t n;             /* bytes of the text */
	char text[LIMIT_CONF];
};

/* Returns NULL only if there is no memory; settings_free takes NULL. */
struct settings *settings_new(const struct args *);

/*
 * Makes settings from the same text, whatever the file contains now, for other
 * workers.  Returns NULL if there is no memory.
 */
struct settings *settings_copy(const struct settings *, const struct args *);
void settings_free(struct settings *);

/* Returns the number of workers: Workers, or one for each CPU. */
unsigned settings_workers(const struct settings *);

/*
 * Checks that the document root, or the single file that is served, can be
 * opened, and that User can enter it if root starts minihttpd.  Returns true if
 * so.  Returns false after writing the error to complaint.  It also returns
 * true, and checks nothing, if the configuration itself is wrong, since nothing
 * is served from the root then.
 */
bool settings_check_root(struct settings *);

/* Returns true if the command line names a file, which alone is served. */
bool settings_is_file(const struct settings *);

#endif
