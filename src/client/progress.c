#include "client/progress.h"

#include "client/messages.h"
#include "os/clock.h"

#include <unistd.h>

#define QUIET_MS 1000
#define STEP_MS 200
#define WIDTH 30

/* True while the bar of one transfer is on the terminal. */
static atomic_bool is_drawn;

/* Puts about three digits, with a unit. */
static void
put_bytes(struct text *t, uint64_t n)
{
	static const char unit[] = "BKMGTPE";
	size_t i = 0;

	for (; n >= 10000; n /= 1024)
		i++;
	text_u64(t, n);
	text_char(t, unit[i]);
}

static void
put_bar(struct text *t, uint64_t n, uint64_t whole)
{
	uint64_t filled = n / (whole / WIDTH + 1);

	text_char(t, '[');
	for (uint64_t i = 0; i < WIDTH; i++)
		text_char(t, i < filled || n >= whole ? '#' : ' ');
	text_put(t, SPAN("] "));
	text_u64(t, n >= whole ? 100 : n / (whole / 100 + 1));
	text_put(t, SPAN("% of "));
}

/* Returns whether the bar is due, and sets *drawn_ms then. */
static bool
is_due(int64_t began_ms, int64_t *drawn_ms)
{
	int64_t now = clock_mono_ms();

	if (now - began_ms < QUIET_MS || now - *drawn_ms < STEP_MS)
		return false;
	*drawn_ms = now;
	return true;
}

static void
put_end(struct text *t, uint64_t n, int64_t taken_ms)
{
	text_put(t, SPAN("  "));
	put_bytes(t, n / (uint64_t)taken_ms * 1000);
	text_put(t, SPAN("/s\033[K"));
	(void)messages_write(
	    /* an error is ignored, since the bar is only for the eye */
	    STDERR_FILENO, TEXT_SPAN(*t));
}

void
progress_draw(uint64_t n, uint64_t whole, int64_t began_ms, int64_t *drawn_ms)
{
	char line[128];
	struct text t = TEXT(line);

	if (!is_due(began_ms, drawn_ms))
		return;
	text_char(&t, '\r');
	if (whole != UINT64_MAX && whole > 0) {
		put_bar(&t, n, whole);
		put_bytes(&t, whole);
	} else {
		put_bytes(&t, n);
	}
	messages_over(&is_drawn);
	put_end(&t, n, *drawn_ms - began_ms);
	is_drawn = true;
}

void
progress_draw_all(struct progress_all *all)
{
	char line[128];
	struct text t = TEXT(line);

	if (!is_due(all->began_ms, &all->drawn_ms))
		return;
	text_char(&t, '\r');
	/* put_bar would round small totals, so it gets a large one. */
	put_bar(&t, all->permille * UINT64_C(1000), 1000000);
	text_u64(&t, all->count);
	text_put(&t, SPAN(" files, "));
	text_u64(&t, all->done);
	text_put(&t, SPAN(" done, "));
	put_bytes(&t, all->n);
	put_end(&t, all->n, all->drawn_ms - all->began_ms);
}

void
progress_end(int64_t drawn_ms)
{
	is_drawn = false;
	if (drawn_ms != 0)
		(void)messages_write(STDERR_FILENO, SPAN("\r\033[K"));
}
