# Chapters 3 to 5: the customer's events, their assignment, the conversation on one of them.
package Events;
use strict;
use warnings;
use utf8;
use Desk;
use MIME::Base64 qw(decode_base64 encode_base64);
use Refusals;
use Telling;
use Time::Piece;

sub customer {
    my ($story) = @_;
    my $token = Desk->log_in($story->{customer_user}{username}, $story->{password});
    my $desk = $story->{customer} = Desk->with_session($token);
    my $user = $desk->call(
        UpdateProfile => expectedVersion => $story->{customer_user}{version},
        email => 'wang@example.com',
    )->result;
    expect('UpdateProfile', ['wang@example.com', '王小明'], [$user->{email}, $user->{displayName}]);
    my @statuses = map { $_->{value} } $desk->call('DescribeEvents')->valueof('//statuses/Label');
    expect('DescribeEvents', 1, scalar grep { $_ eq 'in_progress' } @statuses);

    files($story);
    my @order = (title => '发票抬头有误', content => '请更正', requestId => Desk::new_request_id());
    $story->{withdrawn} = $desk->call(SubmitEvent => @order)->result;
    expect('SubmitEvent', $story->{withdrawn}{id}, $desk->call(SubmitEvent => @order)->result->{id});
    for my $number (qw(一 二 三)) {
        push @{$story->{others}}, $desk->call(SubmitEvent => title => "第${number}件", content => '…')->result;
    }
    $story->{event} = $desk->call(UpdateEvent => on($story->{event}), priority => 'urgent')->result;
    expect('UpdateEvent', 'urgent', $story->{event}{priority});
    expect('enumerations', 'submitted', $story->{event}{status});
    expect('null', [undef, undef], [$story->{event}{resolvedAt}, $story->{event}{handler}]);
    lists($story);
    $story->{withdrawn} = $desk->call(WithdrawEvent => on($story->{withdrawn}))->result;
    expect('WithdrawEvent', 'withdrawn', $story->{withdrawn}{status});
    return;
}

# What a change of an event begins with: which one, and the version that the caller has seen.
sub on {
    my ($event) = @_;
    return (eventId => $event->{id}, expectedVersion => $event->{version});
}

sub files {
    my ($story) = @_;
    my $desk = $story->{customer};
    my $every_byte = pack 'C*', 0 .. 255;
    $story->{event} = $desk->submit_with_file('打印机卡纸 😀', "第一行\n第二行", 'bytes.bin', $every_byte);
    expect('SubmitEvent', ['打印机卡纸 😀', 'high'], [@{$story->{event}}{qw(title priority)}]);
    my $attachment = $desk->call(
        AddAttachment => eventId => $story->{event}{id},
        fileName => '日志.bin',
        mediaType => 'application/octet-stream',
        content => encode_base64('log', ''),
    )->result;
    expect('AddAttachment', ['日志.bin', 3], [$attachment->{fileName}, $attachment->{size}]);
    my $whole = $desk->call(GetAttachment => attachmentId => $attachment->{id})->result;
    expect('GetAttachment', 'log', decode_base64($whole->{content}));
    my ($first) = $desk->call(GetEvent => eventId => $story->{event}{id})->valueof('//Attachment');
    expect('bytes', unpack('H*', $every_byte), unpack('H*', $desk->attachment($first->{id})));
    uploads($story, $every_byte x 300);
    return;
}

# A part has at least 65,536 bytes, except for the last one.
sub uploads {
    my ($story, $bytes) = @_;
    my $desk = $story->{customer};
    my $draft = $desk->call(
        BeginUpload => eventId => $story->{event}{id},
        fileName => 'draft.txt',
        mediaType => 'text/plain',
        size => 100_000,
    )->result;
    expect('BeginUpload', ['draft.txt', 0], [@$draft{qw(fileName receivedBytes)}]);
    my @upload = (uploadId => $draft->{id});
    my $content = encode_base64('a' x 65_536, '');
    my $part = $desk->call(UploadPart => @upload, offset => 0, content => $content)->result;
    expect('UploadPart', 65_536, $part->{receivedBytes});
    my $found = $desk->call(GetUpload => @upload)->result;
    expect('GetUpload', [65_536, undef], [@$found{qw(receivedBytes attachmentId)}]);
    $desk->call(AbortUpload => @upload);
    Refusals::refused('AbortUpload', 'NOT_FOUND', 'uploadId', sub { $desk->call(GetUpload => @upload) });

    my $attachment = $desk->upload($story->{event}{id}, '大文件.bin', $bytes);
    expect('FinishUpload', ['大文件.bin', length $bytes], [@$attachment{qw(fileName size)}]);
    expect('bytes', 1, $desk->attachment($attachment->{id}) eq $bytes);
    return;
}

sub lists {
    my ($story) = @_;
    my $ids = sub { [map { $_->{id} } $story->{customer}->all_events(@_)] };
    my @submitted = map { $_->{id} } $story->{event}, $story->{withdrawn}, @{$story->{others}};
    expect('pages', \@submitted, $ids->([statuses => [EventStatus => 'submitted']], 2));
    expect('ListEvents', [$story->{event}{id}], $ids->([priority => 'urgent']));

    my $at = instant($story->{event}{submittedAt});
    expect('dates', 1, abs(time - $at->epoch) < 600 ? 1 : 0);
    # The same second, as a clock in Shanghai shows it.
    my $in_shanghai = ($at + 8 * 3600)->datetime . '+08:00';
    expect('dates', \@submitted, $ids->([submittedFrom => $in_shanghai]));
    expect('dates', [], $ids->([submittedBefore => $in_shanghai]));
    return;
}

