/*
 * Signals: what can be measured of a comment. Facts with evidence; no opinions, no I/O, no clock.
 *
 * A detector is one file in this folder and its line in signals.def. It looks at the prepared text
 * and the context it is handed, and sets the values of its signals; what is done about them is the
 * standards' business (src/policy).
 *
 * Invariants:
 *  1. The same text, context and models give the same facts, bit for bit, on any machine.
 *  2. Every number that speaks against a comment has evidence: spans of the original, whole
 * characters.
 *  3. A detector that cannot tell abstains: the signal stays unknown, which is not the same as
 * zero.
 *  4. Measuring allocates only from the arena, in time linear in the text.
 */
#ifndef COMITY_SIGNALS_SIGNALS_H
#define COMITY_SIGNALS_SIGNALS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "text/text.h"

/* Rows of signals.def: SIGNAL(ID, "name.in.standards", KIND, "unit or range", "what it measures").
 * The file forgets SIGNAL at its end. */
enum signal_kind { SIGNAL_NUMBER, SIGNAL_BOOL, SIGNAL_STRING };

enum signal_id {
#define SIGNAL(id, name, kind, range, text) SIG_##id,
#include "signals/signals.def"
    SIGNAL_COUNT
};

struct signal_info {
    const char *name;
    enum signal_kind kind;
    const char *range;
    const char *text;
};
extern const struct signal_info signal_table[SIGNAL_COUNT];

/* The signal of that name, or SIGNAL_COUNT when there is none. */
enum signal_id signal_find(struct str name);

/* A measurement that rests on more than the text, as it was taken when the comment came in. */
struct signal_given {
    enum signal_id signal;
    double number;
};

struct topic;
struct correction;

/* What the road knows about a comment besides its text. Everything is optional; zero means unknown.
 */
struct signal_context {
    struct str site_language;       /* ISO 639-1, e.g. "en" */
    bool language_given; /* whoever asks says that the text is in it: only a text that is surely foreign is not */
    const struct str *site_domains; /* own and allowed domains: links to them are not promotion */
    size_t site_domain_count;
    struct {
        bool known;
        int64_t comments_last_minute; /* by this author, on the whole site, this one not counted */
        int64_t comments_last_hour;
        int64_t thread_last_10_minutes; /* by this author in this thread */
        const uint64_t
            *recent_fingerprints; /* of this author's recent comments, see text/fingerprint.h */
        size_t recent_fingerprint_count;
    } author;
    uint64_t fingerprint;      /* of the text itself, from whoever has it already; 0: to be made */
    struct str site_title;     /* what this publication is called */
    struct str article_byline; /* who wrote the article, as printed */
    const struct topic *article_topic; /* see signals/topic.h; NULL: made of article_text */
    const struct topic *parent_topic;  /* of the comment answered; NULL: made of parent_text */
    const struct topic
        *thread_topic; /* of the earlier comments of the thread; NULL: too few, or unknown */
    bool is_reply; /* it answers another comment, whether that one's text is known or not */
    struct str article_text, parent_text; /* for those who judge without a site; empty: none */
    const struct correction
        *correction; /* the site's own, see signals/correction.h; NULL: it has none */
    const struct signal_given *given; /* in a replay: taken as they are instead of being measured */
    size_t given_count;
};

/* One piece of evidence: these bytes of the original speak for that signal. */
struct evidence {
    enum signal_id signal;
    struct span original;
    struct str
        read_as;     /* what the detector read there ("shit" for "sh1t"); empty when as written */
    struct str list; /* "list.NAME" where a word list of the standards found it and `signal` is
                        SIGNAL_COUNT; detectors leave it empty */
};

struct facts {
    struct {
        bool known;
        double number;     /* SIGNAL_NUMBER; SIGNAL_BOOL as 0 or 1 */
        struct str string; /* SIGNAL_STRING */
    } value[SIGNAL_COUNT];
    struct evidence *evidence; /* grouped by detector, ascending spans within one */
    size_t evidence_count;
    uint64_t fingerprint; /* of the text, see text/fingerprint.h; 0 unless the author is known */
    const struct correction *correction; /* what the text met of the context's; NULL without one */
};

/* The compiled lexicons and models, read-only after loading, shared by all threads. */
struct signals;

/* Loads what is compiled into the program. */
enum rc signals_new(struct signals **ret, struct problem *problem) MUST_CHECK;
/* The same with another model of heads, which must have passed heads_check (signals/heads.h) and outlive the signals; or
 * with none: NULL leaves model.* unknown. */
struct heads_model;
enum rc signals_new_with_heads(const struct heads_model *heads, struct signals **ret,
                               struct problem *problem) MUST_CHECK;
void signals_free(struct signals *s);
/* Identifies lexicons and models: changes when a measurement may change. Stored with every verdict.
 */
struct str signals_version(const struct signals *s);

/* The codes that language.code can be, one for each number from 0; empty behind the last. */
struct str signals_language(size_t number);

enum rc signals_measure(const struct signals *s, const struct text *t,
                        const struct signal_context *c, struct arena *a,
                        struct facts *ret) MUST_CHECK;

/* Signals that somebody asks for; zeroed: none. */
struct signals_wanted {
    uint64_t detectors;
};
void signals_want(struct signals_wanted *w, enum signal_id id);
/* The same values of those signals, and no evidence: what none of them rests on is not measured and stays unknown. */
enum rc signals_measure_wanted(const struct signals *s, const struct text *t,
                               const struct signal_context *c, struct signals_wanted wanted,
                               struct arena *a, struct facts *ret) MUST_CHECK;

#endif
