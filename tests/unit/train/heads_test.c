/* Training of the heads: manifests, what becomes an example, and that the same input gives the same bytes. */
#include "base/buf.h"
#include "train/fit.h"
#include "train/quality.h"
#include "train/written.h"
#include "unit/test.h"

#define MEMORY ((size_t)512 << 20)

static const char small_manifest[] = "# rude and polite\n"
                                     "set tiny.all tiny.csv\n"
                                     "  text comment other\n"
                                     "  toxic column rude\n"
                                     "  insult column kind is insult slur\n"
                                     "  spam 0\n"
                                     "set more.some more.csv\n"
                                     "  text comment\n"
                                     "  only part b\n"
                                     "  toxic 1\n"
                                     "  weight 0.5\n";

struct setting {
    struct arena *arena, *scratch;
    struct signals *signals;
    struct manifest *manifest;
    struct corpus corpus;
};

static void open_setting(struct setting *s, const char *manifest)
{
    *s = (struct setting){.arena = arena_new(MEMORY), .scratch = arena_new(MEMORY)};
    s->manifest = ARENA_NEW(s->arena, struct manifest);
    assert_non_null(s->manifest);
    assert_ok(signals_new_with_heads(NULL, &s->signals, NULL));
    assert_ok(manifest_read(str_from_cstr(manifest), s->manifest, NULL));
    assert_ok(corpus_begin(&s->corpus, s->manifest, s->signals, s->arena, s->scratch));
}

static void close_setting(struct setting *s)
{
    signals_free(s->signals);
    arena_free(s->scratch);
    arena_free(s->arena);
}

static enum rc read_csv(struct setting *s, size_t set, const char *csv, struct problem *problem)
{
    struct str bytes = str_from_cstr(csv);
    const struct table_source source = {
        .read = table_read_bytes, .context = &bytes, .name = STR("test.csv")};
    const struct table_options options = {0};
    struct table *t;
    assert_ok(table_open(&source, &options, &t, problem));
    enum rc rc = corpus_read(&s->corpus, set, t, problem);
    table_close(t);
    return rc;
}

static void a_manifest_says_what_columns_mean(void **state)
{
    struct setting s;
    open_setting(&s, small_manifest);
    assert_int_equal(s.manifest->count, 2);
    assert_str_equal(s.manifest->set[0].group, STR("tiny"));
    assert_int_equal(s.manifest->set[0].text_count, 2);
    assert_int_equal(s.manifest->set[0].label[HEAD_INSULT].kind, LABEL_IS);
    assert_int_equal(s.manifest->set[0].label[HEAD_THREAT].kind, LABEL_NONE);
    assert_true(s.manifest->set[1].weight == 0.5);
    close_setting(&s);
}

static void assert_manifest_fault(const char *text, int line, const char *word)
{
    static struct manifest m;
    struct problem p = {0};
    assert_int_equal(manifest_read(str_from_cstr(text), &m, &p), RC_INVALID);
    assert_int_equal(p.line, line);
    assert_non_null(strstr(p.message, word));
}

static void faults_of_a_manifest_are_told_with_their_line(void **state)
{
    assert_manifest_fault("set a a.csv\n  text t\n  toxik 1\n", 3, "toxik");
    assert_manifest_fault("set a a.csv\n  text t\n  toxic 2\n", 3, "0 to 1");
    assert_manifest_fault("set a a.csv\n  toxic 1\n", 1, "without a column of text");
    assert_manifest_fault("set a a.csv\n  text t\n", 1, "without a label");
    assert_manifest_fault("set a\n", 1, "a name and a file");
    assert_manifest_fault("  text t\n", 1, "belongs to no set");
    assert_manifest_fault("\n# nothing\n", 0, "no set");
}