# snippet: dates
# Answers are in UTC, with up to six digits of a second.
sub instant {
    my ($written) = @_;
    return Time::Piece->strptime($written =~ s/(?:\.\d+)?Z$//r, '%Y-%m-%dT%H:%M:%S');
}
# end snippet

sub assignment {
    my ($story) = @_;
    my $desk = $story->{administrator};
    my $unassigned = $desk->call(ListUnassignedEvents => filter => [customerId => $story->{customer_user}{id}]);
    expect('ListUnassignedEvents', 4, $unassigned->result->{total});
    my $suggested = $desk->call(SuggestAssignee => eventId => $story->{event}{id});
    my ($best) = $suggested->valueof('//AssigneeSuggestion');
    expect('SuggestAssignee', 1, $best->{fitness} =~ /^[01]\.\d{4}$/);

    my $assign = sub {
        return $desk->call(
            AssignEvent => eventId => $story->{event}{id},
            handlerId => $story->{staff_user}{id},
            expectedVersion => $story->{event}{version},
            note => '熟悉打印机',
        )->result;
    };
    $story->{event} = $assign->();
    my $handler = $story->{event}{handler};
    expect('AssignEvent', ['assigned', $story->{staff_user}{id}], [$story->{event}{status}, $handler->{id}]);
    $story->{event} = $desk->call(UnassignEvent => on($story->{event}))->result;
    expect('UnassignEvent', ['submitted', undef], [$story->{event}{status}, $story->{event}{handler}]);
    $story->{event} = $assign->();
    assign_many($story);

    my @workloads = $desk->call(ListStaffWorkload => page => [size => 200])->valueof('//StaffWorkload');
    my %loads = map { $_->{staff}{id} => $_->{assignedCount} } @workloads;
    expect('ListStaffWorkload', [1, 3], [@loads{$story->{staff_user}{id}, $story->{other_staff_user}{id}}]);

    my $deleted = $desk->call(DeleteWithdrawnEvent => on($story->{withdrawn}))->result;
    expect('DeleteWithdrawnEvent', 'deleted', $deleted->{status});
    my $restored = $desk->call(RestoreEvent => on($deleted))->result;
    expect('RestoreEvent', 'withdrawn', $restored->{status});
    return;
}

sub assign_many {
    my ($story) = @_;
    my $assign = sub {
        my @orders = map {
            (EventAssignment => [
                eventId => $_->{id},
                handlerId => $story->{other_staff_user}{id},
                expectedVersion => $_->{version},
            ])
        } @_;
        return $story->{administrator}->call(AssignEvents => assignments => \@orders);
    };
    my ($first, @rest) = @{$story->{others}};
    my @answers = ($assign->(), $assign->($first), $assign->(@rest));
    expect('arrays', [0, 1, 2], [map { scalar(my @results = $_->valueof('//AssignmentResult')) } @answers]);
    expect('AssignEvents', [0, 1, 2], [map { $_->result->{assignedCount} } @answers]);
    return;
}

sub conversation {
    my ($story) = @_;
    my ($staff, $desk) = @$story{qw(staff customer)};
    my @event = (eventId => $story->{event}{id});
    my $reply = $staff->call(PostReply => @event, text => '请重启打印机')->result;
    my $note = $staff->call(PostReply => @event, text => '老客户', internal => 'true')->result;
    expect('PostReply', ['reply', '请重启打印机', 'internal_note'], [@$reply{qw(kind text)}, $note->{kind}]);
    my $texts = sub { [map { $_->{text} } $_[0]->call(ListReplies => @event)->valueof('//Reply')] };
    expect('ListReplies', ['请重启打印机', '老客户'], $texts->($staff));
    expect('ListReplies', ['请重启打印机'], $texts->($desk));

    my $resolve = sub {
        my $event = $staff->call(GetEvent => @event)->result->{event};
        return $staff->call(ResolveEvent => on($event), solution => '已换硒鼓')->result;
    };
    my $resolved = $resolve->();
    expect('ResolveEvent', 'resolved', $resolved->{status});
    expect('null', 1, $resolved->{resolvedAt} gt $resolved->{submittedAt});
    my $reopened = $desk->call(ReopenEvent => on($resolved), reason => '还是卡纸')->result;
    expect('ReopenEvent', ['in_progress', 1], [@$reopened{qw(status reopenCount)}]);
    my $completed = $desk->call(CompleteEvent => on($resolve->()))->result;
    expect('CompleteEvent', 'completed', $completed->{status});

    my $rating = $desk->call(RateEvent => on($completed), score => 5, opinion => '很快')->result;
    expect('RateEvent', [5, '很快', undef], [@$rating{qw(score opinion changedAt)}]);
    expect('GetRating', 5, $desk->call(GetRating => @event)->result->{score});
    my $details = $desk->call(GetEvent => @event);
    my $attachments = my @attachments = $details->valueof('//Attachment');
    expect('GetEvent', ["第一行\n第二行", 3], [$details->result->{event}{content}, $attachments]);
    my @operations = map { $_->{operation} } $desk->call(GetEventHistory => @event)->valueof('//HistoryEntry');
    expect('GetEventHistory', 1, scalar grep { $_ eq 'ReopenEvent' } @operations);
    return;
}

1;
