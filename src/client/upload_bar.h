/*
 * upload_bar -- shows on a terminal how much of an upload has been sent.
 *
 *	upload_bar_begin(whole)
 *	upload_bar_draw(NULL, n)	as events.sent of client/transport
 *	upload_bar_end()		when the response begins, and at the end
 */
#ifndef CLIENT_UPLOAD_BAR_H
#define CLIENT_UPLOAD_BAR_H

#include "base/span.h"

/* whole is UINT64_MAX if the size is not known. */
void upload_bar_begin(uint64_t whole);
void upload_bar_draw(void *unused, uint64_t n);
void upload_bar_end(void);

#endif
