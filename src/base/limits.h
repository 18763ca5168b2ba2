/*
 * limits -- every compile-time bound, each with its reason.
 *
 * Bounds that an operator may want to change are directives (config/).  The
 * bounds here size an array or stop a loop.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* Header fields in a request.  Browsers send 15 to 25; 8 bytes each. */
#define LIMIT_FIELDS 128

/* The decoded path of a target with its NUL: the kernel's PATH_MAX. */
#define LIMIT_PATH 4096

/* The longest file name: NAME_MAX and a NUL. */
#define LIMIT_NAME 256

/* The longest host name, without the final dot: RFC 1035 2.3.4. */
#define LIMIT_HOST 253

/*
 * One request head: the largest MaxTarget and MaxFieldsSize together, and room
 * for the method and the version.
 */
#define LIMIT_TARGET 16384
#define LIMIT_FIELDS_SIZE 32768
#define LIMIT_HEAD (LIMIT_TARGET + LIMIT_FIELDS_SIZE + 512)
_Static_assert(LIMIT_HEAD < 65536, "struct fields counts in 16 bits");

/* Room after the head for pieces of the request body. */
#define LIMIT_INTAKE 16384

/*
 * The same for a body of known length: an upload in pieces of a megabyte takes
 * half the time of one in pieces of 64 KB.  Unused pages of the buffer take no
 * memory.
 */
#define LIMIT_BULK (1024 * 1024)

/*
 * The stack of a process that a listener forks.  The deepest path of calls, the
 * start of a script, takes a quarter of it.  Unused pages take no memory.
 */
#define LIMIT_STACK (512 * 1024)

/* Files up to this size are sent in one write with the response head. */
#define LIMIT_SMALL 16384

/*
 * A response head and the small file or note sent with it.  The longest is a
 * redirect, whose Location and link are made of a request-target.  Each byte of
 * its path becomes three in Location and up to five in the link of the note.
 * Each byte of its query stands in Location as it came, and becomes up to six
 * in the link.  Fields that Header adds have a bound of their own, and all
 * others fit into LIMIT_SMALL.
 */
#define LIMIT_OUT                                                              \
	(8 * LIMIT_PATH + 7 * (LIMIT_TARGET - LIMIT_PATH) + LIMIT_SMALL +      \
	    LIMIT_CONF_ADDED + 8 * LIMIT_CONF_URL)

/*
 * The names of the files of one form, as a query; those that do not fit are not
 * reported.
 */
#define LIMIT_STORED 2048

/*
 * Concurrent uploads into one directory on file systems where they need names
 * (os/stage).  There are as many names as connections by default, so that one
 * source cannot occupy all of them.
 */
#define LIMIT_STAGED 256

/* UploadQuota rounds sizes up to this, and counts at least this for a name. */
#define LIMIT_USAGE_BLOCK 4096

/*
 * An upload that can be resumed: how long a request waits until an earlier one
 * has let go of it; how often the earlier one looks whether another waits, and
 * how long it may go on then with what has arrived already; how often its
 * sender is told what is on the disk, which costs a sync; how long its end is
 * remembered; the lines that describe it.
 */
#define LIMIT_PART_WAIT_MS 4000
#define LIMIT_PART_LOOK_MS 200
#define LIMIT_PART_YIELD_MS 1000
#define LIMIT_PART_TELL_MS 5000
#define LIMIT_PART_STORED_MS 600000
#define LIMIT_PART_LINES 8192

/* How long a write waits for the lock of a directory. */
#define LIMIT_LOCK_WAIT_MS 10000

/*
 * Files without a usable size, as in /proc: the bytes read at once, and the
 * most that is sent.  A file without blocks may claim a size up to
 * LIMIT_UNSIZED_PAGE that is wrong: those in /sys claim a page.
 */
#define LIMIT_UNSIZED_PIECE 4096
#define LIMIT_UNSIZED (UINT64_C(1) << 30)
#define LIMIT_UNSIZED_PAGE 65536

/*
 * Want-Repr-Digest is answered for files up to this size, as they are read
 * twice.
 */
