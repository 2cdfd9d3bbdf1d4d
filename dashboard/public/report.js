// All tabs on one page, one under another, to be printed.

// What a filter of any tab is
const unique = (lists) => [...new Set(lists.flat())];

// Figures of several tabs have the same ids
function withOwnIds(figures, tab) {
	figures.querySelectorAll('[id]').forEach((node) => {
		node.id = `${tab.id}-${node.id}`;
	});
	return figures;
}

export function reportOf(tabs) {
	return {
		id: 'report',
		title: 'Report',
		// known once they are loaded
		get filters() {
			return unique(tabs.map(({ filters }) => filters));
		},
		get choices() {
			return unique(tabs.map(({ choices }) => choices));
		},
		prepare: () => tabs.forEach((tab) => tab.prepare()),
		load: (state, options) => Promise.all(tabs.map((tab) => tab.load(state, options))),
		show(data, ...rest) {
			const shown = tabs.map((tab, i) => tab.show(data[i], ...rest));
			return {
				names: new Map(shown.flatMap(({ names = [] }) => [...names])),
				parts: shown.map((part, i) => ({
					...part, title: tabs[i].title, figures: part.figures && withOwnIds(part.figures, tabs[i]),
				})),
			};
		},
	};
}
