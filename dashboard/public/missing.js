// What a tab leaves out where what it takes is not loaded, as with orders of one's own: charts that would be empty, or say Unknown
// and nothing else, and the filters of these. In their place stands what is missing, and how to load it.

const surveyCommand = 'SELECT * FROM ecom.load_csv(\'raw.survey\', \'/folder/on/the/server/survey.csv\') and SELECT * FROM ecom.refresh()';

const withoutAnswers = ({ has_answers }) => !has_answers;
const withoutIncome = ({ income_years }) => income_years.length === 0;
const withoutCategories = ({ categories }) => categories.every((category) => category === 'UNKNOWN');

// cards: the ids of those that are left out, and with hasFigures the figures above them. says: in place of the tab's explanation if that
// is of them, else behind it
const gaps = [
	{
		tab: 'customers', isMissing: withoutAnswers, cards: /^customer-/, filters: ['incomes'], isOfCards: true,
		says: `Nothing is known of the people who buy but their orders: there are no answers to a survey. The owner of the extension loads them with ${surveyCommand}.`,
	},
	{
		tab: 'income', isMissing: withoutAnswers, cards: /^income-brackets$/, filters: ['incomes'],
		says: `Revenue by household income takes answers to a survey, and there are none: ${surveyCommand}.`,
	},
	{ tab: 'income', isMissing: withoutIncome, cards: /^income-(states|years|growth)$/, filters: ['years', 'states'], hasFigures: true },
	{
		tab: 'categories', isMissing: withoutCategories, cards: /^category-/, filters: ['category', 'top', 'min_orders'],
		says: 'No order has a category: the files that were loaded do not name any. ecom.file_formats says from which column a format takes it, ecom.load_csv(columns => ...) takes it from any.',
	},
];

/* The tab, without what the data have nothing for. Which filters it has is known once it has been loaded. */
export function withWhatIsThere({ filters, load, show, ...tab }) {
	const missing = (options) => gaps.filter((gap) => gap.tab === tab.id && gap.isMissing(options));
	return {
		...tab,
		filters,
		load(state, options) {
			const hidden = missing(options).flatMap((gap) => gap.filters);
			this.filters = filters.filter((name) => !hidden.includes(name));
			return load(state, options);
		},
		show(data, state, options, ...callbacks) {
			const found = missing(options);
			const all = show(data, state, options, ...callbacks);
			if (found.length === 0) {
				return all;
			}
			const explains = !found.some(({ isOfCards }) => isOfCards);
			return {
				...all,
				figures: found.some(({ hasFigures }) => hasFigures) ? null : all.figures,
				lead: explains ? all.lead : null,
				cards: all.cards.filter(({ card }) => !found.some(({ cards }) => cards.test(card.id))),
				explanation: [explains ? all.explanation : null, ...found.map(({ says }) => says)].filter(Boolean).join(' '),
			};
		},
	};
}
