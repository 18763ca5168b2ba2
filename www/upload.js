// upload -- sends the files of a form, and goes on after a broken line, a pause
// or a reload.  The form works without it.  Listings have this script inside
// (src/site/script.sh), and upload.html names it.
//
// If the server keeps uploads that break off (UploadExpiry), it says so in its
// answer to OPTIONS, and the files go by the IETF's draft for resumable uploads:
// POST begins an upload and tells its URI, HEAD its offset, PATCH sends the
// rest, DELETE cancels it.  The browser remembers the URI of each, and the name,
// size and time of its file, until it is complete.  Otherwise a file is one
// POST, as the form sends it.
//
// Two windows that send the same file would take the upload from each other.  So
// the one that has begun last sends it, and the other one pauses.  Even to ask for
// the offset of an upload ends its transfer, so a window asks the others first.
(() => {
'use strict';
for (const e of document.querySelectorAll('.origin'))
	e.textContent = location.origin;
const field = document.querySelector('form[method=post] input[type=file]');
if (!field)
	return;
const form = field.form;
const most = form.querySelector('.most');

// Tries without progress; and in seconds the longest time between two, and that
// after which a request which makes no progress is given up; and the time in which
// other windows answer.
const TRIES = 8;
const LONGEST = 30;
const SILENCE = 60;
const REPLY_MS = 200;
const target = new URL(form.action).pathname;
const prefix = 'upload:';
const rows = [];
const stored = [];
const windows = new BroadcastChannel('upload');
const elsewhere = new Set(); // what other windows send
let running = null;
let resumes;

const make = (name, text, parent) => {
	const e = document.createElement(name);
	e.textContent = text;
	parent.append(e);
	return e;
};
const list = make('ul', '', form.parentNode);
const status = make('p', '', form.parentNode);
form.after(list, status);
list.className = 'sent';
list.setAttribute('aria-label', 'Uploads');
status.setAttribute('role', 'status');

const size = (n) => {
	const unit = ['B', 'kB', 'MB', 'GB', 'TB'];
	let i = 0;
	for (; n >= 1000 && i < 4; i++)
		n /= 1000;
	return (i && n < 10 ? n.toFixed(1) : Math.round(n)) + ' ' + unit[i];
};
const time = (s) => s < 100 ? Math.ceil(s) + ' s' :
    s < 6000 ? Math.ceil(s / 60) + ' min' : Math.ceil(s / 3600) + ' h';

// A browser that keeps nothing still resumes until the page is left.
const keep = (key, uri) => {
	try {
		localStorage.setItem(prefix + key, uri);
	} catch { }
};
const drop = (key, uri) => {
	try {
		if (localStorage.getItem(prefix + key) === uri)
			localStorage.removeItem(prefix + key);
	} catch { }
};
const keptFor = (key) => {
	try {
		return localStorage.getItem(prefix + key);
	} catch {
		return null;
	}
};
const kept = () => {
	try {
		return Object.keys(localStorage).filter(
		    (k) => k.startsWith(prefix)).map(
		    (k) => [k.slice(prefix.length), localStorage.getItem(k)]);
	} catch {
		return [];
	}
};
const keyOf = (f) =>
    JSON.stringify([target, f.name, f.size, f.lastModified]);

// Sends a request; the status of the answer is 0 if there was none.  Only one
// with content is interrupted: otherwise the answer would be missed that tells
// the URI of an upload.
const ask = (row, method, uri, fields, body, progress) => new Promise((done) => {
	const call = new XMLHttpRequest(), begun = performance.now();
	row.call = body ? call : null;
	call.open(method, uri);
	call.timeout = SILENCE * 1000;
	for (const name in fields)
		call.setRequestHeader(name, fields[name]);
	if (progress)
		call.upload.onprogress = (event) => {
			call.timeout = performance.now() - begun + SILENCE * 1000;
			progress(event.loaded);
		};
	call.onloadend = () => {
		row.call = null;
		done(call);
	};
	call.send(body);
});

const offered = async () => {
	if (resumes === undefined) {
		const answer = await fetch(target, { method: 'OPTIONS' })
		    .catch(() => null);
		if (answer)
			resumes = (answer.headers.get('Accept-Patch') || '')
			    .includes('application/partial-upload');
		const limit = /max-size=(\d+)/.exec(
		    answer && answer.headers.get('Upload-Limit'));
		if (limit && most)
			most.textContent = `At most ${size(limit[1])} each.`;
	}
	return resumes;
};

const note = (row, text, aloud) => {
	row.note.textContent = text;
	if (aloud)
		status.textContent = `${row.name}: ${text}`;
};

const button = (row, b, text, onclick) => {
	b.textContent = text;
	b.setAttribute('aria-label', text + ' ' + row.name);
	b.hidden = !text;
	b.onclick = onclick;
};

// The states of a row: wait, send, pause, fail, choose, done, gone.
const enter = (row, state, text, aloud) => {
	row.state = state;
	note(row, text, aloud);
	row.bar.hidden = state === 'fail' || state === 'done';
	if (state === 'wait' || state === 'send')
		button(row, row.main, 'Pause', () => {
			enter(row, 'pause', 'paused', true);
			halt(row);
		});
	else if (state === 'pause' || state === 'fail')
		button(row, row.main, state === 'pause' ? 'Resume' : 'Retry',
		    () => {
			enter(row, 'wait', 'waiting', true);
			next();
		});
	else
		button(row, row.main, state === 'choose' ? 'Choose file' : '',
		    () => choose(row));
	if (state === 'done')
		button(row, row.stop, '', null);
};

// Interrupts what the row does.
const halt = (row) => {
	if (row.call)
		row.call.abort();
	if (row.wake)
		row.wake();
};

const sleep = (row, seconds) => new Promise((done) => {
	const timer = setTimeout(() => row.wake(), seconds * 1000);
	row.wake = () => {
		clearTimeout(timer);
		row.wake = null;
		done();
	};
});
addEventListener('online', () => running && running.wake && running.wake());

const show = (row) => {
	row.bar.max = row.size || 1;
	row.bar.value = row.at;
};

// Shows how far the content is that began at an offset.
const meter = (row) => {
	let last = performance.now(), had = row.at, rate = 0;
	return (at) => {
		const now = performance.now();
		row.at = Math.min(at, row.size);
		show(row);
		if (now - last < 500)
			return;
		const fresh = (row.at - had) * 1000 / (now - last);
		rate = rate ? rate * 0.7 + fresh * 0.3 : fresh;
		last = now;
		had = row.at;
		note(row, `${size(row.at)} of ${size(row.size)}, ` +
		    `${size(rate)}/s` + (rate > 0 ?
		    `, ${time((row.size - row.at) / rate)} left` : ''));
	};
};

const forget = (row) => {
	drop(row.key, row.uri);
	row.uri = null;
};

const finish = (row, name) => {
	forget(row);
	windows.postMessage([row.key, 'stored']);
	if (name)
		stored.push(name);
	enter(row, 'done', 'stored', true);
	return true;
};

// Judges an answer that is not the wished one: false if it may be another one
// later.
const judge = (row, call) => {
	const passing = [0, 408, 409, 425, 429, 500, 502, 503, 504];
	if (passing.includes(call.status)) {
		row.why = call.status === 0 ? 'The connection broke' :
		    `The server answers ${call.status} ${call.statusText}`;
		return false;
	}
	if (row.uri && (call.status === 404 || call.status === 410))
		forget(row);
	else
		enter(row, 'fail', 'refused: ' + call.status + ' ' +
		    call.statusText, true);
	return true;
};

// Sends the file as the form does.  An answer that was lost may have been a
// success, so only the visitor can say that it is sent again.
const sendWhole = async (row) => {
	const body = new FormData();
	forget(row);
	row.at = 0;
	body.append('files', row.file);
	const move = meter(row);
	const call = await ask(row, 'POST', target, {}, body,
	    move);
	if (row.state !== 'send')
		return;
	if (call.status < 200 || call.status > 299) {
		if (!judge(row, call))
			enter(row, 'fail', row.why, true);
		return;
	}
	finish(row, null);
	stored.push(...new URL(call.responseURL).searchParams.getAll('stored'));
};

// Learns where an upload stands, or begins it.  True if it can go on at once.
const begin = async (row) => {
	if (!row.uri) {
		const name = encodeURIComponent(row.name).replace(/['()*]/g,
		    (c) => '%' + c.charCodeAt(0).toString(16));
		const call = await ask(row, 'POST', target, {
			'Upload-Complete': '?0',
			'Upload-Length': row.size,
			'Content-Disposition':
			    "attachment; filename*=UTF-8''" + name,
		}, null);
		const uri = call.getResponseHeader('Location');
		if (call.status !== 201 || !uri)
			return judge(row, call);
		row.uri = uri;
		row.at = 0;
		keep(row.key, uri);
		return true;
	}
	const call = await ask(row, 'HEAD', row.uri, {}, null);
	if (call.status !== 204 && call.status !== 200)
		return judge(row, call);
	if (call.getResponseHeader('Upload-Complete') === '?1')
		return finish(row, null);
	row.at = row.arrived = Number(call.getResponseHeader('Upload-Offset'));
	return true;
};

// One try: true if it can go on at once, or is at an end.
const attempt = async (row) => {
	if (!await begin(row))
		return false;
	if (row.state !== 'send' || !row.uri)
		return true;
	const from = row.at, move = meter(row);
	show(row);
	const call = await ask(row, 'PATCH', row.uri, {
		'Upload-Offset': from,
		'Upload-Complete': '?1',
		'Content-Type': 'application/partial-upload',
	}, row.file.slice(from), (n) => move(from + n));
	if (row.state !== 'send')
		return true;
	if (call.status < 200 || call.status > 299)
		return judge(row, call);
	const last = (call.getResponseHeader('Location') || '').split('/').pop();
	return finish(row, decodeURIComponent(last));
};

const readable = (file) => file.slice(0, 1).arrayBuffer().then(
    () => true, () => false);

const send = async (row) => {
	let reached = row.arrived;
	windows.postMessage([row.key, 'sends']);
	for (let tries = 0; row.state === 'send' && tries < TRIES;) {
		if (!await readable(row.file))
			return enter(row, 'fail', 'The file has changed or ' +
			    'cannot be read. Cancel it and choose it again.',
			    true);
		const offers = await offered();
		if (row.state !== 'send')
			return;
		if (offers === false)
			return sendWhole(row);
		if (offers && await attempt(row))
			continue;
		if (row.state !== 'send')
			return;
		if (row.arrived > reached)
			tries = 0;
		reached = row.arrived;
		const pause = Math.min(LONGEST, 2 ** tries++);
		note(row, `${row.why}. Next try in ${pause} s`, true);
		await sleep(row, pause);
	}
	if (row.state === 'send')
		enter(row, 'fail', row.why, true);
};

// Hears what another window says of its upload with this key.
windows.onmessage = ({ data: [key, does] }) => {
	const row = rows.find((r) => r.key === key && r.state !== 'done' &&
	    r.state !== 'gone');
	if (does === 'is sending')
		elsewhere.add(key);
	else if (does === 'asks' && row && row.state === 'send')
		windows.postMessage([key, 'is sending']);
	if (!row || does === 'asks' || does === 'is sending')
		return;
	if (does === 'stored') {
		row.uri = null;
		enter(row, 'done', 'stored by another window', true);
	} else if (row.state === 'wait' || row.state === 'send')
		enter(row, 'pause', `paused: another window ${does} it`, true);
	halt(row);
};

// Sends one file at a time.  When all are stored, the page shows them.
const next = async () => {
	if (running)
		return;
	const row = rows.find((r) => r.state === 'wait');
	if (!row) {
		if (stored.length && rows.every((r) => r.state === 'done'))
			location.assign(target + '?' + stored.map(
			    (s) => 'stored=' + encodeURIComponent(s)).join('&'));
		return;
	}
	running = row;
	enter(row, 'send', 'sending', true);
	row.task = send(row).catch(
	    (e) => row.state === 'send' && enter(row, 'fail', e.message, true));
	await row.task;
	running = null;
	next();
};

const remove = (row, why) => {
	row.state = 'gone';
	rows.splice(rows.indexOf(row), 1);
	row.item.remove();
	status.textContent = `${row.name}: ${why}`;
	next();
};

// Ends an upload on both sides.  The server may still hold the request before.
const cancel = async (row) => {
	row.state = 'gone';
	button(row, row.main, '', null);
	button(row, row.stop, '', null);
	note(row, 'cancelling');
	windows.postMessage([row.key, 'has cancelled']);
	halt(row);
	await row.task;
	let answer = null;
	for (let tries = 0; row.uri && tries < 5; tries++) {
		answer = await fetch(row.uri, { method: 'DELETE' })
		    .catch(() => null);
		if (answer && answer.status !== 409)
			break;
		await sleep(row, 1);
	}
	const left = row.uri && !(answer && (answer.ok || answer.status === 404));
	forget(row);
	remove(row, left ? 'cancelled here; the server keeps what it has until ' +
	    'that expires' : 'cancelled');
};

const add = (key, name, bytes) => {
	const item = make('li', '', list);
	const row = { key, name, size: bytes, at: 0, arrived: 0, item };
	row.uri = keptFor(key);
	row.why = 'The connection broke';
	make('b', name, item);
	row.bar = make('progress', '', item);
	row.bar.setAttribute('aria-label', 'Upload of ' + name);
	row.note = make('span', '', item);
	row.main = make('button', '', item);
	row.stop = make('button', '', item);
	row.main.type = row.stop.type = 'button';
	button(row, row.stop, 'Cancel', () => cancel(row));
	rows.push(row);
	show(row);
	return row;
};

// Takes a file for a row that has none: one of an earlier visit, perhaps.
const take = (files) => {
	for (const file of files) {
		const key = keyOf(file);
		const row = rows.find((r) => r.key === key &&
		    r.state !== 'done' && r.state !== 'gone') ||
		    add(key, file.name, file.size);
		if (row.state === 'wait' || row.state === 'send')
			continue;
		row.file = file;
		enter(row, 'wait', 'waiting');
	}
	next();
};

const choose = (row) => {
	const input = document.createElement('input');
	input.type = 'file';
	input.onchange = () => {
		const [file] = input.files;
		if (keyOf(file) === row.key)
			return take([file]);
		note(row, `${file.name} is another file, or it has changed. ` +
		    'Choose the one that was begun, or cancel it.', true);
	};
	input.click();
};

// Shows what an earlier visit has begun, if the server still has it.
const recall = async (key, uri) => {
	const [where, name, bytes] = JSON.parse(key);
	if (where !== target)
		return;
	windows.postMessage([key, 'asks']);
	await new Promise((done) => setTimeout(done, REPLY_MS));
	if (rows.some((r) => r.key === key))
		return;
	if (elsewhere.has(key))
		return enter(add(key, name, bytes), 'choose',
		    'another window sends it', true);
	const answer = await fetch(uri, { method: 'HEAD' }).catch(() => null);
	if (answer && (answer.status === 404 || answer.status === 410 ||
	    answer.headers.get('Upload-Complete') === '?1'))
		return drop(key, uri);
	if (rows.some((r) => r.key === key))
		return;
	const row = add(key, name, bytes);
	row.at = Number(answer && answer.headers.get('Upload-Offset'));
	row.arrived = row.at;
	show(row);
	enter(row, 'choose', `${size(row.at)} of ${size(bytes)} have arrived. ` +
	    'Choose the file again to go on.', true);
};
for (const [key, uri] of kept())
	recall(key, uri);

if (most)
	offered();

form.onsubmit = (event) => {
	event.preventDefault();
	take(field.files);
	form.reset();
};
const dragged = (event) => {
	if (!event.dataTransfer.types.includes('Files'))
		return;
	event.preventDefault();
	form.classList.toggle('over', event.type === 'dragover');
	if (event.type === 'drop')
		take(event.dataTransfer.files);
};
document.ondragover = document.ondrop = dragged;
document.ondragleave = () => form.classList.remove('over');
})();
