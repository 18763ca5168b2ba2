/*
 * limits -- every compile-time bound, each with its reason.
 *
 * What an operator may want to change is a directive (config/); what is
 * here sizes an array or stops a loop.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* Header fields in a request.  Browsers send 15 to 25; 8 bytes each. */
#define LIMIT_FIELDS 128

/* The path of a target, decoded, and its NUL: PATH_MAX of the kernel. */
#define LIMIT_PATH 4096

/* The longest name of a file: NAME_MAX and its NUL. */
#define LIMIT_NAME 256

/* The longest name of a host, without its last dot: RFC 1035 2.3.4. */
#define LIMIT_HOST 253

/*
 * One request head: the largest MaxTarget and MaxFieldsSize together, and
 * the method and version around the target.
 */
#define LIMIT_TARGET 16384
#define LIMIT_FIELDS_SIZE 32768
#define LIMIT_HEAD (LIMIT_TARGET + LIMIT_FIELDS_SIZE + 512)
_Static_assert(LIMIT_HEAD < 65536, "struct fields counts in 16 bits");

/* Room behind the head for a request body as it passes through. */
#define LIMIT_INTAKE 16384

/*
 * And for one of known length: an upload in pieces of a megabyte takes half
 * the time of one in pieces of 64 KB.  Only what is used of it is memory.
 */
#define LIMIT_BULK (1024 * 1024)

/* A file up to this size travels in one write with its response head. */
#define LIMIT_SMALL 16384

/*
 * A response head and what travels with it: a small file, or a note.  The
 * longest is a redirect, with a path of which each byte becomes three in
 * Location and up to five in the note, where it is to and the query once; the
 * fields that Header adds have their own bound, and the others are less than
 * LIMIT_SMALL.
 */
#define LIMIT_OUT                                                              \
	(8 * LIMIT_PATH + LIMIT_TARGET + LIMIT_SMALL + LIMIT_CONF_ADDED +      \
	    8 * LIMIT_CONF_URL)

/*
 * Uploads at once into one directory where they need names (os/stage): as many
 * as there are connections, so that no source can have all of them.
 */
#define LIMIT_STAGED 256

/* What a name counts at least for UploadQuota, and lengths are rounded up to.
 */
#define LIMIT_USAGE_BLOCK 4096

/* How long a write waits for its turn in a directory. */
#define LIMIT_LOCK_WAIT_MS 10000

/*
 * Of a file that has bytes and no size (/proc), what is read at once and the
 * most that is sent; and up to this size one without blocks may lie about it,
 * as those of /sys do, which say that they have a page.
 */
#define LIMIT_UNSIZED_PIECE 4096
#define LIMIT_UNSIZED (UINT64_C(1) << 30)
#define LIMIT_UNSIZED_PAGE 65536

/* Want-Repr-Digest is answered up to this size: it is read twice. */
#define LIMIT_DIGEST (16 * 1024 * 1024)

/* The head of one part of a form, and the files in one. */
#define LIMIT_FORM_HEAD 4096
#define LIMIT_FORM_FILES 256

/*
 * What sorting the entries of a directory may take: 100 000 of them, with
 * names of up to 59 bytes each, and no more than is used is memory.
 */
#define LIMIT_LISTING (8 * 1024 * 1024)

/* User name and password together; longer ones are none of ours. */
#define LIMIT_USER 512

/*
 * Passwords that are checked at once by the children of one listener, in turn;
 * how long a request waits for its turn; how long one check may take while
 * others wait; and how urgent it is (setpriority(2)): ten times less than to
 * serve.
 */
#define LIMIT_CHECKS 1
#define LIMIT_CHECK_WAIT_MS 10000
#define LIMIT_CHECK_MS 60000
#define LIMIT_CHECK_NICE 10

/*
 * A script (CGI).  What it is told: the fields, the target three times,
 * the path three times, the root three times with the host, and names.  What it
 * says before its content, which is passed on with a CR and a space more on
 * each line.
 */
#define LIMIT_CGI                                                              \
	(LIMIT_FIELDS_SIZE + 8 * LIMIT_FIELDS + 3 * LIMIT_TARGET +             \
	    8 * LIMIT_PATH + 4 * LIMIT_HOST + LIMIT_USER)
#define LIMIT_CGI_HEAD 16384

/* What of its standard error is logged, and how often it may lead on. */
#define LIMIT_CGI_ERROR 65536
#define LIMIT_CGI_LOCAL 4