#define LIMIT_DIGEST (16 * 1024 * 1024)

/* The head of one part of a form, and the number of files in a form. */
#define LIMIT_FORM_HEAD 4096
#define LIMIT_FORM_FILES 256

/*
 * Memory for sorting a directory: 100 000 entries with names of up to 59 bytes
 * each.  Only the part in use takes memory.
 */
#define LIMIT_LISTING (8 * 1024 * 1024)

/*
 * The most entries of a directory that its tag covers.  They are examined once
 * more for the tag, which takes 20 ms; a longer list has no tag.
 */
#define LIMIT_LISTING_TAGGED 10000

/*
 * Memory for the list of an archive: its own fields, and so many bytes for each
 * member that ArchiveMembers allows.  Most names have fewer than the hundred
 * that this leaves; only the part in use takes memory.
 */
#define LIMIT_ARCHIVE_HEAD 16384
#define LIMIT_ARCHIVE_MEMBER 128

/* User name and password together; longer ones are refused. */
#define LIMIT_USER 512

/*
 * Password checks.  The children of one listener run this many at once.  A
 * request waits up to LIMIT_CHECK_WAIT_MS for its turn, and one check may take
 * LIMIT_CHECK_MS while others wait.  Checks run at the nice value
 * LIMIT_CHECK_NICE (setpriority(2)), so that serving files gets ten times the
 * processor time.
 */
#define LIMIT_CHECKS 1
#define LIMIT_CHECK_WAIT_MS 10000
#define LIMIT_CHECK_MS 60000
#define LIMIT_CHECK_NICE 10

/*
 * CGI scripts.  LIMIT_CGI bounds the environment: the fields, the target three
 * times, the path three times, the root three times with the host, the names
 * that TLS adds, and the names of variables.  LIMIT_CGI_HEAD bounds the head of
 * a script's answer, which is passed on with a CR and one more space on each
 * line.
 */
#define LIMIT_CGI                                                              \
	(LIMIT_FIELDS_SIZE + 8 * LIMIT_FIELDS + 3 * LIMIT_TARGET +             \
	    8 * LIMIT_PATH + 6 * LIMIT_HOST + LIMIT_USER)
#define LIMIT_CGI_HEAD 16384

/*
 * Bytes of a script's standard error that are logged, and the number of local
 * redirects (RFC 3875 6.2.2) that are followed.
 */
#define LIMIT_CGI_ERROR 65536
#define LIMIT_CGI_LOCAL 4

/* Time between SIGTERM and SIGKILL when a script is ended. */
#define LIMIT_CGI_END_MS 1000

/*
 * A peer that has closed its sending side may be gone, or may still wait for
 * the answer.  Its script or password check continues for this long.
 */
#define LIMIT_CGI_HALF_MS 2000

/* Depth of directories that a quota counts; each level takes a descriptor. */
#define LIMIT_DEPTH 64

/*
 * Stops the program if a bound that the code relies on does not hold: a bug
 * here, never an error of a peer.
 */
#define LIMIT_CHECK(holds) ((holds) ? (void)0 : __builtin_trap())

/* All chunk extensions of one body; no client uses any (9112 7.1.1). */
#define LIMIT_CHUNK_EXT 4096

/* The trailer section of a chunked body (9112 7.1.2). */
#define LIMIT_TRAILER 8192

/*
 * Parts of one multipart/byteranges response (9110 14.2, 17.15), 16 bytes each:
 * more than most requests have room for.  The effective bound is that the
 * response is no longer than the file; LIMIT_PARTS allows small files a few
 * parts all the same.
 */
#define LIMIT_RANGES 1024
#define LIMIT_PARTS 4096

/*
 * A line of the access log: PIPE_BUF, so that lines of several processes are
 * not mixed.
 */
#define LIMIT_LOG_LINE 4096

/* How long a process waits for a log that is full. */
#define LIMIT_LOG_WAIT_MS 1000

