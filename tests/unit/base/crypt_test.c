/*
 * Hashed passwords: each hash is the one that crypt(3) of libxcrypt makes of
 * the password; the vectors of "Hello world!" and "U*U" come from the authors
 * of the methods.
 */
#define _GNU_SOURCE
#include "base/bcrypt.h"
#include "base/shacrypt.h"

#include "unit/test.h"

static const struct {
	const char *password, *hash;
} cases[] = {
	{ "", "$5$saltstring$FdNfA4gXqvCeO6iZs7G/.wwwoywYZqo0l1pwmfWaBA7" },
	{ "", "$6$saltstring$"
	      "kyGrqt6gmjAdtFLPrflEFifSYLCWWq1pyx95SvqinLDy2UHmj0sTF0MSLMwxPFZc"
	      "3tu5kQckI8fks0zOPda3n1" },
	{ "", "$2y$04$abcdefghijklmnopqrstuubyCG3zY1GIXMyxfivm.ClDiInHzxjiq" },
	{ "a", "$5$saltstring$7cz4bTeQ7MnNssphNhFVrITtuJYY/1tdvLL2uzLvOk8" },
	{ "a", "$6$saltstring$"
	       "MO53nAXQUKXVLlsbiXyPgMsR6q10N7eF7sPvanwdXnEeCj5kE3eYaRvFv0wVW1U"
	       "Z4SnNTzc1v4OCOq1ASDQZY0" },
	{ "a", "$2y$04$abcdefghijklmnopqrstuuMFdJu9yVgmagVAIC24fOZkaFqd3s9JC" },
	{ "password",
	    "$5$saltstring$OH4IDuTlsuTYPdED1gsuiRMyTAwNlRWyA6Xr3I4/dQ5" },
	{ "password", "$6$saltstring$adDbXsJjcDlq2662QPgd."
		      "tkSOVmnG9Tt3oXl4HR60SusC3AGjirnDenVZp3DGwLwqy6iYKCzannha"
		      "X9DR72nN1" },
	{ "password",
	    "$2y$04$abcdefghijklmnopqrstuughE8Ev8uGFaUgY2cNEySvxngrb/Jzdm" },
	{ "Hello world!",
	    "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5" },
	{ "Hello world!",
	    "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/"
	    "O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1" },
	{ "Hello world!",
	    "$2y$04$abcdefghijklmnopqrstuuyeG8laUfZvsCmc.AE6qIDYSPGM2efmK" },
	{ "grün", "$5$saltstring$11Znn1iyV0n32Wgmyr.faNKcNygT5SC.1pVCAgj8T45" },
	{ "grün", "$6$saltstring$UsZcVl0lCGL.XvytM3myUxILN0TrK3YT."
		  "FcVFWaYYcbDwqHixP3GKH0.m.250xu/SnaCDeeILCUcOdZzVsxYz." },
	{ "grün",
	    "$2y$04$abcdefghijklmnopqrstuuQYEk91mE9jD3s0Fa6l8hqSxfClgS2VO" },
	{ "0123456789abcdef0123456789abcdef",
	    "$5$saltstring$msHoEzirqhUr2zwfA5k/EESQo0rACycdyg2IMfzVGlA" },
	{ "0123456789abcdef0123456789abcdef",
	    "$6$saltstring$sHgVxSk/"
	    "I97wh9i6d92QCYYjimrK52Ors3wgeMT7mYel3psS4ZaQjHueRvca9KtK4nigEovsHV"
	    "NXrXzFK/XVV1" },
	{ "0123456789abcdef0123456789abcdef",
	    "$2y$04$abcdefghijklmnopqrstuuyKB7PfxDWSFbFy.F2ttv21Vr/lmdnbO" },
	{ "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	    "$5$saltstring$r6S/8GSitVFqCFVlajcoD3pdnzAeajJ4oKmvlGbw8FD" },
	{ "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	    "$6$saltstring$AzXCjFjoJ1ojwVF1957vIrtbirRezBAnVaSSg23njV4LJo0bcMQ/"
	    "xkbphxu.KEqb6ntRTKoeb93944bqysL2O0" },
	{ "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	    "$2y$04$abcdefghijklmnopqrstuuQSLmioUYOEmKTL16wobTks4j4shJ2JG" },
	{ "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
	    "$5$saltstring$Oa4FAe3j12NEBjTMwR61FXUth0v2z1HlRVgHK3bteq/" },
	{ "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
	    "$6$saltstring$"
	    "MTEOJx1zhJ5109YzqYzCaFk55JWZM1QJeKTBu63saMo0UwwWLpCB56lyhLVgvClgMH"
	    "Xn3tBaHXoSTCac4QqUv0" },
	{ "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
	    "$2y$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i" },
	{ "Hello world!", "$5$rounds=10000$saltstringsaltst$3xv."
			  "VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA" },
	{ "Hello world!", "$6$rounds=10000$saltstringsaltst$OW1/"
			  "O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/"
			  "UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v." },
	{ "x", "$6$rounds=1000$$MwL1ngOSTyhRTmswE6q2bTvDqHdFuhV10m2l0x3JOy."
	       "OEau0xfOpeR/0OC9iLEfgib0feJ9KJveLUAQeA8NXr1" },
	{ "x", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.Xn7FSvv79c6bu/kgV/.kBlx/ChE9.FW" },
	{ "U*U",
	    "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW" },
	{ "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
	  "yyyy",
	    "$2y$04$abcdefghijklmnopqrstuuwurWIdVVT4m5pTArtqnFNM69nySdHj." },
	{ "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
	  "yyyyy",
	    "$2y$04$abcdefghijklmnopqrstuuwurWIdVVT4m5pTArtqnFNM69nySdHj." },
	{ "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
	  "yyy",
	    "$2y$04$abcdefghijklmnopqrstuu6R5AWNEaY6FuWS0k.9HTvKu/rkDr.OC" },
};

static const char *const malformed[] = { "", "$", "$1$abc$", "$5", "$7$x$",
	"$5$rounds=$x$", "$5$rounds=x$y$", "$5$rounds=999$y$",
	"$6$rounds=1000000000$y$", "$6$rounds=5000", "$2y$",
	"$2y$05$abcdefghijklmnopqrstu", "$2y$03$abcdefghijklmnopqrstuu",
	"$2y$32$abcdefghijklmnopqrstuu", "$2y$5$abcdefghijklmnopqrstuuv",
	"$2x$05$abcdefghijklmnopqrstuu", "$2y$05$abcdefghijklmnopqrst!u",
	"$2y$05aabcdefghijklmnopqrstuu" };

static bool
hash(struct text *t, struct span password, struct span setting)
{
	if (span_starts(setting, SPAN("$2")))
		return bcrypt_put(t, password, setting, NULL);
	return shacrypt_put(t, password, setting, NULL);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span want = span_str(cases[i].hash);
		char buf[160];
		struct text t = TEXT(buf);
		bool good = hash(
		    &t, guarded(cases[i].password), guarded(cases[i].hash));

		OK(good && span_eq(TEXT_SPAN(t), want), "%.20s...: %s",
		    cases[i].password, cases[i].hash);
		if (!good || !span_eq(TEXT_SPAN(t), want))
			printf("# %s\n", shown(TEXT_SPAN(t)));
	}
	for (size_t i = 0; i < COUNT(malformed); i++) {
		char buf[160];
		struct text t = TEXT(buf);

		OK(!hash(&t, SPAN("x"), guarded(malformed[i])) && t.n == 0,
		    "no setting: '%s'", malformed[i]);
	}
	return DONE();
}