static void rows_become_examples(void **state)
{
    struct setting s;
    open_setting(&s, small_manifest);
    assert_ok(read_csv(&s, 0,
                       "comment,other,rude,kind\n"
                       "You are all fools here,What a fine morning it is,1,insult\n"
                       "you are ALL fools here!!,,1,insult\n"
                       "Die Sitzung wurde gestern Abend wieder vertagt,,0,none\n"
                       "The train was late again,,rather,none\n",
                       NULL));
    assert_int_equal(s.corpus.count, 2);
    assert_int_equal(s.corpus.set[0].skipped, 2);
    assert_int_equal(s.corpus.set[0].tally.broken, 1);
    assert_true(s.corpus.example[0].label[HEAD_TOXIC] == 1);
    assert_true(s.corpus.example[0].label[HEAD_INSULT] == 1);
    assert_true(s.corpus.example[0].label[HEAD_SPAM] == 0);
    assert_true(s.corpus.example[0].label[HEAD_THREAT] < 0);
    assert_ok(
        read_csv(&s, 1, "comment,part\nThis is the one row,b\nThis is another one,a\n", NULL));
    assert_int_equal(s.corpus.count, 3);
    close_setting(&s);
}

static void a_missing_column_is_named(void **state)
{
    struct setting s;
    struct problem p = {0};
    open_setting(&s, small_manifest);
    assert_int_equal(read_csv(&s, 0, "comment,other,kind\nhello there,,none\n", &p), RC_NOT_FOUND);
    assert_non_null(strstr(p.message, "rude"));
    close_setting(&s);
}

static void word_vectors_are_read_line_by_line(void **state)
{
    struct arena *a = arena_new(MEMORY);
    struct problem p = {0};
    struct net_given given;
    struct buf b;
    buf_init(&b, 4096);
    BUF_PUT(&b, "heron\t");
    for (int i = 0; i < VECTORS_SIZE; i++)
        buf_printf(&b, "%d.5 ", i);
    BUF_PUT(&b, "\n");
    assert_ok(net_given_read(a, buf_str(&b), &given, &p));
    assert_int_equal(given.count, 1);
    assert_int_equal(given.hash[0], vectors_hash(STR("heron")));
    assert_true(given.vector[0][VECTORS_SIZE - 1] == (float)VECTORS_SIZE - 0.5f);
    BUF_PUT(&b, "crane\t1 2 3\n");
    assert_int_equal(net_given_read(a, buf_str(&b), &given, &p), RC_INVALID);
    assert_int_equal(p.line, 2);
    buf_release(&b);
    arena_free(a);
}

static void templates_become_texts(void **state)
{
    struct setting s;
    struct problem p = {0};
    open_setting(&s, "set w ./w.tsv\n  written 50\n");
    assert_ok(written_read(
        &s.corpus, 0,
        STR("=who\tthe mayor|the editor\n# why\ntoxic,insult\t{who} is a fool, {who}!\n"
            "-\tI have met {who} once.\n"),
        50, NULL));
    assert_int_equal(s.corpus.count, 4);
    for (size_t i = 0; i < s.corpus.count; i++) {
        const struct example *e = &s.corpus.example[i];
        bool rude = str_find(e->text, STR("fool"), 0) != STR_NONE;
        assert_true(e->label[HEAD_INSULT] == (rude ? 1 : 0));
        assert_true(e->label[HEAD_THREAT] == (rude ? -1 : 0));
    }
    assert_int_equal(written_read(&s.corpus, 0, STR("toxic\tso {what}\n"), 5, &p), RC_INVALID);
    assert_int_equal(p.line, 1);
    close_setting(&s);
}

