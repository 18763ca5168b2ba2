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
		const b = make('button', 'Delete', row.firstChild);
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
