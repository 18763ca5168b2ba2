#include "site/icon.h"

#include "http/media.h"

/* Extensions whose media type does not tell the kind. */
static const char archives[] =
    "7z apk bz2 cab cpio deb dmg gz iso jar lz lz4 lzma rar rpm tar tbz tbz2 "
    "tgz txz xz z zip zst";
static const char programs[] =
    "appimage bat c cc class cmd cpp cs css dll elf exe go h hpp java js json "
    "lua m4 mjs mk msi php pl ps1 py rb rs sh so sql swift toml ts wasm xml "
    "yaml yml";
static const char texts[] =
    "doc docx epub mobi odp ods odt pdf ppt pptx ps rtf tex xls xlsx";

static bool
lists(const char *words, struct span extension)
{
	struct span rest = span_str(words), word;
	bool more = extension.n > 0;

	while (more) {
		more = span_cut(rest, ' ', &word, &rest);
		if (span_eq_nocase(word, extension))
			return true;
	}
	return false;
}

enum icon
icon_of(const struct file_entry *e)
{
	struct span extension = media_extension(e->name), type, rest;

	if (e->directory)
		return ICON_FOLDER;
	if (lists(archives, extension))
		return ICON_ARCHIVE;
	if (lists(programs, extension))
		return ICON_PROGRAM;
	(void)span_cut(media_type(extension), '/', &type, &rest);
	if (span_eq(type, SPAN("image")))
		return ICON_PICTURE;
	if (span_eq(type, SPAN("audio")))
		return ICON_SOUND;
	if (span_eq(type, SPAN("video")))
		return ICON_FILM;
	if (span_eq(type, SPAN("text")) || lists(texts, extension))
		return ICON_TEXT;
	return ICON_OTHER;
}
