/* What reads events. */
#include "desk.h"
#include <stdio.h>
#include <string.h>

static int get_rating(struct soap *soap, const char *id, struct n__EventDetails *details)
{
    PGresult *rows = run(soap, "rating", 1, &id);
    if (!rows)
        return soap->error;
    if (PQntuples(rows)) {
        struct n__Rating *rating = details->rating = soap_malloc(soap, sizeof *rating);
        rating->eventId = details->event->id;
        rating->customer = person_of(soap, rows, 0, 0);
        rating->handler = person_of(soap, rows, 0, 2);
        rating->score = (int)number_of(rows, 0, 4);
        rating->opinion = text_of(soap, rows, 0, 5);
        rating->ratedAt = time_of(rows, 0, 6);
        rating->changedAt = maybe_time_of(soap, rows, 0, 7);
    }
    PQclear(rows);
    return SOAP_OK;
}

static int get_replies(struct soap *soap, const char *const *values, struct n__EventDetails *details)
{
    PGresult *rows = run(soap, "replies", 2, values);
    if (!rows)
        return soap->error;
    int count = PQntuples(rows);
    details->replies = soap_malloc(soap, sizeof *details->replies);
    details->replies->__sizeReply = count;
    details->replies->Reply = soap_malloc(soap, count * sizeof(struct n__Reply) + 1);
    for (int row = 0; row < count; row++) {
        /* The latest come first from the database, and last in the answer. */
        struct n__Reply *reply = &details->replies->Reply[count - 1 - row];
        reply->id = number_of(rows, row, 0);
        reply->eventId = details->event->id;
        reply->author = person_of(soap, rows, row, 1);
        soap_s2n__ReplyKind(soap, PQgetvalue(rows, row, 3), &reply->kind);
        reply->text = text_of(soap, rows, row, 4);
        reply->postedAt = time_of(rows, row, 5);
    }
    PQclear(rows);
    return soap->error;
}

static int get_attachments(struct soap *soap, const char *const *values, struct n__EventDetails *details)
{
    PGresult *rows = run(soap, "attachments", 2, values);
    if (!rows)
        return soap->error;
    int count = PQntuples(rows);
    details->attachments = soap_malloc(soap, sizeof *details->attachments);
    details->attachments->__sizeAttachment = count;
    details->attachments->Attachment = soap_malloc(soap, count * sizeof(struct n__Attachment) + 1);
    for (int row = 0; row < count; row++) {
        struct n__Attachment *attachment = &details->attachments->Attachment[row];
        soap_default_n__Attachment(soap, attachment);
        attachment->id = number_of(rows, row, 0);
        attachment->eventId = details->event->id;
        if (!PQgetisnull(rows, row, 1)) {
            attachment->replyId = soap_malloc(soap, sizeof(LONG64));
            *attachment->replyId = number_of(rows, row, 1);
        }
        attachment->fileName = text_of(soap, rows, row, 2);
        attachment->mediaType = text_of(soap, rows, row, 3);
        attachment->size = (int)number_of(rows, row, 4);
        attachment->sha256.__size = PQgetlength(rows, row, 5);
        attachment->sha256.__ptr = soap_malloc(soap, attachment->sha256.__size);
        memcpy(attachment->sha256.__ptr, PQgetvalue(rows, row, 5), attachment->sha256.__size);
        attachment->uploadedById = number_of(rows, row, 6);
        attachment->uploadedAt = time_of(rows, row, 7);
    }
    PQclear(rows);
    return SOAP_OK;
}

static int get_event(struct soap *soap, const caller *who, LONG64 number, struct n__EventDetails *details)
{
    char id[24];
    const char *values[6], *of_event[2] = {id, NULL};
    snprintf(id, sizeof id, "%lld", (long long)number);
    see(who, values);
    values[5] = id;
    PGresult *rows = run(soap, "event", 6, values);
    if (!rows)
        return soap->error;
    if (PQntuples(rows) == 0) {
        PQclear(rows);
        return refuse(soap, "NOT_FOUND", "There is no such event.");
    }
    details->event = soap_malloc(soap, sizeof *details->event);
    int status = fill_event(soap, rows, 0, details->event);
    PQclear(rows);
    if (status)
        return status;
    of_event[1] = may(who, "internal_notes:use") && details->event->customer->id != who->number ? "t" : "f";
    details->allowedOperations = soap_malloc(soap, sizeof *details->allowedOperations);
    allow(soap, who, details->event, details->allowedOperations);
    if (get_rating(soap, id, details) || get_replies(soap, of_event, details))
        return soap->error;
    return get_attachments(soap, of_event, details);
}

int __n__GetEvent(struct soap *soap, struct _n__GetEvent *asked, struct _n__GetEventResponse *answer)
{
    caller who;
    int status = enter(soap, "events:read", &who);
    if (status == SOAP_OK) {
        answer->GetEventResult = soap_malloc(soap, sizeof *answer->GetEventResult);
        soap_default_n__EventDetails(soap, answer->GetEventResult);
        status = get_event(soap, &who, asked->eventId, answer->GetEventResult);
    }
    return leave(soap, status);
}

static int list_events(struct soap *soap, const caller *who, struct n__EventList *list)
{
    const char *values[5];
    see(who, values);
    PGresult *rows = run(soap, "list", 5, values);
    if (!rows)
        return soap->error;
    int found = PQntuples(rows), shown = found > 50 ? 50 : found;
    list->events = soap_malloc(soap, sizeof *list->events);
    list->events->__sizeEventSummary = shown;
    list->events->EventSummary = soap_malloc(soap, shown * sizeof(struct n__EventSummary) + 1);
    for (int row = 0; row < shown; row++)
        fill_summary(soap, rows, row, &list->events->EventSummary[row]);
    if (found > shown) {
        struct n__EventSummary *last = &list->events->EventSummary[shown - 1];
        list->nextCursor = soap_malloc(soap, sizeof(char *));
        *list->nextCursor = soap_malloc(soap, 80);
        snprintf(*list->nextCursor, 80, "%lld.%06lld-%lld", (long long)last->submittedAt.tv_sec,
            (long long)last->submittedAt.tv_usec, (long long)last->id);
    }
    PQclear(rows);
    if (soap->error || !(rows = run(soap, "count", 5, values)))
        return soap->error;
    LONG64 total = number_of(rows, 0, 0);
    list->total = total > 10000 ? 10000 : total;
    list->totalIsExact = total <= 10000 ? xsd__boolean__true_ : xsd__boolean__false_;
    PQclear(rows);
    return SOAP_OK;
}

int __n__ListEvents(struct soap *soap, struct _n__ListEvents *asked, struct _n__ListEventsResponse *answer)
{
    caller who;
    (void)asked;
    int status = enter(soap, "events:read", &who);
    if (status == SOAP_OK) {
        answer->ListEventsResult = soap_malloc(soap, sizeof *answer->ListEventsResult);
        soap_default_n__EventList(soap, answer->ListEventsResult);
        status = list_events(soap, &who, answer->ListEventsResult);
    }
    return leave(soap, status);
}
