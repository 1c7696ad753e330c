#include "signals/aim.h"
#include "signals/words.h"

/* Words looked back over for "you". */
#define REACH          7
#define REACH_INNOCENT 4
/* Words before "you" in which it is denied or reported. */
#define REACH_FRAME 3

enum role { ROLE_NONE, ROLE_ADDRESSED, ROLE_OTHER, ROLE_NEGATION, ROLE_COPULA, ROLE_ARTICLE };

struct role_word {
    struct str word;
    enum role role;
};

#define AS(role, w)                                                                                \
    {                                                                                              \
        STR_INIT(w), role                                                                          \
    }
#define ADDRESSED(w) AS(ROLE_ADDRESSED, w)
#define OTHER(w)     AS(ROLE_OTHER, w)
#define NEGATION(w)  AS(ROLE_NEGATION, w)
#define COPULA(w)    AS(ROLE_COPULA, w)
#define ARTICLE(w)   AS(ROLE_ARTICLE, w)

static const struct role_word roles[] = {
    ADDRESSED("you"),   ADDRESSED("u"),       ADDRESSED("ya"),     ADDRESSED("you're"),
    ADDRESSED("youre"), ADDRESSED("ur"),      ADDRESSED("you've"), ADDRESSED("yourself"),
    ADDRESSED("thou"),  ADDRESSED("yall"),    ADDRESSED("y'all"),  ADDRESSED("du"),
    ADDRESSED("ihr"),   ADDRESSED("dich"),    ADDRESSED("euch"),   ADDRESSED("tu"),
    ADDRESSED("t'es"),  ADDRESSED("toi"),     ADDRESSED("vous"),   ADDRESSED("eres"),
    ADDRESSED("usted"), ADDRESSED("ustedes"), ADDRESSED("sois"),   ADDRESSED("ты"),
    ADDRESSED("вы"),    ADDRESSED("тебя"),    ADDRESSED("вас"),    ADDRESSED("тебе"),
    ADDRESSED("вам"),   OTHER("he"),          OTHER("she"),        OTHER("they"),
    OTHER("it"),        OTHER("i"),           OTHER("we"),         OTHER("he's"),
    OTHER("she's"),     OTHER("they're"),     OTHER("it's"),       OTHER("i'm"),
    OTHER("this"),      OTHER("that"),        OTHER("those"),      OTHER("these"),
    OTHER("his"),       OTHER("her"),         OTHER("their"),      OTHER("my"),
    OTHER("our"),       OTHER("your"),        OTHER("him"),        OTHER("them"),
    OTHER("me"),        OTHER("us"),          OTHER("who"),        OTHER("which"),
    OTHER("er"),        OTHER("sie"),         OTHER("es"),         OTHER("ich"),
    OTHER("wir"),       OTHER("der"),         OTHER("die"),        OTHER("das"),
    OTHER("dein"),      OTHER("deine"),       OTHER("il"),         OTHER("elle"),
    OTHER("ils"),       OTHER("je"),          OTHER("ce"),         OTHER("le"),
    OTHER("la"),        OTHER("él"),          OTHER("ella"),       OTHER("ellos"),
    OTHER("yo"),        OTHER("el"),          OTHER("los"),        OTHER("он"),
    OTHER("она"),       OTHER("они"),         OTHER("я"),          OTHER("мы"),
    OTHER("это"),       OTHER("эти"),         OTHER("этот"),       OTHER("with"),
    OTHER("in"),        OTHER("on"),          OTHER("about"),      OTHER("for"),
    OTHER("at"),        OTHER("from"),        OTHER("by"),         OTHER("than"),
    OTHER("because"),   OTHER("when"),        OTHER("where"),      OTHER("to"),
    OTHER("is"),        OTHER("was"),         OTHER("why"),        OTHER("if"),
    OTHER("under"),     OTHER("against"),     OTHER("while"),      OTHER("mit"),
    OTHER("avec"),      OTHER("con"),         OTHER("pour"),       OTHER("para"),
    NEGATION("not"),    NEGATION("aren't"),   NEGATION("arent"),   NEGATION("isn't"),
    NEGATION("never"),  NEGATION("ain't"),    NEGATION("no"),      NEGATION("nicht"),
    NEGATION("kein"),   NEGATION("keine"),    NEGATION("pas"),     NEGATION("не"),
    NEGATION("wasn't"), NEGATION("weren't"),  NEGATION("don't"),   NEGATION("nobody"),
    NEGATION("hardly"), NEGATION("didn't"),   NEGATION("neither"), COPULA("are"),
    COPULA("r"),        COPULA("re"),         COPULA("be"),        COPULA("being"),
    COPULA("were"),     COPULA("sound"),      COPULA("sounds"),    COPULA("look"),
    COPULA("looks"),    COPULA("seem"),       COPULA("remain"),    COPULA("act"),
    COPULA("acting"),   COPULA("become"),     COPULA("must"),      COPULA("bist"),
    COPULA("seid"),     COPULA("sind"),       COPULA("est"),       COPULA("êtes"),
    COPULA("etes"),     COPULA("eres"),       COPULA("son"),       COPULA("been"),
    ARTICLE("a"),       ARTICLE("an"),        ARTICLE("the"),      ARTICLE("some"),
};

