# Chapter 6: figures, the change feed and the audit log.
until=$(date -u -d tomorrow +%FT%TZ)
as "$admin" ListRatings "handlerId=$staff_id" score=4
same "$(value total) $(value Rating/eventId)" "1 $event0" ListRatings
as "$admin" GetStaffScorecard "staffId=$staff_id" "periodEnd=$until"
same "$(value ratingCount) $(value ratingMean)" '1 4.00' GetStaffScorecard decimals
as "$admin" GetDeskStatistics "staffId=$staff_id" "periodEnd=$until"
same "$(value StaffRatings/count) $(value StaffRatings/mean)" '1 4.00' GetDeskStatistics
as "$customer" GetChanges size=200
same "$(value hasMore) $(value "Change[last()]/eventId") $(value "Change[last()]/operation")" \
    "false $event0 RateEvent" GetChanges
as "$admin" ListAuditEntries "actorId=$customer_id" operation=RateEvent "subject=event:$event0"
same "$(value total) $(value AuditEntry/operation)" '1 RateEvent' ListAuditEntries
