/*
 * libcomity: judges comments by written community standards, without a server and without a
 * database. libcomity(3) is the manual; examples/judge.c is a whole program.
 *
 *     engine  = a standards document, compiled, with the lexicons and models it asks
 *     context = what is known of a comment besides its text: author, article, thread, site
 *     worker  = one thread's memory
 *     comity_judge(worker, engine, text, context) -> verdict
 *
 * Threads: an engine is read-only and may be used by all threads at once. A worker and a context
 * belong to one thread at a time.
 *
 * Memory: after the first comments a worker asks the system for nothing more. A verdict and all it
 * points to belong to its worker and last until the worker judges again or is freed; a verdict also
 * views its engine and the text that was judged. Strings are views: a pointer and a length, UTF-8,
 * without a NUL at the end.
 *
 * The same text, context and engine give the same verdict on every machine. Nothing here reads the
 * clock, a file or the network, or writes anywhere.
 */
#ifndef COMITY_H
#define COMITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define COMITY_API __attribute__((visibility("default")))

/* The longest text judged and the longest standards document, in bytes. */
#define COMITY_TEXT_MAX     65536
#define COMITY_DOCUMENT_MAX (1024 * 1024)
/* At most this many earlier comments of an author are remembered in a context. */
#define COMITY_EARLIER_MAX 64

enum comity_result {
    COMITY_OK = 0,
    COMITY_INVALID, /* malformed: not UTF-8, a NUL, a faulty document, a value of the wrong type */
    COMITY_NOT_FOUND, /* no such fact */
    COMITY_TOO_LARGE, /* over one of the limits above */
    COMITY_NO_MEMORY,
    COMITY_FAILED, /* anything else; the problem says what */
};

/* What went wrong, where, and what to do about it. Filled only on failure; may be passed as NULL. */
struct comity_problem {
    int line, column; /* of a document, from 1; 0 when there is none */
    char message[512];
};

struct comity_string {
    const char *p; /* may be NULL when n is 0 */
    size_t n;      /* bytes */
};

/* The program's version, as in every verdict: "0.1.0". */
COMITY_API const char *comity_version(void);

/* Mildest first. */
enum comity_consequence {
    COMITY_PUBLISH = 0,
    COMITY_FLAG = 1,   /* publish, and show it to a moderator */
    COMITY_NUDGE = 2,  /* ask the author to reconsider; sent as it is, hold it */
    COMITY_HOLD = 3,   /* wait for a moderator */
    COMITY_REMOVE = 4, /* do not publish; tell the author the clause */
};
/* "publish", "flag", "nudge", "hold", "remove". */
COMITY_API const char *comity_consequence_name(enum comity_consequence consequence);

/* --- engine --- */

struct comity_engine;

/* Standards as docs/STANDARDS.md describes them; `name` stands in messages. */
struct comity_document {
    const char *text;
    size_t size;
    const char *name;
};

/* Compiles `document`, or the standards that come with Comity when it is NULL. The document is
 * copied. COMITY_INVALID with line, column and remedy for a faulty one. Release with
 * comity_engine_unref. */
COMITY_API enum comity_result comity_engine_new(const struct comity_document *document,
                                                struct comity_engine **ret,
                                                struct comity_problem *problem);
/* The same, sharing lexicons and models with `engine`: to take up an edited document at once.
 * `engine` stays as it is, for those who are still judging by it. */
COMITY_API enum comity_result comity_engine_renew(struct comity_engine *engine,
                                                  const struct comity_document *document,
                                                  struct comity_engine **ret,
                                                  struct comity_problem *problem);
/* One more user; the engine is freed with the last one. Thread-safe; unref accepts NULL. */
COMITY_API struct comity_engine *comity_engine_ref(struct comity_engine *engine);
COMITY_API void comity_engine_unref(struct comity_engine *engine);

/* What a verdict names: the document by its content, the lexicons and models by theirs. */
COMITY_API struct comity_string comity_engine_standards_version(const struct comity_engine *engine);
COMITY_API struct comity_string comity_engine_signals_version(const struct comity_engine *engine);
/* The document's language, as in ISO 639-1. */
COMITY_API struct comity_string comity_engine_language(const struct comity_engine *engine);

struct comity_clause {
    struct comity_string slug;           /* "insults" */
    struct comity_string title;          /* "Insults and threats" */
    struct comity_string prose_markdown; /* what readers read */
    bool by_moderators;                  /* no conditions: people decide */
};
COMITY_API size_t comity_engine_clause_count(const struct comity_engine *engine);
/* In the document's order. False, and nothing written, when there is no such clause. */
COMITY_API bool comity_engine_clause(const struct comity_engine *engine, size_t index,
                                     struct comity_clause *ret);

/* Judges the document's own examples: how many came out as they say. */
COMITY_API enum comity_result comity_engine_rehearse(const struct comity_engine *engine,
                                                     size_t *ret_met, size_t *ret_missed,
                                                     struct comity_problem *problem);

/* --- context --- */

struct comity_context;

