/*
 * client -- a client of TLS for handshakes.c: GnuTLS, whose bytes are damaged
 * on their way to the server.
 *
 * All choices follow from one number; the keys are new each time.  A damage is
 * made in the bytes of the connection, or within a message before it is
 * encrypted, so that client and server agree about a wrong message.
 *
 *	client_prepare(directory)
 *	client_begin(&c, number, fd)
 *	while (client_step(&c))
 *		the server's turn
 *	client_end(&c)
 */
#ifndef FUZZ_TLS_CLIENT_H
#define FUZZ_TLS_CLIENT_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Requests are a prefix of this text over and over. */
#define CLIENT_TEXT "GET /0123456789 HTTP/1.1\r\nHost: localhost\r\n\r\n"
#define CLIENT_TEXT_MOST 60000

#define CLIENT_ROOM 131072
#define CLIENT_DAMAGES 3

enum client_state { CLIENT_SHAKES, CLIENT_TALKS, CLIENT_GONE };

struct client_damage {
	unsigned kind;
	size_t at; /* in the bytes that the client sends */
	bool done;
};

struct client {
	gnutls_session_t session;
	gnutls_certificate_credentials_t credentials;
	uint64_t dice;
	int fd;
	enum client_state state;
	size_t text;  /* bytes of the request */
	size_t piece; /* bytes that go at a time; 0: all */
	bool replies; /* it reads what comes; it is deaf otherwise */
	struct client_damage damage[CLIENT_DAMAGES];
	size_t ndamages;
	bool vanishes; /* the connection is closed at a damage */
	/* a damage within a message of this type, at this byte */
	int within;
	size_t within_at;

	unsigned char sent[CLIENT_ROOM]; /* all that is to go, damaged */
	size_t made, gone;               /* bytes in sent; bytes that went */
	size_t taken;                    /* bytes made by the library */
	unsigned char got[CLIENT_ROOM];  /* all that came */
	size_t ngot;

	bool finished;       /* it has made its Finished message */
	bool finished_wrong; /* which was damaged within */
	bool hello_changed;  /* bytes of the ClientHello were changed */
};

/* Reads the client's own certificate from the directory. */
void client_prepare(const char *directory);

void client_begin(struct client *, uint64_t number, int fd);

/* Does what it can without waiting.  Returns true if a byte moved. */
bool client_step(struct client *);

/* Ends the client's side; bytes that come are still read. */
void client_hang_up(struct client *);

void client_end(struct client *);

#endif
