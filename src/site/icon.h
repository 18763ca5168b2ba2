/*
 * icon -- chooses the picture beside a name in a listing, by the kind of file
 * that the extension of the name stands for.
 */
#ifndef SITE_ICON_H
#define SITE_ICON_H

#include "base/file.h"

enum icon {
	ICON_OTHER,
	ICON_FOLDER,
	ICON_PICTURE,
	ICON_SOUND,
	ICON_FILM,
	ICON_ARCHIVE,
	ICON_TEXT,
	ICON_PROGRAM /* source text included */
};

enum icon icon_of(const struct file_entry *);

#endif
