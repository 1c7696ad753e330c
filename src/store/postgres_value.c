#include "store/postgres_value.h"

#include <endian.h>
#include <limits.h>

/* From pg_type.dat of PostgreSQL: these numbers never change. */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_FLOAT4 = 700,
    OID_FLOAT8 = 701,
    OID_VARCHAR = 1043
};

Oid postgres_type(enum db_type type)
{
    switch (type) {
    case DB_I64:
        return OID_INT8;
    case DB_F64:
        return OID_FLOAT8;
    case DB_STR:
        return OID_TEXT;
    case DB_BYTES:
        return OID_BYTEA;
    case DB_BOOL:
        return OID_BOOL;
    }
    return 0;
}

bool postgres_type_fits(enum db_type type, Oid found)
{
    switch (type) {
    case DB_I64:
        return found == OID_INT8 || found == OID_INT4 || found == OID_INT2;
    case DB_F64:
        return found == OID_FLOAT8;
    case DB_STR:
        return found == OID_TEXT || found == OID_VARCHAR;
    case DB_BYTES:
        return found == OID_BYTEA;
    case DB_BOOL:
        return found == OID_BOOL;
    }
    return false;
}

static void put_u64(struct postgres_values *v, size_t i, uint64_t number)
{
    number = htobe64(number);
    memcpy(v->numbers[i], &number, sizeof number);
    v->values[i] = v->numbers[i];
    v->lengths[i] = sizeof number;
}

static enum rc encode_field(const struct db_field *f, const void *in, struct postgres_values *v,
                            size_t i)
{
    const void *value = db_field_at(in, f);
    const struct str *s = value;
    uint64_t bits;
    switch (f->type) {
    case DB_I64:
        put_u64(v, i, (uint64_t) * (const int64_t *)value);
        return RC_OK;
    case DB_F64:
        memcpy(&bits, value, sizeof bits);
        put_u64(v, i, bits);
        return RC_OK;
    case DB_BOOL:
        v->numbers[i][0] = *(const bool *)value;
        v->values[i] = v->numbers[i];
        v->lengths[i] = 1;
        return RC_OK;
    case DB_STR:
    case DB_BYTES:
        break;
    }
    if (s->n > INT_MAX)
        return RC_TOO_LARGE;
    v->values[i] = s->p ? s->p : "";
    v->lengths[i] = (int)s->n;
    return RC_OK;
}

enum rc postgres_encode(const struct db_query *q, const void *in, struct postgres_values *ret)
{
    for (size_t i = 0; i < q->in_count; i++) {
        ret->formats[i] = 1;
        ret->values[i] = NULL;
        enum rc rc = db_field_is_null(in, &q->in[i]) ? RC_OK : encode_field(&q->in[i], in, ret, i);
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

static int64_t read_integer(const char *p, int n)
{
    uint64_t u64;
    uint32_t u32;
    uint16_t u16;
    if (n == 8)
        return (int64_t)be64toh((memcpy(&u64, p, 8), u64));
    if (n == 4)
        return (int32_t)be32toh((memcpy(&u32, p, 4), u32));
    return (int16_t)be16toh((memcpy(&u16, p, 2), u16));
}

static enum rc decode_field(struct db *db, const PGresult *result, int row, int column,
                            enum db_type type, struct arena *arena, void *to)
{
    const char *p = PQgetvalue(result, row, column);
    int n = PQgetlength(result, row, column);
    int64_t bits;
    switch (type) {
    case DB_I64:
        *(int64_t *)to = read_integer(p, n);
        return RC_OK;
    case DB_F64:
        bits = read_integer(p, n);
        memcpy(to, &bits, sizeof bits);
        return RC_OK;
    case DB_BOOL:
        *(bool *)to = p[0] != 0;
        return RC_OK;
    case DB_STR:
    case DB_BYTES:
        break;
    }
    return db_field_set_bytes(db, arena, to, p, (size_t)n);
}

enum rc postgres_decode(struct db *db, const struct db_query *q, const PGresult *result, int row,
                        struct db_rows *rows)
{
    char *to = db_rows_add(rows);
    if (to == NULL)
        return db_failed(db, RC_NO_MEMORY, "the rows do not fit the arena");
    for (int i = 0; i < q->out_count; i++) {
        const struct db_field *f = &q->out[i];
        bool is_null = PQgetisnull(result, row, i);
        if (is_null && f->nullable)
            continue;
        if (is_null || !postgres_type_fits(f->type, PQftype(result, i)))
            return db_column_bad(db, q, (size_t)i);
        enum rc rc = decode_field(db, result, row, i, f->type, rows->arena, db_field_fill(to, f));
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}