/* Between SIGTERM and SIGKILL, for a script that has to end. */
#define LIMIT_CGI_END_MS 1000

/*
 * A peer that will send no more may have gone, or may only have shut its
 * sending side: for so long its script, or the check of its password, goes on.
 */
#define LIMIT_CGI_HALF_MS 2000

/* How deep a quota counts: a descriptor for each level. */
#define LIMIT_DEPTH 64

/* Ours alone: a bound that was thought to hold does not. */
#define LIMIT_CHECK(holds) ((holds) ? (void)0 : __builtin_trap())

/* Chunk extensions of one body: nobody has a use for them (9112 7.1.1). */
#define LIMIT_CHUNK_EXT 4096

/* A trailer section of a chunked body (9112 7.1.2). */
#define LIMIT_TRAILER 8192

/*
 * Parts of one multipart/byteranges answer (9110 14.2, 17.15), 16 bytes each:
 * more than most requests have room for.  The bound that matters is that such
 * an answer is no longer than the file, or than LIMIT_PARTS, which leaves a
 * small file its few parts.
 */
#define LIMIT_RANGES 1024
#define LIMIT_PARTS 4096

/* An access line; PIPE_BUF, so that lines from many processes stay whole. */
#define LIMIT_LOG_LINE 4096

/* How long a line waits for a log that is full. */
#define LIMIT_LOG_WAIT_MS 1000

/* The configuration file, and what one may hold of lists. */
#define LIMIT_CONF 65536
#define LIMIT_CONF_NAMES 8
#define LIMIT_CONF_TYPE 256 /* bytes of a media type or charset */
#define LIMIT_CONF_TYPES 64
#define LIMIT_LISTEN 16
#define LIMIT_CONF_PATTERNS 16
#define LIMIT_CONF_PREFIXES 8
#define LIMIT_CONF_PREFIX 1024 /* bytes of one that a realm is named by */
#define LIMIT_CONF_AUTHS 8     /* a descriptor each */
#define LIMIT_CONF_GUARDS 48
#define LIMIT_CONF_CIDRS 32
#define LIMIT_CONF_HOSTS 32

/*
 * Header, CacheControl, Redirect and ErrorPage together, for each pattern:
 * a bit for each in 64.  What Header may add to one answer; where a Redirect
 * goes; and a pattern, which is matched in at most its length times that of
 * a path.
 */
#define LIMIT_CONF_RULES 64
#define LIMIT_CONF_ADDED 16384
#define LIMIT_CONF_URL 1024
#define LIMIT_CONF_PATTERN 256
#define LIMIT_CONF_CACHE 256

/* After a refusal: what is still read so that the peer gets the answer. */
#define LIMIT_LINGER_MS 2000
#define LIMIT_LINGER_BYTES (1024 * 1024)

/* An idle connection that is to end: what may be under way already. */
#define LIMIT_STOP_GRACE_MS 1000

/*
 * When every place is taken and somebody waits: a connection that has kept us
 * waiting for so long, for the first byte of a request or for all of its head,
 * gives up its place.  A client that answers at once is never that slow.
 */
#define LIMIT_YIELD_MS 100
#define LIMIT_YIELD_HEAD_MS 3000

/*
 * A PROXY protocol header.  The longest that any of its addresses needs is
 * 232; the rest is for what a balancer adds of TLS, names and certificates.
 */
#define LIMIT_PROXY 4096

/* Links that one lookup may pass through: the kernel's own MAXSYMLINKS. */
#define LIMIT_SYMLINKS 40

/*
 * The client.  A URI in normal form: most servers stop at 8 KiB.  A message
 * head that is kept: struct fields counts in 16 bits.  A body of up to
 * LIMIT_INLINE lies in its entry file, so that a hit is one open; larger
 * ones are checked a LIMIT_CHUNK at a time, before they are printed.
 */
#define LIMIT_URI 8192
#define LIMIT_MESSAGE 65535
#define LIMIT_INLINE 32768
#define LIMIT_CHUNK 262144

/* Responses kept for one URI: what Vary and credentials tell apart. */
#define LIMIT_VARIANTS 8

/* An entry file: its fixed part, URI, fields and body. */
#define LIMIT_ENTRY (160 + LIMIT_URI + LIMIT_MESSAGE + LIMIT_INLINE)

/* Redirects of one fetch, as browsers have it. */
#define LIMIT_REDIRECTS 20

#endif
