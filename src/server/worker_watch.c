#define _GNU_SOURCE
#include "server/worker_watch.h"

#include "base/prefix.h"
#include "os/clock.h"

#include <sys/stat.h>
#include <unistd.h>

/* A listener younger than this does not exit because its files have moved. */
#define YOUNG_MS 3000

/* It looks at one of them so often at most, however many connections come. */
#define LOOK_MS 2

/* Every second turn is the root's, and the others share the rest. */
static const struct origin *
next_origin(struct worker_watch *w)
{
	size_t others = w->n - 1, turn = w->turn++;

	return others > 0 && turn % 2 == 1 ? &w->origin[1 + turn / 2 % others]
					   : &w->origin[0];
}

bool
worker_watch_moved(struct worker_watch *w, const struct sandbox *sandbox,
    const struct log *error)
{
	int64_t now_ms = clock_mono_ms();
	const struct origin *o;

	if (w->n == 0 || now_ms < w->looked_ms + LOOK_MS)
		return false;
	w->looked_ms = now_ms;
	o = next_origin(w);
	if (!origin_moved(o, sandbox) || now_ms < w->began_ms + YOUNG_MS)
		return false;
	log_complain(error, span_str(o->path),
	    "has been replaced, so this handler exits to be started again");
	return true;
}

/* Notes a path to watch, unless there is no room for it. */
static void
note(struct worker_watch *w, const struct sandbox *sandbox, struct text *room,
    struct span path, int fd, unsigned kind)
{
	struct origin *o = &w->origin[w->n];
	char *start = room->p + room->n;

	text_put(room, path);
	text_char(room, '\0');
	if (path.n == 0 || !text_fits(room))
		return;
	origin_note(o, start, fd, kind);
	/*
	 * a file that cannot be opened now could not be opened by a new start
	 * either
	 */
	if (fd < 0 && origin_moved(o, sandbox))
		return;
	w->n++;
}

/*
 * The directories of Upload.  The sandbox lets it write to those that it has
 * found at its start, and not to others of the same name.  With VirtualHosts
 * everything beneath the root is writable, and "/" is the root itself.
 */
static void
note_uploads(struct worker_watch *w, const struct conf *conf,
    const struct confine *confine, struct text *room)
{
	if (conf->virtual_hosts.n > 0 || !confine_writes(conf))
		return;
	for (size_t i = 0; i < conf->upload.n; i++) {
		char path[LIMIT_PATH];
		struct text t = TEXT(path);
		struct span prefix = prefix_bare(conf->upload.at[i]);
		int fd;

		text_put(&t, conf_root(conf));
		text_char(&t, '/');
		text_put(&t, prefix);
		if (prefix.n == 0 || !text_fits(&t))
			continue;
		fd = confine_open_prefix(confine, i);
		note(w, &confine->sandbox, room, TEXT_SPAN(t), fd, S_IFDIR);
		if (fd >= 0)
			close(fd); /* Landlock keeps the inode */
	}
}

void
worker_watch_begin(struct worker_watch *w, const struct service *s,
    const struct confine *confine, struct text room)
{
	const struct sandbox *sandbox = &confine->sandbox;
	const struct conf *conf = s->conf;

	w->began_ms = clock_mono_ms();
	note(w, sandbox, &room, conf_root(conf), s->root->fd, S_IFDIR);
	note(w, sandbox, &room, conf->write_auth, s->passwords, S_IFREG);
	for (size_t i = 0; i < conf->auth.n; i++)
		note(w, sandbox, &room, conf->auth.at[i].file, s->auth[i],
		    S_IFREG);
	note_uploads(w, conf, confine, &room);
}