static enum role role_of(struct str w)
{
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        if (str_eq(w, roles[i].word))
            return roles[i].role;
    }
    return ROLE_NONE;
}

static bool ends_clause(const struct text *t, size_t token)
{
    char c = t->folded.p[t->tokens[token].folded.begin];
    return t->tokens[token].kind == TOKEN_SYMBOL && c && strchr(".!?;:)", c);
}

/* Adjectives as they pile up between "you" and a noun: known ones, and those their ending gives away. */
static bool is_adjective(struct str w)
{
    static const struct str known[] = {
        STR_INIT("stupid"), STR_INIT("dumb"),  STR_INIT("little"),   STR_INIT("old"),
        STR_INIT("fat"),    STR_INIT("poor"),  STR_INIT("damn"),     STR_INIT("bloody"),
        STR_INIT("sad"),    STR_INIT("total"), STR_INIT("utter"),    STR_INIT("complete"),
        STR_INIT("dirty"),  STR_INIT("smug"),  STR_INIT("rotten"),   STR_INIT("ignorant"),
        STR_INIT("filthy"), STR_INIT("lousy"), STR_INIT("absolute"), STR_INIT("liberal"),
        STR_INIT("silly"),  STR_INIT("ugly"),  STR_INIT("lefty"),    STR_INIT("people"),
        STR_INIT("guys"),   STR_INIT("so"),    STR_INIT("very"),     STR_INIT("really"),
        STR_INIT("all"),    STR_INIT("both"),  STR_INIT("too"),      STR_INIT("big"),
        STR_INIT("such")};
    static const struct str endings[] = {STR_INIT("ing"), STR_INIT("ic"),   STR_INIT("ous"),
                                         STR_INIT("ful"), STR_INIT("less"), STR_INIT("ish"),
                                         STR_INIT("ist"), STR_INIT("ated")};
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (str_ends(w, endings[i]))
            return true;
    }
    return IS_ONE_OF(w, known);
}

static bool says_copula(struct str w)
{
    static const struct str words[] = {STR_INIT("you're"), STR_INIT("youre"), STR_INIT("ur"),
                                       STR_INIT("t'es"),   STR_INIT("eres"),  STR_INIT("sois"),
                                       STR_INIT("ты"),     STR_INIT("вы"),    STR_INIT("you've"),
                                       STR_INIT("du"),     STR_INIT("tu")};
    return IS_ONE_OF(w, words);
}

static bool is_saying(struct str w)
{
    static const struct str words[] = {
        STR_INIT("said"),   STR_INIT("says"),    STR_INIT("claims"),  STR_INIT("claimed"),
        STR_INIT("thinks"), STR_INIT("thought"), STR_INIT("writes"),  STR_INIT("wrote"),
        STR_INIT("told"),   STR_INIT("tells"),   STR_INIT("shouted"), STR_INIT("believes"),
        STR_INIT("sagt"),   STR_INIT("sagte"),   STR_INIT("dit"),     STR_INIT("dijo"),
        STR_INIT("сказал"), STR_INIT("говорит")};
    return IS_ONE_OF(w, words);
}

