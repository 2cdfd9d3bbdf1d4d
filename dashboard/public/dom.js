// Elements, made without a word of HTML: text from the database can never become markup.

export function element(tag, properties = {}, ...children) {
	const node = document.createElement(tag);
	for (const [name, value] of Object.entries(properties)) {
		if (name.startsWith('on')) {
			node.addEventListener(name.slice(2), value);
		} else if (value === true) {
			node.setAttribute(name, '');
		} else if (value !== false && value !== undefined && value !== null) {
			node.setAttribute(name, value);
		}
	}
	// one by one: arguments are limited, and tables may have more rows than that
	for (const child of children.flat()) {
		if (child !== null && child !== undefined) {
			node.append(child);
		}
	}
	return node;
}

// A button that opens a list of what can be done. items: [{label, description, run}]
export function menu({ id, label, description, items }) {
	const summary = element('summary', { id, 'aria-label': description }, label);
	const close = () => {
		node.open = false;
		summary.focus();
	};
	const node = element('details', { class: 'menu' }, summary, element('div', { class: 'panel' }, items.map((item) =>
		element('button', { type: 'button', onclick: () => { close(); item.run(); } }, element('span', {}, item.label), ' ', element('span', { class: 'label' }, item.description)))));
	closeOnEscape(node, close);
	return node;
}

// Whoever opens something closes it with Escape, and nothing else happens then.
export function closeOnEscape(details, close) {
	details.addEventListener('keydown', (event) => {
		if (event.key === 'Escape' && details.open) {
			event.preventDefault();
			close();
		}
	});
}

document.addEventListener('pointerdown', (event) => {
	for (const open of document.querySelectorAll('details[open]')) {
		if (!open.contains(event.target)) {
			open.open = false;
		}
	}
});
