#include "mail/writer.h"

#include <string.h>

#include "mail/when.h"
#include "words/words.h"

#define FIXED_VALUES 10

#define MAIL(id, name, class, link, path, text) struct str mail_template_##id(void);
#include "community/mail/mail.def"
#undef MAIL
struct str mail_template_foot(void);

static struct str template_of(enum mail_kind kind)
{
    switch (kind) {
#define MAIL(id, name, class, link, path, text)                                                    \
    case MAIL_KIND_##id:                                                                           \
        return mail_template_##id();
#include "community/mail/mail.def"
#undef MAIL
    case MAIL_KIND_COUNT:
        break;
    }
    return (struct str){0};
}

/* The kind's page, of what the mail is about. */
static struct str path_of(const struct mail_task *task, struct arena *a)
{
    struct str path = str_from_cstr(mail_table[task->kind].path);
    size_t at = str_find(path, STR("{id}"), 0);
    if (at == STR_NONE)
        return path;
    return arena_printf(a, "%.*s%lld%.*s", (int)at, path.p, (long long)task->subject_id,
                        STR_ARG(str_slice(path, at + 4, path.n)));
}

/* Where {link} leads; empty where the kind has no page, or its reader cannot sign in to see it. */
static struct str link_of(const struct writer *w, const struct mail_task *task, struct arena *a)
{
    struct str path = path_of(task, a);
    bool secret = mail_table[task->kind].link != LINK_NONE;
    if (path.n == 0 || (secret ? task->token.n == 0 : task->is_shut_out))
        return (struct str){0};
    return secret ? arena_printf(a, "%.*s%.*s?token=%.*s", STR_ARG(w->base_url), STR_ARG(path),
                                 STR_ARG(task->token))
                  : arena_printf(a, "%.*s%.*s", STR_ARG(w->base_url), STR_ARG(path));
}

static struct str fact_text(const struct writer *w, const struct mail_fact *fact,
                            const struct words *words, struct arena *a)
{
    switch (fact->kind) {
    case MAIL_TEXT:
    case MAIL_CLAUSE:
        return fact->text;
    case MAIL_SAID:
        return words_say_text(words, fact->text);
    case MAIL_TIME:
        return fact->number > 0 ? when_write(a, fact->number, words_language(words), w->time_zone)
                                : (struct str){0};
    case MAIL_COUNT:
        return arena_printf(a, "%lld", (long long)fact->number);
    }
    return (struct str){0};
}

/* Whether an answer to it is a letter to the moderators, or a part of one. */
static bool takes_answers(enum mail_kind kind)
{
    switch (kind) {
    case MAIL_KIND_PREMODERATED:
    case MAIL_KIND_SUSPENDED:
    case MAIL_KIND_BLOCKED:
    case MAIL_KIND_DELETED_BY_STAFF:
    case MAIL_KIND_LETTER_RECEIVED:
    case MAIL_KIND_LETTER_INCOMPLETE:
    case MAIL_KIND_LETTER_ELSEWHERE:
    case MAIL_KIND_LETTER_QUESTION:
        return true;
    default:
        return false;
    }
}

/* Where a letter to the moderators arrives; without a place of its own, where answers to mails go. */
static struct str moderators_of(const struct writer *w)
{
    const struct str places[] = {w->letters, w->contact, w->reply_to, w->from};
    size_t i = 0;
    while (i + 1 < sizeof places / sizeof places[0] && places[i].n == 0)
        i++;
    return places[i];
}

/* Where an answer reaches the moderators; empty: nowhere. Who has no page has no other way, whatever the mail. */
static struct str letters_of(const struct writer *w, const struct mail_task *task)
{
    if (task->is_shut_out)
        return moderators_of(w);
    return takes_answers(task->kind) ? w->letters : (struct str){0};
}

struct values {
    struct words_value *all;
    size_t count;
};

static void add_value(struct values *v, struct str name, struct str text)
{
    v->all[v->count++] = (struct words_value){.name = name, .text = text};
}

