/*
 * hidden -- names treated as if they did not exist: HiddenFiles.
 *
 * Hidden names are neither served nor listed nor stored.  Every name of a path
 * counts, except those below /.well-known/ (RFC 8615).  A pattern must hold in
 * whatever way a file system reads names (base/prefix): the case of ASCII
 * letters does not count, nor do dots and blanks at the end.  An upload in
 * progress is hidden whatever the configuration says.
 */
#ifndef SITE_HIDDEN_H
#define SITE_HIDDEN_H

#include "config/conf.h"

/* Returns true if the name, a single component of a path, is hidden. */
bool hidden_name(const struct conf *, struct span name);

/*
 * Returns true if the path of the site, decoded and without outer slashes, is
 * hidden.  If a single file is served (conf_set_file), every other path is
 * hidden.
 */
bool hidden_path(const struct conf *, struct span path);

#endif
