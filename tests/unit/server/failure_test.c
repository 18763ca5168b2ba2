/* Errors of the system, and the refusals that they become. */
#define _GNU_SOURCE
#include "server/failure.h"

#include "unit/test.h"

#include <errno.h>

/* A reader may get 404 or 403; a writer is told what it can change. */
static const struct {
	const char *why;
	int err;
	enum refusal store;
} stores[] = {
	{ "stored", 0, REFUSE_NOT },
	{ "no space", ENOSPC, REFUSE_FULL },
	{ "the user's quota", EDQUOT, REFUSE_FULL },
	{ "larger than a file may be", EFBIG, REFUSE_FULL },
	{ "the directory has gone", ENOENT, REFUSE_NO_PARENT },
	{ "a file in place of the directory", ENOTDIR, REFUSE_NO_PARENT },
	{ "a directory has the name", EISDIR, REFUSE_IS_DIRECTORY },
	{ "DELETE of a directory with files", ENOTEMPTY, REFUSE_NOT_EMPTY },
	{ "no permission", EACCES, REFUSE_UNWRITABLE },
	{ "an immutable file", EPERM, REFUSE_UNWRITABLE },
	{ "a disk that is read-only", EROFS, REFUSE_UNWRITABLE },
	{ "a name that is too long", ENAMETOOLONG, REFUSE_NAME },
	{ "a name that the disk cannot have", EINVAL, REFUSE_NAME },
	{ "a link on the way", ELOOP, REFUSE_SYMLINK },
	{ "no locks", ENOLCK, REFUSE_INCAPABLE },
	{ "no renaming without replacing", EOPNOTSUPP, REFUSE_INCAPABLE },
	{ "an old kernel", ENOSYS, REFUSE_INCAPABLE },
	{ "another upload has the place", EBUSY, REFUSE_BUSY },
	{ "another upload was faster", EEXIST, REFUSE_BUSY },
	{ "no descriptor", EMFILE, REFUSE_BUSY },
	{ "no descriptor in the system", ENFILE, REFUSE_BUSY },
	{ "no memory", ENOMEM, REFUSE_BUSY },
	{ "a broken disk", EIO, REFUSE_STORE },
};

static const struct {
	const char *why;
	int err;
	enum refusal send;
} sends[] = {
	{ "sent", 0, REFUSE_NOT },
	{ "the peer reads too slowly", ETIMEDOUT, REFUSE_SEND_SLOW },
	{ "the file was cut", ENODATA, REFUSE_FILE_SHRANK },
	{ "a broken disk", EIO, REFUSE_BROKEN },
	{ "the peer has closed", EPIPE, REFUSE_PEER_GONE },
	{ "the peer has reset", ECONNRESET, REFUSE_PEER_GONE },
	{ "another connection needs the place", ECANCELED, REFUSE_PEER_GONE },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(stores); i++)
		OK(failure_of_store(-stores[i].err) == stores[i].store,
		    "storing: %s", stores[i].why);
	for (size_t i = 0; i < COUNT(sends); i++)
		OK(failure_of_send(-sends[i].err) == sends[i].send,
		    "sending: %s", sends[i].why);
	return DONE();
}
