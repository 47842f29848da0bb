# Chapters 4 and 5: the administrator assigns events, the staff member resolves one, the customer rates it.
as "$admin" ListUnassignedEvents "customerId=$customer_id" priority=high
same "$(value total) $(value totalIsExact)" '4 true' ListUnassignedEvents
as "$admin" SuggestAssignee "eventId=$event0"
same "$(value SuggestAssigneeResult/eventId) $(count 'AssigneeSuggestion/fitness[. > 1]')" "$event0 0" SuggestAssignee
as "$admin" AssignEvent "eventId=$event0" "handlerId=$staff_id" expectedVersion=2
same "$(value AssignEventResult/status) $(value handler/id)" "assigned $staff_id" AssignEvent
as "$customer" GetEvent "eventId=$event0"
same "$(count assignedAt/@*)" 0 null

as "$admin" AssignEvents -EventAssignment
same "$(value assignedCount) $(count AssignmentResult)" '0 0' arrays
as "$admin" AssignEvents "eventId=$event1" "handlerId=$staff_id" expectedVersion=1
same "$(value assignedCount) $(count AssignmentResult)" '1 1' AssignEvents arrays
second="<EventAssignment><eventId>$event3</eventId><handlerId>$staff_id</handlerId>"
second="$second<expectedVersion>1</expectedVersion></EventAssignment>"
fill AssignEvents "eventId=$event2" "handlerId=$staff_id" expectedVersion=1 > one.xml
sed "s|</assignments>|$second&|" one.xml > two.xml
post AssignEvents < two.xml
same "$(value assignedCount) $(value 'AssignmentResult[2]/eventId')" "2 $event3" arrays
as "$admin" ListStaffWorkload size=200
same "$(value "StaffWorkload[staff/id=$staff_id]/assignedCount")" 4 ListStaffWorkload
as "$admin" UnassignEvent "eventId=$event0" expectedVersion=3
same "$(value UnassignEventResult/status) $(count handler)" 'submitted 0' UnassignEvent
as "$admin" AssignEvent "eventId=$event0" "handlerId=$staff_id" expectedVersion=4
as "$admin" DeleteWithdrawnEvent "eventId=$event5" expectedVersion=2
same "$(value DeleteWithdrawnEventResult/status)" deleted DeleteWithdrawnEvent
as "$admin" RestoreEvent "eventId=$event5" expectedVersion=3
same "$(value RestoreEventResult/status)" withdrawn RestoreEvent

as "$staff" PostReply "eventId=$event0"
same "$(value kind)" internal_note PostReply booleans
as "$staff" PostReply "eventId=$event0" internal=false
same "$(value kind) $(value PostReplyResult/text)" 'reply 已收到，今天内处理。' PostReply booleans
as "$staff" ListReplies "eventId=$event0"
same "$(value total) $(count replies/Reply)" '2 2' ListReplies
as "$customer" ListReplies "eventId=$event0"
same "$(value total)" 1 ListReplies

resolve() {
    as "$staff" GetEvent "eventId=$event0"
    as "$staff" ResolveEvent "eventId=$event0" "expectedVersion=$(value event/version)"
    version=$(value ResolveEventResult/version)
}
resolve
same "$(value ResolveEventResult/status)" resolved ResolveEvent
as "$customer" ReopenEvent "eventId=$event0" "expectedVersion=$version"
same "$(value ReopenEventResult/status) $(value reopenCount)" 'in_progress 1' ReopenEvent
resolve
as "$customer" CompleteEvent "eventId=$event0" "expectedVersion=$version"
same "$(value CompleteEventResult/status)" completed CompleteEvent
as "$customer" RateEvent "eventId=$event0" "expectedVersion=$(value CompleteEventResult/version)" score=4
same "$(value score) $(value handler/id)" "4 $staff_id" RateEvent
as "$customer" GetRating "eventId=$event0"
same "$(value opinion)" '回复很快，问题解决了。' GetRating
as "$customer" GetEvent "eventId=$event0"
same "$(value event/status) $(value rating/score) $(count Attachment)" 'completed 4 2' GetEvent
as "$customer" GetEventHistory "eventId=$event0"
same "$(value HistoryEntry/toStatus) $(value 'HistoryEntry[last()]/operation')" 'submitted RateEvent' GetEventHistory
