/* From rows to what the contract says. */
#include "desk.h"

struct n__UserSummary *person_of(struct soap *soap, PGresult *rows, int row, int column)
{
    if (PQgetisnull(rows, row, column))
        return NULL;
    struct n__UserSummary *person = soap_malloc(soap, sizeof *person);
    person->id = number_of(rows, row, column);
    person->displayName = text_of(soap, rows, row, column + 1);
    return person;
}

int fill_summary(struct soap *soap, PGresult *rows, int row, struct n__EventSummary *event)
{
    event->id = number_of(rows, row, 0);
    event->title = text_of(soap, rows, row, 1);
    soap_s2n__EventStatus(soap, PQgetvalue(rows, row, 2), &event->status);
    soap_s2n__Priority(soap, PQgetvalue(rows, row, 3), &event->priority);
    event->category = text_of(soap, rows, row, 4);
    event->customer = person_of(soap, rows, row, 5);
    event->handler = person_of(soap, rows, row, 7);
    event->replyCount = (int)number_of(rows, row, 9);
    event->submittedAt = time_of(rows, row, 10);
    event->updatedAt = time_of(rows, row, 11);
    event->version = (int)number_of(rows, row, 12);
    return soap->error;
}

int fill_event(struct soap *soap, PGresult *rows, int row, struct n__Event *event)
{
    struct n__EventSummary summary;
    if (fill_summary(soap, rows, row, &summary))
        return soap->error;
    event->id = summary.id;
    event->title = summary.title;
    event->status = summary.status;
    event->priority = summary.priority;
    event->category = summary.category;
    event->customer = summary.customer;
    event->handler = summary.handler;
    event->replyCount = summary.replyCount;
    event->submittedAt = summary.submittedAt;
    event->updatedAt = summary.updatedAt;
    event->version = summary.version;
    event->content = text_of(soap, rows, row, 13);
    event->reopenCount = (int)number_of(rows, row, 14);
    event->assignedAt = maybe_time_of(soap, rows, row, 15);
    event->resolvedAt = maybe_time_of(soap, rows, row, 16);
    event->completedAt = maybe_time_of(soap, rows, row, 17);
    return SOAP_OK;
}
