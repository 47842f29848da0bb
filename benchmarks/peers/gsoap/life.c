/* What may be done with an event, by its state, the caller's permissions, and whose it is. */
#include "desk.h"

#define IN(state) (1 << n__EventStatus__##state)
#define OPEN (IN(submitted) | IN(assigned) | IN(in_USCOREprogress))
#define TALKING (OPEN | IN(resolved))
#define WORKED_ON (IN(assigned) | IN(in_USCOREprogress))

typedef enum { ANYBODY, CUSTOMER, HANDLER } whose;

static const struct {
    char *operation;
    int states;
    const char *permission;
    whose whose;
} STEPS[] = {
    {"AssignEvent", TALKING, "assignments:write", ANYBODY},
    {"UnassignEvent", WORKED_ON, "assignments:write", ANYBODY},
    {"PostReply", TALKING, "replies:post", ANYBODY},
    {"ResolveEvent", WORKED_ON, "events:handle", HANDLER},
    {"CompleteEvent", WORKED_ON | IN(resolved), "events:decide", CUSTOMER},
    {"ReopenEvent", IN(resolved) | IN(completed), "events:decide", CUSTOMER},
    {"WithdrawEvent", OPEN, "events:decide", CUSTOMER},
    {"DeleteWithdrawnEvent", IN(withdrawn), "events:delete", ANYBODY},
    {"RestoreEvent", IN(deleted), "events:delete", ANYBODY},
    {"RateEvent", IN(completed), "events:decide", CUSTOMER},
    {"UpdateEvent", OPEN, "events:update", ANYBODY},
    {"AddAttachment", TALKING, "replies:post", ANYBODY},
};
enum { COUNT = sizeof STEPS / sizeof STEPS[0] };

void allow(struct soap *soap, const caller *who, const struct n__Event *event, struct n__ArrayOfString *operations)
{
    operations->__sizestring = 0;
    operations->string = soap_malloc(soap, COUNT * sizeof(char *));
    for (int each = 0; each < COUNT; each++) {
        int theirs = STEPS[each].whose == ANYBODY
            || (STEPS[each].whose == CUSTOMER && event->customer->id == who->number)
            || (STEPS[each].whose == HANDLER && event->handler && event->handler->id == who->number);
        if (theirs && (STEPS[each].states & 1 << event->status) && may(who, STEPS[each].permission))
            operations->string[operations->__sizestring++] = STEPS[each].operation;
    }
}
