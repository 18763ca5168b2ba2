// devtools -- Chromium, headless, told by its own protocol through a pipe.
//
//	const browser = require('./devtools.js')(SECONDS);
//	await browser.open(url);
//	await browser.valueOf('document.title');
//	browser.leave(0, 'what is printed');
//
// Its profile is removed at the end, and after SECONDS it ends with status 1.
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

module.exports = (seconds) => {
	const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'browser-'));
	const chromium = spawn('chromium', ['--headless', '--no-sandbox',
		'--disable-gpu', '--disable-quic', '--no-first-run',
		'--disable-sync', '--disable-background-networking',
		'--disable-component-update', '--remote-debugging-pipe',
		'--user-data-dir=' + profile, 'about:blank'],
	    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
	const waiting = new Map();
	let events = [], rest = '', last = 0, sessionId;

	const ask = (method, params = {}) => {
		const id = ++last;
		chromium.stdio[3].write(
		    JSON.stringify({ id, method, params, sessionId }) + '\0');
		return new Promise((resolve, reject) => waiting.set(id, (m) =>
		    m.error ? reject(new Error(method + ': ' + m.error.message))
			    : resolve(m.result)));
	};

	const leave = (code, message) => {
		if (message)
			(code ? console.error : console.log)(message);
		chromium.once('exit', () => {
			// its other processes may still be writing there
			fs.rmSync(profile, { recursive: true, force: true,
				maxRetries: 50, retryDelay: 100 });
			process.exit(code);
		});
		sessionId = undefined;
		ask('Browser.close').catch(() => {});
		setTimeout(() => chromium.kill('SIGKILL'), 5000);
	};

	setTimeout(() => leave(1, 'the browser did not get there'),
	    seconds * 1000);
	chromium.stdio[4].on('data', (data) => {
		const messages = (rest + data).split('\0');
		rest = messages.pop();
		for (const message of messages.map((m) => JSON.parse(m))) {
			if (waiting.has(message.id)) {
				waiting.get(message.id)(message);
				waiting.delete(message.id);
			} else {
				events = events.filter((e) => !e(message));
			}
		}
	});

	const happens = (method) => new Promise((resolve) => events.push(
	    (m) => m.method === method && (resolve(m.params), true)));

	// Does what leads to another page, and waits for that.
	const loads = async (what) => {
		const loaded = happens('Page.loadEventFired');
		await what();
		await loaded;
	};

	// The page before, which is blank, may still be loading.
	const show = async (targetId, url) => {
		const attached = await ask('Target.attachToTarget',
		    { targetId, flatten: true });
		const loaded = new Set();
		let wake = () => {};
		const hear = ({ method, params }) => {
			if (method === 'Page.lifecycleEvent' &&
			    params.name === 'load')
				wake(loaded.add(params.loaderId));
		};
		sessionId = attached.sessionId;
		events.push(hear);
		await ask('Page.enable');
		await ask('Page.setLifecycleEventsEnabled', { enabled: true });
		const { loaderId } = await ask('Page.navigate', { url });
		while (!loaded.has(loaderId))
			await new Promise((done) => wake = done);
		events = events.filter((e) => e !== hear);
	};

	return {
		ask, happens, leave, loads,
		open: async (url) => {
			const { targetInfos } = await ask('Target.getTargets');
			const page = targetInfos.find((t) => t.type === 'page');
			await show(page.targetId, url);
		},
		// Does something in another window.
		beside: async (url, what) => {
			const before = sessionId;
			const { targetId } = await ask('Target.createTarget',
			    { url: 'about:blank' });
			await show(targetId, url);
			await what();
			sessionId = before;
		},
		valueOf: async (expression) => {
			const { result } = await ask('Runtime.evaluate',
			    { expression, userGesture: true });
			return result.value;
		},
		pick: async (files) => {
			const { root } = await ask('DOM.getDocument');
			const { nodeId } = await ask('DOM.querySelector',
			    { nodeId: root.nodeId, selector: 'input[type=file]' });
			await ask('DOM.setFileInputFiles', { nodeId, files });
		},
	};
};
