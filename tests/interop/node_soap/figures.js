/** Chapters 6 and 7: figures, and the data service. */
import { withSession } from './desk.js';
import { expect } from './telling.js';

export async function figures(story) {
  const desk = story.administrator;
  const staffId = story.staffUser.id;
  const [{ ListRatingsResult: list }] = await desk.ListRatingsAsync({ filter: { handlerId: staffId } });
  const [rating] = list.ratings.Rating;
  expect('ListRatings', [story.event.id, 5], [rating.eventId, rating.score]);
  const [{ GetStaffScorecardResult: card }] = await desk.GetStaffScorecardAsync({
    staffId, periodStart: '2026-01-01T08:00:00+08:00',
  });
  expect('GetStaffScorecard', [1, 2], [card.ratingCount, card.resolvedCount]);
  expect('dates', '2026-01-01T00:00:00.000Z', card.periodStart.toISOString());
  expect('decimals', ['5.00', '0.5000'], [card.ratingMean, card.reopenRate]);
  const [{ GetDeskStatisticsResult: statistics }] = await desk.GetDeskStatisticsAsync({ staffId });
  const { mean } = statistics.ratings.StaffRatings[0];
  expect('GetDeskStatistics', ['5.00', staffId], [mean, statistics.staff.id]);
  const [{ ListAuditEntriesResult: audit }] = await desk.ListAuditEntriesAsync({
    filter: { operation: 'CreateUser', subject: `user:${staffId}`, outcome: 'done' },
  });
  const [entry] = audit.entries.AuditEntry;
  expect('ListAuditEntries', ['CreateUser', 'done'], [entry.operation, entry.outcome]);
  await changes(story);
}

async function changes(story) {
  const last = new Map();
  let cursor;
  let hasMore;
  do {
    const [{ GetChangesResult: feed }] = await story.customer.GetChangesAsync({ cursor, size: 10 });
    for (const change of feed.changes?.Change ?? []) last.set(change.eventId, change.operation);
    ({ nextCursor: cursor, hasMore } = feed);
  } while (hasMore);
  expect('GetChanges', 'RateEvent', last.get(story.event.id));
}

export async function data(story) {
  const desk = story.administrator;
  const userId = story.staffUser.id;
  const [{ ListGrantableTablesResult: grantable }] = await desk.ListGrantableTablesAsync({});
  const names = grantable.tables.GrantableTable.map((table) => table.name);
  expect('ListGrantableTables', true, names.includes('event_categories'));
  const [{ GrantDataAccessResult: grant }] = await desk.GrantDataAccessAsync({
    userId, table: 'event_categories', verbs: { DataVerb: ['read', 'query', 'update'] }, scope: 'all',
  });
  expect('GrantDataAccess', ['read', 'query', 'update'], grant.verbs.DataVerb);
  const [{ ListDataGrantsResult: list }] = await desk.ListDataGrantsAsync({ filter: { userId } });
  expect('ListDataGrants', [[grant.id, null]], list.grants.DataGrant.map((each) => [each.id, each.maxRows]));

  await reading(story.staff);
  await dataSets(story);
  const [{ ListDataAccessResult: log }] = await desk.ListDataAccessAsync({
    filter: { userId, operation: 'ExecuteQuery' },
  });
  const [access] = log.accesses.DataAccess;
  expect('ListDataAccess', [['event_categories'], 1], [access.tables.string, access.rowCount]);
  await desk.RevokeDataAccessAsync({ grantId: grant.id, expectedVersion: grant.version });
  const [{ ListTablesResult: left }] = await story.staff.ListTablesAsync({});
  expect('RevokeDataAccess', [], (left.tables?.DataTableSummary ?? []).map((table) => table.name));
}

async function reading(desk) {
  const [{ ListTablesResult: list }] = await desk.ListTablesAsync({});
  const names = list.tables.DataTableSummary.map((table) => table.name);
  expect('ListTables', [['event_categories'], true], [names, list.statementsEnabled]);
  const [{ DescribeTableResult: table }] = await desk.DescribeTableAsync({ table: 'event_categories' });
  expect('DescribeTable', ['id', 'integer'], [table.key, table.columns.DataColumn[0].type]);

  const order = {
    table: 'event_categories',
    columns: { string: ['id', 'code'] },
    order: { DataOrder: [{ column: 'id', descending: false }] },
    size: 1,
  };
  const [{ ReadTableResult: first }] = await desk.ReadTableAsync(order);
  expect('ReadTable', [['1', 'general']], rows(first));
  const [{ FetchMoreResult: more }] = await desk.FetchMoreAsync({ cursor: first.nextCursor });
  expect('FetchMore', [['2', 'account']], rows(more));
  const [{ ReadTableResult: counted }] = await desk.ReadTableAsync({ ...order, withTotal: true });
  expect('null', [null, true], [first.total, counted.total > 1]);

  const parameters = { DataParameter: [{ name: 'code', type: 'text', value: 'billing' }] };
  const [{ ExecuteQueryResult: answer }] = await desk.ExecuteQueryAsync({
    sql: 'SELECT label_zh FROM event_categories WHERE code = :code', parameters,
  });
  expect('ExecuteQuery', [['发票与付款']], rows(answer));
  const [{ ExecuteStatementResult: result }] = await desk.ExecuteStatementAsync({
    sql: "UPDATE event_categories SET label_en = 'Bills' WHERE code = :code", parameters, dryRun: true,
  });
  expect('ExecuteStatement', ['update', 1, true], [result.verb, result.rowCount, result.dryRun]);
}

function rows(result) {
  return (result.rowSet.rows?.DataRow ?? []).map((row) => row.values.string);
}

async function dataSets(story) {
  const desk = await withSession(story.staffToken, '/DataSetService');
  const [first] = await desk.ReadTableAsDataSetAsync({ table: 'event_categories', size: 1 });
  expect('ReadTableAsDataSet', ['general'], codes(first.ReadTableAsDataSetResult));
  const [more] = await desk.FetchMoreAsDataSetAsync({ cursor: first.nextCursor });
  expect('FetchMoreAsDataSet', 'account', codes(more.FetchMoreAsDataSetResult)[0]);
  const [answer] = await desk.ExecuteQueryAsDataSetAsync({
    sql: "SELECT code FROM event_categories WHERE code = 'billing'",
  });
  expect('ExecuteQueryAsDataSet', ['billing'], codes(answer.ExecuteQueryAsDataSetResult));
}

/** Reads one column of a DataSet. No schema says that there may be many rows, so a single one is no array. */
function codes(dataSet) {
  const [table] = Object.values(dataSet.diffgram.SoapDesk);
  return [table].flat().map((row) => row.code);
}
