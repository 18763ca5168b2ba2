/* Which picture stands beside a name. */
#define _GNU_SOURCE
#include "site/icon.h"

#include "unit/test.h"

static const struct {
	const char *name;
	enum icon icon;
} cases[] = {
	{ "a.jpg", ICON_PICTURE },
	{ "A.JPEG", ICON_PICTURE },
	{ "logo.svg", ICON_PICTURE },
	{ "song.ogg", ICON_SOUND },
	{ "song.mp3", ICON_SOUND },
	{ "film.mp4", ICON_FILM },
	{ "film.webm", ICON_FILM },
	{ "a.tar.gz", ICON_ARCHIVE },
	{ "a.zip", ICON_ARCHIVE },
	{ "a.deb", ICON_ARCHIVE },
	{ "a.Z", ICON_ARCHIVE },
	{ "a.txt", ICON_TEXT },
	{ "a.html", ICON_TEXT },
	{ "a.pdf", ICON_TEXT },
	{ "a.odt", ICON_TEXT },
	{ "a.py", ICON_PROGRAM },
	{ "a.exe", ICON_PROGRAM },
	{ "a.c", ICON_PROGRAM },
	{ "a.json", ICON_PROGRAM },
	{ "a.bin", ICON_OTHER },
	{ "Makefile", ICON_OTHER },
	{ "zip", ICON_OTHER },
	{ "", ICON_OTHER },
	{ "a.", ICON_OTHER },
	{ "a.7z apk", ICON_OTHER },
};

int
main(void)
{
	struct file_entry e = { .name = SPAN("photos.zip"), .directory = true };

	OK(icon_of(&e) == ICON_FOLDER, "a directory is a folder");
	e.directory = false;
	for (size_t i = 0; i < COUNT(cases); i++) {
		e.name = guarded(cases[i].name);
		OK(icon_of(&e) == cases[i].icon, "'%s'", cases[i].name);
	}
	return DONE();
}
