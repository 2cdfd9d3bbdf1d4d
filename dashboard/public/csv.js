// CSV of what a table shows, with plain numbers. (Of libraries that write it, none makes a formula after a blank, or with a full-width sign,
// harmless; the quoting alone is a line.)

// What a spreadsheet takes for a formula, which a text must never be: full-width signs count, and what stands before them unseen
const formula = /^[\s\p{C}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u;
// without it Excel takes the file for one in the code page of Windows
const byteOrderMark = '\ufeff';

function field(value) {
	if (value === null || value === undefined) {
		return '';
	}
	if (typeof value === 'boolean') {
		return value ? 'Yes' : 'No';
	}
	const text = typeof value === 'string' && formula.test(value) ? `'${value}` : String(value);
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvOf(columns, rows) {
	const lines = [columns.map(({ label }) => label), ...rows.map((row) => columns.map(({ key }) => row[key]))];
	return lines.map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

export const csvFile = (columns, rows) => new Blob([byteOrderMark, csvOf(columns, rows)], { type: 'text/csv;charset=utf-8' });

export function download(name, file) {
	const url = URL.createObjectURL(file);
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), 10000);
}
