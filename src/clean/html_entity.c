/*
 * clean/html_entity.c
 *		HTML character references, which shop pages leave in product titles.
 */
#include "clean/html_entity.h"

#include "base/digit.h"

#define LONGEST_NAME 8	 /* &thetasym; */
#define LONGEST_NUMBER 8 /* &#x10FFFF; with a leading zero to spare */

typedef struct NamedEntity
{
	const char *name;
	uint32 codepoint;
} NamedEntity;

/* The 252 names of HTML 4.01 (https://www.w3.org/TR/html401/sgml/entities.html) and &apos;, in byte order. */
static const NamedEntity named_entities[] = {
	{"AElig", 198},	   {"Aacute", 193},	 {"Acirc", 194},   {"Agrave", 192},	 {"Alpha", 913},
	{"Aring", 197},	   {"Atilde", 195},	 {"Auml", 196},	   {"Beta", 914},	 {"Ccedil", 199},
	{"Chi", 935},	   {"Dagger", 8225}, {"Delta", 916},   {"ETH", 208},	 {"Eacute", 201},
	{"Ecirc", 202},	   {"Egrave", 200},	 {"Epsilon", 917}, {"Eta", 919},	 {"Euml", 203},
	{"Gamma", 915},	   {"Iacute", 205},	 {"Icirc", 206},   {"Igrave", 204},	 {"Iota", 921},
	{"Iuml", 207},	   {"Kappa", 922},	 {"Lambda", 923},  {"Mu", 924},		 {"Ntilde", 209},
	{"Nu", 925},	   {"OElig", 338},	 {"Oacute", 211},  {"Ocirc", 212},	 {"Ograve", 210},
	{"Omega", 937},	   {"Omicron", 927}, {"Oslash", 216},  {"Otilde", 213},	 {"Ouml", 214},
	{"Phi", 934},	   {"Pi", 928},		 {"Prime", 8243},  {"Psi", 936},	 {"Rho", 929},
	{"Scaron", 352},   {"Sigma", 931},	 {"THORN", 222},   {"Tau", 932},	 {"Theta", 920},
	{"Uacute", 218},   {"Ucirc", 219},	 {"Ugrave", 217},  {"Upsilon", 933}, {"Uuml", 220},
	{"Xi", 926},	   {"Yacute", 221},	 {"Yuml", 376},	   {"Zeta", 918},	 {"aacute", 225},
	{"acirc", 226},	   {"acute", 180},	 {"aelig", 230},   {"agrave", 224},	 {"alefsym", 8501},
	{"alpha", 945},	   {"amp", 38},		 {"and", 8743},	   {"ang", 8736},	 {"apos", 39},
	{"aring", 229},	   {"asymp", 8776},	 {"atilde", 227},  {"auml", 228},	 {"bdquo", 8222},
	{"beta", 946},	   {"brvbar", 166},	 {"bull", 8226},   {"cap", 8745},	 {"ccedil", 231},
	{"cedil", 184},	   {"cent", 162},	 {"chi", 967},	   {"circ", 710},	 {"clubs", 9827},
	{"cong", 8773},	   {"copy", 169},	 {"crarr", 8629},  {"cup", 8746},	 {"curren", 164},
	{"dArr", 8659},	   {"dagger", 8224}, {"darr", 8595},   {"deg", 176},	 {"delta", 948},
	{"diams", 9830},   {"divide", 247},	 {"eacute", 233},  {"ecirc", 234},	 {"egrave", 232},
	{"empty", 8709},   {"emsp", 8195},	 {"ensp", 8194},   {"epsilon", 949}, {"equiv", 8801},
	{"eta", 951},	   {"eth", 240},	 {"euml", 235},	   {"euro", 8364},	 {"exist", 8707},
	{"fnof", 402},	   {"forall", 8704}, {"frac12", 189},  {"frac14", 188},	 {"frac34", 190},
	{"frasl", 8260},   {"gamma", 947},	 {"ge", 8805},	   {"gt", 62},		 {"hArr", 8660},
	{"harr", 8596},	   {"hearts", 9829}, {"hellip", 8230}, {"iacute", 237},	 {"icirc", 238},
	{"iexcl", 161},	   {"igrave", 236},	 {"image", 8465},  {"infin", 8734},	 {"int", 8747},
	{"iota", 953},	   {"iquest", 191},	 {"isin", 8712},   {"iuml", 239},	 {"kappa", 954},
	{"lArr", 8656},	   {"lambda", 955},	 {"lang", 9001},   {"laquo", 171},	 {"larr", 8592},
	{"lceil", 8968},   {"ldquo", 8220},	 {"le", 8804},	   {"lfloor", 8970}, {"lowast", 8727},
	{"loz", 9674},	   {"lrm", 8206},	 {"lsaquo", 8249}, {"lsquo", 8216},	 {"lt", 60},
	{"macr", 175},	   {"mdash", 8212},	 {"micro", 181},   {"middot", 183},	 {"minus", 8722},
	{"mu", 956},	   {"nabla", 8711},	 {"nbsp", 160},	   {"ndash", 8211},	 {"ne", 8800},
	{"ni", 8715},	   {"not", 172},	 {"notin", 8713},  {"nsub", 8836},	 {"ntilde", 241},
	{"nu", 957},	   {"oacute", 243},	 {"ocirc", 244},   {"oelig", 339},	 {"ograve", 242},
	{"oline", 8254},   {"omega", 969},	 {"omicron", 959}, {"oplus", 8853},	 {"or", 8744},
	{"ordf", 170},	   {"ordm", 186},	 {"oslash", 248},  {"otilde", 245},	 {"otimes", 8855},
	{"ouml", 246},	   {"para", 182},	 {"part", 8706},   {"permil", 8240}, {"perp", 8869},
	{"phi", 966},	   {"pi", 960},		 {"piv", 982},	   {"plusmn", 177},	 {"pound", 163},
	{"prime", 8242},   {"prod", 8719},	 {"prop", 8733},   {"psi", 968},	 {"quot", 34},
	{"rArr", 8658},	   {"radic", 8730},	 {"rang", 9002},   {"raquo", 187},	 {"rarr", 8594},
	{"rceil", 8969},   {"rdquo", 8221},	 {"real", 8476},   {"reg", 174},	 {"rfloor", 8971},
	{"rho", 961},	   {"rlm", 8207},	 {"rsaquo", 8250}, {"rsquo", 8217},	 {"sbquo", 8218},
	{"scaron", 353},   {"sdot", 8901},	 {"sect", 167},	   {"shy", 173},	 {"sigma", 963},
	{"sigmaf", 962},   {"sim", 8764},	 {"spades", 9824}, {"sub", 8834},	 {"sube", 8838},
	{"sum", 8721},	   {"sup", 8835},	 {"sup1", 185},	   {"sup2", 178},	 {"sup3", 179},
	{"supe", 8839},	   {"szlig", 223},	 {"tau", 964},	   {"there4", 8756}, {"theta", 952},
	{"thetasym", 977}, {"thinsp", 8201}, {"thorn", 254},   {"tilde", 732},	 {"times", 215},
	{"trade", 8482},   {"uArr", 8657},	 {"uacute", 250},  {"uarr", 8593},	 {"ucirc", 251},
	{"ugrave", 249},   {"uml", 168},	 {"upsih", 978},   {"upsilon", 965}, {"uuml", 252},
	{"weierp", 8472},  {"xi", 958},		 {"yacute", 253},  {"yen", 165},	 {"yuml", 255},
	{"zeta", 950},	   {"zwj", 8205},	 {"zwnj", 8204}};

