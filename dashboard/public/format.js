// Numbers and dates as people in the US write them.

const number = (options) => new Intl.NumberFormat('en-US', options);
const cents = number({ style: 'currency', currency: 'USD' });
const dollars = number({ style: 'currency', currency: 'USD', maximumFractionDigits: 0 });
const shortDollars = number({ style: 'currency', currency: 'USD', notation: 'compact', maximumFractionDigits: 1 });
const briefDollars = number({ style: 'currency', currency: 'USD', notation: 'compact', maximumSignificantDigits: 4 });
const shortCount = number({ notation: 'compact', maximumFractionDigits: 1 });
const count = number({ maximumFractionDigits: 0 });
const tenths = number({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
const hundredths = number({ minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: 'negative' });	// none before 0.00
const missing = '–';

const monthName = new Intl.DateTimeFormat('en-US', { month: 'short', year: 'numeric', timeZone: 'UTC' });
const dayName = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' });
const momentName = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' });
const shortMomentName = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' });

export const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
export const months = monthNames.map((name) => name.slice(0, 3));

const given = (format) => (value) => value === null || value === undefined ? missing : format(value);

// A minus sign, which the hyphen is not
const signed = (text) => text.replace('-', '−');

export const format = {
	text: given(String),
	year: given(String),
	month: given((text) => monthName.format(new Date(`${text}-01T00:00:00Z`))),
	day: given((text) => dayName.format(new Date(`${text}T00:00:00Z`))),
	moment: given((text) => momentName.format(new Date(text))),
	shortMoment: given((text) => shortMomentName.format(new Date(text))),
	money: given((value) => signed(cents.format(value))),
	dollars: given((value) => signed(dollars.format(value))),
	shortMoney: given((value) => signed(Math.abs(value) < 1000 ? dollars.format(value) : shortDollars.format(value))),
	briefMoney: given((value) => signed(Math.abs(value) < 10000 ? dollars.format(value) : briefDollars.format(value))),
	count: given(count.format),
	shortCount: given((value) => Math.abs(value) < 1000 ? count.format(value) : shortCount.format(value)),
	percent: given((value) => `${signed(tenths.format(value))}%`),
	share: given((value) => `${hundredths.format(value)}%`),
	change: given((value) => `${value > 0 ? '+' : ''}${signed(tenths.format(value))}%`),
	fineChange: given((value) => `${value > 0 ? '+' : ''}${signed(hundredths.format(value))}%`),
	wholeChange: given((value) => `${value > 0 ? '+' : ''}${signed(count.format(value))}%`),
	index: given(tenths.format),
	factor: given(hundredths.format),
	seconds: given((value) => value < 100 ? `${hundredths.format(value)} s` : `${count.format(Math.floor(value / 60))} min ${Math.floor(value % 60)} s`),
	correlation: given((value) => signed(hundredths.format(value))),
	flag: given((value) => value ? 'Yes' : 'No'),
};

function inWords(category) {
	const words = category.replaceAll('_', ' ').toLowerCase();
	return words.charAt(0).toUpperCase() + words.slice(1);
}

let ambiguous = new Set();	// words of more than one category

export function setCategories(categories) {
	const counts = new Map();
	for (const words of categories.map(inWords)) {
		counts.set(words, (counts.get(words) ?? 0) + 1);
	}
	ambiguous = new Set([...counts].filter(([, count]) => count > 1).map(([words]) => words));
}

// PET_FOOD as a label: Pet food; where there is PET FOOD, too: Pet food (PET_FOOD)
export function categoryLabel(category) {
	const words = inWords(category);
	return ambiguous.has(words) ? `${words} (${category})` : words;
}
