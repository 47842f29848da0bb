/* What reads rows of events by their numbers, as far as they are granted. */
#include "desk.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct {
    char *name;
    enum n__DataType type;
    char *label;
} COLUMNS[] = {
    {"id", n__DataType__integer, "编号"},
    {"title", n__DataType__text, "标题"},
    {"status", n__DataType__text, "状态"},
    {"priority", n__DataType__text, "优先级"},
    {"customer_id", n__DataType__integer, "客户"},
    {"submitted_at", n__DataType__dateTime, "提交时间"},
};
enum { KNOWN = sizeof COLUMNS / sizeof COLUMNS[0] };

/* Describe the columns that are asked for, and write their names; the number of them, or -1 if one is not known. */
static int describe(struct soap *soap, const struct n__ArrayOfString *asked, struct n__RowSetColumn *found, char *names)
{
    for (int each = 0; each < asked->__sizestring; each++) {
        int known = 0;
        while (known < KNOWN && strcmp(asked->string[each], COLUMNS[known].name))
            known++;
        if (known == KNOWN)
            return -1;
        soap_default_n__RowSetColumn(soap, &found[each]);
        found[each].name = COLUMNS[known].name;
        found[each].type = COLUMNS[known].type;
        found[each].label = COLUMNS[known].label;
        names += sprintf(names, "%s\"%s\"", each ? ", " : "", COLUMNS[known].name);
    }
    return asked->__sizestring;
}

/* The value as the data service writes it. */
static char *written(struct soap *soap, PGresult *rows, int row, int column, enum n__DataType type)
{
    char word[40];
    if (type == n__DataType__text)
        return text_of(soap, rows, row, column);
    if (PQgetisnull(rows, row, column))
        return NULL;
    if (type == n__DataType__integer)
        snprintf(word, sizeof word, "%lld", (long long)number_of(rows, row, column));
    else {
        struct timeval time = time_of(rows, row, column);
        struct tm parts;
        gmtime_r(&time.tv_sec, &parts);
        size_t length = strftime(word, sizeof word, "%Y-%m-%dT%H:%M:%S", &parts);
        snprintf(word + length, sizeof word - length, ".%06ldZ", (long)time.tv_usec);
    }
    return soap_strdup(soap, word);
}

/* Fill the rows and return the bytes of their values. */
static size_t fill_rows(struct soap *soap, PGresult *found, struct n__RowSet *set)
{
    size_t bytes = 0;
    int count = PQntuples(found), width = PQnfields(found);
    struct n__ArrayOfNillableString *values = soap_malloc(soap, count * sizeof *values + 1);
    set->rows->__sizeDataRow = count;
    set->rows->DataRow = soap_malloc(soap, count * sizeof(struct n__DataRow) + 1);
    for (int row = 0; row < count; row++) {
        values[row].__sizestring = width;
        values[row].string = soap_malloc(soap, width * sizeof(char *));
        set->rows->DataRow[row].values = &values[row];
        for (int column = 0; column < width; column++) {
            enum n__DataType type = set->columns->RowSetColumn[column].type;
            char *value = values[row].string[column] = written(soap, found, row, column, type);
            bytes += value ? strlen(value) : 0;
        }
    }
    return bytes;
}

static int read_table(struct soap *soap, const caller *who, struct _n__ReadTable *asked, struct n__RowSet *set)
{
    char names[400], json[420], sql[600], size[16], rows_read[24], bytes_read[24], taken[24], word[20];
    struct timespec started, ended;
    clock_gettime(CLOCK_MONOTONIC, &started);
    struct n__DataCondition *condition = asked->filter && asked->filter->allOf && asked->columns
        ? asked->filter->allOf->DataCondition : NULL;
    if (!condition || strcmp(condition->column, "id") || condition->operator_ != n__DataOperator__lessOrEqual)
        return refuse(soap, "INVALID_ARGUMENT", "This peer reads by id only.");
    int width = asked->columns->__sizestring > KNOWN
        ? -1 : describe(soap, asked->columns, set->columns->RowSetColumn, names);
    snprintf(json, sizeof json, "[%s]", names);
    const char *grant[] = {asked->table, who->id, who->role_id, json};
    PGresult *found = width < 0 ? NULL : run(soap, "grant", 4, grant);
    int granted = found && PQntuples(found);
    PQclear(found);
    if (!granted)
        return soap->error ? soap->error : refuse(soap, "NOT_FOUND", "There is no such table or column.");
    set->columns->__sizeRowSetColumn = width;
    snprintf(sql, sizeof sql,
        "SELECT %s FROM events WHERE id <= $1::bigint AND status <> 'deleted' ORDER BY id LIMIT $2::int", names);
    snprintf(size, sizeof size, "%d", asked->size && *asked->size ? *asked->size : 500);
    const char *bounds[] = {condition->values->string[0], size};
    found = PQexecParams(DATABASE(soap), sql, 2, NULL, bounds, NULL, NULL, 1);
    if (PQresultStatus(found) != PGRES_TUPLES_OK) {
        PQclear(found);
        return soap_receiver_fault(soap, "The database failed.", NULL);
    }
    snprintf(bytes_read, sizeof bytes_read, "%zu", fill_rows(soap, found, set));
    snprintf(rows_read, sizeof rows_read, "%d", PQntuples(found));
    PQclear(found);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    snprintf(taken, sizeof taken, "%ld",
        (ended.tv_sec - started.tv_sec) * 1000 + (ended.tv_nsec - started.tv_nsec) / 1000000);
    correlation(word);
    const char *access[] = {who->id, sql, rows_read, bytes_read, taken, address_of(soap), word};
    if (!(found = run(soap, "add_access", 7, access)))
        return soap->error;
    PQclear(found);
    return SOAP_OK;
}

int __n__ReadTable(struct soap *soap, struct _n__ReadTable *asked, struct _n__ReadTableResponse *answer)
{
    caller who;
    int status = enter(soap, "data:use", &who);
    if (status == SOAP_OK) {
        struct n__RowSet *set = soap_malloc(soap, sizeof *set);
        set->columns = soap_malloc(soap, sizeof *set->columns);
        set->columns->RowSetColumn = soap_malloc(soap, KNOWN * sizeof(struct n__RowSetColumn));
        set->rows = soap_malloc(soap, sizeof *set->rows);
        answer->ReadTableResult = soap_malloc(soap, sizeof *answer->ReadTableResult);
        soap_default_n__DataResult(soap, answer->ReadTableResult);
        answer->ReadTableResult->rowSet = set;
        status = read_table(soap, &who, asked, set);
    }
    return leave(soap, status);
}
