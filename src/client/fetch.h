/*
 * fetch -- fetches one URL: from the shelf if RFC 9111 allows that, otherwise
 * from the network.
 *
 * It follows the verdict of cache/policy, and knows neither libcurl nor where
 * the output goes.  It follows redirects itself, so that each is cached as an
 * entry of its own and no credentials reach another origin.
 *
 *	shelf --fresh--> output
 *	shelf --stale--> flight --304--> shelf, updated --> output
 *			   |----200--> output and shelf
 *			   |----206 for what came before--> both
 *			   '----error, stale-if-error--> shelf --> output
 *
 *	struct fetch *f = fetch_new(&setup);
 *
 *	fetch_run(f, "http://example.org/", &result);
 *	fetch_free(f);
 */
#ifndef CLIENT_FETCH_H
#define CLIENT_FETCH_H

#include "cache/cachestatus.h"
#include "client/transport.h"
#include "shelf/store.h"

enum fetch_flag {
	FETCH_STAY = 1,         /* do not follow redirects */
	FETCH_INSECURE = 2,     /* -k: the cache keeps the responses apart */
	FETCH_COMPRESSED = 4,   /* content codings are decoded */
	FETCH_OFFLINE = 8,      /* the network must not be used */
	FETCH_HEURISTIC = 16,   /* guess a lifetime if none is given */
	FETCH_IF_MODIFIED = 32, /* print only content that has changed */
	FETCH_IF_MATCH = 64,    /* unsafe methods: send the stored tag */
	FETCH_FAIL = 128,       /* omit the body of an error */
	FETCH_REFRESHING = 256, /* validates after the output: does not wait */
	FETCH_CONTINUE = 512,   /* Range asks for the rest of a file */
	FETCH_KEEP_METHOD = 1024, /* through redirects too, as for curl -X */
	FETCH_HEAD_ONLY = 2048    /* whatever the method, no body is read */
};

enum fetch_origin {
	FETCH_NETWORK,
	FETCH_SHELF /* as it was stored */
};

struct fetch_head {
	struct span lines; /* with Age and Cache-Status, no empty line */
	enum fetch_origin from;
	uint64_t whole; /* bytes of the body that follows */
	/* The first byte of a 206, and the length that a 206 or 416 gives. */
	uint64_t first, of;
	int64_t modified;
	int status;
	bool last; /* false: a redirect that is followed */
};

/* Receives the response.  Each function returns false if it cannot continue. */
struct fetch_sink {
	void *arg;
	/*
	 * Called before the body, if there is one.  `whole` is the length of
	 * the body, or ENTRY_UNKNOWN; `modified` is the Last-Modified, or -1.
	 */
	bool (*head)(void *arg, const struct fetch_head *);
	bool (*body)(void *arg, struct span);
	/*
	 * Discards the bytes that were passed so far, and starts again.
	 * Returns false if they cannot be withdrawn.
	 */
	bool (*restart)(void *arg);
};

struct fetch_setup {
	const struct store *store; /* NULL: no cache */
	const struct transport *transport;
	const struct fetch_sink *sink;
	int64_t (*now)(void); /* seconds since 1970 */
	unsigned flags;
	const char *method;
	/*
	 * Field lines to send: those for every origin, and those with
	 * credentials.
	 */
	struct span fields, credentials;
	struct span realm; /* see cache/vary */
	const struct transport_setting *setting;
	size_t nsettings;
	bool form; /* the settings contain the body, a form */
	struct span form_input;
	struct span data;
	int upload;
	uint64_t upload_n, timeout_ms;
	unsigned redirects; /* at most */
	int64_t wait_ms;    /* how long another process may fetch it */
	uint64_t most;      /* the largest body that is stored; 0: any */
};

enum fetch_end {
	FETCH_DONE,
	FETCH_NOT_MODIFIED, /* with FETCH_IF_MODIFIED: nothing was printed */
	FETCH_NOT_HELD,     /* offline, and the cache has no response */
	FETCH_NETWORK_FAILED,
	FETCH_REFUSED,   /* FETCH_FAIL, and a status of 400 or more */
	FETCH_UNGUARDED, /* FETCH_IF_MATCH without a known tag: not sent */
	FETCH_OUTPUT_FAILED
};

/* How the stored response compares with that of the server. */
enum fetch_change {
	FETCH_UNASKED,   /* nothing was stored, or it was fresh */
	FETCH_UNCHANGED, /* 304 */
	FETCH_CHANGED
};

/* A code of the result: CURLE_TOO_MANY_REDIRECTS. */
#define FETCH_TOO_MANY_REDIRECTS 47

struct fetch_result {
	enum fetch_end end;
	enum fetch_change change;
	int status; /* of the last response; 0 if there was none */
	struct cachestatus report;
	const char *why; /* with FETCH_NETWORK_FAILED */
	/*
	 * 0, or -errno: a response that is no longer valid could not be
	 * removed.
	 */
	int keeps_error;
	int code; /* curl's for it, or 0: that of `times` */
	struct transport_outcome times;
	int64_t stored_bytes; /* growth of the cache, which may be negative */
	/* Bytes of the upload were read, and cannot be read again: a pipe. */
	bool spent;
	bool refresh; /* the printed response is to be validated now */
	char url[LIMIT_URI + 1]; /* of the last response */
};

struct fetch;

/*
 * Returns NULL if there is no memory.  The setup is copied; what it points to
 * must outlive the fetch.  The caller frees the fetch.
 */
struct fetch *fetch_new(const struct fetch_setup *);
void fetch_free(struct fetch *);

/* Fetches the URL, which is in normal form, and fills the result. */
void fetch_run(struct fetch *, struct span url, struct fetch_result *);

#endif
