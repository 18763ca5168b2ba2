#include "client/upload_bar.h"

#include "client/progress.h"
#include "os/clock.h"

static struct {
	uint64_t whole;
	int64_t began_ms, drawn_ms;
} bar;

void
upload_bar_begin(uint64_t whole)
{
	bar.whole = whole;
	bar.began_ms = clock_mono_ms();
	bar.drawn_ms = 0;
}

void
upload_bar_draw(void *unused, uint64_t n)
{
	(void)unused;
	progress_draw(n, bar.whole, bar.began_ms, &bar.drawn_ms);
}

void
upload_bar_end(void)
{
	if (bar.drawn_ms != 0)
		progress_end(bar.drawn_ms);
	bar.drawn_ms = 0;
}
