# Chapter 7: tables and SQL, as rows and as DataSets.
as "$admin" ListGrantableTables
same "$(count "GrantableTable/name[.='events']")" 1 ListGrantableTables
as "$admin" GrantDataAccess "userId=$staff_id"
grant_id=$(value GrantDataAccessResult/id)
same "$(value GrantDataAccessResult/user/id) $(value scope) $(value maxRows)" "$staff_id own 1000" GrantDataAccess
as "$admin" ListDataGrants "userId=$staff_id"
same "$(value total) $(value DataGrant/id)" "1 $grant_id" ListDataGrants
as "$staff" ListTables
same "$(count DataTableSummary) $(value statementsEnabled)" '1 true' ListTables
as "$staff" DescribeTable
same "$(value key) $(value "DataColumn[name='resolved_at']/type")" 'id dateTime' DescribeTable
as "$staff" ReadTable size=2
same "$(value ReadTableResult/total) $(count rows/DataRow)" '3 2' ReadTable
as "$staff" FetchMore "cursor=$(value nextCursor)"
same "$(count rows/DataRow) $(value DataRow/values/string)" "1 $event3" FetchMore
as "$staff" ExecuteQuery
same "$(count rows/DataRow) $(value "DataRow/values/string")" "3 $event1" ExecuteQuery

# Statements change what is the operator's to offer: here the labels of categories.
as "$admin" GrantDataAccess "userId=$staff_id" table=event_categories -columns -conditions scope=all DataVerb=update
categories_id=$(value GrantDataAccessResult/id)
as "$staff" ExecuteStatement
same "$(value verb) $(value rowCount) $(value dryRun)" 'update 1 true' ExecuteStatement
as "$admin" RevokeDataAccess "grantId=$categories_id"

path=/DataSetService
as "$staff" ReadTableAsDataSet size=2
same "$(count 'events[id]') $(value events/id)" "2 $event1" ReadTableAsDataSet
as "$staff" FetchMoreAsDataSet "cursor=$(value nextCursor)"
same "$(count 'events[id]') $(value events/id)" "1 $event3" FetchMoreAsDataSet
as "$staff" ExecuteQueryAsDataSet
same "$(count '*[id][title]')" 3 ExecuteQueryAsDataSet
path=

as "$admin" ListDataAccess "userId=$staff_id" outcome=done
same "$(value total) $(value DataAccess/rowCount)" '1 3' ListDataAccess
as "$admin" RevokeDataAccess "grantId=$grant_id"
as "$staff" ListTables
same "$(count DataTableSummary)" 0 RevokeDataAccess
