/*
 * archive -- the members of a directory that is sent as one tar or zip.
 *
 * All of them are listed before the first byte is sent, so that the length and
 * the tag of the archive are known.  The list lies in the caller's room: 19
 * bytes for a member, 4 for the sum of a file in a zip, 4 for its place in the
 * order, and its name.
 *
 * Everything below a directory stands behind it, before what follows it: some
 * programs set its time when they come to a name that is not below it.  The
 * names in one directory are in the order of their bytes.
 *
 *	archive_init(&a, ARCHIVE_ZIP, room, room_n);
 *	archive_add_top(&a, name, &facts, now_ns);
 *	archive_cursor_begin(&cursor, &a);
 *	while (archive_cursor_next(&cursor, &member))
 *		if (member.directory) {
 *			archive_begin(&a, &member, &facts);
 *			for each name in it
 *				archive_add(&a, name, &facts, now_ns);
 *			archive_end(&a);
 *		}
 *	archive_piece_measure(&a, now_ns);
 *
 * The tag of the archive is a hash of the paths, sizes, rights and times of
 * all members, and of the tags that site/validators gives them.  It is weak if
 * one of those is.
 */
#ifndef SITE_ARCHIVE_H
#define SITE_ARCHIVE_H

#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"
#include "http/precondition.h"

enum archive_format { ARCHIVE_NOT, ARCHIVE_TAR, ARCHIVE_ZIP };

/* The longest file, in bytes: 256 TiB. */
#define ARCHIVE_FILE_MOST ((UINT64_C(1) << 48) - 1)

struct archive {
	enum archive_format format;
	unsigned char *room;
	size_t room_n;
	size_t used;      /* records, from the start of the room */
	size_t n;         /* their order, from its end */
	size_t members;   /* of these, without the marks of directories */
	size_t first;     /* where the current directory begins in the order */
	size_t mark;      /* the record of the current directory */
	uint64_t content; /* bytes of all files */
	int64_t newest_ns;
	bool weak;
	uint64_t central;          /* where the directory of a zip begins */
	uint64_t length;           /* of the whole archive */
	char etag[ETAG_MAX];       /* room for that of the validators */
	char name[LIMIT_NAME * 2]; /* room for that of the file */
	char disposition[LIMIT_NAME * 6];
	struct validators validators;
	struct span file;       /* its name: "photos.zip" */
	struct span attachment; /* Content-Disposition */
};

/* One member; the path is valid until the cursor moves. */
struct archive_member {
	struct span path; /* in the archive; that of a directory ends in '/' */
	struct span file; /* below the directory, with a NUL after */
	bool directory, executable;
	uint64_t size;
	int64_t mtime_s;
	uint64_t state; /* see archive_state; 48 bits */
	bool summed;    /* crc is known */
	uint32_t crc;
	size_t record;  /* names it, as long as the archive lives */
	size_t mark;    /* the record before the members of its directory */
	unsigned depth; /* directories above it in the archive */
};

/* Returns the format that the query asks for: "archive=tar". */
enum archive_format archive_asked(struct span query);

/* Starts an empty archive in the room, which is smaller than 4 GB. */
void archive_init(
    struct archive *, enum archive_format, void *room, size_t room_n);

/*
 * Adds the directory that is sent, under this name.  Returns false if there is
 * no room.
 */
bool archive_add_top(struct archive *, struct span name,
    const struct file_facts *, int64_t now_ns);

/*
 * Begins the members of a directory, of which the facts were read off its
 * descriptor.  Returns false if there is no room.
 */
bool archive_begin(
    struct archive *, const struct archive_member *, const struct file_facts *);

/*
 * Returns true if these are the facts of the current directory or of one above
 * it: a link that leads there would never end.
 */
bool archive_is_above(const struct archive *, const struct file_facts *);

/*
 * Adds a file or directory to the current directory.  Returns false, and
 * changes nothing, if there is no room, or if the file is too long.
 */
bool archive_add(struct archive *, struct span name, const struct file_facts *,
    int64_t now_ns);

/* Ends the members of the current directory, and sorts them. */
void archive_end(struct archive *);

/*
 * Returns a number that stands for the state of a file: two states that the
 * kernel can tell apart have different ones.  *weak is set to true if the tag
 * of site/validators is weak, and left alone otherwise.  A member holds the
 * lowest 48 bits, ARCHIVE_STATE.
 */
#define ARCHIVE_STATE ((UINT64_C(1) << 48) - 1)
uint64_t archive_state(const struct file_facts *, int64_t now_ns, bool *weak);

/* Notes the sum of a file. */
void archive_set_sum(struct archive *, size_t record, uint32_t crc);

/* Walks over all members; more levels do not occur, see ArchiveDepth. */
#define ARCHIVE_LEVELS (LIMIT_DEPTH + 2)
struct archive_cursor {
	const struct archive *archive;
	bool came;      /* a member that may have members */
	unsigned depth; /* of the level in use */
	struct {
		uint32_t next, mark, prefix;
	} level[ARCHIVE_LEVELS];
	char path[LIMIT_PATH + 2 * LIMIT_NAME];
};

void archive_cursor_begin(struct archive_cursor *, const struct archive *);

/*
 * Sets *m to the next member.  Returns false after the last.  The members of a
 * directory may be added when it has come, and come next.
 */
bool archive_cursor_next(struct archive_cursor *, struct archive_member *m);

/* Completes the names and the validators of a measured archive. */
void archive_describe(struct archive *, int64_t now_ns);

#endif