/*
 * What HTML reads in numbers of control characters, which Windows wrote for characters of its own code page, Windows-1252;
 * 0 where that has none (https://html.spec.whatwg.org/#numeric-character-reference-end-state).
 */
#define FIRST_OF_WINDOWS 0x80
static const uint16 characters_of_windows[] = {
	0x20AC, 0,		0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0,		0x017D, 0,		0,		0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,		0x017E, 0x0178,
};

static uint32
read_as_html(uint32 codepoint)
{
	if (codepoint < FIRST_OF_WINDOWS || codepoint >= FIRST_OF_WINDOWS + lengthof(characters_of_windows) ||
		characters_of_windows[codepoint - FIRST_OF_WINDOWS] == 0)
		return codepoint;
	return characters_of_windows[codepoint - FIRST_OF_WINDOWS];
}

/* The code point that the digits between "&#" and ";" name, or 0 where they name none. */
static uint32
numbered_codepoint(const char *digits, int length)
{
	int base = 10;
	uint32 codepoint = 0;

	if (length > 0 && (digits[0] == 'x' || digits[0] == 'X'))
	{
		base = 16;
		digits++;
		length--;
	}
	if (length < 1 || length > LONGEST_NUMBER)
		return 0;
	for (int i = 0; i < length; i++)
	{
		int value = digit_value(digits[i], base);

		if (value < 0)
			return 0;
		codepoint = codepoint * base + value;
	}
	if (codepoint > 0x10FFFF || (codepoint >= 0xD800 && codepoint <= 0xDFFF))
		return 0;
	return read_as_html(codepoint);
}

/* The code point of a name, or 0 for no name of HTML 4. */
static uint32
named_codepoint(const char *name, int length)
{
	int low = 0;
	int high = lengthof(named_entities) - 1;

	while (low <= high)
	{
		int middle = (low + high) / 2;
		int order = strncmp(name, named_entities[middle].name, length);

		if (order == 0 && named_entities[middle].name[length] == '\0')
			return named_entities[middle].codepoint;
		if (order > 0)
			low = middle + 1;
		else
			high = middle - 1; /* a longer name that begins alike sorts behind */
	}
	return 0;
}

int
html_entity(const char *data, int available, uint32 *codepoint)
{
	int longest = Min(available, 3 + Max(LONGEST_NAME, LONGEST_NUMBER) + 1);
	const char *semicolon = memchr(data, ';', longest);
	int length;

	if (semicolon == NULL)
		return 0;
	length = semicolon - data;
	if (length > 1 && data[1] == '#')
		*codepoint = numbered_codepoint(data + 2, length - 2);
	else
		*codepoint = length > 1 ? named_codepoint(data + 1, length - 1) : 0;
	return *codepoint == 0 ? 0 : length + 1;
}
