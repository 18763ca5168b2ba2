/*
 * bare -- the smallest possible handler: it reads once and writes once.  Its
 * start costs what a process costs, and what minihttp adds is measured against
 * it.
 */
#include <unistd.h>

static char in[4096];
static const char out[1024 + 256] =
    "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n"
    "Content-Length: 1024\r\n\r\n";

int
main(void)
{
	if (read(0, in, sizeof in) > 0)
		return write(1, out, sizeof out) < 0;
	return 0;
}
