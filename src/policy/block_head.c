/* The blocks that belong to the whole document: standards, trust, verify, brake. */
#include "policy/block.h"

#include <math.h>
#include <stdlib.h>

#include "policy/block_lines.h"

#define NUMBER_BYTES_MAX 24
#define POINTS_MAX       1000000
#define WEIGHT_MAX       1000.0
#define HALF_LIFE_MAX    36500
#define WINDOW_MINUTES   1440
#define AT_LEAST_MAX     1000000

static size_t place_of(const struct source *source, struct str part)
{
    return (size_t)(part.p - source->document.p);
}

static bool language_valid(struct str code)
{
    bool valid = code.n == 2 || code.n == 3;
    for (size_t i = 0; valid && i < code.n; i++)
        valid = code.p[i] >= 'a' && code.p[i] <= 'z';
    return valid;
}

/* Reads the lines of a block in which each name stands once, on one line. */
static enum rc read_lines(struct arena *a, const struct source *source, const char *const *names,
                          size_t name_count, struct block_line **ret, size_t *ret_count,
                          struct problem *problem)
{
    struct block_line *lines;
    size_t count;
    enum rc rc = block_lines_read(a, source, names, name_count, &lines, &count, problem);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        rc = block_lines_refuse_repeated(source, lines, i, problem);
        if (rc == RC_OK && lines[i].continued)
            rc = source_fault(source, problem, lines[i].at, "\"%.*s:\" must stand on one line",
                              STR_ARG(lines[i].name));
    }
    if (rc != RC_OK)
        return rc;
    *ret = lines;
    *ret_count = count;
    return RC_OK;
}

static enum rc check_setting(const struct source *source, const struct block_line *line, bool code,
                             bool shipped, struct problem *problem)
{
    if (code && !language_valid(line->value))
        return source_fault(source, problem, line->begin,
                            "the language is a code of two or three small letters, such as en");
    if (shipped && !str_eq(line->value, STR("shipped")))
        return source_fault(source, problem, line->begin,
                            "\"%.*s:\" is \"shipped\", the document that comes with the program",
                            STR_ARG(line->name));
    return RC_OK;
}

enum rc block_read_standards(struct arena *a, const struct source *source,
                             struct block_settings *ret, struct problem *problem)
{
    static const char *const names[] = {"language", "extends", "off", "edition", "of"};
    struct str *const places[] = {&ret->language, &ret->extends, &ret->off, &ret->edition,
                                  &ret->of};
    struct block_line *lines;
    size_t count;
    enum rc rc = read_lines(a, source, names, 5, &lines, &count, problem);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < count; i++) {
        int key = lines[i].key;
        rc = check_setting(source, &lines[i], key == 0 || key == 3, key == 1 || key == 4, problem);
        if (rc != RC_OK)
            return rc;
        *places[key] = lines[i].value;
    }
    if (ret->of.p != NULL && ret->edition.p == NULL)
        return source_fault(
            source, problem, place_of(source, ret->of),
            "\"of:\" belongs to an edition; name its language with \"edition: de\"");
    if (ret->edition.p != NULL && ret->extends.p != NULL)
        return source_fault(source, problem, place_of(source, ret->extends),
                            "an edition is prose alone and extends nothing; write \"of: shipped\"");
    if (ret->off.p != NULL && ret->extends.p == NULL)
        return source_fault(source, problem, place_of(source, ret->off),
                            "\"off:\" belongs to a layer; write \"extends: shipped\" above, or "
                            "take the sections out of this document");
    return RC_OK;
}

/* Digits with at most one point, and a sign when `sign`: no exponent, no hexadecimal. */
static bool parse_decimal(struct str s, bool sign, double *ret)
{
    char digits[NUMBER_BYTES_MAX];
    size_t points = 0;
    size_t i = sign && s.n > 0 && s.p[0] == '-' ? 1 : 0;
    if (i == s.n || s.n >= sizeof digits || !char_is_digit(s.p[i]) || !char_is_digit(s.p[s.n - 1]))
        return false;
    for (; i < s.n; i++) {
        points += s.p[i] == '.';
        if (!char_is_digit(s.p[i]) && s.p[i] != '.')
            return false;
    }
    memcpy(digits, s.p, s.n);
    digits[s.n] = '\0';
    *ret = strtod(digits, NULL);
    return points <= 1;
}