/* Knows nothing. NULL when memory is out. */
COMITY_API struct comity_context *comity_context_new(void);
COMITY_API void comity_context_free(struct comity_context *context);
/* Knows nothing again; keeps its memory. */
COMITY_API void comity_context_clear(struct comity_context *context);
/* Sets a fact by the name standards use: ("author.account_age_days", "12"), ("author.staff",
 * "true"), ("article.section", "harbour"), ("site.language", "de"). `comity standards reference`
 * lists them. COMITY_NOT_FOUND for an unknown name, with a suggestion; COMITY_INVALID for a value of
 * another type. Both strings are copied. */
COMITY_API enum comity_result comity_context_set(struct comity_context *context, const char *fact,
                                                 const char *value, struct comity_problem *problem);
/* An earlier comment by the same author, newest first; what repeats it is noticed. Only its
 * fingerprint is kept. COMITY_TOO_LARGE past COMITY_EARLIER_MAX. */
COMITY_API enum comity_result comity_context_add_earlier(struct comity_context *context,
                                                         const char *text, size_t size,
                                                         struct comity_problem *problem);

/* --- judging --- */

struct comity_worker;
struct comity_verdict;

/* NULL when memory is out. */
COMITY_API struct comity_worker *comity_worker_new(void);
COMITY_API void comity_worker_free(struct comity_worker *worker);

/* Judges `size` bytes of UTF-8. `context` may be NULL: nothing is known but the document's language.
 * COMITY_INVALID for text that is not UTF-8 or holds a NUL, COMITY_TOO_LARGE past COMITY_TEXT_MAX. */
COMITY_API enum comity_result comity_judge(struct comity_worker *worker,
                                           const struct comity_engine *engine, const char *text,
                                           size_t size, const struct comity_context *context,
                                           const struct comity_verdict **ret,
                                           struct comity_problem *problem);

/* --- verdict --- */

COMITY_API enum comity_consequence comity_verdict_consequence(const struct comity_verdict *verdict);

/* The lines of a clause that change its consequence: see docs/STANDARDS.md. */
enum comity_change {
    COMITY_AS_WRITTEN,
    COMITY_BY_TRUST,   /* the author's level of trust */
    COMITY_BY_REPEAT,  /* removals of the author's comments under the same clause that stood */
    COMITY_BY_BRAKE,   /* the emergency brake */
    COMITY_BY_REPORTS, /* readers' reports alone never remove */
    COMITY_BY_LEARNING, /* what was learned of a site's rulings removes nothing before it is proven */
    COMITY_BY_MODELS,   /* a model's probability alone never removes */
};

/* A clause that applied. */
struct comity_finding {
    struct comity_string clause; /* its slug */
    struct comity_string title;
    enum comity_consequence consequence;
    enum comity_consequence written; /* what the condition alone asks for */
    enum comity_change change;       /* what made another consequence of it */
    struct comity_string condition;  /* the one that was met, as written */
    size_t measure_count;            /* comparisons of the condition */
    size_t evidence_count;           /* marked words */
};
COMITY_API size_t comity_verdict_finding_count(const struct comity_verdict *verdict);
/* Strictest first, so that finding 0 decided. False when there is no such finding. */
COMITY_API bool comity_verdict_finding(const struct comity_verdict *verdict, size_t index,
                                       struct comity_finding *ret);

enum comity_kind { COMITY_NUMBER, COMITY_BOOL, COMITY_STRING };

/* A value a condition asked for. */
struct comity_measure {
    struct comity_string name; /* of the signal or fact: "caps.ratio" */
    struct comity_string test; /* as written, with its threshold: "caps.ratio >= 0.6" */
    enum comity_kind kind;
    bool known;    /* a detector that cannot tell says so */
    double number; /* of COMITY_BOOL 0 or 1 */
    struct comity_string string;
};
COMITY_API bool comity_verdict_measure(const struct comity_verdict *verdict, size_t finding,
                                       size_t index, struct comity_measure *ret);

/* Words of the text that speak for a finding: bytes [begin, end), whole characters. */
struct comity_evidence {
    struct comity_string signal; /* whose evidence */
    size_t begin, end;
    struct comity_string read_as; /* "shit" for "sh1t"; empty when read as written */
};
COMITY_API bool comity_verdict_evidence(const struct comity_verdict *verdict, size_t finding,
                                        size_t index, struct comity_evidence *ret);

/* Words without which the clause would not have applied: bytes [begin, end), ascending. They are sought
 * when they are first asked for, by judging the text again without some of its words, a bounded number
 * of times. False past the last, and when no words are responsible (an author who writes too fast). */
COMITY_API bool comity_verdict_decisive(const struct comity_verdict *verdict, size_t finding,
                                        size_t index, size_t *ret_begin, size_t *ret_end);

/* Any signal by name, whether a clause asked for it or not. False when there is no such. */
COMITY_API bool comity_verdict_signal(const struct comity_verdict *verdict, const char *name,
                                      struct comity_measure *ret);

/* The record as JSON: all of the above, the context, and the versions; enough to repeat the judgement.
 * docs/VERDICT.md describes it. It lasts as long as the verdict. Text and context that were judged
 * must still be there. */
COMITY_API enum comity_result comity_verdict_json(const struct comity_verdict *verdict,
                                                  struct comity_string *ret,
                                                  struct comity_problem *problem);

#ifdef __cplusplus
}
#endif

#endif
