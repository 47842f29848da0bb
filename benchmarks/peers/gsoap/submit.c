/* What submits an event: five rows in the transaction of the call. */
#include "desk.h"
#include <stdio.h>

/* Run a statement of which no row is wanted. */
static int write_row(struct soap *soap, const char *name, int count, const char *const *values)
{
    PGresult *rows = run(soap, name, count, values);
    if (!rows)
        return soap->error;
    PQclear(rows);
    return SOAP_OK;
}

static int submit_event(struct soap *soap, const caller *who, struct _n__SubmitEvent *asked, struct n__Event *event)
{
    char customer[24], category[24], id[24], word[20];
    const char *values[6] = {customer};
    event->customer = soap_malloc(soap, sizeof *event->customer);
    event->customer->id = asked->customerId && *asked->customerId ? *asked->customerId : who->number;
    snprintf(customer, sizeof customer, "%lld", (long long)event->customer->id);
    if (event->customer->id != who->number && !may(who, "events:submit_for_others"))
        return refuse(soap, "PERMISSION_DENIED", "You may submit events for yourself only.");
    PGresult *rows = run(soap, "customer", 1, values);
    if (!rows)
        return soap->error;
    event->customer->displayName = PQntuples(rows) ? text_of(soap, rows, 0, 0) : NULL;
    PQclear(rows);
    event->category = asked->category && *asked->category ? *asked->category : "general";
    values[0] = event->category;
    if (!(rows = run(soap, "category", 1, values)))
        return soap->error;
    int known = PQntuples(rows);
    if (known)
        snprintf(category, sizeof category, "%lld", (long long)number_of(rows, 0, 0));
    PQclear(rows);
    if (!known || !event->customer->displayName)
        return refuse(soap, "INVALID_ARGUMENT", "There is no such active customer, or no such category.");
    event->priority = asked->priority ? *asked->priority : n__Priority__normal;
    const char *new[] = {customer, who->id, category, asked->title, asked->content,
        soap_n__Priority2s(soap, event->priority)};
    if (!(rows = run(soap, "add_event", 6, new)))
        return soap->error;
    event->id = number_of(rows, 0, 0);
    event->submittedAt = event->updatedAt = time_of(rows, 0, 1);
    PQclear(rows);
    snprintf(id, sizeof id, "%lld", (long long)event->id);
    correlation(word);
    const char *search[] = {id, asked->title, asked->content};
    const char *history[] = {id, who->id};
    const char *audit[] = {who->id, id, address_of(soap), word};
    if (write_row(soap, "add_search", 3, search) || write_row(soap, "add_change", 1, history)
        || write_row(soap, "add_history", 2, history) || write_row(soap, "add_audit", 4, audit))
        return soap->error;
    event->title = asked->title;
    event->content = asked->content;
    event->status = n__EventStatus__submitted;
    event->version = 1;
    return SOAP_OK;
}

int __n__SubmitEvent(struct soap *soap, struct _n__SubmitEvent *asked, struct _n__SubmitEventResponse *answer)
{
    caller who;
    int status = enter(soap, "events:submit", &who);
    if (status == SOAP_OK) {
        answer->SubmitEventResult = soap_malloc(soap, sizeof *answer->SubmitEventResult);
        soap_default_n__Event(soap, answer->SubmitEventResult);
        status = submit_event(soap, &who, asked, answer->SubmitEventResult);
    }
    return leave(soap, status);
}
