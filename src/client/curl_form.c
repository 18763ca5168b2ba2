#define _GNU_SOURCE
#include "client/curl_form.h"

#include "client/file_text.h"
#include "client/form_value.h"

#include <stdlib.h>
#include <string.h>

#define HEADERS_MOST 65536

/* The content of a file, or of standard input for "-". */
static CURLcode
add_file(const struct curl_lib *lib, curl_mimepart *part, const char *path,
    struct span *input)
{
	CURLcode code;

	if (strcmp(path, "-") != 0)
		return lib->mime_filedata(part, path);
	code = lib->mime_data(part, input->n > 0 ? input->p : "", input->n);
	input->n = 0;
	return code == CURLE_OK ? lib->mime_filename(part, path) : code;
}

/* Adds the lines of a file to the headers of a part; "#" begins a comment. */
static bool
add_lines(
    const struct curl_lib *lib, struct curl_slist **list, const char *path)
{
	char *text = file_text_read(path, HEADERS_MOST), *rest = text, *line;
	bool good = text != NULL;

	while (good && (line = strsep(&rest, "\n")) != NULL) {
		line[strcspn(line, "\r")] = '\0';
		if (*line != '\0' && *line != '#')
			good = curl_options_append(lib, list, line);
	}
	free(text);
	return good;
}

static const char *
add_headers(const struct curl_lib *lib, curl_mimepart *part,
    const struct form_value_piece *piece)
{
	struct curl_slist *list = NULL;
	bool good = true;

	for (size_t i = 0; i < piece->nheaders && good; i++) {
		const char *line = piece->header[i];

		if (*line == '@' || *line == '<')
			good = add_lines(lib, &list, line + 1);
		else
			good = curl_options_append(lib, &list, line);
	}
	/* The part frees the list. */
	if (good && list != NULL)
		good = lib->mime_headers(part, list, 1) == CURLE_OK;
	else if (list != NULL)
		lib->free_all(list);
	return good ? NULL : "the headers= of -F cannot be read";
}

static const char *
add_piece(const struct curl_lib *lib, curl_mimepart *part,
    enum form_value_source source, const struct form_value_piece *piece,
    struct span *input)
{
	CURLcode code =
	    source == FORM_VALUE_TEXT
		? lib->mime_data(part, piece->content, CURL_ZERO_TERMINATED)
		: add_file(lib, part, piece->content, input);

	if (code != CURLE_OK)
		return "the file of -F cannot be read";
	if (source == FORM_VALUE_CONTENT)
		(void)lib->mime_filename(part, NULL);
	if (piece->filename != NULL)
		(void)lib->mime_filename(part, piece->filename);
	if (piece->type != NULL)
		(void)lib->mime_type(part, piece->type);
	if (piece->encoder != NULL &&
	    lib->mime_encoder(part, piece->encoder) != CURLE_OK)
		return "libcurl does not know the encoder= of -F";
	return add_headers(lib, part, piece);
}

/*
 * Adds all files of one name: as one part, or as a part that contains a part
 * for each file.
 */
static const char *
add_pieces(const struct curl_lib *lib, struct curl_held *held,
    curl_mimepart *part, struct form_value *form)
{
	curl_mime *inner = NULL;
	struct form_value_piece piece;
	const char *why = NULL;

	while (why == NULL && form_value_next(form, &piece, &why)) {
		curl_mimepart *to = part;

		if (form->several && inner == NULL) {
			inner = lib->mime_init(lib->easy);
			if (inner == NULL ||
			    lib->mime_subparts(part, inner) != CURLE_OK)
				return "out of memory";
		}
		if (inner != NULL)
			to = lib->mime_addpart(inner);
		why = to == NULL ? "out of memory"
				 : add_piece(lib, to, form->source, &piece,
				       &held->form_input);
	}
	return why;
}

static const char *
add_part(const struct curl_lib *lib, struct curl_held *held, char *value,
    bool literal)
{
	curl_mimepart *part = lib->mime_addpart(held->form);
	struct form_value form = { 0 };
	const char *why = NULL;
	char *content = NULL;

	if (part == NULL)
		return "out of memory";
	if (!literal)
		why = form_value_begin(&form, value);
	else if ((content = strchr(value, '=')) == NULL)
		why = "--form-string wants NAME=TEXT";
	if (why != NULL)
		return why;
	if (literal) {
		*content++ = '\0';
		form.name = value;
		if (lib->mime_data(part, content, CURL_ZERO_TERMINATED) !=
		    CURLE_OK)
			return "out of memory";
	}
	if (*form.name != '\0' && lib->mime_name(part, form.name) != CURLE_OK)
		return "out of memory";
	return literal ? NULL : add_pieces(lib, held, part, &form);
}

const char *
curl_form_add(const struct curl_lib *lib, const struct transport_setting *s,
    struct curl_held *held)
{
	const char *why;
	char *copy = strdup(s->value);

	if (held->form == NULL)
		held->form = lib->mime_init(lib->easy);
	if (copy == NULL || held->form == NULL) {
		free(copy);
		return "out of memory";
	}
	why = add_part(lib, held, copy, s->key == TRANSPORT_FORM_STRING);
	free(copy);
	lib->setopt(lib->easy, CURLOPT_MIMEPOST, held->form);
	return why;
}
