/*
 * hidden -- names that are as if they were not there: HiddenFiles.
 *
 * Neither served, nor listed, nor stored.  Of a path every name counts, but
 * for what lies below /.well-known/ (RFC 8615).  What hides a name has to hold
 * in whatever way a file system reads it (site/prefix): the case of ASCII
 * letters does not count, nor do dots and blanks at the end.  An upload on its
 * way is hidden whatever the configuration says.
 */
#ifndef SITE_HIDDEN_H
#define SITE_HIDDEN_H

#include "config/conf.h"

/* One name, as it is in its directory. */
bool hidden_name(const struct conf *, struct span name);

/*
 * A path of the site, decoded, without a slash at either end.  Where one file
 * alone is served (conf_set_file) every other is hidden.
 */
bool hidden_path(const struct conf *, struct span path);

#endif
