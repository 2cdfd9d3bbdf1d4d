/*
 * csv_cases.c
 *		The cases of csv_test.c: inputs of the CSV reader and their transcripts (see csv_reference.h).
 */
#include "csv_reference.h"

typedef struct CsvCase
{
	const char *name;
	const char *delimiter; /* NULL: a comma */
	int quote;			   /* 0: a double quote */
	int escape;			   /* 0: a double quote */
	uint32_t width;
	uint32_t max_fields; /* 0: enough */
	uint32_t raw_lines;
	size_t buffer_size; /* 0: enough */
	bool any_encoding;
	bool fails;
	const char *input;
	size_t length;
	const char *expected;
} CsvCase;

#define INPUT(text) .input = text, .length = sizeof(text) - 1

/* as many bytes as the name says; the last of them differs, so that none can be lost unseen */
#define X10 "xxxxxxxxxy"
#define X15 X10 "xxxxy"
#define X16 X10 "xxxxxy"
#define X60 X10 X10 X10 X10 X10 X10
#define X62 X60 "xy"
#define X63 X60 "xxy"
#define X64 X60 "xxxy"
#define X65 X60 "xxxxy"
#define X66 X60 "xxxxxy"
#define X126 X60 X60 "xxxxxy"
#define X127 X60 X60 "xxxxxxy"
#define X128 X60 X60 "xxxxxxxy"
#define X129 X60 X60 "xxxxxxxxy"
#define X130 X60 X60 X10

#define COMMAS10 ",,,,,,,,,,"
#define EMPTY10 " [] [] [] [] [] [] [] [] [] []"
#define QUOTES10 "\"\"\"\"\"\"\"\"\"\""

