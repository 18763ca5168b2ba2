/*
 * upload_post -- stores a POST to a directory: its content, or the files of a
 * form, under free names.
 */
#ifndef SERVER_UPLOAD_POST_H
#define SERVER_UPLOAD_POST_H

#include "server/conn.h"

/*
 * c->fd is the directory.  If a function returns REFUSE_NOT, the plan is
 * settled.
 */
enum refusal upload_post_body(struct conn *);
enum refusal upload_post_form(struct conn *);

#endif
