<?php
/** Chapters 3 to 5: the customer's events, their assignment, the conversation on one of them. */
declare(strict_types=1);

function customer(Story $story): void
{
    $desk = $story->customer = withSession(logIn($story->customerUser->username, $story->password));
    $user = $desk->UpdateProfile([
        'expectedVersion' => $story->customerUser->version, 'email' => 'wang@example.com',
    ])->UpdateProfileResult;
    expect('UpdateProfile', ['wang@example.com', '王小明'], [$user->email, $user->displayName]);
    $described = $desk->DescribeEvents()->DescribeEventsResult;
    $statuses = array_map(fn ($label) => $label->value, $described->statuses->Label);
    expect('DescribeEvents', true, in_array('in_progress', $statuses, true));

    files($story);
    $order = ['title' => '发票抬头有误', 'content' => '请更正', 'requestId' => bin2hex(random_bytes(16))];
    $story->withdrawn = $desk->SubmitEvent($order)->SubmitEventResult;
    expect('SubmitEvent', $story->withdrawn->id, $desk->SubmitEvent($order)->SubmitEventResult->id);
    foreach (['一', '二', '三'] as $number) {
        $story->others[] = $desk->SubmitEvent(['title' => "第{$number}件", 'content' => '…'])->SubmitEventResult;
    }
    $story->event = $desk->UpdateEvent([
        'eventId' => $story->event->id, 'expectedVersion' => $story->event->version, 'priority' => 'urgent',
    ])->UpdateEventResult;
    expect('UpdateEvent', 'urgent', $story->event->priority);
    expect('enumerations', 'submitted', $story->event->status);
    expect('null', [null, null], [$story->event->resolvedAt, $story->event->handler ?? null]);
    lists($story);
    $story->withdrawn = $desk->WithdrawEvent([
        'eventId' => $story->withdrawn->id, 'expectedVersion' => $story->withdrawn->version,
    ])->WithdrawEventResult;
    expect('WithdrawEvent', 'withdrawn', $story->withdrawn->status);
}

function files(Story $story): void
{
    $everyByte = implode('', array_map('chr', range(0, 255)));
    $path = tempnam(sys_get_temp_dir(), 'desk');
    try {
        file_put_contents($path, $everyByte);
        $story->event = submitWithFile($story->customer, '打印机卡纸 😀', "第一行\n第二行", $path);
        expect('SubmitEvent', ['打印机卡纸 😀', 'high'], [$story->event->title, $story->event->priority]);
        $attachment = $story->customer->AddAttachment([
            'eventId' => $story->event->id,
            'fileName' => '日志.bin',
            'mediaType' => 'application/octet-stream',
            'content' => strrev($everyByte),
        ])->AddAttachmentResult;
        expect('AddAttachment', ['日志.bin', 256], [$attachment->fileName, $attachment->size]);
        $whole = $story->customer->GetAttachment(['attachmentId' => $attachment->id])->GetAttachmentResult;
        expect('GetAttachment', bin2hex(strrev($everyByte)), bin2hex($whole->content));
        $details = $story->customer->GetEvent(['eventId' => $story->event->id])->GetEventResult;
        saveAttachment($story->customer, $details->attachments->Attachment[0]->id, $path);
        expect('bytes', bin2hex($everyByte), bin2hex(file_get_contents($path)));
        file_put_contents($path, str_repeat($everyByte, 6 * 4096)); // 6 MiB: more than one answer carries.
        uploads($story, $path);
    } finally {
        unlink($path);
    }
}

