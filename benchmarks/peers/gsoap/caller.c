/* Who is calling, by the token of a session, and the transaction of a call. */
#include "desk.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int enter(struct soap *soap, const char *permission, caller *who)
{
    if (!soap->header || !soap->header->n__SessionHeader)
        return refuse(soap, "AUTHENTICATION_REQUIRED", "This operation needs a SessionHeader.");
    if (command(soap, "BEGIN"))
        return soap->error;
    const char *values[] = {soap->header->n__SessionHeader->token};
    PGresult *rows = run(soap, "caller", 1, values);
    if (!rows)
        return soap->error;
    if (PQntuples(rows) == 0) {
        PQclear(rows);
        return refuse(soap, "SESSION_EXPIRED", "The session has ended. Log in again.");
    }
    who->number = number_of(rows, 0, 0);
    snprintf(who->id, sizeof who->id, "%lld", (long long)who->number);
    snprintf(who->role_id, sizeof who->role_id, "%lld", (long long)number_of(rows, 0, 1));
    who->permissions = text_of(soap, rows, 0, 2);
    PQclear(rows);
    /* The answer carries no header. */
    soap->header = NULL;
    if (!may(who, permission))
        return refuse(soap, "PERMISSION_DENIED", "Your role does not allow this.");
    return SOAP_OK;
}

int leave(struct soap *soap, int status)
{
    if (PQtransactionStatus(DATABASE(soap)) == PQTRANS_IDLE)
        return status;
    if (status == SOAP_OK)
        return command(soap, "COMMIT");
    PQclear(PQexec(DATABASE(soap), "ROLLBACK"));
    return status;
}

int may(const caller *who, const char *permission)
{
    char word[64];
    snprintf(word, sizeof word, " %s ", permission);
    return who->permissions && strstr(who->permissions, word) != NULL;
}

int refuse(struct soap *soap, const char *code, const char *message)
{
    char word[20];
    soap->header = NULL;
    soap_sender_fault(soap, message, NULL);
    soap_faultdetail(soap);
    struct SOAP_ENV__Detail *detail = soap_malloc(soap, sizeof *detail);
    soap_default_SOAP_ENV__Detail(soap, detail);
    detail->n__ServiceFault = soap_malloc(soap, sizeof *detail->n__ServiceFault);
    soap_default__n__ServiceFault(soap, detail->n__ServiceFault);
    correlation(word);
    detail->n__ServiceFault->code = soap_strdup(soap, code);
    detail->n__ServiceFault->message = soap_strdup(soap, message);
    detail->n__ServiceFault->correlationId = soap_strdup(soap, word);
    soap->fault->detail = detail;
    return SOAP_FAULT;
}

const char *address_of(struct soap *soap)
{
    return soap->host;
}

void correlation(char *word)
{
    snprintf(word, 17, "%08lx%08lx", random(), random());
}

void see(const caller *who, const char **values)
{
    values[0] = may(who, "events:delete") ? "t" : "f";
    values[1] = may(who, "events:read_all") ? "t" : "f";
    values[2] = who->id;
    values[3] = may(who, "events:handle") ? "t" : "f";
    values[4] = who->id;
}
