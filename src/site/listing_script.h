/* listing_script -- made from listing.js by script.sh, and checked by lint. */
#ifndef SITE_LISTING_SCRIPT_H
#define SITE_LISTING_SCRIPT_H

/* clang-format off */

/* The source of the script for a Content-Security-Policy (CSP 3, 2.3.1). */
#define LISTING_SCRIPT_HASH "'sha256-1fw6Z2RwQD7V30AaN/NyICxR4tmM7Hw1oKHsfHig/DM='"

#define LISTING_SCRIPT \
	"'use strict';\n" \
	"const one = (s) => document.querySelector(s);\n" \
	"const all = (s) => [...document.querySelectorAll(s)];\n" \
	"const make = (name, text, parent) => {\n" \
	"const e = document.createElement(name);\n" \
	"e.textContent = text;\n" \
	"parent.append(e);\n" \
	"return e;\n" \
	"};\n" \
	"const two = (n) => String(n).padStart(2, '0');\n" \
	"for (const e of all('time')) {\n" \
	"const d = new Date(e.dateTime);\n" \
	"e.title = e.textContent + ' UTC';\n" \
	"e.textContent = `${d.getFullYear()}-${two(d.getMonth() + 1)}-` +\n" \
	"`${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}`;\n" \
	"}\n" \
	"for (const e of all('.u'))\n" \
	"e.remove();\n" \
	"const rows = all('tbody tr');\n" \
	"const shown = (row) => row.querySelector('span').textContent;\n" \
	"one('#q').addEventListener('input', (event) => {\n" \
	"const wanted = event.target.value.toLowerCase();\n" \
	"for (const row of rows)\n" \
	"row.hidden = !shown(row).toLowerCase().includes(wanted);\n" \
	"});\n" \
	"if (navigator.clipboard) {\n" \
	"const b = make('button', 'Copy link', one('nav'));\n" \
	"b.onclick = async () => {\n" \
	"await navigator.clipboard.writeText(\n" \
	"location.origin + location.pathname);\n" \
	"b.textContent = 'Copied';\n" \
	"};\n" \
	"}\n" \
	"if (one('table.removes'))\n" \
	"for (const row of rows.filter((r) => !r.classList.contains('d'))) {\n" \
	"const b = make('button', 'Delete', row);\n" \
	"row.firstChild.prepend(b);\n" \
	"b.className = 'x';\n" \
	"b.setAttribute('aria-label', 'Delete ' + shown(row));\n" \
	"b.onclick = async () => {\n" \
	"if (!confirm('Delete ' + shown(row) + '?'))\n" \
	"return;\n" \
	"const answer = await fetch(row.querySelector('a').href,\n" \
	"{ method: 'DELETE' }).catch(() => null);\n" \
	"if (answer && answer.ok)\n" \
	"row.remove();\n" \
	"else\n" \
	"alert('Not deleted: ' + (answer ?\n" \
	"answer.status + ' ' + answer.statusText :\n" \
	"'no answer'));\n" \
	"};\n" \
	"}\n" \
	"const form = one('form[method=post]');\n" \
	"const stored = [];\n" \
	"let queue = Promise.resolve();\n" \
	"let failed = 0;\n" \
	"const size = (n) => {\n" \
	"const unit = ['B', 'kB', 'MB', 'GB', 'TB'];\n" \
	"let i = 0;\n" \
	"for (; n >= 1000 && i < 4; i++)\n" \
	"n /= 1000;\n" \
	"return (i && n < 10 ? n.toFixed(1) : Math.round(n)) + ' ' + unit[i];\n" \
	"};\n" \
	"const send = (file, item) => new Promise((done) => {\n" \
	"const body = new FormData();\n" \
	"const call = new XMLHttpRequest();\n" \
	"const bar = make('progress', '', item);\n" \
	"const note = make('span', '', item);\n" \
	"const stop = make('button', 'Cancel', item);\n" \
	"const begun = Date.now();\n" \
	"const fail = (why) => {\n" \
	"failed++;\n" \
	"bar.remove();\n" \
	"note.textContent = why;\n" \
	"stop.textContent = 'Retry';\n" \
	"stop.onclick = () => {\n" \
	"failed--;\n" \
	"note.remove();\n" \
	"stop.remove();\n" \
	"upload(file, item);\n" \
	"};\n" \
	"done();\n" \
	"};\n" \
	"bar.setAttribute('aria-label', 'Upload of ' + file.name);\n" \
	"stop.type = 'button';\n" \
	"stop.onclick = () => call.abort();\n" \
	"call.upload.onprogress = (e) => {\n" \
	"const rate = e.loaded * 1000 / (Date.now() - begun + 1);\n" \
	"bar.max = e.total;\n" \
	"bar.value = e.loaded;\n" \
	"note.textContent = `${size(rate)}/s, ` +\n" \
	"`${Math.ceil((e.total - e.loaded) / rate)} s left`;\n" \
	"};\n" \
	"call.onload = () => {\n" \
	"const names = new URL(call.responseURL).searchParams;\n" \
	"if (call.status >= 400)\n" \
	"return fail(`refused: ${call.status} ` + call.statusText);\n" \
	"stored.push(...names.getAll('stored'));\n" \
	"bar.remove();\n" \
	"stop.remove();\n" \
	"note.textContent = 'stored';\n" \
	"done();\n" \
	"};\n" \
	"call.onerror = () => fail('the connection broke');\n" \
	"call.onabort = () => fail('cancelled');\n" \
	"body.append('files', file);\n" \
	"call.open('POST', location.pathname);\n" \
	"call.send(body);\n" \
	"});\n" \
	"const upload = (file, item) => {\n" \
	"queue = queue.then(() => send(file, item)).then(() => {\n" \
	"if (failed === 0 && one('#sent').lastChild === item)\n" \
	"location.search = stored.map(\n" \
	"(s) => 'stored=' + encodeURIComponent(s)).join('&');\n" \
	"});\n" \
	"};\n" \
	"const take = (files) => {\n" \
	"for (const file of files)\n" \
	"upload(file, make('li', file.name + ' ', one('#sent')));\n" \
	"};\n" \
	"if (form) {\n" \
	"form.onsubmit = (event) => {\n" \
	"event.preventDefault();\n" \
	"take(form.elements.files.files);\n" \
	"form.reset();\n" \
	"};\n" \
	"document.ondragover = (event) => {\n" \
	"event.preventDefault();\n" \
	"form.classList.add('over');\n" \
	"};\n" \
	"document.ondragleave = () => form.classList.remove('over');\n" \
	"document.ondrop = (event) => {\n" \
	"event.preventDefault();\n" \
	"form.classList.remove('over');\n" \
	"take(event.dataTransfer.files);\n" \
	"};\n" \
	"}\n"
/* clang-format on */

#endif
