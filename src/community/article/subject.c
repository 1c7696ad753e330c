#include "community/article/subject.h"

#include <pthread.h>

#include "community/core.h"
#include "queries.h"
#include "text/markdown.h"

/* Tables of SUBJECT_BYTES_MAX bytes of text, and the text itself while they are made. */
#define SUBJECT_ARENA_MAX ((size_t)2 * 1024 * 1024)

struct subject_key {
    int64_t article_id; /* 0: a free place */
    bool thread;        /* the thread under it, not the article */
};

struct subject {
    struct subject_key key;
    int64_t version;
    uint64_t used;
    struct arena *arena;
    struct topic topic;
};

struct subjects {
    struct arena *arena; /* holds this struct */
    pthread_mutex_t lock;
    uint64_t clock; /* counts uses */
    struct subject place[SUBJECT_PLACES];
};

enum rc subjects_new(struct subjects **ret)
{
    struct arena *arena = arena_new((size_t)256 * 1024);
    struct subjects *s = arena != NULL ? ARENA_NEW(arena, struct subjects) : NULL;
    if (s == NULL) {
        arena_free(arena);
        return RC_NO_MEMORY;
    }
    s->arena = arena;
    pthread_mutex_init(&s->lock, NULL);
    *ret = s;
    return RC_OK;
}

void subjects_free(struct subjects *s)
{
    if (s == NULL)
        return;
    for (size_t i = 0; i < SUBJECT_PLACES; i++)
        arena_free(s->place[i].arena);
    pthread_mutex_destroy(&s->lock);
    arena_free(s->arena);
}

/* --- making one --- */

static void put_line(struct buf *out, struct str s)
{
    buf_put(out, str_slice(s, 0, SUBJECT_BYTES_MAX));
    buf_put_char(out, '\n');
}

/* What stands between the tags. */
static void put_html(struct buf *out, struct str html)
{
    for (size_t at = 0; at < html.n && buf_str(out).n < SUBJECT_BYTES_MAX;) {
        size_t open = str_find_char(html, '<', at);
        open = open == STR_NONE ? html.n : open;
        put_line(out, str_slice(html, at, open));
        size_t close = str_find_char(html, '>', open);
        at = close == STR_NONE ? html.n : close + 1;
    }
}

static enum rc put_body(struct buf *out, const struct q_article_subject_row *row, struct arena *a)
{
    struct str plain;
    if (row->body_markdown.n == 0) {
        put_html(out, row->body_html);
        return RC_OK;
    }
    enum rc rc = markdown_plain(a, row->body_markdown, SUBJECT_BYTES_MAX, &plain);
    if (rc == RC_OK)
        put_line(out, plain);
    return rc;
}

