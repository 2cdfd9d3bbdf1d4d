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
