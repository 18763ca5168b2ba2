/*
 * preface -- what a proxy says in front of the first request.
 *
 * Only for a peer that is a proxy of ours (conf_is_proxy): from any other
 * the same bytes are a bad request.
 *
 *	switch (preface_read(&in, wire, 15000, &source, &why)) {
 *	case PREFACE_LOCAL:	the peer speaks for itself
 *	case PREFACE_RELAYED:	it speaks for source
 *	case PREFACE_BAD:	log why, close without an answer
 *	case PREFACE_END:	close
 *	}
 */
#ifndef SERVER_PREFACE_H
#define SERVER_PREFACE_H

#include "base/address.h"
#include "server/inbox.h"

enum preface { PREFACE_LOCAL, PREFACE_RELAYED, PREFACE_BAD, PREFACE_END };

/*
 * Reads a PROXY protocol header into the inbox, which is empty, and takes it
 * out again: what came with it is the start of the first request.  The whole
 * of it has to come within timeout_ms of the first wait.  PREFACE_RELAYED
 * sets *source; PREFACE_BAD sets *why, a constant string; PREFACE_END is a
 * stop before the first byte.
 */
enum preface preface_read(struct inbox *, struct wire *, uint64_t timeout_ms,
    struct address *source, const char **why);

#endif
