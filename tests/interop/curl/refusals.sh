# Chapters 8 and 9: what the desk refuses, and the end of the session.

# refused code field name: the answer is a fault with a code, the element that is wrong, and the call's name in the log.
refused() {
    same "$status $(value ServiceFault/code) $(value ServiceFault/field) $(value ServiceFault/retryable)" \
        "500 $1 $2 false" "$3"
    same "$(value ServiceFault/correlationId | tr -d '\n' | wc -c)" 16 "$3"
}
as "$customer" GetEvent eventId=seven
refused INVALID_MESSAGE eventId 'wrong type'
as "$customer" GetEvent -eventId
refused INVALID_MESSAGE eventId 'missing element'
as "$customer" RateEvent "eventId=$event0" score=9
refused INVALID_ARGUMENT score 'out of range'
as "$DESK_EXPIRED_TOKEN" GetCurrentUser
refused SESSION_EXPIRED '' 'expired session'
as "$customer" ListUsers
refused PERMISSION_DENIED '' 'refused permission'

event=$event1
# snippet: catch a fault
as "$customer" WithdrawEvent "eventId=$event" expectedVersion=1
if ! succeeded && [ "$(value ServiceFault/code)" = CONFLICT ]; then
    echo "Somebody was faster: look at event $event again." >&2
fi
# end snippet
refused CONFLICT expectedVersion 'stale version'

customer=$(log_in "$DESK_RUN.customer" "$DESK_PASSWORD")
as "$customer" Logout
same "$status $(count LogoutResponse)" '200 1' Logout
as "$customer" GetCurrentUser
refused SESSION_EXPIRED '' Logout