static bool is_condition(struct str w)
{
    static const struct str words[] = {STR_INIT("if"),   STR_INIT("whether"), STR_INIT("unless"),
                                       STR_INIT("case"), STR_INIT("suppose"), STR_INIT("wenn"),
                                       STR_INIT("ob"),   STR_INIT("falls"),   STR_INIT("si"),
                                       STR_INIT("если")};
    return IS_ONE_OF(w, words);
}

/* What stands before "you": "I did not call", "he said that", "if". */
static void read_frame(const struct text *t, size_t you, struct aim *a)
{
    for (size_t back = 1; back <= REACH_FRAME && back <= you; back++) {
        size_t i = you - back;
        struct str w = words_token(t, i);
        bool own = i > 0 && str_eq(words_token(t, i - 1), STR("i"));
        if (t->tokens[i].kind == TOKEN_SYMBOL)
            return;
        a->reported |= (is_saying(w) && !own) || (back == 1 && is_condition(w));
        a->negated |= role_of(w) == ROLE_NEGATION && !str_eq(w, STR("no"));
    }
}

struct path {
    bool copula, article, other_words;
    size_t words;
};

static bool begins_clause(const struct text *t, size_t token)
{
    return token == 0 || t->tokens[token - 1].kind == TOKEN_SYMBOL;
}

/* Whether the way from "you" to the insult is one of an address. */
static bool path_holds(const struct text *t, size_t you, const struct path *p, enum aim_kind kind)
{
    if (p->copula || says_copula(words_token(t, you)))
        return true;
    if (kind == AIM_INNOCENT)
        return p->words == 0 && begins_clause(t, you);
    return !p->other_words && (!p->article || p->words == 1);
}

/* Takes in one word on the way back; false where the way ends. */
static bool path_step(struct path *p, struct str w, struct aim *a)
{
    enum role role = role_of(w);
    a->negated |= role == ROLE_NEGATION;
    p->copula |= role == ROLE_COPULA;
    p->article |= role == ROLE_ARTICLE;
    p->other_words |= role == ROLE_NONE && !is_adjective(w);
    p->words++;
    return role != ROLE_OTHER || (p->copula && str_eq(w, STR("to")));
}

/* You "expert": a word held up between quotation marks is an adjective of scorn. */
static bool is_scare_quoted(const struct text *t, size_t i)
{
    return i > 0 && i + 1 < t->token_count && str_eq(words_token(t, i - 1), STR("\"")) &&
           str_eq(words_token(t, i + 1), STR("\""));
}

static void aim_before(const struct text *t, size_t token, enum aim_kind kind, struct aim *a)
{
    struct path p = {0};
    size_t reach = kind == AIM_INNOCENT ? REACH_INNOCENT : REACH;
    for (size_t i = token; i > 0 && p.words < reach; i--) {
        struct str w = words_token(t, i - 1);
        if (ends_clause(t, i - 1))
            return;
        if (t->tokens[i - 1].kind != TOKEN_WORD)
            continue;
        if (role_of(w) == ROLE_ADDRESSED) {
            /* "are you an idiot": the copula of a question stands before */
            p.copula |= i > 1 && role_of(words_token(t, i - 2)) == ROLE_COPULA && !p.other_words;
            a->addressed = path_holds(t, i - 1, &p, kind);
            read_frame(t, i - 1, a);
            return;
        }
        if (str_eq(w, STR("your")) && p.article && p.words == 1) { /* "your a liar" */
            a->addressed = true;
            return;
        }
        if (!path_step(&p, is_scare_quoted(t, i - 1) ? STR("such") : w, a))
            return;
    }
}

/* "idiots like you". */
static bool is_like_you(const struct text *t, size_t behind)
{
    static const struct str like[] = {STR_INIT("like"), STR_INIT("wie"), STR_INIT("comme"),
                                      STR_INIT("como"), STR_INIT("вроде")};
    return behind + 1 < t->token_count && IS_ONE_OF(words_token(t, behind), like) &&
           role_of(words_token(t, behind + 1)) == ROLE_ADDRESSED;
}

struct aim aim_of(const struct text *t, size_t first, size_t behind, enum aim_kind kind)
{
    struct aim a = {0};
    aim_before(t, first, kind, &a);
    if (is_like_you(t, behind)) {
        a.addressed = true;
        a.reported = false;
    }
    return a;
}

