/*
 * setquota DEVICE UID KILOBYTES INODES: limits what a user may have of a file
 * system that was mounted with usrquota; 0 means no limit.  It serves guests
 * without a C library (lib/kernel).
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/quota.h>

int
main(int argc, char **argv)
{
	struct dqblk limits = { .dqb_valid = QIF_LIMITS };

	if (argc != 5)
		return 2;
	limits.dqb_bhardlimit = strtoul(argv[3], NULL, 10);
	limits.dqb_ihardlimit = strtoul(argv[4], NULL, 10);
	if (quotactl(QCMD(Q_SETQUOTA, USRQUOTA), argv[1], atoi(argv[2]),
		(void *)&limits) == 0)
		return 0;
	perror("setquota");
	return 1;
}
