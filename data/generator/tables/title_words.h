/*
 * title_words.h
 *		Brands, numbers, ornaments and lengths of titles.
 *
 * All words are invented; lists of them are as in themes.h.
 */
#ifndef TITLE_WORDS_H
#define TITLE_WORDS_H

/* Numbers that titles mention: # in a template */
static const int numbers[] = {
	2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 18, 20, 24, 30, 36, 40, 48, 50, 60, 72, 90, 100, 120, 180, 240,
	250
};

/* Invented brands are one of the first syllables and one of the second. */
static const char brand_heads[] =
	"Vel|Nor|Zu|Kar|Mila|Ter|Bro|Lum|Fen|Oak|Sun|Pra|Dex|Hal|Jor|Cal|Ren|Wil|Tam|Gri|Aer|Bel|Cor|Dun|Ela|Fro|"
	"Gal|Hem|Ivo|Jas|Kel|Lor|Mar|Nim|Ost|Pel|Qui|Ros|Sel|Tru|Umb|Var|Wex|Yar|Zan|Bram|Clo|Thal";
static const char brand_tails[] =
	"vora|nest|tek|mere|lio|wick|brook|dale|zen|ora|field|nix|monde|luxe|way|ster|berry|craft|ly|more|tono|via|"
	"dor|bloom|ridge|peak|well|haus|kin|ette|mora|stone";
static const char brand_suffixes[] = "Home|Co.|Goods|Labs|Naturals|& Sons|Supply|Works|Direct|Studio";
static const char accented_brands[] =
	"Éclora|Maison Bréval|Nordlück|Señora Mía|Crème Solène|Bjørnvik|Café Aurelio|Zürimont|Piñata Roja|"
	"Façonne";

/* Where a title gets a foreign or typographic flourish it is put in front of (or behind) the rest. */
static const char title_prefixes[] = "【New】|【Upgraded】|✅|🎁|ナチュラ|ほしぞら|«Set»";
static const char title_suffixes[] =
	" – Pack of 2| – Value Pack|（Black）| … More Colors|, up to 104°F|, 30 × 40 cm|, ½ Inch| − Improved|"
	" ½ lb|, 15” Wide";

/* How long titles are, in bytes: quantiles at every 16th */
static const int title_lengths[] = {
	20, 42, 54, 64, 74, 84, 95, 106, 117, 129, 142, 156, 170, 184, 195, 202, 206
};
#define BOOK_TITLE_LIMIT 95
#define LONGEST_TITLE 7735

#endif /* TITLE_WORDS_H */
