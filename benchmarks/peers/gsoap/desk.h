/* What the parts of this peer share. */
#ifndef DESK_H
#define DESK_H

#include "soapH.h"
#include <libpq-fe.h>
#include <stdint.h>

/* The connection of a thread is in soap->user. */
#define DATABASE(soap) ((PGconn *)(soap)->user)

typedef struct {
    const char *name;
    const char *sql;
} statement;

typedef struct {
    char id[24];
    char role_id[24];
    LONG64 number;
    const char *permissions; /* with a blank before and behind each */
} caller;

/* database.c */
extern const statement STATEMENTS[];
PGconn *open_database(const char *url);
/* Run a prepared statement with text parameters; rows come in binary. NULL, and a fault is set, if it fails. */
PGresult *run(struct soap *soap, const char *name, int count, const char *const *values);
int command(struct soap *soap, const char *sql);
char *text_of(struct soap *soap, PGresult *rows, int row, int column);
LONG64 number_of(PGresult *rows, int row, int column);
struct timeval time_of(PGresult *rows, int row, int column);
struct timeval *maybe_time_of(struct soap *soap, PGresult *rows, int row, int column);

/* caller.c */
/* Begin the transaction and find who is calling; a fault is set if they may not. */
int enter(struct soap *soap, const char *permission, caller *who);
/* End the transaction: commit it if status is SOAP_OK, and return the status, or the fault of the commit. */
int leave(struct soap *soap, int status);
int may(const caller *who, const char *permission);
int refuse(struct soap *soap, const char *code, const char *message);
const char *address_of(struct soap *soap);
void correlation(char *word);
/* Fill five parameters, which say what the caller sees. */
void see(const caller *who, const char **values);

/* rows.c */
int fill_summary(struct soap *soap, PGresult *rows, int row, struct n__EventSummary *event);
int fill_event(struct soap *soap, PGresult *rows, int row, struct n__Event *event);
struct n__UserSummary *person_of(struct soap *soap, PGresult *rows, int row, int column);

/* life.c */
void allow(struct soap *soap, const caller *who, const struct n__Event *event, struct n__ArrayOfString *operations);

#endif