/* The size of a configuration file, and the lengths of its lists. */
#define LIMIT_CONF 65536
#define LIMIT_CONF_NAMES 8
#define LIMIT_CONF_TYPE 256 /* bytes of a media type or charset */
#define LIMIT_CONF_TYPES 64
#define LIMIT_LISTEN 16
#define LIMIT_CERTIFICATES 8 /* each is read at every start */
#define LIMIT_CONF_PATTERNS 16
#define LIMIT_CONF_PREFIXES 8
#define LIMIT_CONF_PREFIX 1024 /* bytes of a prefix that names a realm */
#define LIMIT_CONF_AUTHS 8     /* each takes a descriptor */
#define LIMIT_CONF_GUARDS 48
#define LIMIT_CONF_CLIENTS 32
#define LIMIT_CONF_CIDRS 32
#define LIMIT_CONF_HOSTS 32
#define LIMIT_CONF_RATES 32 /* RequestRate, SendRate and so on together */

/*
 * Crawler: its patterns, the bytes of one pattern, and the bytes of a
 * User-Agent that are compared.  Browsers send 80 to 200 bytes.
 */
#define LIMIT_CONF_CRAWLERS 128
#define LIMIT_CONF_CRAWLER 128
#define LIMIT_CONF_AGENT 1024

/* Files that Include may read in all, and the depth to which they may nest. */
#define LIMIT_CONF_INCLUDES 16
#define LIMIT_CONF_DEPTH 8

/*
 * Rules: Header, CacheControl, Redirect and ErrorPage directives together,
 * counted once for each pattern.  There are 64, because a set of rules is one
 * 64-bit word.  LIMIT_CONF_ADDED bounds what Header adds to one response,
 * LIMIT_CONF_URL the target of a Redirect.  LIMIT_CONF_PATTERN bounds a
 * pattern: matching takes at most its length times that of the path.
 */
#define LIMIT_CONF_RULES 64
#define LIMIT_CONF_ADDED 16384
#define LIMIT_CONF_URL 1024
#define LIMIT_CONF_PATTERN 256
#define LIMIT_CONF_CACHE 256

/*
 * After a refusal the server still reads for this long, and at most so many
 * bytes, so that the peer receives the response before the connection is
 * closed.
 */
#define LIMIT_LINGER_MS 2000
#define LIMIT_LINGER_BYTES (1024 * 1024)

/*
 * A stop closes an idle connection only after this time, in which a request
 * that is already under way can arrive.
 */
#define LIMIT_STOP_GRACE_MS 1000

/*
 * When all connections are in use and a client waits, a connection gives up its
 * place if it has waited this long for the first byte of a request, or for a
 * complete head.  Clients that respond at once are never that slow.
 */
#define LIMIT_YIELD_MS 100
#define LIMIT_YIELD_HEAD_MS 3000

/*
 * A PROXY protocol header.  Addresses take at most 232 bytes; the rest is for a
 * balancer's details about TLS, names and certificates.
 */
#define LIMIT_PROXY 4096

/*
 * The subject of a client's certificate as text.  X.520 bounds each of its
 * parts, and the usual subject takes less than half of this.
 */
#define LIMIT_SUBJECT 512

/* Symbolic links in one lookup: the kernel's MAXSYMLINKS. */
#define LIMIT_SYMLINKS 40

/*
 * The client.  LIMIT_URI: a URI in normal form; most servers stop at 8 KiB.
 * LIMIT_MESSAGE: a cached message head, as struct fields counts in 16 bits.
 * Bodies up to LIMIT_INLINE are stored in the entry file, so that a hit opens
 * one file.  Larger bodies are checked in pieces of LIMIT_CHUNK before they are
 * printed.
 */
#define LIMIT_URI 8192
#define LIMIT_MESSAGE 65535
#define LIMIT_INLINE 32768
#define LIMIT_CHUNK 262144

/* Responses cached for one URI, which differ by Vary or by credentials. */
#define LIMIT_VARIANTS 8

/* An entry file: its fixed part, URI, fields and body. */
#define LIMIT_ENTRY (160 + LIMIT_URI + LIMIT_MESSAGE + LIMIT_INLINE)

/* Redirects that one fetch follows, as in browsers. */
#define LIMIT_REDIRECTS 20

#endif
