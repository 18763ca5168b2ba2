/*
 * crew_parts -- the crew in two halves: crew.c is the listener's, crew_serve.c
 * that of the processes.  What they send each other.
 */
#ifndef OS_CREW_PARTS_H
#define OS_CREW_PARTS_H

#include "os/crew.h"

#include <sys/socket.h>

enum crew_kind { CONNECTION, ANSWER, SOURCE, IDLE, CHECK, CHECKED };

struct crew_message {
	uint32_t kind;
	uint32_t stays; /* or, of CHECKED, was wrong */
	uint32_t wait_s;
	struct address address;
};

union crew_control {
	struct cmsghdr head;
	char room[CMSG_SPACE(sizeof(int))];
};

#endif