/** A part has at least 65,536 bytes, except for the last one. */
function uploads(Story $story, string $path): void
{
    $desk = $story->customer;
    $draft = $desk->BeginUpload([
        'eventId' => $story->event->id, 'fileName' => 'draft.txt', 'mediaType' => 'text/plain', 'size' => 100_000,
    ])->BeginUploadResult;
    expect('BeginUpload', ['draft.txt', 0], [$draft->fileName, $draft->receivedBytes]);
    $draft = $desk->UploadPart([
        'uploadId' => $draft->id, 'offset' => 0, 'content' => str_repeat('a', 65_536),
    ])->UploadPartResult;
    expect('UploadPart', 65_536, $draft->receivedBytes);
    $found = fn () => $desk->GetUpload(['uploadId' => $draft->id])->GetUploadResult;
    expect('GetUpload', [65_536, null], [$found()->receivedBytes, $found()->attachmentId]);
    $desk->AbortUpload(['uploadId' => $draft->id]);
    refused('AbortUpload', 'NOT_FOUND', 'uploadId', $found);

    $attachment = upload($desk, $story->event->id, $path);
    expect('FinishUpload', filesize($path), $attachment->size);
    $digest = hash_file('sha256', $path);
    saveAttachment($desk, $attachment->id, $path);
    expect('bytes', $digest, hash_file('sha256', $path));
}

function lists(Story $story): void
{
    $submitted = [$story->event, $story->withdrawn, ...$story->others];
    $ids = array_map(fn ($event) => $event->id, $submitted);
    $read = iterator_to_array(allEvents($story->customer, ['statuses' => ['EventStatus' => ['submitted']]], 2), false);
    expect('pages', $ids, array_map(fn ($event) => $event->id, $read));
    $urgent = iterator_to_array(allEvents($story->customer, ['priority' => 'urgent']), false);
    expect('ListEvents', [$story->event->id], array_map(fn ($event) => $event->id, $urgent));

    // The same instant, as a clock in Shanghai shows it.
    $at = instant($story->event->submittedAt)->setTimezone(new DateTimeZone('Asia/Shanghai'));
    $from = iterator_to_array(allEvents($story->customer, ['submittedFrom' => written($at)]), false);
    $before = iterator_to_array(allEvents($story->customer, ['submittedBefore' => written($at)]), false);
    expect('dates', [5, 0], [count($from), count($before)]);
    expect('dates', 0, instant($story->event->submittedAt)->getOffset());
    expect('dates', true, abs(time() - instant($story->event->submittedAt)->getTimestamp()) < 600);
}

function assignment(Story $story): void
{
    $desk = $story->administrator;
    $unassigned = $desk->ListUnassignedEvents([
        'filter' => ['customerId' => $story->customerUser->id],
    ])->ListUnassignedEventsResult;
    expect('ListUnassignedEvents', 4, $unassigned->total);
    $suggested = $desk->SuggestAssignee(['eventId' => $story->event->id])->SuggestAssigneeResult;
    $fitness = $suggested->suggestions->AssigneeSuggestion[0]->fitness;
    expect('SuggestAssignee', [$story->event->id, 1], [$suggested->eventId, preg_match('/^[01]\.\d{4}$/', $fitness)]);

    $assign = fn () => $desk->AssignEvent([
        'eventId' => $story->event->id,
        'handlerId' => $story->staffUser->id,
        'expectedVersion' => $story->event->version,
        'note' => '熟悉打印机',
    ])->AssignEventResult;
    $story->event = $assign();
    expect('AssignEvent', ['assigned', $story->staffUser->id], [$story->event->status, $story->event->handler->id]);
    $story->event = $desk->UnassignEvent([
        'eventId' => $story->event->id, 'expectedVersion' => $story->event->version,
    ])->UnassignEventResult;
    expect('UnassignEvent', ['submitted', null], [$story->event->status, $story->event->handler ?? null]);
    $story->event = $assign();
    assignMany($story);

    $workloads = $desk->ListStaffWorkload(['page' => ['size' => 200]])->ListStaffWorkloadResult->workloads;
    $loads = [];
    foreach ($workloads->StaffWorkload as $workload) {
        $loads[$workload->staff->id] = $workload->assignedCount;
    }
    expect('ListStaffWorkload', [1, 3], [$loads[$story->staffUser->id], $loads[$story->otherStaffUser->id]]);

    $deleted = $desk->DeleteWithdrawnEvent([
        'eventId' => $story->withdrawn->id, 'expectedVersion' => $story->withdrawn->version,
    ])->DeleteWithdrawnEventResult;
    expect('DeleteWithdrawnEvent', 'deleted', $deleted->status);
    $restored = $desk->RestoreEvent([
        'eventId' => $deleted->id, 'expectedVersion' => $deleted->version,
    ])->RestoreEventResult;
    expect('RestoreEvent', 'withdrawn', $restored->status);
}

