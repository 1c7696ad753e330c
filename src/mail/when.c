#include "mail/when.h"

#include <unicode/udat.h>
#include <unicode/ustring.h>

#define ZONE_MAX 64
#define TEXT_MAX 128

/* "en" alone would be read as American. */
static const char *locale_of(struct arena *a, struct str language)
{
    return str_eq(language, STR("en")) || language.n == 0 ? "en-GB" : arena_cstr(a, language);
}

struct str when_write(struct arena *a, int64_t ms, struct str language, struct str zone)
{
    UChar zone16[ZONE_MAX], text16[TEXT_MAX];
    char text[TEXT_MAX * 4];
    int32_t zone_n = 0, n = 0;
    UErrorCode error = U_ZERO_ERROR;
    const char *locale = locale_of(a, language);
    if (locale == NULL)
        return (struct str){0};
    u_strFromUTF8(zone16, ZONE_MAX, &zone_n, zone.p, (int32_t)zone.n, &error);
    UDateFormat *format = udat_open(UDAT_SHORT, UDAT_LONG, locale, zone16, zone_n, NULL, 0, &error);
    if (U_SUCCESS(error))
        n = udat_format(format, (UDate)ms, text16, TEXT_MAX, NULL, &error);
    if (U_SUCCESS(error) && zone.n > 0) {
        UDateFormat *name = udat_open(UDAT_PATTERN, UDAT_PATTERN, locale, zone16, zone_n,
                                      (const UChar[]){' ', 'z'}, 2, &error);
        if (U_SUCCESS(error))
            n += udat_format(name, (UDate)ms, text16 + n, TEXT_MAX - n, NULL, &error);
        udat_close(name);
    }
    int32_t bytes = 0;
    u_strToUTF8(text, sizeof text, &bytes, text16, n, &error);
    udat_close(format);
    return U_SUCCESS(error) ? arena_dup(a, str_make(text, (size_t)bytes)) : (struct str){0};
}