/* A language so simple that a hundred texts teach it. */
static void fill(struct setting *s)
{
    static const char *const who[] = {"the mayor",    "that editor", "my neighbour", "your brother",
                                      "this council", "the referee", "our teacher"};
    static const char *const rude[] = {"is a horrible fool", "behaves like a horrible clown",
                                       "was a horrible liar again"};
    static const char *const kind[] = {"is a wonderful person", "behaves like a wonderful friend",
                                       "was a wonderful help again"};
    float label[HEAD_COUNT];
    for (int h = 0; h < HEAD_COUNT; h++)
        label[h] = -1;
    for (int i = 0; i < 420; i++) {
        bool is_rude = i % 2 != 0;
        struct str text = arena_printf(s->arena, "I think %s %s, number %d of them", who[i / 2 % 7],
                                       is_rude ? rude[i / 14 % 3] : kind[i / 14 % 3], i * i * i);
        label[HEAD_TOXIC] = is_rude ? 1 : 0;
        assert_ok(corpus_take(&s->corpus, 0, text, label));
    }
}

static void train(struct setting *s, struct heads_model *ret)
{
    struct fit_options options = fit_defaults();
    struct fit *f;
    fill(s);
    assert_ok(fit_new(s->arena, &s->corpus, NULL, &f));
    fit_run(f, &options, ret);
}

static void the_same_input_gives_the_same_model(void **state)
{
    struct setting s, again;
    open_setting(&s, small_manifest);
    open_setting(&again, small_manifest);
    struct heads_model *first = ARENA_NEW(s.arena, struct heads_model);
    struct heads_model *second = ARENA_NEW(again.arena, struct heads_model);
    train(&s, first);
    train(&again, second);
    assert_memory_equal(first, second, sizeof(*first));
    assert_ok(heads_check(first, sizeof(*first), "trained", NULL));
    close_setting(&s);
    close_setting(&again);
}

static void what_was_taught_is_told_apart(void **state)
{
    struct setting s;
    struct quality q;
    double z[HEAD_COUNT];
    open_setting(&s, small_manifest);
    struct heads_model *m = ARENA_NEW(s.arena, struct heads_model);
    train(&s, m);
    double *score = ARENA_ARRAY(s.arena, s.corpus.count, double);
    for (size_t i = 0; i < s.corpus.count; i++) {
        fit_logits(m, &s.corpus.example[i], z);
        score[i] = heads_calibrated(m, HEAD_TOXIC, z[HEAD_TOXIC]);
    }
    assert_ok(quality_measure(&s.corpus, score, HEAD_TOXIC, QUALITY_PART, STR(""), s.arena, &q));
    assert_true(q.yes > 0 && q.no > 0);
    assert_true(q.auc > 0.95);
    assert_ok(quality_measure(&s.corpus, score, HEAD_SPAM, QUALITY_PART, STR(""), s.arena, &q));
    assert_int_equal(q.yes + q.no, 0);
    close_setting(&s);
}

static void training_sees_a_text_as_inference_does(void **state)
{
    struct setting s;
    struct facts facts = {0};
    struct text t;
    double trained[HEAD_COUNT], inferred[HEAD_COUNT];
    open_setting(&s, small_manifest);
    fill(&s);
    const struct example *e = &s.corpus.example[7];
    struct example bare = *e;
    memset(bare.dense, 0, sizeof(bare.dense));
    assert_ok(text_prepare(s.scratch, e->text, &t));
    fit_logits(&heads_model, &bare, trained);
    heads_logits(&heads_model, &t, &facts, inferred);
    for (int h = 0; h < HEAD_COUNT; h++)
        assert_true(trained[h] - inferred[h] < 1e-6 && inferred[h] - trained[h] < 1e-6);
    close_setting(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_manifest_says_what_columns_mean),
        cmocka_unit_test(faults_of_a_manifest_are_told_with_their_line),
        cmocka_unit_test(rows_become_examples),
        cmocka_unit_test(a_missing_column_is_named),
        cmocka_unit_test(word_vectors_are_read_line_by_line),
        cmocka_unit_test(templates_become_texts),
        cmocka_unit_test(the_same_input_gives_the_same_model),
        cmocka_unit_test(what_was_taught_is_told_apart),
        cmocka_unit_test(training_sees_a_text_as_inference_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
