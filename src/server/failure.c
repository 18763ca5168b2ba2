#include "server/failure.h"

#include <errno.h>

enum refusal
failure_of_store(int err)
{
	switch (-err) {
	case 0:
		return REFUSE_NOT;
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return REFUSE_FULL;
	case ENOENT: /* its directory has gone since the lookup */
	case ENOTDIR:
		return REFUSE_NO_PARENT;
	case EISDIR:
		return REFUSE_IS_DIRECTORY;
	case ENOTEMPTY:
		return REFUSE_NOT_EMPTY;
	case EACCES:
	case EPERM:
	case EROFS:
		return REFUSE_UNWRITABLE;
	case ENAMETOOLONG:
	case EINVAL: /* the file system does not allow the name */
		return REFUSE_NAME;
	case ELOOP:
		return REFUSE_SYMLINK;
	case ENOLCK:
	case EOPNOTSUPP:
	case ENOSYS:
		return REFUSE_INCAPABLE;
	case EBUSY:
	case EEXIST:
	case EMFILE:
	case ENFILE:
	case ENOMEM:
		return REFUSE_BUSY;
	default:
		return REFUSE_STORE;
	}
}

enum refusal
failure_of_send(int err)
{
	switch (-err) {
	case 0:
		return REFUSE_NOT;
	case ETIMEDOUT:
		return REFUSE_SEND_SLOW;
	case ENODATA:
		return REFUSE_FILE_SHRANK;
	case EIO:
		return REFUSE_BROKEN;
	default:
		return REFUSE_PEER_GONE;
	}
}