static const CsvCase csv_cases[] = {
	/* line ends */
	{
		.name = "line feeds",
		INPUT("a,b\nc,d\n"),
		.width = 2,
		.expected = "1 @0 record [a] [b]\n2 @4 record [c] [d]\n",
	},
	{
		.name = "carriage returns with line feeds",
		INPUT("a,b\r\nc,d\r\n"),
		.width = 2,
		.expected = "1 @0 record [a] [b]\n2 @5 record [c] [d]\n",
	},
	{
		.name = "carriage returns",
		INPUT("a,b\rc,d\r"),
		.width = 2,
		.expected = "1 @0 record [a] [b]\n2 @4 record [c] [d]\n",
	},
	{
		.name = "mixed line ends",
		INPUT("a\nb\r\nc\rd\r\r\ne\n\rf\n\n"),
		.expected = "1 @0 record [a]\n2 @2 record [b]\n3 @5 record [c]\n4 @7 record [d]\n5 @9 empty\n6 @11 "
					"record [e]\n"
					"7 @13 empty\n8 @14 record [f]\n9 @16 empty\n",
	},
	{
		.name = "last line end missing",
		INPUT("a,b\nc,d"),
		.width = 2,
		.expected = "1 @0 record [a] [b]\n2 @4 record [c] [d]\n",
	},
	{
		.name = "last line end missing behind a quoted field",
		INPUT("a,\"b\"\nc,\"d\""),
		.width = 2,
		.expected = "1 @0 record [a] {b}\n2 @6 record [c] {d}\n",
	},
	{
		.name = "last line end missing behind a delimiter",
		INPUT("a,"),
		.width = 2,
		.expected = "1 @0 record [a] []\n",
	},
	{
		.name = "last line end missing behind an escaped quote",
		INPUT("a,\"\"\"\""),
		.width = 2,
		.expected = "1 @0 record [a] {\"}\n",
	},
	{
		.name = "a single byte",
		INPUT("a"),
		.expected = "1 @0 record [a]\n",
	},
	{
		.name = "a single line feed",
		INPUT("\n"),
		.expected = "1 @0 empty\n",
	},
	{
		.name = "a single carriage return",
		INPUT("\r"),
		.expected = "1 @0 empty\n",
	},
	{
		.name = "a single carriage return with line feed",
		INPUT("\r\n"),
		.expected = "1 @0 empty\n",
	},
	{
		.name = "a single delimiter",
		INPUT(","),
		.expected = "1 @0 record [] []\n",
	},

	/* no input, byte order mark */
	{
		.name = "empty file",
		INPUT(""),
		.expected = "",
	},
	{
		.name = "byte order mark",
		INPUT(BOM "a,b\nc,d\n"),
		.width = 2,
		.expected = "1 @3 record [a] [b]\n2 @7 record [c] [d]\n",
	},
	{
		.name = "byte order mark before a quote",
		INPUT(BOM "\"a\"\n"),
		.expected = "1 @3 record {a}\n",
	},
	{
		.name = "byte order mark and nothing else",
		INPUT(BOM),
		.expected = "",
	},
	{
		.name = "byte order mark before an empty line",
		INPUT(BOM "\na\n"),
		.expected = "1 @3 empty\n2 @4 record [a]\n",
	},
	{
		.name = "byte order mark before a line taken as it is",
		INPUT(BOM "a\nb\n"),
		.raw_lines = 1,
		.expected = "1 @3 raw [a]\n2 @5 record [b]\n",
	},
	{
		.name = "part of a byte order mark",
		INPUT("\xEF\xBB"),
		.any_encoding = true,
		.expected = "1 @0 record [<EF><BB>]\n",
	},
	{
		.name = "part of a byte order mark is not UTF-8",
		INPUT("\xEF\xBB"),
		.expected = "1 @0 rejected: invalid encoding at 0 [<EF><BB>]\n",
	},
	{
		.name = "a line end within a byte order mark",
		INPUT("\xEF\n\xBB\xBF"),
		.any_encoding = true,
		.expected = "1 @0 record [<EF>]\n2 @2 record [<BB><BF>]\n",
	},
	{
		.name = "a byte order mark elsewhere is text",
		INPUT("a\n" BOM "b\n"),
		.expected = "1 @0 record [a]\n2 @2 record [<EF><BB><BF>b]\n",
	},
	{
		.name = "a second byte order mark is text",
		INPUT(BOM BOM "b\n"),
		.expected = "1 @3 record [<EF><BB><BF>b]\n",
	},

	/* empty lines and fields */
	{
		.name = "empty lines",
		INPUT("\n\na,b\n\r\n\rc,d\n\n"),
		.width = 2,
		.expected = "1 @0 empty\n2 @1 empty\n3 @2 record [a] [b]\n4 @6 empty\n5 @8 empty\n6 @9 record [c] "
					"[d]\n7 @13 empty\n",
	},
	{
		.name = "empty line where one field is wanted",
		INPUT("a\n\nb\n"),
		.width = 1,
		.expected = "1 @0 record [a]\n2 @2 empty\n3 @3 record [b]\n",
	},
	{
		.name = "a line of blanks is a record",
		INPUT(" \n\t\n"),
		.expected = "1 @0 record [ ]\n2 @2 record [<TAB>]\n",
	},
	{
		.name = "empty fields",
		INPUT(",,,\na,,,b\n,,c,\n"),
		.width = 4,
		.expected = "1 @0 record [] [] [] []\n2 @4 record [a] [] [] [b]\n3 @10 record [] [] [c] []\n",
	},
	{
		.name = "empty fields, quoted and not",
		INPUT("\"\",,\"\"\n\"\"\n"),
		.expected = "1 @0 record {} [] {}\n2 @7 record {}\n",
	},
	{
		.name = "a line of only a backslash and a dot is a record",
		INPUT("a\n\\.\nb\n"),
		.expected = "1 @0 record [a]\n2 @2 record [\\.]\n3 @5 record [b]\n",
	},

	/* quoted fields */
	{
		.name = "quoted fields",
		INPUT("\"a\",\"b\"\n\"c\",d\n"),
		.width = 2,
		.expected = "1 @0 record {a} {b}\n2 @8 record {c} [d]\n",
	},
	{
		.name = "delimiter in a quoted field",
		INPUT("a,\"b,c,\",\",\"\n"),
		.width = 3,
		.expected = "1 @0 record [a] {b,c,} {,}\n",
	},
	{
		.name = "line feed in a quoted field",
		INPUT("a,\"b\nc\"\nd,e\n"),
		.width = 2,
		.expected = "1 @0 record [a] {b<LF>c}\n3 @8 record [d] [e]\n",
	},
	{
		.name = "carriage return with line feed in a quoted field",
		INPUT("a,\"b\r\nc\"\r\nd,e\r\n"),
		.width = 2,
		.expected = "1 @0 record [a] {b<CR><LF>c}\n3 @10 record [d] [e]\n",
	},
	{
		.name = "carriage return in a quoted field",
		INPUT("a,\"b\rc\"\rd,e\r"),
		.width = 2,
		.expected = "1 @0 record [a] {b<CR>c}\n3 @8 record [d] [e]\n",
	},
	{
		.name = "many line ends in quoted fields",
		INPUT("\"\n\r\r\n\n\",\"\r\"\nd,\"\r\n\"\r\n\ne,f\n"),
		.width = 2,
		.expected = "1 @0 record {<LF><CR><CR><LF><LF>} {<CR>}\n7 @12 record [d] {<CR><LF>}\n9 @20 empty\n"
					"10 @21 record [e] [f]\n",
	},
	{
		.name = "a record over two lines at the end of the file",
		INPUT("a\n\"b\nc\""),
		.expected = "1 @0 record [a]\n2 @2 record {b<LF>c}\n",
	},
	{
		.name = "doubled quotes",
		INPUT("\"a\"\"b\",\"\"\"\",\"\"\"\"\"\"\n\"c\"\"\",\"\"\"d\",\"\"\"\"\"e\"\n"),
		.width = 3,
		.expected = "1 @0 record {a\"b} {\"} {\"\"}\n2 @19 record {c\"} {\"d} {\"\"e}\n",
	},
	{
		.name = "doubled quotes around delimiters and line ends",
		INPUT("\"\"\",\"\"\n\"\"\",b\n"),
		.width = 2,
		.expected = "1 @0 record {\",\"<LF>\"} [b]\n",
	},
	{
		.name = "backslash is text where quotes are doubled",
		INPUT("\"a\\\",\\b\\\n\"\\\\\",\\\"\n"),
		.expected = "1 @0 record {a\\} [\\b\\]\n2 @9 rejected: stray quote at 6 [\"\\\\\",\\\"]\n",
	},
	{
		.name = "quotes escaped by a backslash",
		INPUT("\"a\\\"b\",\"\\\"\",\"\\\"\\\"\"\n"),
		.escape = '\\',
		.width = 3,
		.expected = "1 @0 record {a\"b} {\"} {\"\"}\n",
	},
	{
		.name = "backslash escaped by a backslash",
		INPUT("\"a\\\\\",\"\\\\\\\"\",\"\\\\\\\\\"\n"),
		.escape = '\\',
		.width = 3,
		.expected = "1 @0 record {a\\} {\\\"} {\\\\}\n",
	},
	{
		.name = "backslash before anything else stays",
		INPUT("\"a\\b\\,\\n\\\n\\\r\n\",c\n"),
		.escape = '\\',
		.width = 2,
		.expected = "1 @0 record {a\\b\\,\\n\\<LF>\\<CR><LF>} [c]\n",
	},
	{
		.name = "backslash in an unquoted field stays",
		INPUT("\\\\,a\\\\b,\\\n"),
		.escape = '\\',
		.width = 3,
		.expected = "1 @0 record [\\\\] [a\\\\b] [\\]\n",
	},
	{
		.name = "backslash in an unquoted field escapes nothing",
		INPUT("a\\,b\na\\\"b\n\\\"a\"\n"),
		.escape = '\\',
		.expected = "1 @0 record [a\\] [b]\n2 @5 rejected: stray quote at 2 [a\\\"b]\n3 @10 rejected: stray "
					"quote at 1 [\\\"a\"]\n",
	},
	{
		.name = "quotes doubled and escaped by a backslash",
		INPUT("\"a\"\"b\",\"\\\"\"\"\",\"\"\"\\\"\"\n\"\\\\\"\"\",c\"\n"),
		.escape = '\\',
		.expected = "1 @0 record {a\"b} {\"\"} {\"\"}\n2 @21 rejected: stray quote at 8 [\"\\\\\"\"\",c\"]\n",
	},
	{
		.name = "backslash at the end of the file",
		INPUT("a\n\"b\\"),
		.escape = '\\',
		.expected = "1 @0 record [a]\n2 @2 rejected: unterminated quote at 0 [\"b\\]\n",
	},
	{
		.name = "escaped quote at the end of the file",
		INPUT("a\n\"b\\\""),
		.escape = '\\',
		.expected = "1 @0 record [a]\n2 @2 rejected: unterminated quote at 0 [\"b\\\"]\n",
	},
	{
		.name = "no escape: a doubled quote is text after a closing quote",
		INPUT("\"a\"\"b\"\n\"\"\"\"\n\"c\",\"\"\n"),
		.escape = CSV_NO_BYTE,
		.expected = "1 @0 rejected: text after closing quote at 3 [\"a\"\"b\"]\n"
					"2 @7 rejected: text after closing quote at 2 [\"\"\"\"]\n3 @12 record {c} {}\n",
	},
	{
		.name = "no quote: quotes are text",
		INPUT("\"a\",b\"c\n\"\n\",\"\"\n"),
		.quote = CSV_NO_BYTE,
		.escape = CSV_NO_BYTE,
		.expected = "1 @0 record [\"a\"] [b\"c]\n2 @8 record [\"]\n3 @10 record [\"] [\"\"]\n",
	},
	{
		.name = "no quote: an escape is text",
		INPUT("a\\,\\\\\n\\\n"),
		.quote = CSV_NO_BYTE,
		.escape = '\\',
		.expected = "1 @0 record [a\\] [\\\\]\n2 @6 record [\\]\n",
	},
	{
		.name = "single quotes",
		INPUT("'a,b','''',\"c\n'd\n'\n"),
		.quote = '\'',
		.escape = '\'',
		.expected = "1 @0 record {a,b} {'} [\"c]\n2 @14 record {d<LF>}\n",
	},
	{
		.name = "quote and escape of more than 7 bits",
		INPUT("\xAB"
			  "a,\xBB\xAB\xBB\xBB\xAB,b\nc\n"),
		.quote = 0xAB,
		.escape = 0xBB,
		.any_encoding = true,
		.expected = "1 @0 record {a,<AB><BB>} [b]\n2 @11 record [c]\n",
	},

	/* delimiters */
	{
		.name = "semicolon",
		INPUT("a;b,c;\"d;e\"\n"),
		.delimiter = ";",
		.width = 3,
		.expected = "1 @0 record [a] [b,c] {d;e}\n",
	},
	{
		.name = "tab",
		INPUT("a\tb c\t\"d\te\"\n\t\t\n"),
		.delimiter = "\t",
		.width = 3,
		.expected = "1 @0 record [a] [b c] {d<TAB>e}\n2 @12 record [] [] []\n",
	},
	{
		.name = "vertical bar",
		INPUT("a|b,c|\"d|e\"\n||\n"),
		.delimiter = "|",
		.width = 3,
		.expected = "1 @0 record [a] [b,c] {d|e}\n2 @12 record [] [] []\n",
	},
	{
		.name = "space",
		INPUT("a b,c \"d e\"\n  \n"),
		.delimiter = " ",
		.width = 3,
		.expected = "1 @0 record [a] [b,c] {d e}\n2 @12 record [] [] []\n",
	},
	{
		.name = "delimiter of more than 7 bits",
		INPUT("a\xA7\"b\xA7\"\xA7\n"),
		.delimiter = "\xA7",
		.any_encoding = true,
		.width = 3,
		.expected = "1 @0 record [a] {b<A7>} []\n",
	},
	{
		.name = "comma and space",
		INPUT("a, b,c, \"d, e\"\n, , \na,b ,c , d\n"),
		.delimiter = ", ",
		.width = 0,
		.expected = "1 @0 record [a] [b,c] {d, e}\n2 @15 record [] [] []\n3 @20 record [a,b ,c ] [d]\n",
	},
	{
		.name = "comma and space: blanks around a quoted field",
		INPUT("a,  \t\"b\" \t, c\n"),
		.delimiter = ", ",
		.width = 3,
		.expected = "1 @0 record [a] {b} [c]\n",
	},
	{
		.name = "comma and space: a comma alone after a closing quote",
		INPUT("\"a\",b\n\"a\" ,\n\"a\", b\n"),
		.delimiter = ", ",
		.expected = "1 @0 rejected: text after closing quote at 3 [\"a\",b]\n"
					"2 @6 rejected: text after closing quote at 4 [\"a\" ,]\n3 @12 record {a} [b]\n",
	},
	{
		.name = "comma and space: a comma at the end of the file",
		INPUT("a, b,"),
		.delimiter = ", ",
		.width = 2,
		.expected = "1 @0 record [a] [b,]\n",
	},
	{
		.name = "comma and space: a comma after a closing quote at the end of the file",
		INPUT("\"a\","),
		.delimiter = ", ",
		.expected = "1 @0 rejected: text after closing quote at 3 [\"a\",]\n",
	},
	{
		.name = "space and comma",
		INPUT("a ,b, c ,d  ,\"e\" ,\"f\"   ,\n\"a\" b\n"),
		.delimiter = " ,",
		.expected = "1 @0 record [a] [b, c] [d ] {e} {f} []\n2 @26 rejected: text after closing quote at 4 "
					"[\"a\" b]\n",
	},
	{
		.name = "two bars",
		INPUT("a||b|c||\"d||e\"||\n||||\n"),
		.delimiter = "||",
		.expected = "1 @0 record [a] [b|c] {d||e} []\n2 @17 record [] [] []\n",
	},
	{
		.name = "two bars: three",
		INPUT("a|||b\n|||\n|\n\"a\"|||\"b\"\n"),
		.delimiter = "||",
		.expected = "1 @0 record [a] [|b]\n2 @6 record [] [|]\n3 @10 record [|]\n"
					"4 @12 rejected: stray quote at 6 [\"a\"|||\"b\"]\n",
	},
	{
		.name = "two bars: one after a closing quote",
		INPUT("\"a\"|b\n\"a\"|\n\"a\"||b\n"),
		.delimiter = "||",
		.expected = "1 @0 rejected: text after closing quote at 3 [\"a\"|b]\n"
					"2 @6 rejected: text after closing quote at 3 [\"a\"|]\n3 @11 record {a} [b]\n",
	},
	{
		.name = "two bars: behind a quoted field over two lines",
		INPUT("\"a\nb\"||c\n\"d\ne\" ||\"f\"\n"),
		.delimiter = "||",
		.width = 2,
		.expected = "1 @0 record {a<LF>b} [c]\n3 @9 record {d<LF>e} {f}\n",
	},
	{
		.name = "two bars: one at the end of the file",
		INPUT("a||b|"),
		.delimiter = "||",
		.width = 2,
		.expected = "1 @0 record [a] [b|]\n",
	},
	{
		.name = "less and greater",
		INPUT("a<>b<c>d<><>\n<<>>\n<\n"),
		.delimiter = "<>",
		.expected = "1 @0 record [a] [b<3C>c>d] [] []\n2 @13 record [<3C>] [>]\n3 @18 record [<3C>]\n",
	},
	{
		.name = "delimiter of 16 bytes",
		INPUT("a0123456789abcdefb0123456789abcde\n0123456789abcdef\"0123456789abcdef\"\n"),
		.delimiter = "0123456789abcdef",
		.expected = "1 @0 record [a] [b0123456789abcde]\n2 @34 record [] {0123456789abcdef}\n",
	},

	/* blanks */
	{
		.name = "blanks around quoted fields are dropped",
		INPUT(" \"a\",\t\"b\"\t, \t \"c\" \t \n \"d\" \n\"e\"\t"),
		.expected = "1 @0 record {a} {b} {c}\n2 @21 record {d}\n3 @27 record {e}\n",
	},
	{
		.name = "blanks within quoted fields stay",
		INPUT("\" a \",\"\tb\t\" ,\" \"\n"),
		.width = 3,
		.expected = "1 @0 record { a } {<TAB>b<TAB>} { }\n",
	},
	{
		.name = "blanks of unquoted fields stay",
		INPUT(" a , \tb\t,  \n"),
		.width = 3,
		.expected = "1 @0 record [ a ] [ <TAB>b<TAB>] [  ]\n",
	},
	{
		.name = "other white space before a quote is text",
		INPUT("\v\"a\"\n\xC2\xA0\"a\"\n"),
		.expected =
			"1 @0 rejected: stray quote at 1 [<0B>\"a\"]\n2 @5 rejected: stray quote at 2 [<C2><A0>\"a\"]\n",
	},
	{
		.name = "delimiter a space: tabs are dropped, spaces are not",
		INPUT("\t\"a\"\t \"b\"  c\n \"d\"\n"),
		.delimiter = " ",
		.expected = "1 @0 record {a} {b} [] [c]\n2 @13 record [] {d}\n",
	},
	{
		.name = "delimiter a tab: spaces are dropped, tabs are not",
		INPUT(" \"a\" \t\"b\"\t\tc\n\t\"d\"\n"),
		.delimiter = "\t",
		.expected = "1 @0 record {a} {b} [] [c]\n2 @13 record [] {d}\n",
	},

	/* the number of fields */
	{
		.name = "too few fields",
		INPUT("a,b,c\nd,e\nf\n\"g\"\nh,i,j\n"),
		.width = 3,
		.expected =
			"1 @0 record [a] [b] [c]\n2 @6 rejected: too few fields (2) at 0 [d,e]\n"
			"3 @10 rejected: too few fields (1) at 0 [f]\n4 @12 rejected: too few fields (1) at 0 [\"g\"]\n"
			"5 @16 record [h] [i] [j]\n",
	},
	{
		.name = "too many fields",
		INPUT("a,b\nd,e,f\n,,,\nh,i\n"),
		.width = 2,
		.expected = "1 @0 record [a] [b]\n2 @4 rejected: too many fields (3) at 0 [d,e,f]\n"
					"3 @10 rejected: too many fields (4) at 0 [,,,]\n4 @14 record [h] [i]\n",
	},
	{
		.name = "too many fields where one is wanted",
		INPUT("a\nb,\n"),
		.width = 1,
		.expected = "1 @0 record [a]\n2 @2 rejected: too many fields (2) at 0 [b,]\n",
	},
	{
		.name = "as many fields as there is room for",
		INPUT("a,b,c\n"),
		.max_fields = 3,
		.expected = "1 @0 record [a] [b] [c]\n",
	},
	{
		.name = "more fields than there is room for",
		INPUT("a,b,c,\"d\"\ne,f\n,,,,,\n"),
		.max_fields = 3,
		.expected = "1 @0 rejected: too many fields (4) at 0 [a,b,c,\"d\"]\n2 @10 record [e] [f]\n"
					"3 @14 rejected: too many fields (6) at 0 [,,,,,]\n",
	},
	{
		.name = "a record over two lines with too few fields",
		INPUT("a,b\n\"c\nd\"\ne,f\n"),
		.width = 2,
		.expected = "1 @0 record [a] [b]\n2 @4 rejected: too few fields (1) at 0 [\"c<LF>d\"]\n"
					"4 @10 record [e] [f]\n",
	},
	{
		.name = "a record over two lines with too many fields",
		INPUT("a,\"b\nc,d\",e\r\ng,h\n"),
		.width = 2,
		.expected = "1 @0 rejected: too many fields (3) at 0 [a,\"b<LF>c,d\",e]\n3 @13 record [g] [h]\n",
	},
	{
		.name = "a record over two lines with more fields than there is room for",
		INPUT("a,\"b\nc\",d\n"),
		.max_fields = 2,
		.expected = "1 @0 rejected: too many fields (3) at 0 [a,\"b<LF>c\",d]\n",
	},
	{
		.name = "lines of the right number of fields within quotes are no records",
		INPUT("a,b\n\"t1\n5,6\nend\",y,z\nc,d\n"),
		.width = 2,
		.expected =
			"1 @0 record [a] [b]\n2 @4 rejected: too many fields (3) at 0 [\"t1<LF>5,6<LF>end\",y,z]\n"
			"5 @21 record [c] [d]\n",
	},

	/* malformed quotes */
	{
		.name = "stray quote",
		INPUT("a\"b,c\nd,e\"\n f\"g\"\nh,i\n"),
		.width = 2,
		.expected = "1 @0 rejected: stray quote at 1 [a\"b,c]\n2 @6 rejected: stray quote at 3 [d,e\"]\n"
					"3 @11 rejected: stray quote at 2 [ f\"g\"]\n4 @17 record [h] [i]\n",
	},
	{
		.name = "stray quote before a quoted line end",
		INPUT("a\"b,\"c\nd\",e\n"),
		.expected = "1 @0 rejected: stray quote at 1 [a\"b,\"c]\n2 @7 rejected: stray quote at 1 [d\",e]\n",
	},
	{
		.name = "stray quote behind a quoted line end",
		INPUT("\"a\nb\",c\"\nd,e\n"),
		.expected = "1 @0 rejected: stray quote at 7 [\"a]\n2 @3 rejected: stray quote at 1 [b\",c\"]\n"
					"3 @9 record [d] [e]\n",
	},
	{
		.name = "text after closing quote",
		INPUT("\"a\"b,c\n\"d\" e,f\n\"g\" \"h\"\n\"i\"\\\n\"j\",k\n"),
		.expected = "1 @0 rejected: text after closing quote at 3 [\"a\"b,c]\n"
					"2 @7 rejected: text after closing quote at 4 [\"d\" e,f]\n"
					"3 @15 rejected: text after closing quote at 4 [\"g\" \"h\"]\n"
					"4 @23 rejected: text after closing quote at 3 [\"i\"\\]\n5 @28 record {j} [k]\n",
	},
	{
		.name = "text after closing quote at the end of the line",
		INPUT("a,\"b\"c\r\na,\"b\" \tc\r\nd,e\r\n"),
		.expected = "1 @0 rejected: text after closing quote at 5 [a,\"b\"c]\n"
					"2 @8 rejected: text after closing quote at 7 [a,\"b\" <TAB>c]\n3 @18 record [d] [e]\n",
	},
	{
		.name = "text after closing quote at the end of the file",
		INPUT("a,\"b\"c"),
		.expected = "1 @0 rejected: text after closing quote at 5 [a,\"b\"c]\n",
	},
	{
		.name = "text after closing quote on another line",
		INPUT("\"a\nb\"c\nd,e\n"),
		.expected =
			"1 @0 rejected: text after closing quote at 5 [\"a]\n2 @3 rejected: stray quote at 1 [b\"c]\n"
			"3 @7 record [d] [e]\n",
	},
	{
		.name = "unterminated quote at the end of the file",
		INPUT("a,b\nc,\"d\n"),
		.width = 2,
		.expected = "1 @0 record [a] [b]\n2 @4 rejected: unterminated quote at 2 [c,\"d]\n",
	},
	{
		.name = "unterminated quote without a line end",
		INPUT("a,b\n \""),
		.expected = "1 @0 record [a] [b]\n2 @4 rejected: unterminated quote at 1 [ \"]\n",
	},
	{
		.name = "unterminated quote before good lines",
		INPUT("a,b\n\"c,d\ne,f\r\ng,h\ri,j\n\nk,l\n"),
		.width = 2,
		.expected =
			"1 @0 record [a] [b]\n2 @4 rejected: unterminated quote at 0 [\"c,d]\n3 @9 record [e] [f]\n"
			"4 @14 record [g] [h]\n5 @18 record [i] [j]\n6 @22 empty\n7 @23 record [k] [l]\n",
	},
	{
		.name = "unterminated quote before a line that is too long for the rest of the buffer",
		INPUT("\"c,d\ne,f\ng,h\ni,j\nk,l\nm,n\n"),
		.width = 2,
		.buffer_size = 16,
		.expected =
			"1 @0 rejected: unterminated quote at 0 [\"c,d]\n2 @5 record [e] [f]\n3 @9 record [g] [h]\n"
			"4 @13 record [i] [j]\n5 @17 record [k] [l]\n6 @21 record [m] [n]\n",
	},
	{
		.name = "two unterminated quotes find each other",
		INPUT("\"a,b\nc,d\n\"e,f\ng,h\n"),
		.width = 2,
		.expected = "1 @0 rejected: text after closing quote at 10 [\"a,b]\n2 @5 record [c] [d]\n"
					"3 @9 rejected: unterminated quote at 0 [\"e,f]\n4 @14 record [g] [h]\n",
	},
	{
		.name = "the second quoted field is unterminated",
		INPUT("\"a\nb\",\"c\nd\n"),
		.expected =
			"1 @0 rejected: unterminated quote at 6 [\"a]\n2 @3 rejected: stray quote at 1 [b\",\"c]\n"
			"3 @9 record [d]\n",
	},

	/* NUL bytes and encoding */
	{
		.name = "NUL byte in an unquoted field",
		INPUT("a,b\nc\0d,\0e\nf,g\n"),
		.expected =
			"1 @0 record [a] [b]\n2 @4 rejected: NUL byte at 1 [c<00>d,<00>e]\n3 @11 record [f] [g]\n",
	},
	{
		.name = "NUL byte in a quoted field",
		INPUT("\"a\0\"\n\"\0\"\nf,g\n"),
		.expected = "1 @0 rejected: NUL byte at 2 [\"a<00>\"]\n2 @5 rejected: NUL byte at 1 [\"<00>\"]\n3 @9 "
					"record [f] [g]\n",
	},
	{
		.name = "NUL byte in a record over two lines",
		INPUT("\"a\nb\0\",\0\nf,g\n"),
		.expected = "1 @0 rejected: NUL byte at 4 [\"a<LF>b<00>\",<00>]\n3 @9 record [f] [g]\n",
	},
	{
		.name = "NUL byte after a closing quote",
		INPUT("\"a\" \0\nf,g\n"),
		.expected = "1 @0 rejected: text after closing quote at 4 [\"a\" <00>]\n2 @6 record [f] [g]\n",
	},
	{
		.name = "NUL byte before a quote",
		INPUT("\0\"a\"\n"),
		.expected = "1 @0 rejected: stray quote at 1 [<00>\"a\"]\n",
	},
	{
		.name = "NUL byte where the number of fields is wrong",
		INPUT("a\0,b\n"),
		.width = 3,
		.expected = "1 @0 rejected: too few fields (2) at 0 [a<00>,b]\n",
	},
	{
		.name = "a line of a NUL byte only, without quotes",
		INPUT("\0\n\0"),
		.quote = CSV_NO_BYTE,
		.escape = CSV_NO_BYTE,
		.expected = "1 @0 rejected: NUL byte at 0 [<00>]\n2 @2 rejected: NUL byte at 0 [<00>]\n",
	},
	{
		.name = "UTF-8",
		INPUT("\xC3\xA9,b\na,b\n\"\xE2\x82\xAC\",\xF0\x9F\x98\x80\n"),
		.expected = "1 @0 record [<C3><A9>] [b]\n2 @5 record [a] [b]\n3 @9 record {<E2><82><AC>} "
					"[<F0><9F><98><80>]\n",
	},
	{
		.name = "invalid encoding",
		INPUT("a,b\n\xC3,b\n\xE9t\xE9\nc,d\n"),
		.expected = "1 @0 record [a] [b]\n2 @4 rejected: invalid encoding at 0 [<C3>,b]\n"
					"3 @8 rejected: invalid encoding at 0 [<E9>t<E9>]\n4 @12 record [c] [d]\n",
	},
	{
		.name = "invalid encoding in a record over two lines",
		INPUT("\"a\n\xFF\",b\nc,d\n"),
		.expected = "1 @0 rejected: invalid encoding at 3 [\"a<LF><FF>\",b]\n3 @8 record [c] [d]\n",
	},
	{
		.name = "invalid encoding in the last bytes of a file",
		INPUT("a,b\nc,\xC3"),
		.expected = "1 @0 record [a] [b]\n2 @4 rejected: invalid encoding at 2 [c,<C3>]\n",
	},
	{
		.name = "invalid encoding far from the line's ends",
		INPUT("a\n" X128 "\xFF" X128 "\nb\n"),
		.expected = "1 @0 record [a]\n2 @2 rejected: invalid encoding at 128 [" X128 "<FF>" X128
					"]\n3 @260 record [b]\n",
	},
	{
		.name = "invalid encoding in a line with an empty field",
		INPUT("\xFF,\n,\xFF\n"),
		.expected =
			"1 @0 rejected: invalid encoding at 0 [<FF>,]\n2 @3 rejected: invalid encoding at 1 [,<FF>]\n",
	},
	{
		.name = "NUL byte before invalid encoding",
		INPUT("\xFF,\0\n"),
		.expected = "1 @0 rejected: NUL byte at 2 [<FF>,<00>]\n",
	},
	{
		.name = "any encoding where nothing checks it",
		INPUT("\xE9t\xE9,\"\xFF\"\n"),
		.any_encoding = true,
		.expected = "1 @0 record [<E9>t<E9>] {<FF>}\n",
	},

	/* lines that are too long: the buffer has 16 bytes */
	{
		.name = "buffer: 15 bytes and a line feed fit",
		INPUT(X15 "\nb\n"),
		.buffer_size = 16,
		.expected = "1 @0 record [" X15 "]\n2 @16 record [b]\n",
	},
	{
		.name = "buffer: 14 bytes, carriage return and line feed fit",
		INPUT(X10 "xxxy\r\nb\r\n"),
		.buffer_size = 16,
		.expected = "1 @0 record [" X10 "xxxy]\n2 @16 record [b]\n",
	},
	{
		.name = "buffer: 14 bytes and a carriage return fit",
		INPUT(X10 "xxxy\rb\r"),
		.buffer_size = 16,
		.expected = "1 @0 record [" X10 "xxxy]\n2 @15 record [b]\n",
	},
	{
		.name = "buffer: 15 bytes at the end of the file fit",
		INPUT(X15),
		.buffer_size = 16,
		.expected = "1 @0 record [" X15 "]\n",
	},
	{
		.name = "buffer: a quoted field of 13 bytes fits",
		INPUT("\"" X10 "xxy\"\nb\n"),
		.buffer_size = 16,
		.expected = "1 @0 record {" X10 "xxy}\n2 @16 record [b]\n",
	},
	{
		.name = "buffer: a quoted field of 14 bytes is too long",
		INPUT("\"" X10 "xxxy\"\nb\n"),
		.buffer_size = 16,
		.expected = "1 @0 rejected: line too long at 16 [\"" X10 "xxxy\"]\n2 @17 record [b]\n",
	},
	{
		.name = "buffer: 16 bytes are too long",
		INPUT(X16 "\nb\n"),
		.buffer_size = 16,
		.expected = "1 @0 rejected: line too long at 16 [" X16 "]\n2 @17 record [b]\n",
	},
	{
		.name = "buffer: 16 bytes at the end of the file are too long",
		INPUT(X16),
		.buffer_size = 16,
		.expected = "1 @0 rejected: line too long at 16 [" X16 "]\n",
	},
	{
		.name = "buffer: a line far too long",
		INPUT("a\n" X126 ",\"" X64 "\nb\n"),
		.buffer_size = 16,
		.expected =
			"1 @0 record [a]\n2 @2 rejected: line too long at 16 [" X10 "xxxxxx]\n3 @195 record [b]\n",
	},
	{
		.name = "buffer: a line far too long ends the file",
		INPUT("a\n" X126 "\n"),
		.buffer_size = 16,
		.expected = "1 @0 record [a]\n2 @2 rejected: line too long at 16 [" X10 "xxxxxx]\n",
	},
	{
		.name = "buffer: a line far too long without a line end",
		INPUT("a\n" X126),
		.buffer_size = 16,
		.expected = "1 @0 record [a]\n2 @2 rejected: line too long at 16 [" X10 "xxxxxx]\n",
	},
	{
		.name = "buffer: lines too long one after another",
		INPUT(X62 "\r\n" X63 "\r" X64 "\n" X65 "\n\nb"),
		.buffer_size = 16,
		.expected =
			"1 @0 rejected: line too long at 16 [" X10 "xxxxxx]\n2 @64 rejected: line too long at 16 [" X10
			"xxxxxx]\n3 @128 rejected: line too long at 16 [" X10
			"xxxxxx]\n4 @193 rejected: line too long at 16 [" X10
			"xxxxxx]\n5 @259 empty\n6 @260 record [b]\n",
	},
	{
		.name = "buffer: carriage return and line feed at its end",
		INPUT(X15 "\r\nb\r\n"),
		.buffer_size = 16,
		.expected = "1 @0 rejected: line too long at 15 [" X15 "]\n2 @17 record [b]\n",
	},
	{
		.name = "buffer: carriage return and line feed behind its end",
		INPUT(X16 "\r\nb\r\n"),
		.buffer_size = 16,
		.expected = "1 @0 rejected: line too long at 16 [" X16 "]\n2 @18 record [b]\n",
	},
	{
		.name = "buffer: carriage return and line feed where it ends again",
		INPUT(X16 X15 "\r\nb\r\n"),
		.buffer_size = 16,
		.expected = "1 @0 rejected: line too long at 16 [" X16 "]\n2 @33 record [b]\n",
	},
	{
		.name = "buffer: carriage return at its end",
		INPUT(X15 "\rb\r"),
		.buffer_size = 16,
		.expected = "1 @0 rejected: line too long at 15 [" X15 "]\n2 @16 record [b]\n",
	},
	{
		.name = "buffer: carriage return at its end and that of the file",
		INPUT(X15 "\r"),
		.buffer_size = 16,
		.expected = "1 @0 rejected: line too long at 15 [" X15 "]\n",
	},
	{
		.name = "buffer: carriage return behind its end",
		INPUT(X16 "\r\r\n\nb"),
		.buffer_size = 16,
		.expected =
			"1 @0 rejected: line too long at 16 [" X16 "]\n2 @17 empty\n3 @19 empty\n4 @20 record [b]\n",
	},
	{
		.name = "buffer: a byte order mark counts for nothing",
		INPUT(BOM X15 "\n" X16 "\nb\n"),
		.buffer_size = 16,
		.expected =
			"1 @3 record [" X15 "]\n2 @19 rejected: line too long at 16 [" X16 "]\n3 @36 record [b]\n",
	},
	{
		.name = "buffer: a malformed line is too long first of all",
		INPUT("a\"b" X15 "\n\"a\"b" X15 "\nc\n"),
		.buffer_size = 16,
		.expected = "1 @0 rejected: line too long at 16 [a\"b" X10 "xxx]\n"
					"2 @19 rejected: line too long at 16 [\"a\"b" X10 "xx]\n3 @39 record [c]\n",
	},
	{
		.name = "buffer: a quoted field goes on behind its end",
		INPUT("a,\"b\nc,d\r\ne,f\ng,h\",i\nj,k\n"),
		.buffer_size = 16,
		.expected =
			"1 @0 rejected: line too long at 16 [a,\"b<LF>c,d<CR><LF>e,f<LF>g,]\n5 @21 record [j] [k]\n",
	},
	{
		.name = "buffer: a quoted field begins on a line that is too long",
		INPUT("\"" X16 "\nb\nc\",d\ne\n"),
		.buffer_size = 16,
		.expected = "1 @0 rejected: line too long at 16 [\"xxxxxxxxxyxxxxx]\n4 @25 record [e]\n",
	},
	{
		.name = "buffer: a quoted field closes at its end",
		INPUT("\"a\n" X10 "x\"\n\nb\n"),
		.buffer_size = 16,
		.expected = "1 @0 record {a<LF>" X10 "x}\n3 @16 empty\n4 @17 record [b]\n",
	},
	{
		.name = "buffer: a quoted field closes just behind its end",
		INPUT("\"a\n" X10 "xxx\"\nb\n"),
		.buffer_size = 16,
		.expected = "1 @0 rejected: line too long at 16 [\"a<LF>xxxxxxxxxyxxx]\n3 @18 record [b]\n",
	},
	{
		.name = "buffer: text after a quoted field that fits it",
		INPUT("\"a\nb\"c" X16 "\nd\n"),
		.buffer_size = 16,
		.expected =
			"1 @0 rejected: text after closing quote at 5 [\"a]\n2 @3 rejected: line too long at 16 [b\"c" X10
			"xxx]\n3 @23 record [d]\n",
	},
	{
		.name = "buffer: half a delimiter at its end",
		INPUT(X15 "||\n\"" X10 "xxx\"||b\nc||d\n"),
		.buffer_size = 16,
		.delimiter = "||",
		.expected = "1 @0 rejected: line too long at 16 [" X15 "|]\n"
					"2 @18 rejected: line too long at 16 [\"" X10 "xxx\"|]\n3 @37 record [c] [d]\n",
	},
	{
		.name = "buffer: a line taken as it is",
		INPUT(X16 "\r\n" X62 "\nb\n"),
		.buffer_size = 16,
		.raw_lines = 1,
		.expected =
			"1 @0 raw [" X16 "]\n2 @18 rejected: line too long at 16 [" X10 "xxxxxx]\n3 @81 record [b]\n",
	},

	/* lines taken as they are */
	{
		.name = "lines taken as they are",
		INPUT("Report \"of today\r\n\n\"a,b\rx,y\nz,\"w\"\n"),
		.raw_lines = 3,
		.width = 2,
		.expected = "1 @0 raw [Report \"of today]\n2 @18 raw []\n3 @19 raw [\"a,b]\n4 @24 record [x] [y]\n5 "
					"@28 record [z] {w}\n",
	},
	{
		.name = "a line taken as it is, without a line end",
		INPUT("a,\"b"),
		.raw_lines = 1,
		.expected = "1 @0 raw [a,\"b]\n",
	},
	{
		.name = "fewer lines than were to be taken as they are",
		INPUT("a\n\xFF\0\n"),
		.raw_lines = 3,
		.expected = "1 @0 raw [a]\n2 @2 raw [<FF><00>]\n",
	},
	{
		.name = "lines taken as they are, of more than 64 bytes",
		INPUT(X66 "\n\xC3\xA9" X63 "\r\n" X62 "," X62 "\n\xFF\n"),
		.raw_lines = 2,
		.expected = "1 @0 raw [" X66 "]\n2 @67 raw [<C3><A9>" X63 "]\n3 @134 record [" X62 "] [" X62 "]\n"
					"4 @260 rejected: invalid encoding at 0 [<FF>]\n",
	},

	/* a source that fails */
	{
		.name = "the source fails at once",
		INPUT(""),
		.fails = true,
		.expected = "read failed\n",
	},
	{
		.name = "the source fails behind a line",
		INPUT("a,b\nc,d\n"),
		.fails = true,
		.expected = "1 @0 record [a] [b]\n2 @4 record [c] [d]\nread failed\n",
	},
	{
		.name = "the source fails within a line",
		INPUT("a,b\nc,d"),
		.fails = true,
		.expected = "1 @0 record [a] [b]\nread failed\n",
	},
	{
		.name = "the source fails within a quoted field",
		INPUT("a,b\n\"c\nd,e\n"),
		.fails = true,
		.expected = "1 @0 record [a] [b]\nread failed\n",
	},
	{
		.name = "the source fails where a line feed may follow",
		INPUT("a,b\nc,d\r"),
		.fails = true,
		.expected = "1 @0 record [a] [b]\nread failed\n",
	},
	{
		.name = "the source fails within a line that is too long",
		INPUT("a,b\n" X62),
		.buffer_size = 16,
		.fails = true,
		.expected = "1 @0 record [a] [b]\n2 @4 rejected: line too long at 16 [" X10 "xxxxxx]\nread failed\n",
	},
	{
		.name = "the source fails within a line taken as it is",
		INPUT("a,b"),
		.raw_lines = 1,
		.fails = true,
		.expected = "read failed\n",
	},

	/* the reader looks at 64 bytes at a time */
	{
		.name = "lines of 62 to 66 bytes",
		INPUT(X62 "\n" X63 "\n" X64 "\n" X65 "\n" X66 "\n" X63),
		.width = 1,
		.expected = "1 @0 record [" X62 "]\n2 @63 record [" X63 "]\n3 @127 record [" X64
					"]\n4 @192 record [" X65 "]\n5 @258 record [" X66 "]\n6 @325 record [" X63 "]\n",
	},
	{
		.name = "lines of 126 to 130 bytes",
		INPUT(X126 "\r\n" X127 "\r\n" X128 "\r\n" X129 "\r\n" X130 "\r\n"),
		.width = 1,
		.expected = "1 @0 record [" X126 "]\n2 @128 record [" X127 "]\n3 @257 record [" X128
					"]\n4 @387 record [" X129 "]\n5 @518 record [" X130 "]\n",
	},
	{
		.name = "a file of 64 bytes",
		INPUT(X64),
		.expected = "1 @0 record [" X64 "]\n",
	},
	{
		.name = "a file of 64 bytes with line feed",
		INPUT(X63 "\n"),
		.expected = "1 @0 record [" X63 "]\n",
	},
	{
		.name = "a file of 64 bytes with carriage return and line feed",
		INPUT(X62 "\r\n"),
		.expected = "1 @0 record [" X62 "]\n",
	},
	{
		.name = "a file of 64 bytes with carriage return",
		INPUT(X63 "\r"),
		.expected = "1 @0 record [" X63 "]\n",
	},
	{
		.name = "delimiter behind 63 and 64 bytes",
		INPUT(X63 ",b\n" X64 ",b\n"),
		.width = 2,
		.expected = "1 @0 record [" X63 "] [b]\n2 @66 record [" X64 "] [b]\n",
	},
	{
		.name = "long delimiter behind 62, 63 and 64 bytes",
		INPUT(X62 "||b\n" X63 "||b\n" X64 "||b\n"),
		.delimiter = "||",
		.width = 2,
		.expected = "1 @0 record [" X62 "] [b]\n2 @66 record [" X63 "] [b]\n3 @133 record [" X64 "] [b]\n",
	},
	{
		.name = "carriage return and line feed behind 62, 63 and 64 bytes",
		INPUT(X62 "\r\n\r\n" X63 "\r\n\r\n" X64 "\r\n\r\n"),
		.expected = "1 @0 record [" X62 "]\n2 @64 empty\n3 @66 record [" X63
					"]\n4 @131 empty\n5 @133 record [" X64 "]\n6 @199 empty\n",
	},
	{
		.name = "carriage return and line feed behind 63 quoted bytes",
		INPUT("\"" X62 "\r\n" X63 "\"\r\nb\r\n"),
		.expected = "1 @0 record {" X62 "<CR><LF>" X63 "}\n3 @131 record [b]\n",
	},
	{
		.name = "closing quote behind 63 and 64 bytes",
		INPUT("\"" X62 "\",b\n\"" X63 "\",b\n"),
		.width = 2,
		.expected = "1 @0 record {" X62 "} [b]\n2 @67 record {" X63 "} [b]\n",
	},
	{
		.name = "doubled quote behind 62, 63 and 64 bytes",
		INPUT("\"" X62 "\"\"b\"\n\"" X63 "\"\"b\"\n\"" X60 "x\"\"b\"\n"),
		.width = 1,
		.expected = "1 @0 record {" X62 "\"b}\n2 @68 record {" X63 "\"b}\n3 @137 record {" X60 "x\"b}\n",
	},
	{
		.name = "backslash and quote behind 63 bytes",
		INPUT("\"" X62 "\\\"b\"\n\"" X62 "\\\\\"\n"),
		.escape = '\\',
		.width = 1,
		.expected = "1 @0 record {" X62 "\"b}\n2 @68 record {" X62 "\\}\n",
	},
	{
		.name = "invalid encoding before carriage return and line feed",
		INPUT("\xFF" X60 "\r\nb\r\n"),
		.expected = "1 @0 rejected: invalid encoding at 0 [<FF>" X60 "]\n2 @63 record [b]\n",
	},
	{
		.name = "invalid encoding before a doubled quote",
		INPUT("\"\xFF" X60 "\"\"\"\nb\n"),
		.expected = "1 @0 rejected: invalid encoding at 1 [\"<FF>" X60 "\"\"\"]\n2 @66 record [b]\n",
	},
	{
		.name = "invalid encoding before a long delimiter",
		INPUT("\xFF" X60 "||\nb\n"),
		.delimiter = "||",
		.expected = "1 @0 rejected: invalid encoding at 0 [<FF>" X60 "||]\n2 @64 record [b]\n",
	},
	{
		.name = "a long field before short ones",
		INPUT(X130 X130 ",a,b\nc,d,e\n"),
		.width = 3,
		.expected = "1 @0 record [" X130 X130 "] [a] [b]\n2 @265 record [c] [d] [e]\n",
	},
	{
		.name = "many bytes that mean something",
		INPUT(COMMAS10 COMMAS10 COMMAS10 COMMAS10 COMMAS10 COMMAS10 COMMAS10
			  "\n\"" QUOTES10 QUOTES10 QUOTES10 QUOTES10 QUOTES10 QUOTES10 QUOTES10 "\"\n\n\n"),
		.expected = "1 @0 record []" EMPTY10 EMPTY10 EMPTY10 EMPTY10 EMPTY10 EMPTY10 EMPTY10
					"\n2 @71 record {" QUOTES10 QUOTES10 QUOTES10 "\"\"\"\"\"}\n3 @144 empty\n4 @145 empty\n",
	},
};