static void add_address(struct values *v, struct str name, struct str text)
{
    v->all[v->count++] = (struct words_value){.name = name, .text = text, .is_address = true};
}

/* The first of a name counts: facts before what every mail has. */
static enum rc make_values(const struct writer *w, const struct mail_task *task,
                           const struct words *words, struct str unsubscribe, struct arena *a,
                           struct values *v)
{
    v->all = ARENA_ARRAY(a, task->fact_count + FIXED_VALUES, struct words_value);
    v->count = 0;
    if (v->all == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < task->fact_count; i++) {
        add_value(v, str_from_cstr(task->facts[i].name), fact_text(w, &task->facts[i], words, a));
        v->all[v->count - 1].is_figure = task->facts[i].kind == MAIL_COUNT;
    }
    add_value(v, STR("name"), task->name);
    add_value(v, STR("site"), w->site);
    add_address(v, STR("link"), link_of(w, task, a));
    add_value(v, STR("until"),
              task->until_ms > 0
                  ? when_write(a, task->until_ms, words_language(words), w->time_zone)
                  : (struct str){0});
    add_address(v, STR("contact"), w->contact);
    add_address(v, STR("moderators"), moderators_of(w));
    add_value(v, task->account_id != 0 ? STR("account_site") : STR("stranger_site"), w->site);
    add_address(v, STR("unsubscribe"), unsubscribe);
    add_address(v, STR("letters"), letters_of(w, task));
    add_address(v, STR("by_mail"), task->is_shut_out ? moderators_of(w) : (struct str){0});
    return arena_failed(a) ? RC_NO_MEMORY : RC_OK;
}

static struct str unsubscribe_of(const struct writer *w, const struct mail_task *task,
                                 struct arena *a)
{
    return task->unsubscribe_token.n == 0
               ? (struct str){0}
               : arena_printf(a, "%.*s/unsubscribe?token=%.*s", STR_ARG(w->base_url),
                              STR_ARG(task->unsubscribe_token));
}

enum rc writer_write(const struct writer *w, const struct mail_task *task, int64_t now_ms,
                     struct arena *a, struct str *ret_bytes)
{
    struct letter *letter = ARENA_NEW(a, struct letter);
    const struct words *words = words_for(task->language.n > 0 ? task->language : w->language);
    struct str language = words_language(words);
    struct str unsubscribe = unsubscribe_of(w, task, a), letters = letters_of(w, task);
    struct values values;
    if (letter == NULL)
        return RC_NO_MEMORY;
    enum rc rc = make_values(w, task, words, unsubscribe, a, &values);
    if (rc == RC_OK)
        rc = letter_add(letter, template_of(task->kind), words, values.all, values.count, a);
    size_t foot_from = letter->count;
    if (rc == RC_OK)
        rc = letter_add(letter, mail_template_foot(), words, values.all, values.count, a);
    if (rc != RC_OK)
        return rc;
    const struct compose_mail mail = {.letter = letter,
                                      .site = w->site,
                                      .from = w->from,
                                      .to = task->to,
                                      .reply_to = letters.n > 0 ? letters : w->reply_to,
                                      .kind = str_from_cstr(mail_table[task->kind].name),
                                      .language = language,
                                      .direction = words_direction(words),
                                      .unsubscribe = unsubscribe,
                                      .foot_from = foot_from,
                                      .id = task->id,
                                      .sent_ms = now_ms};
    return compose_mail(&mail, a, ret_bytes);
}

struct str writer_envelope_sender(const struct writer *w, const struct mail_task *task,
                                  struct arena *a)
{
    size_t at = str_rfind_char(w->bounces, '@');
    if (at == STR_NONE || task->report_token.n == 0)
        return w->from;
    return arena_printf(a, "%.*s+%.*s%.*s", (int)at, w->bounces.p, STR_ARG(task->report_token),
                        STR_ARG(str_slice(w->bounces, at, w->bounces.n)));
}
