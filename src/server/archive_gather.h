/*
 * archive_gather -- lists the members of a directory that is asked for as one
 * archive.
 *
 * A member is what a GET of this peer would be answered with: names that are
 * hidden, denied or below CGI are left out, and so are files that cannot be
 * read and names that a Redirect answers.  A directory that may be entered but
 * not read is empty.  A symbolic link is followed as for a GET, and left out if
 * it leads to a directory that contains it.
 */
#ifndef SERVER_ARCHIVE_GATHER_H
#define SERVER_ARCHIVE_GATHER_H

#include "server/conn.h"

/*
 * If the query asks for an archive of the directory c->fd, lists its members as
 * c->archive, and replaces c->facts by the facts of the archive.  Returns
 * REFUSE_NOT, also for other queries, or the reason to refuse.
 */
enum refusal archive_gather(struct conn *);

/* Frees c->archive. */
void archive_gather_free(struct conn *);

/* Returns the size of c->archive with its list, in bytes. */
size_t archive_gather_room(const struct conf *);

#endif
