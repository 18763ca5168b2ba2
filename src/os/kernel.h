/*
 * kernel -- numbers and structs of the kernel that the headers of an old C
 * library lack.
 *
 * The numbers of these system calls are the same on all machines.
 */
#ifndef OS_KERNEL_H
#define OS_KERNEL_H

#include <stdint.h>
#include <sys/syscall.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_openat2
#define SYS_openat2 437
#endif

/* Landlock, from linux/landlock.h: its calls, their arguments, its rights. */
#define LANDLOCK_CREATE_RULESET 444
#define LANDLOCK_ADD_RULE 445
#define LANDLOCK_RESTRICT_SELF 446
#define LANDLOCK_PATH_BENEATH 1
#define LANDLOCK_VERSION 1 /* asks for the ABI */

/* The rights that a ruleset forbids, except for its rules. */
struct landlock_rights {
	uint64_t fs, net, scoped;
};

struct landlock_beneath {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

#define LANDLOCK_FS_EXECUTE (1u << 0)
#define LANDLOCK_FS_WRITE_FILE (1u << 1)
#define LANDLOCK_FS_READ_FILE (1u << 2)
#define LANDLOCK_FS_READ_DIR (1u << 3)
#define LANDLOCK_FS_REMOVE_DIR (1u << 4)
#define LANDLOCK_FS_REMOVE_FILE (1u << 5)
#define LANDLOCK_FS_MAKE_DIR (1u << 7)
#define LANDLOCK_FS_MAKE_REG (1u << 8)
#define LANDLOCK_FS_REMOVE_AND_MAKE 0x1ff0u /* REMOVE_DIR to MAKE_SYM */
#define LANDLOCK_FS_REFER (1u << 13)        /* ABI 2 */
#define LANDLOCK_FS_TRUNCATE (1u << 14)     /* ABI 3 */
#define LANDLOCK_NET_CONNECT 2u             /* ABI 4 */
#define LANDLOCK_SCOPE_SIGNAL 2u            /* ABI 6 */

#endif
