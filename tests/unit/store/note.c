#include "note.h"

#include "store/store_location.h"
#include "unit/test.h"

void note_init(struct test_store *t)
{
    struct problem problem = {0};
    test_store_init(t);
    if (store_migrate_to(t->store, &note_schema, NULL, &problem) != RC_OK)
        fail_msg("%s", problem.message);
}

int64_t note_total(struct test_store *t)
{
    struct note_note_count_row row;
    assert_ok(note_note_count(t->db, &(struct note_note_count_in){.site_id = 1}, t->arena, &row));
    return row.notes;
}

enum rc note_add_job(struct db *db, void *id)
{
    return note_note_add(db, &(struct note_note_add_in){
                                 .site_id = 1, .note_id = *(int64_t *)id, .text = STR("a note")});
}