static enum rc put_tags(struct buf *out, struct db *db, int64_t site_id, int64_t article_id,
                        struct arena *a)
{
    struct q_article_tag_list_row *tags;
    size_t count;
    enum rc rc = q_article_tag_list(
        db, &(struct q_article_tag_list_in){.site_id = site_id, .article_id = article_id}, a, &tags,
        &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        put_line(out, tags[i].title);
    return rc;
}

/* Cut at a character's beginning. */
static struct str cut(struct str text)
{
    size_t n = text.n < SUBJECT_BYTES_MAX ? text.n : SUBJECT_BYTES_MAX;
    while (n > 0 && n < text.n && ((unsigned char)text.p[n] & 0xc0) == 0x80)
        n--;
    return str_slice(text, 0, n);
}

/* Reads the article and makes its topic in `keep`; `scratch` is for what is not needed afterwards. */
static enum rc make_article(struct community *c, struct db *db, int64_t article_id,
                            struct arena *keep, struct arena *scratch, struct topic *ret)
{
    struct q_article_subject_row row;
    enum rc rc = q_article_subject(
        db, &(struct q_article_subject_in){.site_id = c->site.id, .id = article_id}, scratch, &row);
    if (rc != RC_OK)
        return rc;
    struct buf text;
    buf_init(&text, SUBJECT_BYTES_MAX * 4);
    put_line(&text, row.headline);
    put_line(&text, row.standfirst);
    rc = put_tags(&text, db, c->site.id, article_id, scratch);
    if (rc == RC_OK)
        rc = put_body(&text, &row, scratch);
    if (rc == RC_OK)
        rc = buf_status(&text);
    if (rc == RC_OK)
        rc = topic_make(keep, scratch, cut(buf_str(&text)), ret);
    buf_release(&text);
    return rc;
}

static enum rc make_thread(struct community *c, struct db *db, int64_t article_id,
                           struct arena *keep, struct arena *scratch, struct topic *ret)
{
    struct q_comment_voices_row *rows;
    size_t count, bytes = 0, used = 0;
    enum rc rc = q_comment_voices(db,
                                  &(struct q_comment_voices_in){.site_id = c->site.id,
                                                                .article_id = article_id,
                                                                .max_rows = SUBJECT_VOICES_MAX},
                                  scratch, &rows, &count);
    struct topic_voice *voices = ARENA_ARRAY(scratch, SUBJECT_VOICES_MAX, struct topic_voice);
    if (rc != RC_OK || voices == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (; used < count && bytes < SUBJECT_BYTES_MAX; used++) {
        voices[used] =
            (struct topic_voice){.text = cut(rows[used].body), .writer = rows[used].account_id};
        bytes += rows[used].body.n;
    }
    return topic_make_common(keep, scratch, voices, used, ret);
}

/* --- keeping --- */

static struct subject *find(struct subjects *s, struct subject_key key)
{
    for (size_t i = 0; i < SUBJECT_PLACES; i++)
        if (s->place[i].key.article_id == key.article_id && s->place[i].key.thread == key.thread)
            return &s->place[i];
    return NULL;
}

static struct subject *oldest(struct subjects *s)
{
    struct subject *old = &s->place[0];
    for (size_t i = 1; i < SUBJECT_PLACES; i++)
        if (s->place[i].used < old->used)
            old = &s->place[i];
    return old;
}

/* RC_NOT_FOUND when it is not here, or of another version. */
static enum rc copy_kept(struct subjects *s, struct subject_key key, int64_t version,
                         struct arena *a, struct topic *ret)
{
    enum rc rc = RC_NOT_FOUND;
    pthread_mutex_lock(&s->lock);
    struct subject *kept = find(s, key);
    if (kept != NULL && kept->version == version) {
        kept->used = ++s->clock;
        rc = topic_copy(&kept->topic, a, ret);
    }
    pthread_mutex_unlock(&s->lock);
    return rc;
}

/* Without memory it is made again for the next comment. */
static void keep(struct subjects *s, struct subject_key key, int64_t version,
                 const struct topic *topic)
{
    pthread_mutex_lock(&s->lock);
    struct subject *p = find(s, key);
    p = p != NULL ? p : oldest(s);
    p->key = (struct subject_key){0};
    p->used = ++s->clock;
    if (p->arena == NULL)
        p->arena = arena_new(SUBJECT_ARENA_MAX);
    else
        arena_reset(p->arena);
    if (p->arena != NULL && topic_copy(topic, p->arena, &p->topic) == RC_OK) {
        p->key = key;
        p->version = version;
    }
    pthread_mutex_unlock(&s->lock);
}

static enum rc get(struct community *c, struct db *db, struct subject_key key, int64_t version,
                   struct arena *a, const struct topic **ret)
{
    struct topic *topic = ARENA_NEW(a, struct topic);
    if (topic == NULL)
        return RC_NO_MEMORY;
    enum rc rc = copy_kept(c->subjects, key, version, a, topic);
    if (rc == RC_NOT_FOUND) {
        struct arena *scratch = arena_new(SUBJECT_ARENA_MAX);
        if (scratch == NULL)
            return RC_NO_MEMORY;
        rc = (key.thread ? make_thread : make_article)(c, db, key.article_id, a, scratch, topic);
        arena_free(scratch);
        if (rc == RC_OK)
            keep(c->subjects, key, version, topic);
    }
    if (rc == RC_OK)
        *ret = topic;
    return rc;
}

enum rc subject_get(struct community *c, struct db *db, int64_t article_id, int64_t version,
                    struct arena *a, const struct topic **ret)
{
    return get(c, db, (struct subject_key){article_id, .thread = false}, version, a, ret);
}

/* The same number until a thread has grown by a quarter. */
static int64_t thread_version(int64_t comments)
{
    int64_t octave = SUBJECT_VOICES_MIN;
    while (octave * 2 <= comments)
        octave *= 2;
    return octave + (comments - octave) * 4 / octave * octave / 4;
}

enum rc subject_get_thread(struct community *c, struct db *db, int64_t article_id, int64_t comments,
                           struct arena *a, const struct topic **ret)
{
    *ret = NULL;
    if (comments < SUBJECT_VOICES_MIN)
        return RC_OK;
    return get(c, db, (struct subject_key){article_id, .thread = true}, thread_version(comments), a,
               ret);
}
