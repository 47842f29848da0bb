# Chapters 6 and 7: figures, and the data service.
package Figures;
use strict;
use warnings;
use utf8;
use Desk;
use Telling;

sub figures {
    my ($story) = @_;
    my $desk = $story->{administrator};
    my $staff_id = $story->{staff_user}{id};
    my ($rating) = $desk->call(ListRatings => filter => [handlerId => $staff_id])->valueof('//Rating');
    expect('ListRatings', [$story->{event}{id}, 5], [@$rating{qw(eventId score)}]);
    my $card = $desk->call(
        GetStaffScorecard => staffId => $staff_id,
        periodStart => '2026-01-01T08:00:00+08:00',
    )->result;
    expect('GetStaffScorecard', [1, 2], [@$card{qw(ratingCount resolvedCount)}]);
    expect('dates', '2026-01-01T00:00:00Z', $card->{periodStart});
    # Text, with all of its digits, until it is reckoned with; Math::BigFloat takes it as it is.
    expect('decimals', ['5.00', '0.5000'], [@$card{qw(ratingMean reopenRate)}]);
    my ($month) = $desk->call(GetDeskStatistics => staffId => $staff_id)->valueof('//StaffRatings');
    expect('GetDeskStatistics', ['5.00', $staff_id], [$month->{mean}, $month->{staff}{id}]);
    my ($entry) = $desk->call(
        ListAuditEntries => filter => [operation => 'CreateUser', subject => "user:$staff_id", outcome => 'done'],
    )->valueof('//AuditEntry');
    expect('ListAuditEntries', ['CreateUser', 'done'], [@$entry{qw(operation outcome)}]);
    changes($story);
    return;
}

sub changes {
    my ($story) = @_;
    my (%last, $feed);
    do {
        $feed = $story->{customer}->call(GetChanges => cursor => $feed && $feed->result->{nextCursor}, size => 10);
        $last{$_->{eventId}} = $_->{operation} for $feed->valueof('//Change');
    } while $feed->result->{hasMore} eq 'true';
    expect('GetChanges', 'RateEvent', $last{$story->{event}{id}});
    return;
}

sub data {
    my ($story) = @_;
    my $desk = $story->{administrator};
    my @user = (userId => $story->{staff_user}{id});
    my @tables = map { $_->{name} } $desk->call('ListGrantableTables')->valueof('//GrantableTable');
    expect('ListGrantableTables', 1, scalar grep { $_ eq 'event_categories' } @tables);
    my $granted = $desk->call(
        GrantDataAccess => @user,
        table => 'event_categories',
        verbs => [map { (DataVerb => $_) } qw(read query update)],
        scope => 'all',
    );
    expect('GrantDataAccess', [qw(read query update)], [$granted->valueof('//DataVerb')]);
    my $grant = $granted->result;
    my @grants = $desk->call(ListDataGrants => filter => \@user)->valueof('//DataGrant');
    expect('ListDataGrants', [$grant->{id}, undef], [map { @$_{qw(id maxRows)} } @grants]);

    reading($story->{staff});
    data_sets($story);
    my ($access) = $desk->call(
        ListDataAccess => filter => [@user, operation => 'ExecuteQuery'],
    )->valueof('//DataAccess');
    expect('ListDataAccess', ['event_categories', 1], [$access->{tables}{string}, $access->{rowCount}]);
    $desk->call(RevokeDataAccess => grantId => $grant->{id}, expectedVersion => $grant->{version});
    expect('RevokeDataAccess', [], [$story->{staff}->call('ListTables')->valueof('//DataTableSummary')]);
    return;
}

sub reading {
    my ($desk) = @_;
    my $tables = $desk->call('ListTables');
    expect('ListTables', ['true', 'event_categories'], [
        $tables->result->{statementsEnabled}, map { $_->{name} } $tables->valueof('//DataTableSummary'),
    ]);
    my @columns = $desk->call(DescribeTable => table => 'event_categories')->valueof('//DataColumn');
    expect('DescribeTable', ['id', 'integer'], [@{$columns[0]}{qw(name type)}]);

    my @order = (
        table => 'event_categories',
        columns => [string => 'id', string => 'code'],
        order => [DataOrder => [column => 'id', descending => 'false']],
        size => 1,
    );
    my $first = $desk->call(ReadTable => @order);
    expect('ReadTable', ['1', 'general'], [$first->valueof('//DataRow/values/string')]);
    my $more = $desk->call(FetchMore => cursor => $first->result->{nextCursor});
    expect('FetchMore', ['2', 'account'], [$more->valueof('//DataRow/values/string')]);
    my $counted = $desk->call(ReadTable => @order, withTotal => 'true');
    expect('null', [undef, 1], [$first->result->{total}, $counted->result->{total} > 1]);

    my @by_code = (parameters => [DataParameter => [name => 'code', type => 'text', value => 'billing']]);
    my $answer = $desk->call(
        ExecuteQuery => sql => 'SELECT label_zh FROM event_categories WHERE code = :code', @by_code,
    );
    expect('ExecuteQuery', ['发票与付款'], [$answer->valueof('//DataRow/values/string')]);
    my $result = $desk->call(
        ExecuteStatement => sql => q(UPDATE event_categories SET label_en = 'Bills' WHERE code = :code),
        @by_code,
        dryRun => 'true',
    )->result;
    expect('ExecuteStatement', ['update', 1, 'true'], [@$result{qw(verb rowCount dryRun)}]);
    return;
}

sub data_sets {
    my ($story) = @_;
    my $desk = Desk->with_session($story->{staff_token}, '/DataSetService');
    my $codes = '//diffgram/SoapDesk/event_categories/code';
    my $first = $desk->call(ReadTableAsDataSet => table => 'event_categories', size => 1);
    expect('ReadTableAsDataSet', ['general'], [$first->valueof($codes)]);
    my $more = $desk->call(FetchMoreAsDataSet => cursor => $first->valueof('//nextCursor'));
    expect('FetchMoreAsDataSet', 'account', ($more->valueof($codes))[0]);
    my $answer = $desk->call(
        ExecuteQueryAsDataSet => sql => q(SELECT code FROM event_categories WHERE code = 'billing'),
    );
    expect('ExecuteQueryAsDataSet', ['billing'], [$answer->valueof('//diffgram/SoapDesk//code')]);
    return;
}

1;
