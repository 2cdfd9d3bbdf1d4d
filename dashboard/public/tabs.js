// The tabs: what the page must know of each before its code is there, which comes when the tab is first shown.

import { codeOf } from './api.js';
import { withWhatIsThere } from './missing.js';

function tabOf({ id, title, path, isOfNow = false }) {
	const tab = {
		id, title, isOfNow,
		filters: [],
		choices: [],
		// begins to load the code, so that it comes beside what else is asked for
		prepare() {
			codeOf(path).catch(() => {});	// told by whoever needs it
		},
		async load(...asked) {
			Object.assign(tab, withWhatIsThere({ id, ...await codeOf(path) }));
			return tab.load(...asked);
		},
	};
	return tab;
}

// isOfNow: what it shows changes without a refresh, and is there without orders
export const tabs = [
	{ id: 'sales', title: 'Sales Overview', path: './tab_sales.js' },
	{ id: 'categories', title: 'Category Performance', path: './tab_categories.js' },
	{ id: 'customers', title: 'Customer Insights', path: './tab_customers.js' },
	{ id: 'cohorts', title: 'Cohort Analysis', path: './tab_cohorts.js' },
	{ id: 'income', title: 'Revenue vs Income', path: './tab_income.js' },
	{ id: 'data', title: 'Data', path: './tab_data.js', isOfNow: true },
].map(tabOf);
