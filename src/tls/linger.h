/*
 * linger -- ends a connection in such a way that the client gets all that was
 * sent.
 */
#ifndef TLS_LINGER_H
#define TLS_LINGER_H

/*
 * Ends the writing side, and reads until the client has ended its own, for
 * LIMIT_LINGER_MS at most: bytes that arrive after a close would reset the
 * connection and destroy what is under way (RFC 9112 9.6).  The descriptor
 * stays open.
 */
void linger(int fd);

#endif