enum rc block_read_percent(const struct source *source, struct str value, size_t at, double least,
                           double *ret, struct problem *problem)
{
    double percent;
    struct str number = str_trim(str_slice(value, 0, value.n > 0 ? value.n - 1 : 0));
    if (!str_ends(value, STR("%")) || !parse_decimal(number, false, &percent))
        return source_fault(source, problem, at,
                            "\"%.*s\" is no share; write it in percent, as in \"5 %%\"",
                            STR_ARG(value));
    if (percent < least || percent > 100)
        return source_fault(source, problem, at, "a share here is from %g %% to 100 %%", least);
    *ret = percent / 100;
    return RC_OK;
}

/* "60 minutes": a whole number in [1, most] and one of two words for the unit. */
static enum rc read_quantity(const struct source *source, const struct block_line *line,
                             const char *one, const char *many, int64_t most, int64_t *ret,
                             struct problem *problem)
{
    struct str unit = line->value;
    struct str digits = str_split(&unit, ' ');
    uint64_t number;
    unit = str_trim(unit);
    if (str_to_u64(digits, &number) != RC_OK || number < 1 || number > (uint64_t)most)
        return source_fault(source, problem, line->begin,
                            "\"%.*s\" is no whole number from 1 to %lld; write \"60 %s\"",
                            STR_ARG(digits), (long long)most, many);
    if (!str_eq(unit, str_from_cstr(one)) && !str_eq(unit, str_from_cstr(many)))
        return source_fault(source, problem, line->begin, "\"%.*s:\" is counted in %s",
                            STR_ARG(line->name), many);
    *ret = (int64_t)number;
    return RC_OK;
}

static bool level_name_valid(struct str name)
{
    bool valid = name.n > 0 && name.n <= 32 && name.p[0] >= 'a' && name.p[0] <= 'z';
    for (size_t i = 1; valid && i < name.n; i++)
        valid =
            (name.p[i] >= 'a' && name.p[i] <= 'z') || char_is_digit(name.p[i]) || name.p[i] == '-';
    return valid;
}

/* "member 3": checked against those before. */
static enum rc read_level(const struct source *source, struct str text,
                          struct standards_level *levels, size_t count, struct problem *problem)
{
    size_t at = place_of(source, text);
    struct str rest = text;
    struct str name = str_split(&rest, ' ');
    uint64_t points;
    if (!level_name_valid(name) || str_to_u64(str_trim(rest), &points) != RC_OK ||
        points > POINTS_MAX)
        return source_fault(source, problem, at,
                            "a level is a word in small letters and its points, as in \"member "
                            "3\"; levels are separated by commas");
    if (count == 0 && points != 0)
        return source_fault(source, problem, at,
                            "the lowest level begins at 0 points; write \"%.*s 0\"", STR_ARG(name));
    if (count > 0 && (int64_t)points <= levels[count - 1].points)
        return source_fault(source, problem, at,
                            "\"%.*s\" needs more points than \"%.*s\" before it; the lowest level "
                            "comes first",
                            STR_ARG(name), STR_ARG(levels[count - 1].name));
    for (size_t i = 0; i < count; i++)
        if (str_eq(levels[i].name, name))
            return source_fault(source, problem, at, "a second level \"%.*s\"; rename one",
                                STR_ARG(name));
    levels[count] = (struct standards_level){.name = name, .points = (int64_t)points};
    return RC_OK;
}