function assignMany(Story $story): void
{
    $assign = fn (array $events) => $story->administrator->AssignEvents([
        'assignments' => ['EventAssignment' => array_map(fn ($event) => [
            'eventId' => $event->id,
            'handlerId' => $story->otherStaffUser->id,
            'expectedVersion' => $event->version,
        ], $events)],
    ])->AssignEventsResult;
    $none = $assign([]);
    $one = $assign(array_slice($story->others, 0, 1));
    $many = $assign(array_slice($story->others, 1));
    expect('arrays', [0, 1, 2], array_map(
        fn ($answer) => count($answer->results->AssignmentResult ?? []),
        [$none, $one, $many],
    ));
    expect('AssignEvents', [true, 2], [$one->results->AssignmentResult[0]->assigned, $many->assignedCount]);
}

function conversation(Story $story): void
{
    $id = $story->event->id;
    $reply = $story->staff->PostReply(['eventId' => $id, 'text' => '请重启打印机'])->PostReplyResult;
    $note = $story->staff->PostReply(['eventId' => $id, 'text' => '老客户', 'internal' => true])->PostReplyResult;
    expect('PostReply', ['reply', '请重启打印机'], [$reply->kind, $reply->text]);
    expect('booleans', 'internal_note', $note->kind);
    $texts = fn (SoapClient $desk) => array_map(
        fn ($each) => $each->text,
        $desk->ListReplies(['eventId' => $id])->ListRepliesResult->replies->Reply,
    );
    expect('ListReplies', ['请重启打印机', '老客户'], $texts($story->staff));
    expect('ListReplies', ['请重启打印机'], $texts($story->customer));

    $resolve = fn () => $story->staff->ResolveEvent([
        'eventId' => $id, 'expectedVersion' => version($story->staff, $id), 'solution' => '已换硒鼓',
    ])->ResolveEventResult;
    $resolved = $resolve();
    expect('ResolveEvent', 'resolved', $resolved->status);
    expect('null', true, instant($resolved->resolvedAt) > instant($resolved->submittedAt));
    $reopened = $story->customer->ReopenEvent([
        'eventId' => $id, 'expectedVersion' => $resolved->version, 'reason' => '还是卡纸',
    ])->ReopenEventResult;
    expect('ReopenEvent', ['in_progress', 1], [$reopened->status, $reopened->reopenCount]);
    $resolve();
    $completed = $story->customer->CompleteEvent([
        'eventId' => $id, 'expectedVersion' => version($story->customer, $id),
    ])->CompleteEventResult;
    expect('CompleteEvent', 'completed', $completed->status);

    $rating = $story->customer->RateEvent([
        'eventId' => $id, 'expectedVersion' => $completed->version, 'score' => 5, 'opinion' => '很快',
    ])->RateEventResult;
    expect('RateEvent', [5, '很快', null], [$rating->score, $rating->opinion, $rating->changedAt]);
    expect('GetRating', 5, $story->customer->GetRating(['eventId' => $id])->GetRatingResult->score);
    $details = $story->customer->GetEvent(['eventId' => $id])->GetEventResult;
    expect('GetEvent', ["第一行\n第二行", 5, 3], [
        $details->event->content, $details->rating->score, count($details->attachments->Attachment),
    ]);
    $history = $story->customer->GetEventHistory(['eventId' => $id])->GetEventHistoryResult->entries->HistoryEntry;
    $operations = array_map(fn ($entry) => $entry->operation, $history);
    expect('GetEventHistory', true, in_array('ReopenEvent', $operations, true));
}

function version(SoapClient $desk, int $eventId): int
{
    return $desk->GetEvent(['eventId' => $eventId])->GetEventResult->event->version;
}