static bool is_being(struct str w)
{
    static const struct str words[] = {
        STR_INIT("is"),      STR_INIT("was"),   STR_INIT("are"),     STR_INIT("were"),
        STR_INIT("he's"),    STR_INIT("she's"), STR_INIT("they're"), STR_INIT("remains"),
        STR_INIT("remain"),  STR_INIT("ist"),   STR_INIT("war"),     STR_INIT("sind"),
        STR_INIT("est"),     STR_INIT("sont"),  STR_INIT("es"),      STR_INIT("son"),
        STR_INIT("becomes"), STR_INIT("became")};
    return IS_ONE_OF(w, words);
}

/* What no person is, or who is none of the others. */
static bool is_no_other(struct str w)
{
    static const struct str words[] = {
        STR_INIT("this"), STR_INIT("that"), STR_INIT("it"),   STR_INIT("there"), STR_INIT("here"),
        STR_INIT("what"), STR_INIT("who"),  STR_INIT("i"),    STR_INIT("we"),    STR_INIT("you"),
        STR_INIT("das"),  STR_INIT("es"),   STR_INIT("ich"),  STR_INIT("wir"),   STR_INIT("ce"),
        STR_INIT("esto"), STR_INIT("yo"),   STR_INIT("which")};
    return IS_ONE_OF(w, words);
}

bool aim_at_person(const struct text *t, size_t first)
{
    for (size_t i = first, words = 0; i > 0 && words < REACH; i--, words++) {
        struct str w = words_token(t, i - 1);
        if (ends_clause(t, i - 1) || role_of(w) == ROLE_NEGATION)
            return false;
        if (!is_being(w))
            continue;
        if (str_find_char(w, '\'', 0) != STR_NONE)
            return true;
        return i > 1 && t->tokens[i - 2].kind == TOKEN_WORD &&
               !is_no_other(words_token(t, i - 2)) &&
               role_of(words_token(t, i - 2)) != ROLE_NEGATION;
    }
    return false;
}

bool aim_at_answered(const struct text *t, size_t first)
{
    static const struct str exclaimed[] = {STR_INIT("what"), STR_INIT("such"), STR_INIT("typical"),
                                           STR_INIT("another")};
    size_t i = first;
    while (i > 0 && first - i < 3 &&
           (role_of(words_token(t, i - 1)) == ROLE_ARTICLE || is_adjective(words_token(t, i - 1))))
        i--;
    if (begins_clause(t, i))
        return true;
    return IS_ONE_OF(words_token(t, i - 1), exclaimed) && begins_clause(t, i - 1);
}

bool aim_phrase_stands(const struct text *t, size_t first)
{
    static const struct str words[] = {
        STR_INIT("to"),    STR_INIT("should"),  STR_INIT("shouldn't"), STR_INIT("will"),
        STR_INIT("won't"), STR_INIT("would"),   STR_INIT("wouldn't"),  STR_INIT("could"),
        STR_INIT("can"),   STR_INIT("can't"),   STR_INIT("might"),     STR_INIT("may"),
        STR_INIT("must"),  STR_INIT("i"),       STR_INIT("we"),        STR_INIT("they"),
        STR_INIT("he"),    STR_INIT("she"),     STR_INIT("it"),        STR_INIT("didn't"),
        STR_INIT("don't"), STR_INIT("doesn't"), STR_INIT("the"),       STR_INIT("a"),
        STR_INIT("not"),   STR_INIT("never")};
    static const struct str openers[] = {STR_INIT("just"), STR_INIT("please"), STR_INIT("and"),
                                         STR_INIT("so"),   STR_INIT("you"),    STR_INIT("now"),
                                         STR_INIT("then"), STR_INIT("go"),     STR_INIT("oh")};
    struct str w = words_token(t, first);
    if (begins_clause(t, first))
        return true;
    /* what tourists and old cars do as well */
    if (str_eq(w, STR("get")) || str_eq(w, STR("drop")))
        return IS_ONE_OF(words_token(t, first - 1), openers);
    return !IS_ONE_OF(words_token(t, first - 1), words);
}