static enum rc read_levels(struct arena *a, const struct source *source,
                           const struct block_line *line, struct standards_trust *ret,
                           struct problem *problem)
{
    struct standards_level *levels = ARENA_ARRAY(a, STANDARDS_LEVELS_MAX, struct standards_level);
    size_t count = 0;
    struct str rest = line->value;
    if (levels == NULL)
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    while (rest.p != NULL) {
        struct str level = str_trim(str_split(&rest, ','));
        if (count == STANDARDS_LEVELS_MAX)
            return source_fault(source, problem, place_of(source, level), "more than %d levels",
                                STANDARDS_LEVELS_MAX);
        enum rc rc = read_level(source, level, levels, count++, problem);
        if (rc != RC_OK)
            return rc;
    }
    ret->levels = levels;
    ret->level_count = count;
    return RC_OK;
}

/* Points for an event: `sign` is -1 where they are lost. */
static enum rc read_weight(const struct source *source, const struct block_line *line, int sign,
                           double *ret, struct problem *problem)
{
    double weight;
    if (!parse_decimal(line->value, true, &weight) || fabs(weight) > WEIGHT_MAX)
        return source_fault(source, problem, line->begin,
                            "\"%.*s\" is no number of points up to %d; write one such as %d",
                            STR_ARG(line->value), (int)WEIGHT_MAX, sign > 0 ? 1 : -4);
    if (weight * sign < 0)
        return source_fault(source, problem, line->begin,
                            sign > 0 ? "a verified comment earns trust; write 0 or more points"
                                     : "an upheld removal costs trust; write 0 or less, as in -4");
    *ret = weight;
    return RC_OK;
}

enum rc block_read_trust(struct arena *a, const struct source *source, struct standards_trust *ret,
                         struct problem *problem)
{
    static const char *const names[] = {"levels", "verified comment", "upheld removal",
                                        "half-life"};
    struct standards_trust t = *ret;
    struct block_line *lines;
    size_t count;
    enum rc rc = read_lines(a, source, names, 4, &lines, &count, problem);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        const struct block_line *line = &lines[i];
        if (line->key == 0)
            rc = read_levels(a, source, line, &t, problem);
        else if (line->key == 1)
            rc = read_weight(source, line, 1, &t.verified_comment, problem);
        else if (line->key == 2)
            rc = read_weight(source, line, -1, &t.upheld_removal, problem);
        else
            rc = read_quantity(source, line, "day", "days", HALF_LIFE_MAX, &t.half_life_days,
                               problem);
    }
    if (rc == RC_OK)
        *ret = t;
    return rc;
}

enum rc block_read_verify(struct arena *a, const struct source *source,
                          struct standards_verify *ret, struct problem *problem)
{
    static const char *const names[] = {"published", "acted"};
    struct standards_verify v = *ret;
    struct block_line *lines;
    size_t count;
    enum rc rc = read_lines(a, source, names, 2, &lines, &count, problem);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        rc = block_read_percent(source, lines[i].value, lines[i].begin, 0,
                                lines[i].key == 0 ? &v.published : &v.acted, problem);
    if (rc == RC_OK)
        *ret = v;
    return rc;
}

enum rc block_read_brake(struct arena *a, const struct source *source, struct standards_brake *ret,
                         struct problem *problem)
{
    static const char *const names[] = {"window", "at least", "share"};
    struct standards_brake b = *ret;
    int64_t minutes = b.window_ms / 60000;
    struct block_line *lines;
    size_t count;
    enum rc rc = read_lines(a, source, names, 3, &lines, &count, problem);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        const struct block_line *line = &lines[i];
        if (line->key == 0)
            rc =
                read_quantity(source, line, "minute", "minutes", WINDOW_MINUTES, &minutes, problem);
        else if (line->key == 1)
            rc = read_quantity(source, line, "comment", "comments", AT_LEAST_MAX, &b.at_least,
                               problem);
        else
            rc = block_read_percent(source, line->value, line->begin, 0.01, &b.share, problem);
    }
    b.window_ms = minutes * 60000;
    if (rc == RC_OK)
        *ret = b;
    return rc;
}
