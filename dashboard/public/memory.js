// What a browser remembers from one visit to the next, if it is let: where it refuses, the page forgets, and works.

export function remembered(key) {
	try {
		return localStorage.getItem(key);
	} catch {
		return null;
	}
}

export function remember(key, value) {
	try {
		localStorage.setItem(key, value);
	} catch {
		// for this visit, then
	}
}
