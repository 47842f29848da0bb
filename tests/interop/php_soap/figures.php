<?php
/** Chapters 6 and 7: figures, and the data service. */
declare(strict_types=1);

function figures(Story $story): void
{
    $desk = $story->administrator;
    $staffId = $story->staffUser->id;
    $ratings = $desk->ListRatings(['filter' => ['handlerId' => $staffId]])->ListRatingsResult->ratings->Rating;
    expect('ListRatings', [$story->event->id, 5], [$ratings[0]->eventId, $ratings[0]->score]);
    $card = $desk->GetStaffScorecard([
        'staffId' => $staffId, 'periodStart' => '2026-01-01T08:00:00+08:00',
    ])->GetStaffScorecardResult;
    expect('GetStaffScorecard', [1, 2], [$card->ratingCount, $card->resolvedCount]);
    expect('dates', '2026-01-01T00:00:00Z', $card->periodStart);
    // A decimal is text, with all of its digits: PHP has no other type for it.
    expect('decimals', ['5.00', '0.5000'], [$card->ratingMean, $card->reopenRate]);
    $statistics = $desk->GetDeskStatistics(['staffId' => $staffId])->GetDeskStatisticsResult;
    expect('GetDeskStatistics', ['5.00', $staffId], [
        $statistics->ratings->StaffRatings[0]->mean, $statistics->staff->id,
    ]);
    $entries = $desk->ListAuditEntries([
        'filter' => ['subject' => "user:$staffId", 'operation' => 'CreateUser', 'outcome' => 'done'],
    ])->ListAuditEntriesResult->entries->AuditEntry;
    expect('ListAuditEntries', ['CreateUser', 'done'], [$entries[0]->operation, $entries[0]->outcome]);

    $changed = [];
    $cursor = null;
    do {
        $changes = $story->customer->GetChanges(['cursor' => $cursor, 'size' => 10])->GetChangesResult;
        foreach ($changes->changes->Change ?? [] as $change) {
            $changed[$change->eventId] = $change->operation;
        }
        $cursor = $changes->nextCursor;
    } while ($changes->hasMore);
    expect('GetChanges', 'RateEvent', $changed[$story->event->id] ?? null);
}

function data(Story $story): void
{
    $desk = $story->administrator;
    $tables = $desk->ListGrantableTables()->ListGrantableTablesResult->tables->GrantableTable;
    $names = array_map(fn ($table) => $table->name, $tables);
    expect('ListGrantableTables', true, in_array('event_categories', $names, true));
    $grant = $desk->GrantDataAccess([
        'userId' => $story->staffUser->id,
        'table' => 'event_categories',
        'verbs' => ['DataVerb' => ['read', 'query', 'update']],
        'scope' => 'all',
    ])->GrantDataAccessResult;
    expect('GrantDataAccess', ['read', 'query', 'update'], $grant->verbs->DataVerb);
    $grants = $desk->ListDataGrants([
        'filter' => ['userId' => $story->staffUser->id],
    ])->ListDataGrantsResult->grants->DataGrant;
    expect('ListDataGrants', [[$grant->id], null], [array_map(fn ($each) => $each->id, $grants), $grants[0]->maxRows]);

    reading($story);
    dataSets($story);
    $accesses = $desk->ListDataAccess([
        'filter' => ['userId' => $story->staffUser->id, 'operation' => 'ExecuteQuery'],
    ])->ListDataAccessResult->accesses->DataAccess;
    expect('ListDataAccess', [['event_categories'], 1], [$accesses[0]->tables->string, $accesses[0]->rowCount]);
    $desk->RevokeDataAccess(['grantId' => $grant->id, 'expectedVersion' => $grant->version]);
    $left = $story->staff->ListTables()->ListTablesResult->tables->DataTableSummary ?? [];
    expect('RevokeDataAccess', [], array_filter($left, fn ($table) => $table->name === 'event_categories'));
}

function reading(Story $story): void
{
    $desk = $story->staff;
    $tables = $desk->ListTables()->ListTablesResult;
    expect('ListTables', [['event_categories'], true], [
        array_map(fn ($table) => $table->name, $tables->tables->DataTableSummary), $tables->statementsEnabled,
    ]);
    $table = $desk->DescribeTable(['table' => 'event_categories'])->DescribeTableResult;
    expect('DescribeTable', ['id', 'integer'], [$table->key, $table->columns->DataColumn[0]->type]);

    $order = [
        'table' => 'event_categories',
        'columns' => ['string' => ['id', 'code']],
        'order' => ['DataOrder' => [['column' => 'id', 'descending' => false]]],
        'size' => 1,
    ];
    $first = $desk->ReadTable($order)->ReadTableResult;
    $more = $desk->FetchMore(['cursor' => $first->nextCursor])->FetchMoreResult;
    expect('ReadTable', [['1', 'general']], rows($first));
    expect('FetchMore', [['2', 'account']], rows($more));
    $counted = $desk->ReadTable(['withTotal' => true, ...$order])->ReadTableResult;
    expect('null', [null, true], [$first->total, $counted->total > 1]);

    $byCode = ['DataParameter' => [['name' => 'code', 'type' => 'text', 'value' => 'billing']]];
    $answer = $desk->ExecuteQuery([
        'sql' => 'SELECT label_zh FROM event_categories WHERE code = :code', 'parameters' => $byCode,
    ])->ExecuteQueryResult;
    expect('ExecuteQuery', [['发票与付款']], rows($answer));
    $result = $desk->ExecuteStatement([
        'sql' => "UPDATE event_categories SET label_en = 'Bills' WHERE code = :code",
        'parameters' => $byCode,
        'dryRun' => true,
    ])->ExecuteStatementResult;
    expect('ExecuteStatement', ['update', 1, true], [$result->verb, $result->rowCount, $result->dryRun]);
}

function rows(stdClass $result): array
{
    return array_map(fn ($row) => $row->values->string, $result->rowSet->rows->DataRow ?? []);
}

function dataSets(Story $story): void
{
    $desk = withSession($story->staffToken, '/DataSetService');
    $first = $desk->ReadTableAsDataSet(['table' => 'event_categories', 'size' => 1]);
    expect('ReadTableAsDataSet', ['general'], codes($first->ReadTableAsDataSetResult));
    $more = $desk->FetchMoreAsDataSet(['cursor' => $first->nextCursor]);
    expect('FetchMoreAsDataSet', 'account', codes($more->FetchMoreAsDataSetResult)[0]);
    $answer = $desk->ExecuteQueryAsDataSet(['sql' => "SELECT code FROM event_categories WHERE code = 'billing'"]);
    expect('ExecuteQueryAsDataSet', ['billing'], codes($answer->ExecuteQueryAsDataSetResult));
}

/** Reads one column of a DataSet: its rows are XML, in the diffgram. */
function codes(stdClass $dataSet): array
{
    return array_map('strval', simplexml_load_string($dataSet->any)->xpath('//code'));
}
