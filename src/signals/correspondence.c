/*
 * Private letters and messages passed on: the headers a mail program sets, and words that announce a message before
 * a quotation ("she wrote to me privately: ...").
 */
#include "lexicon_correspondence.h"
#include "signals/context.h"
#include "signals/detect.h"
#include "signals/scan.h"

/* Tokens behind an announcement in which the quotation must begin, and the words it must have. */
#define OPENS_WITHIN 10
#define QUOTED_WORDS 3
/* Lines that begin as a mail's head does; two are somebody's "To: whom it may concern". */
#define HEADERS_MIN 3

static bool opens(struct str w)
{
    return str_eq(w, STR(":")) || str_eq(w, STR("\"")) || str_eq(w, STR("«")) ||
           str_eq(w, STR("»")) || str_eq(w, STR(">"));
}

/* Whether words are quoted soon behind token `i`. */
static bool quotation_follows(const struct text *t, size_t i)
{
    size_t words = 0;
    bool opened = false;
    for (size_t end = i + OPENS_WITHIN; i < t->token_count && (opened || i < end); i++) {
        struct str w = text_folded(t, t->tokens[i].folded);
        opened |= opens(w);
        if (!opened && w.n == 1 && strchr(".?!;", w.p[0]))
            return false;
        words += opened && t->tokens[i].kind == TOKEN_WORD;
        if (words >= QUOTED_WORDS)
            return true;
    }
    return false;
}

static bool is_header_line(struct str line)
{
    static const struct str heads[] = {
        STR_INIT("from:"),   STR_INIT("to:"),      STR_INIT("sent:"),     STR_INIT("subject:"),
        STR_INIT("date:"),   STR_INIT("cc:"),      STR_INIT("von:"),      STR_INIT("an:"),
        STR_INIT("datum:"),  STR_INIT("betreff:"), STR_INIT("gesendet:"), STR_INIT("de:"),
        STR_INIT("à:"),      STR_INIT("objet:"),   STR_INIT("envoyé:"),   STR_INIT("para:"),
        STR_INIT("asunto:"), STR_INIT("enviado:"), STR_INIT("от:"),       STR_INIT("кому:"),
        STR_INIT("тема:"),   STR_INIT("дата:")};
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
        if (str_starts(line, heads[i]))
            return true;
    return false;
}

/* A block of lines as at the head of a mail. */
static size_t find_headers(struct detection *d)
{
    struct str s = d->text->folded;
    size_t run = 0, found = 0, begin = 0;
    for (size_t at = 0; at < s.n;) {
        size_t end = str_find_char(s, '\n', at);
        end = end == STR_NONE ? s.n : end;
        struct str line = str_trim(str_slice(s, at, end));
        begin = run == 0 ? at : begin;
        run = is_header_line(line) ? run + 1 : 0;
        if (run == HEADERS_MIN) {
            detect_evidence_folded(d, SIG_PRIVACY_CORRESPONDENCE,
                                   (struct span){(uint32_t)begin, (uint32_t)end}, (struct str){0});
            found++;
        }
        at = end + 1;
    }
    return found;
}

/* Whether only signs and spaces stand before it in its line: "-----Original message-----". */
static bool heads_line(struct str s, size_t at)
{
    for (; at > 0 && s.p[at - 1] != '\n'; at--)
        if (char_is_alpha(s.p[at - 1]) || (unsigned char)s.p[at - 1] >= 0x80)
            return false;
    return true;
}

void detect_correspondence(struct detection *d)
{
    size_t count = find_headers(d);
    struct scan s;
    struct scan_hit h;
    if (!cells_get(d))
        return;
    s = scan_begin(&lexicon_correspondence, d->cells, false);
    while (scan_next(&s, &h)) {
        struct span folded = cells_folded(d->cells, h.begin, h.end);
        bool announced = h.label == LEXICON_CORRESPONDENCE_ANNOUNCE;
        if (announced ? !quotation_follows(d->text, context_token(d->text, folded.end))
                      : !heads_line(d->text->folded, folded.begin))
            continue;
        detect_evidence_folded(d, SIG_PRIVACY_CORRESPONDENCE, folded, (struct str){0});
        count++;
    }
    detect_number(d, SIG_PRIVACY_CORRESPONDENCE, (double)count);
}
