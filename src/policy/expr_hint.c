/* What people write who know other languages, and what it is here. */
#include "policy/expr_internal.h"

struct hint {
    const char *written, *remedy;
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *find(const struct hint *hints, size_t count, struct str written)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_ascii_case(written, str_from_cstr(hints[i].written)))
            return hints[i].remedy;
    return "";
}

const char *expr_hint_word(struct str word)
{
    static const struct hint hints[] = {
        {"and", "; write && for \"and\""},
        {"or", "; write || for \"or\""},
        {"not", "; write ! before what shall not be so, as in !author.staff"},
        {"is", "; write == for \"is\""},
        {"equals", "; write == for \"equals\""},
        {"contains", "; write article.section.contains(\"sport\")"},
        {"between", "; write 1 < x && x < 5"},
        {"true", "; true is written in small letters"},
        {"false", "; false is written in small letters"},
        {"yes", "; write true"},
        {"no", "; write false"},
        {"null", "; whether something is known is asked with has(), as in !has(caps.ratio)"},
        {"none", "; whether something is known is asked with has(), as in !has(caps.ratio)"},
        {"unknown", "; whether something is known is asked with has(), as in !has(caps.ratio)"},
        {"if", "; leave \"if\" out: \"when:\" says it"},
        {"then", "; the consequence stands on a line of its own: \"then: hold\""},
        {"else", "; write another condition behind \"else_when:\""},
        {"[", "; a list stands only behind \"in\""},
    };
    return find(hints, COUNT(hints), word);
}

const char *expr_hint_number(struct str behind)
{
    static const struct hint units[] = {
        {"words", ""}, {"word", ""},     {"days", ""},    {"day", ""},    {"hours", ""},
        {"hour", ""},  {"minutes", ""},  {"minute", ""},  {"months", ""}, {"years", ""},
        {"year", ""},  {"weeks", ""},    {"percent", ""}, {"links", ""},  {"characters", ""},
        {"chars", ""}, {"comments", ""}, {"letters", ""}, {"times", ""},  {"sentences", ""},
    };
    if (str_eq(behind, STR(",")))
        return "; a number has a decimal point, as in 0.6";
    for (size_t i = 0; i < COUNT(units); i++)
        if (str_eq_ascii_case(behind, str_from_cstr(units[i].written)))
            return "; a number stands without a unit, in the unit that its signal has";
    return "";
}

const char *expr_hint_function(struct str name)
{
    static const struct hint hints[] = {
        {"matches", "; there are no patterns: use contains, startsWith, endsWith or a list block"},
        {"all", "; conditions have no loops: ask for a count, such as profanity.count"},
        {"exists", "; whether a signal is known is asked with has(); conditions have no loops"},
        {"exists_one", "; conditions have no loops: ask for a count, such as profanity.count"},
        {"map", "; conditions have no loops: ask for a count, such as profanity.count"},
        {"filter", "; conditions have no loops: ask for a count, such as profanity.count"},
        {"length", "; the number of characters is size()"},
        {"len", "; the number of characters is size()"},
        {"count", "; the number of characters of a text is size()"},
        {"int", "; numbers need no conversion: leave it out"},
        {"uint", "; numbers need no conversion: leave it out"},
        {"double", "; numbers need no conversion: leave it out"},
        {"string", "; a number is compared with numbers: leave it out"},
        {"lower", "; names of sections and languages are in small letters: leave it out"},
        {"toLower", "; names of sections and languages are in small letters: leave it out"},
        {"lowerAscii", "; names of sections and languages are in small letters: leave it out"},
        {"timestamp", "; times are facts: author.account_age_days, article.age_hours"},
        {"duration", "; times are facts: author.account_age_days, article.age_hours"},
        {"now", "; times are facts: author.account_age_days, article.age_hours"},
        {"not", "; write ! before the parenthesis"},
        {"and", "; write && for \"and\""},
        {"or", "; write || for \"or\""},
        {"if", "; write condition ? one : other"},
        {"abs", "; compare with both ends, as in x < -1 || x > 1"},
        {"round", "; compare with a number between, as in x >= 2.5"},
        {"in", "; a list stands in square brackets: x in [\"en\", \"cy\"]"},
        {"greatest", "; it is called max"},
        {"least", "; it is called min"},
        {"includes", "; it is called contains"},
        {"has_substring", "; it is called contains"},
    };
    return find(hints, COUNT(hints), name);
}
