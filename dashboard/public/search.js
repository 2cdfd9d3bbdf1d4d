// PET_FOOD, Pet food and pet-food are one to whoever searches, and so are café and cafe.

export function searchable(text) {
	return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[\s_\p{Pd}]+/gu, ' ').trim();
}
