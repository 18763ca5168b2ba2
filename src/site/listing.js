// listing -- what a listing can do besides, in a browser that runs scripts.
// The page works without it.  listing_script.h has this text as C, made by
// script.sh; the policy of the page names its hash and allows no other script.
'use strict';
const one = (s) => document.querySelector(s);
const all = (s) => [...document.querySelectorAll(s)];
const make = (name, text, parent) => {
	const e = document.createElement(name);
	e.textContent = text;
	parent.append(e);
	return e;
};

// Shows times in the visitor's time zone, and UTC when pointed at.
const two = (n) => String(n).padStart(2, '0');
for (const e of all('time')) {
	const d = new Date(e.dateTime);
	e.title = e.textContent + ' UTC';
	e.textContent = `${d.getFullYear()}-${two(d.getMonth() + 1)}-` +
	    `${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}`;
}
for (const e of all('.u'))
	e.remove();

// Filters the rows while the visitor types.
const rows = all('tbody tr');
const shown = (row) => row.querySelector('span').textContent;
one('#q').addEventListener('input', (event) => {
	const wanted = event.target.value.toLowerCase();
	for (const row of rows)
		row.hidden = !shown(row).toLowerCase().includes(wanted);
});

// Copies the address of the page.
if (navigator.clipboard) {
	const b = make('button', 'Copy link', one('nav'));
	b.onclick = async () => {
		await navigator.clipboard.writeText(
		    location.origin + location.pathname);
		b.textContent = 'Copied';
	};
}

// Deletes a file, if the server said that the visitor may.
if (one('table.removes'))
	for (const row of rows.filter((r) => !r.classList.contains('d'))) {
		const b = make('button', 'Delete', row);
		row.firstChild.prepend(b);
		b.className = 'x';
		b.setAttribute('aria-label', 'Delete ' + shown(row));
		b.onclick = async () => {
			if (!confirm('Delete ' + shown(row) + '?'))
				return;
			const answer = await fetch(row.querySelector('a').href,
			    { method: 'DELETE' }).catch(() => null);
			if (answer && answer.ok)
				row.remove();
			else
				alert('Not deleted: ' + (answer ?
				    answer.status + ' ' + answer.statusText :
				    'no answer'));
		};
	}

// Sends one file at a time, each with a bar, its rate and the time left.
const form = one('form[method=post]');
const stored = [];
let queue = Promise.resolve();
let failed = 0;

const size = (n) => {
	const unit = ['B', 'kB', 'MB', 'GB', 'TB'];
	let i = 0;
	for (; n >= 1000 && i < 4; i++)
		n /= 1000;
	return (i && n < 10 ? n.toFixed(1) : Math.round(n)) + ' ' + unit[i];
};

const send = (file, item) => new Promise((done) => {
	const body = new FormData();
	const call = new XMLHttpRequest();
	const bar = make('progress', '', item);
	const note = make('span', '', item);
	const stop = make('button', 'Cancel', item);
	const begun = Date.now();
	const fail = (why) => {
		failed++;
		bar.remove();
		note.textContent = why;
		stop.textContent = 'Retry';
		stop.onclick = () => {
			failed--;
			note.remove();
			stop.remove();
			upload(file, item);
		};
		done();
	};
	bar.setAttribute('aria-label', 'Upload of ' + file.name);
	stop.type = 'button';
	stop.onclick = () => call.abort();
	call.upload.onprogress = (e) => {
		const rate = e.loaded * 1000 / (Date.now() - begun + 1);
		bar.max = e.total;
		bar.value = e.loaded;
		note.textContent = `${size(rate)}/s, ` +
		    `${Math.ceil((e.total - e.loaded) / rate)} s left`;
	};
	call.onload = () => {
		const names = new URL(call.responseURL).searchParams;
		if (call.status >= 400)
			return fail(`refused: ${call.status} ` + call.statusText);
		stored.push(...names.getAll('stored'));
		bar.remove();
		stop.remove();
		note.textContent = 'stored';
		done();
	};
	call.onerror = () => fail('the connection broke');
	call.onabort = () => fail('cancelled');
	body.append('files', file);
	call.open('POST', location.pathname);
	call.send(body);
});

const upload = (file, item) => {
	queue = queue.then(() => send(file, item)).then(() => {
		if (failed === 0 && one('#sent').lastChild === item)
			location.search = stored.map(
			    (s) => 'stored=' + encodeURIComponent(s)).join('&');
	});
};

const take = (files) => {
	for (const file of files)
		upload(file, make('li', file.name + ' ', one('#sent')));
};

if (form) {
	form.onsubmit = (event) => {
		event.preventDefault();
		take(form.elements.files.files);
		form.reset();
	};
	document.ondragover = (event) => {
		event.preventDefault();
		form.classList.add('over');
	};
	document.ondragleave = () => form.classList.remove('over');
	document.ondrop = (event) => {
		event.preventDefault();
		form.classList.remove('over');
		take(event.dataTransfer.files);
	};
}
