/*
 * crew_parts -- the messages between the two halves of the crew: crew.c belongs
 * to the listener, crew_serve.c to the processes.
 */
#ifndef OS_CREW_PARTS_H
#define OS_CREW_PARTS_H

#include "os/crew.h"

#include <sys/socket.h>

enum crew_kind { CONNECTION, ANSWER, SOURCE, IDLE, CHECK, CHECKED, TAKE, BACK };

struct crew_message {
	uint32_t kind;
	uint32_t stays; /* with CHECKED: the password was wrong */
	uint32_t wait_s;
	uint32_t rule;
	uint64_t least, tokens; /* TAKE: at least, at most */
	int64_t wait_ns;
	struct address address;
};

union crew_control {
	struct cmsghdr head;
	char room[CMSG_SPACE(sizeof(int))];
};

#endif
