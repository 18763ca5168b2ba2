/*
 * upload_post -- POST to a directory: its content, or the files of a form,
 * under names that are free.
 */
#ifndef SERVER_UPLOAD_POST_H
#define SERVER_UPLOAD_POST_H

#include "server/conn.h"

/* c->fd is the directory.  REFUSE_NOT has settled the plan. */
enum refusal upload_post_body(struct conn *, const struct asked *);
enum refusal upload_post_form(struct conn *, const struct asked *);

#endif
