/*
 * listing_script -- made from listing.js and www/upload.js by script.sh, and
 * checked by lint.
 */
#ifndef SITE_LISTING_SCRIPT_H
#define SITE_LISTING_SCRIPT_H

/* clang-format off */

/* A hash is the source of a script for a Content-Security-Policy (CSP 3, 2.3.1). */

#define LISTING_SCRIPT_HASH \
	"'sha256-I1cjARqmmrdJ6dBbl4I7u18kYKj4/elbjxIgXDqDARg='"

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
	"const b = make('button', 'Delete', row.firstChild);\n" \
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
	"}\n"

#define LISTING_UPLOAD_HASH \
	"'sha256-b8ZzBWc2YobC5u8zgQeXdIJyrEgMdqGXw1RGefC0mK0='"

/* Calls put for each piece of the script: C bounds a string's length. */
#define LISTING_UPLOAD(put) \
	put( \
	"(() => {\n" \
	"'use strict';\n" \
	"for (const e of document.querySelectorAll('.origin'))\n" \
	"e.textContent = location.origin;\n" \
	"const field = document.querySelector('form[method=post] input[type=file]');\n" \
	"if (!field)\n" \
	"return;\n" \
	"const form = field.form;\n" \
	"const most = form.querySelector('.most');\n" \
	"const TRIES = 8;\n" \
	"const LONGEST = 30;\n" \
	"const SILENCE = 60;\n" \
	"const REPLY_MS = 200;\n" \
	"const target = new URL(form.action).pathname;\n" \
	"const prefix = 'upload:';\n" \
	"const rows = [];\n" \
	"const stored = [];\n" \
	"const windows = new BroadcastChannel('upload');\n" \
	"const elsewhere = new Set(); // what other windows send\n" \
	"let running = null;\n" \
	"let resumes;\n" \
	"const make = (name, text, parent) => {\n" \
	"const e = document.createElement(name);\n" \
	"e.textContent = text;\n" \
	"parent.append(e);\n" \
	"return e;\n" \
	"};\n" \
	"const list = make('ul', '', form.parentNode);\n" \
	"const status = make('p', '', form.parentNode);\n" \
	"form.after(list, status);\n" \
	"list.className = 'sent';\n" \
	"list.setAttribute('aria-label', 'Uploads');\n" \
	"status.setAttribute('role', 'status');\n" \
	"const size = (n) => {\n" \
	"const unit = ['B', 'kB', 'MB', 'GB', 'TB'];\n" \
	"let i = 0;\n" \
	"for (; n >= 1000 && i < 4; i++)\n" \
	"n /= 1000;\n" \
	"return (i && n < 10 ? n.toFixed(1) : Math.round(n)) + ' ' + unit[i];\n" \
	"};\n" \
	"const time = (s) => s < 100 ? Math.ceil(s) + ' s' :\n" \
	"s < 6000 ? Math.ceil(s / 60) + ' min' : Math.ceil(s / 3600) + ' h';\n" \
	"const keep = (key, uri) => {\n" \
	"try {\n" \
	"localStorage.setItem(prefix + key, uri);\n" \
	"} catch { }\n" \
	"};\n" \
	"const drop = (key, uri) => {\n" \
	"try {\n" \
	"if (localStorage.getItem(prefix + key) === uri)\n" \
	"localStorage.removeItem(prefix + key);\n" \
	"} catch { }\n" \
	"};\n" \
	"const keptFor = (key) => {\n" \
	"try {\n" \
	"return localStorage.getItem(prefix + key);\n" \
	"} catch {\n" \
	"return null;\n" \
	"}\n" \
	"};\n" \
	"const kept = () => {\n" \
	"try {\n" \
	"return Object.keys(localStorage).filter(\n" \
	"(k) => k.startsWith(prefix)).map(\n" \
	"(k) => [k.slice(prefix.length), localStorage.getItem(k)]);\n" \
	"} catch {\n" \
	"return [];\n" \
	"}\n" \
	"};\n" \
	"const keyOf = (f) =>\n" \
	"JSON.stringify([target, f.name, f.size, f.lastModified]);\n" \
	"const ask = (row, method, uri, fields, body, progress) => new Promise((done) => {\n" \
	"const call = new XMLHttpRequest(), begun = performance.now();\n" \
	"row.call = body ? call : null;\n" \
	"call.open(method, uri);\n" \
	"call.timeout = SILENCE * 1000;\n" \
	"for (const name in fields)\n" \
	"call.setRequestHeader(name, fields[name]);\n" \
	"if (progress)\n" \
	"call.upload.onprogress = (event) => {\n" \
	) put( \
	"call.timeout = performance.now() - begun + SILENCE * 1000;\n" \
	"progress(event.loaded);\n" \
	"};\n" \
	"call.onloadend = () => {\n" \
	"row.call = null;\n" \
	"done(call);\n" \
	"};\n" \
	"call.send(body);\n" \
	"});\n" \
	"const offered = async () => {\n" \
	"if (resumes === undefined) {\n" \
	"const answer = await fetch(target, { method: 'OPTIONS' })\n" \
	".catch(() => null);\n" \
	"if (answer)\n" \
	"resumes = (answer.headers.get('Accept-Patch') || '')\n" \
	".includes('application/partial-upload');\n" \
	"const limit = /max-size=(\\d+)/.exec(\n" \
	"answer && answer.headers.get('Upload-Limit'));\n" \
	"if (limit && most)\n" \
	"most.textContent = `At most ${size(limit[1])} each.`;\n" \
	"}\n" \
	"return resumes;\n" \
	"};\n" \
	"const note = (row, text, aloud) => {\n" \
	"row.note.textContent = text;\n" \
	"if (aloud)\n" \
	"status.textContent = `${row.name}: ${text}`;\n" \
	"};\n" \
	"const button = (row, b, text, onclick) => {\n" \
	"b.textContent = text;\n" \
	"b.setAttribute('aria-label', text + ' ' + row.name);\n" \
	"b.hidden = !text;\n" \
	"b.onclick = onclick;\n" \
	"};\n" \
	"const enter = (row, state, text, aloud) => {\n" \
	"row.state = state;\n" \
	"note(row, text, aloud);\n" \
	"row.bar.hidden = state === 'fail' || state === 'done';\n" \
	"if (state === 'wait' || state === 'send')\n" \
	"button(row, row.main, 'Pause', () => {\n" \
	"enter(row, 'pause', 'paused', true);\n" \
	"halt(row);\n" \
	"});\n" \
	"else if (state === 'pause' || state === 'fail')\n" \
	"button(row, row.main, state === 'pause' ? 'Resume' : 'Retry',\n" \
	"() => {\n" \
	"enter(row, 'wait', 'waiting', true);\n" \
	"next();\n" \
	"});\n" \
	"else\n" \
	"button(row, row.main, state === 'choose' ? 'Choose file' : '',\n" \
	"() => choose(row));\n" \
	"if (state === 'done')\n" \
	"button(row, row.stop, '', null);\n" \
	"};\n" \
	"const halt = (row) => {\n" \
	"if (row.call)\n" \
	"row.call.abort();\n" \
	"if (row.wake)\n" \
	"row.wake();\n" \
	"};\n" \
	"const sleep = (row, seconds) => new Promise((done) => {\n" \
	"const timer = setTimeout(() => row.wake(), seconds * 1000);\n" \
	"row.wake = () => {\n" \
	"clearTimeout(timer);\n" \
	"row.wake = null;\n" \
	"done();\n" \
	"};\n" \
	"});\n" \
	"addEventListener('online', () => running && running.wake && running.wake());\n" \
	"const show = (row) => {\n" \
	"row.bar.max = row.size || 1;\n" \
	"row.bar.value = row.at;\n" \
	"};\n" \
	"const meter = (row) => {\n" \
	"let last = performance.now(), had = row.at, rate = 0;\n" \
	"return (at) => {\n" \
	"const now = performance.now();\n" \
	"row.at = Math.min(at, row.size);\n" \
	"show(row);\n" \
	) put( \
	"if (now - last < 500)\n" \
	"return;\n" \
	"const fresh = (row.at - had) * 1000 / (now - last);\n" \
	"rate = rate ? rate * 0.7 + fresh * 0.3 : fresh;\n" \
	"last = now;\n" \
	"had = row.at;\n" \
	"note(row, `${size(row.at)} of ${size(row.size)}, ` +\n" \
	"`${size(rate)}/s` + (rate > 0 ?\n" \
	"`, ${time((row.size - row.at) / rate)} left` : ''));\n" \
	"};\n" \
	"};\n" \
	"const forget = (row) => {\n" \
	"drop(row.key, row.uri);\n" \
	"row.uri = null;\n" \
	"};\n" \
	"const finish = (row, name) => {\n" \
	"forget(row);\n" \
	"windows.postMessage([row.key, 'stored']);\n" \
	"if (name)\n" \
	"stored.push(name);\n" \
	"enter(row, 'done', 'stored', true);\n" \
	"return true;\n" \
	"};\n" \
	"const judge = (row, call) => {\n" \
	"const passing = [0, 408, 409, 425, 429, 500, 502, 503, 504];\n" \
	"if (passing.includes(call.status)) {\n" \
	"row.why = call.status === 0 ? 'The connection broke' :\n" \
	"`The server answers ${call.status} ${call.statusText}`;\n" \
	"return false;\n" \
	"}\n" \
	"if (row.uri && (call.status === 404 || call.status === 410))\n" \
	"forget(row);\n" \
	"else\n" \
	"enter(row, 'fail', 'refused: ' + call.status + ' ' +\n" \
	"call.statusText, true);\n" \
	"return true;\n" \
	"};\n" \
	"const sendWhole = async (row) => {\n" \
	"const body = new FormData();\n" \
	"forget(row);\n" \
	"row.at = 0;\n" \
	"body.append('files', row.file);\n" \
	"const move = meter(row);\n" \
	"const call = await ask(row, 'POST', target, {}, body,\n" \
	"move);\n" \
	"if (row.state !== 'send')\n" \
	"return;\n" \
	"if (call.status < 200 || call.status > 299) {\n" \
	"if (!judge(row, call))\n" \
	"enter(row, 'fail', row.why, true);\n" \
	"return;\n" \
	"}\n" \
	"finish(row, null);\n" \
	"stored.push(...new URL(call.responseURL).searchParams.getAll('stored'));\n" \
	"};\n" \
	"const begin = async (row) => {\n" \
	"if (!row.uri) {\n" \
	"const name = encodeURIComponent(row.name).replace(/['()*]/g,\n" \
	"(c) => '%' + c.charCodeAt(0).toString(16));\n" \
	"const call = await ask(row, 'POST', target, {\n" \
	"'Upload-Complete': '?0',\n" \
	"'Upload-Length': row.size,\n" \
	"'Content-Disposition':\n" \
	"\"attachment; filename*=UTF-8''\" + name,\n" \
	"}, null);\n" \
	"const uri = call.getResponseHeader('Location');\n" \
	"if (call.status !== 201 || !uri)\n" \
	"return judge(row, call);\n" \
	"row.uri = uri;\n" \
	"row.at = 0;\n" \
	"keep(row.key, uri);\n" \
	"return true;\n" \
	"}\n" \
	"const call = await ask(row, 'HEAD', row.uri, {}, null);\n" \
	"if (call.status !== 204 && call.status !== 200)\n" \
	"return judge(row, call);\n" \
	"if (call.getResponseHeader('Upload-Complete') === '?1')\n" \
	"return finish(row, null);\n" \
	"row.at = row.arrived = Number(call.getResponseHeader('Upload-Offset'));\n" \
	"return true;\n" \
	) put( \
	"};\n" \
	"const attempt = async (row) => {\n" \
	"if (!await begin(row))\n" \
	"return false;\n" \
	"if (row.state !== 'send' || !row.uri)\n" \
	"return true;\n" \
	"const from = row.at, move = meter(row);\n" \
	"show(row);\n" \
	"const call = await ask(row, 'PATCH', row.uri, {\n" \
	"'Upload-Offset': from,\n" \
	"'Upload-Complete': '?1',\n" \
	"'Content-Type': 'application/partial-upload',\n" \
	"}, row.file.slice(from), (n) => move(from + n));\n" \
	"if (row.state !== 'send')\n" \
	"return true;\n" \
	"if (call.status < 200 || call.status > 299)\n" \
	"return judge(row, call);\n" \
	"const last = (call.getResponseHeader('Location') || '').split('/').pop();\n" \
	"return finish(row, decodeURIComponent(last));\n" \
	"};\n" \
	"const readable = (file) => file.slice(0, 1).arrayBuffer().then(\n" \
	"() => true, () => false);\n" \
	"const send = async (row) => {\n" \
	"let reached = row.arrived;\n" \
	"windows.postMessage([row.key, 'sends']);\n" \
	"for (let tries = 0; row.state === 'send' && tries < TRIES;) {\n" \
	"if (!await readable(row.file))\n" \
	"return enter(row, 'fail', 'The file has changed or ' +\n" \
	"'cannot be read. Cancel it and choose it again.',\n" \
	"true);\n" \
	"const offers = await offered();\n" \
	"if (row.state !== 'send')\n" \
	"return;\n" \
	"if (offers === false)\n" \
	"return sendWhole(row);\n" \
	"if (offers && await attempt(row))\n" \
	"continue;\n" \
	"if (row.state !== 'send')\n" \
	"return;\n" \
	"if (row.arrived > reached)\n" \
	"tries = 0;\n" \
	"reached = row.arrived;\n" \
	"const pause = Math.min(LONGEST, 2 ** tries++);\n" \
	"note(row, `${row.why}. Next try in ${pause} s`, true);\n" \
	"await sleep(row, pause);\n" \
	"}\n" \
	"if (row.state === 'send')\n" \
	"enter(row, 'fail', row.why, true);\n" \
	"};\n" \
	"windows.onmessage = ({ data: [key, does] }) => {\n" \
	"const row = rows.find((r) => r.key === key && r.state !== 'done' &&\n" \
	"r.state !== 'gone');\n" \
	"if (does === 'is sending')\n" \
	"elsewhere.add(key);\n" \
	"else if (does === 'asks' && row && row.state === 'send')\n" \
	"windows.postMessage([key, 'is sending']);\n" \
	"if (!row || does === 'asks' || does === 'is sending')\n" \
	"return;\n" \
	"if (does === 'stored') {\n" \
	"row.uri = null;\n" \
	"enter(row, 'done', 'stored by another window', true);\n" \
	"} else if (row.state === 'wait' || row.state === 'send')\n" \
	"enter(row, 'pause', `paused: another window ${does} it`, true);\n" \
	"halt(row);\n" \
	"};\n" \
	"const next = async () => {\n" \
	"if (running)\n" \
	"return;\n" \
	"const row = rows.find((r) => r.state === 'wait');\n" \
	"if (!row) {\n" \
	"if (stored.length && rows.every((r) => r.state === 'done'))\n" \
	"location.assign(target + '?' + stored.map(\n" \
	"(s) => 'stored=' + encodeURIComponent(s)).join('&'));\n" \
	"return;\n" \
	"}\n" \
	"running = row;\n" \
	"enter(row, 'send', 'sending', true);\n" \
	"row.task = send(row).catch(\n" \
	"(e) => row.state === 'send' && enter(row, 'fail', e.message, true));\n" \
	"await row.task;\n" \
	) put( \
	"running = null;\n" \
	"next();\n" \
	"};\n" \
	"const remove = (row, why) => {\n" \
	"row.state = 'gone';\n" \
	"rows.splice(rows.indexOf(row), 1);\n" \
	"row.item.remove();\n" \
	"status.textContent = `${row.name}: ${why}`;\n" \
	"next();\n" \
	"};\n" \
	"const cancel = async (row) => {\n" \
	"row.state = 'gone';\n" \
	"button(row, row.main, '', null);\n" \
	"button(row, row.stop, '', null);\n" \
	"note(row, 'cancelling');\n" \
	"windows.postMessage([row.key, 'has cancelled']);\n" \
	"halt(row);\n" \
	"await row.task;\n" \
	"let answer = null;\n" \
	"for (let tries = 0; row.uri && tries < 5; tries++) {\n" \
	"answer = await fetch(row.uri, { method: 'DELETE' })\n" \
	".catch(() => null);\n" \
	"if (answer && answer.status !== 409)\n" \
	"break;\n" \
	"await sleep(row, 1);\n" \
	"}\n" \
	"const left = row.uri && !(answer && (answer.ok || answer.status === 404));\n" \
	"forget(row);\n" \
	"remove(row, left ? 'cancelled here; the server keeps what it has until ' +\n" \
	"'that expires' : 'cancelled');\n" \
	"};\n" \
	"const add = (key, name, bytes) => {\n" \
	"const item = make('li', '', list);\n" \
	"const row = { key, name, size: bytes, at: 0, arrived: 0, item };\n" \
	"row.uri = keptFor(key);\n" \
	"row.why = 'The connection broke';\n" \
	"make('b', name, item);\n" \
	"row.bar = make('progress', '', item);\n" \
	"row.bar.setAttribute('aria-label', 'Upload of ' + name);\n" \
	"row.note = make('span', '', item);\n" \
	"row.main = make('button', '', item);\n" \
	"row.stop = make('button', '', item);\n" \
	"row.main.type = row.stop.type = 'button';\n" \
	"button(row, row.stop, 'Cancel', () => cancel(row));\n" \
	"rows.push(row);\n" \
	"show(row);\n" \
	"return row;\n" \
	"};\n" \
	"const take = (files) => {\n" \
	"for (const file of files) {\n" \
	"const key = keyOf(file);\n" \
	"const row = rows.find((r) => r.key === key &&\n" \
	"r.state !== 'done' && r.state !== 'gone') ||\n" \
	"add(key, file.name, file.size);\n" \
	"if (row.state === 'wait' || row.state === 'send')\n" \
	"continue;\n" \
	"row.file = file;\n" \
	"enter(row, 'wait', 'waiting');\n" \
	"}\n" \
	"next();\n" \
	"};\n" \
	"const choose = (row) => {\n" \
	"const input = document.createElement('input');\n" \
	"input.type = 'file';\n" \
	"input.onchange = () => {\n" \
	"const [file] = input.files;\n" \
	"if (keyOf(file) === row.key)\n" \
	"return take([file]);\n" \
	"note(row, `${file.name} is another file, or it has changed. ` +\n" \
	"'Choose the one that was begun, or cancel it.', true);\n" \
	"};\n" \
	"input.click();\n" \
	"};\n" \
	"const recall = async (key, uri) => {\n" \
	"const [where, name, bytes] = JSON.parse(key);\n" \
	"if (where !== target)\n" \
	"return;\n" \
	"windows.postMessage([key, 'asks']);\n" \
	"await new Promise((done) => setTimeout(done, REPLY_MS));\n" \
	"if (rows.some((r) => r.key === key))\n" \
	) put( \
	"return;\n" \
	"if (elsewhere.has(key))\n" \
	"return enter(add(key, name, bytes), 'choose',\n" \
	"'another window sends it', true);\n" \
	"const answer = await fetch(uri, { method: 'HEAD' }).catch(() => null);\n" \
	"if (answer && (answer.status === 404 || answer.status === 410 ||\n" \
	"answer.headers.get('Upload-Complete') === '?1'))\n" \
	"return drop(key, uri);\n" \
	"if (rows.some((r) => r.key === key))\n" \
	"return;\n" \
	"const row = add(key, name, bytes);\n" \
	"row.at = Number(answer && answer.headers.get('Upload-Offset'));\n" \
	"row.arrived = row.at;\n" \
	"show(row);\n" \
	"enter(row, 'choose', `${size(row.at)} of ${size(bytes)} have arrived. ` +\n" \
	"'Choose the file again to go on.', true);\n" \
	"};\n" \
	"for (const [key, uri] of kept())\n" \
	"recall(key, uri);\n" \
	"if (most)\n" \
	"offered();\n" \
	"form.onsubmit = (event) => {\n" \
	"event.preventDefault();\n" \
	"take(field.files);\n" \
	"form.reset();\n" \
	"};\n" \
	"const dragged = (event) => {\n" \
	"if (!event.dataTransfer.types.includes('Files'))\n" \
	"return;\n" \
	"event.preventDefault();\n" \
	"form.classList.toggle('over', event.type === 'dragover');\n" \
	"if (event.type === 'drop')\n" \
	"take(event.dataTransfer.files);\n" \
	"};\n" \
	"document.ondragover = document.ondrop = dragged;\n" \
	"document.ondragleave = () => form.classList.remove('over');\n" \
	"})();\n")

/* clang-format on */

#endif
