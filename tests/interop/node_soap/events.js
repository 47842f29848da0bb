/** Chapters 3 to 5: the customer's events, their assignment, the conversation on one of them. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allEvents, logIn, saveAttachment, submitWithFile, upload, withSession, written } from './desk.js';
import { refused } from './refusals.js';
import { expect } from './telling.js';

export async function customer(story) {
  const desk = await withSession(await logIn(story.customerUser.username, story.password));
  story.customer = desk;
  const [{ UpdateProfileResult: user }] = await desk.UpdateProfileAsync({
    expectedVersion: story.customerUser.version, email: 'wang@example.com',
  });
  expect('UpdateProfile', ['wang@example.com', '王小明'], [user.email, user.displayName]);
  const [{ DescribeEventsResult: described }] = await desk.DescribeEventsAsync({});
  const statuses = described.statuses.Label.map((label) => label.value);
  expect('DescribeEvents', true, statuses.includes('in_progress'));

  await files(story);
  const order = { title: '发票抬头有误', content: '请更正', requestId: randomUUID() };
  story.withdrawn = await submit(desk, order);
  expect('SubmitEvent', story.withdrawn.id, (await submit(desk, order)).id);
  story.others = [];
  for (const number of ['一', '二', '三']) {
    story.others.push(await submit(desk, { title: `第${number}件`, content: '…' }));
  }
  [{ UpdateEventResult: story.event }] = await desk.UpdateEventAsync({
    eventId: story.event.id, expectedVersion: story.event.version, priority: 'urgent',
  });
  expect('UpdateEvent', 'urgent', story.event.priority);
  expect('enumerations', 'submitted', story.event.status);
  expect('null', null, story.event.resolvedAt);
  await lists(story);
  [{ WithdrawEventResult: story.withdrawn }] = await desk.WithdrawEventAsync({
    eventId: story.withdrawn.id, expectedVersion: story.withdrawn.version,
  });
  expect('WithdrawEvent', 'withdrawn', story.withdrawn.status);
}

async function submit(desk, order) {
  const [{ SubmitEventResult: event }] = await desk.SubmitEventAsync(order);
  return event;
}

async function files(story) {
  const desk = story.customer;
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, number) => number));
  const folder = await mkdtemp(join(tmpdir(), 'desk'));
  const path = join(folder, 'bytes.bin');
  try {
    await writeFile(path, everyByte);
    story.event = await submitWithFile(desk, '打印机卡纸 😀', '第一行\n第二行', path);
    expect('SubmitEvent', ['打印机卡纸 😀', 'high'], [story.event.title, story.event.priority]);
    const [{ AddAttachmentResult: attachment }] = await desk.AddAttachmentAsync({
      eventId: story.event.id,
      fileName: '日志.bin',
      mediaType: 'application/octet-stream',
      content: Buffer.from('log').toString('base64'),
    });
    expect('AddAttachment', ['日志.bin', 3], [attachment.fileName, attachment.size]);
    const [{ GetAttachmentResult: whole }] = await desk.GetAttachmentAsync({ attachmentId: attachment.id });
    expect('GetAttachment', 'log', whole.content.toString());
    const [{ GetEventResult: details }] = await desk.GetEventAsync({ eventId: story.event.id });
    await saveAttachment(desk, details.attachments.Attachment[0].id, path);
    expect('bytes', everyByte.toString('hex'), await readFile(path, 'hex'));
    await uploads(story, path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A part has at least 65,536 bytes, except for the last one. */
async function uploads(story, path) {
  const desk = story.customer;
  const [{ BeginUploadResult: draft }] = await desk.BeginUploadAsync({
    eventId: story.event.id, fileName: 'draft.txt', mediaType: 'text/plain', size: 100_000,
  });
  expect('BeginUpload', ['draft.txt', 0], [draft.fileName, draft.receivedBytes]);
  const uploadId = draft.id;
  const [{ UploadPartResult: part }] = await desk.UploadPartAsync({
    uploadId, offset: 0, content: Buffer.alloc(65_536, 'a').toString('base64'),
  });
  expect('UploadPart', 65_536, part.receivedBytes);
  const [{ GetUploadResult: found }] = await desk.GetUploadAsync({ uploadId });
  expect('GetUpload', [65_536, null], [found.receivedBytes, found.attachmentId]);
  await desk.AbortUploadAsync({ uploadId });
  await refused('AbortUpload', 'NOT_FOUND', 'uploadId', desk.GetUploadAsync({ uploadId }));

  const bytes = Buffer.alloc(6_000_000, '每个字节'); // More than one answer carries.
  const attachment = await upload(desk, story.event.id, '大文件.bin', bytes);
  expect('FinishUpload', ['大文件.bin', 6_000_000], [attachment.fileName, attachment.size]);
  await saveAttachment(desk, attachment.id, path);
  expect('bytes', true, bytes.equals(await readFile(path)));
}

async function lists(story) {
  const ids = async (filter, size) => {
    const found = [];
    for await (const event of allEvents(story.customer, filter, size)) found.push(event.id);
    return found;
  };
  const submitted = [story.event, story.withdrawn, ...story.others].map((event) => event.id);
  expect('pages', submitted, await ids({ statuses: { EventStatus: ['submitted'] } }, 2));
  expect('ListEvents', [story.event.id], await ids({ priority: 'urgent' }));

  const { submittedAt } = story.event;
  expect('dates', true, submittedAt instanceof Date && Math.abs(Date.now() - submittedAt) < 600_000);
  expect('dates', submitted, await ids({ submittedFrom: written(submittedAt) }));
  // The same instant, as a clock in Shanghai shows it.
  const inShanghai = written(new Date(submittedAt.getTime() + 8 * 3_600_000)).replace('Z', '+08:00');
  expect('dates', [], await ids({ submittedBefore: inShanghai }));
}

export async function assignment(story) {
  const desk = story.administrator;
  const [{ ListUnassignedEventsResult: unassigned }] = await desk.ListUnassignedEventsAsync({
    filter: { customerId: story.customerUser.id },
  });
  expect('ListUnassignedEvents', 4, unassigned.total);
  const [{ SuggestAssigneeResult: suggested }] = await desk.SuggestAssigneeAsync({ eventId: story.event.id });
  const { fitness } = suggested.suggestions.AssigneeSuggestion[0];
  expect('SuggestAssignee', [story.event.id, true], [suggested.eventId, /^[01]\.\d{4}$/.test(fitness)]);

  story.event = await assign(story);
  expect('AssignEvent', ['assigned', story.staffUser.id], [story.event.status, story.event.handler.id]);
  [{ UnassignEventResult: story.event }] = await desk.UnassignEventAsync({
    eventId: story.event.id, expectedVersion: story.event.version,
  });
  expect('UnassignEvent', ['submitted', undefined], [story.event.status, story.event.handler]);
  story.event = await assign(story);
  await assignMany(story);

  const [{ ListStaffWorkloadResult: list }] = await desk.ListStaffWorkloadAsync({ page: { size: 200 } });
  const loads = new Map(list.workloads.StaffWorkload.map((each) => [each.staff.id, each.assignedCount]));
  expect('ListStaffWorkload', [1, 3], [loads.get(story.staffUser.id), loads.get(story.otherStaffUser.id)]);

  const [{ DeleteWithdrawnEventResult: deleted }] = await desk.DeleteWithdrawnEventAsync({
    eventId: story.withdrawn.id, expectedVersion: story.withdrawn.version,
  });
  expect('DeleteWithdrawnEvent', 'deleted', deleted.status);
  const [{ RestoreEventResult: restored }] = await desk.RestoreEventAsync({
    eventId: deleted.id, expectedVersion: deleted.version,
  });
  expect('RestoreEvent', 'withdrawn', restored.status);
}

async function assign(story) {
  const [{ AssignEventResult: event }] = await story.administrator.AssignEventAsync({
    eventId: story.event.id,
    handlerId: story.staffUser.id,
    expectedVersion: story.event.version,
    note: '熟悉打印机',
  });
  return event;
}

async function assignMany(story) {
  const assignAll = async (events) => {
    const orders = events.map((event) => ({
      eventId: event.id,
      handlerId: story.otherStaffUser.id,
      expectedVersion: event.version,
    }));
    const [{ AssignEventsResult: answer }] = await story.administrator.AssignEventsAsync({
      assignments: { EventAssignment: orders },
    });
    return answer;
  };
  const none = await assignAll([]);
  const one = await assignAll(story.others.slice(0, 1));
  const many = await assignAll(story.others.slice(1));
  const lengths = [none, one, many].map((answer) => (answer.results?.AssignmentResult ?? []).length);
  expect('arrays', [0, 1, 2], lengths);
  expect('AssignEvents', [true, 2], [one.results.AssignmentResult[0].assigned, many.assignedCount]);
}

export async function conversation(story) {
  const { staff, customer: desk } = story;
  const eventId = story.event.id;
  const [{ PostReplyResult: reply }] = await staff.PostReplyAsync({ eventId, text: '请重启打印机' });
  const [{ PostReplyResult: note }] = await staff.PostReplyAsync({ eventId, text: '老客户', internal: true });
  expect('PostReply', ['reply', '请重启打印机'], [reply.kind, reply.text]);
  expect('booleans', 'internal_note', note.kind);
  expect('ListReplies', ['请重启打印机', '老客户'], await texts(staff, eventId));
  expect('ListReplies', ['请重启打印机'], await texts(desk, eventId));

  const resolved = await resolve(staff, eventId);
  expect('ResolveEvent', 'resolved', resolved.status);
  expect('null', true, resolved.resolvedAt > resolved.submittedAt);
  const [{ ReopenEventResult: reopened }] = await desk.ReopenEventAsync({
    eventId, expectedVersion: resolved.version, reason: '还是卡纸',
  });
  expect('ReopenEvent', ['in_progress', 1], [reopened.status, reopened.reopenCount]);
  const again = await resolve(staff, eventId);
  const [{ CompleteEventResult: completed }] = await desk.CompleteEventAsync({
    eventId, expectedVersion: again.version,
  });
  expect('CompleteEvent', 'completed', completed.status);

  const [{ RateEventResult: rating }] = await desk.RateEventAsync({
    eventId, expectedVersion: completed.version, score: 5, opinion: '很快',
  });
  expect('RateEvent', [5, '很快', null], [rating.score, rating.opinion, rating.changedAt]);
  const [{ GetRatingResult: same }] = await desk.GetRatingAsync({ eventId });
  expect('GetRating', rating, same);
  const [{ GetEventResult: details }] = await desk.GetEventAsync({ eventId });
  const { content } = details.event;
  expect('GetEvent', ['第一行\n第二行', 3], [content, details.attachments.Attachment.length]);
  const [{ GetEventHistoryResult: history }] = await desk.GetEventHistoryAsync({ eventId });
  const operations = history.entries.HistoryEntry.map((entry) => entry.operation);
  expect('GetEventHistory', true, operations.includes('ReopenEvent'));
}

async function texts(desk, eventId) {
  const [{ ListRepliesResult: list }] = await desk.ListRepliesAsync({ eventId });
  return list.replies.Reply.map((reply) => reply.text);
}

async function resolve(desk, eventId) {
  const [{ GetEventResult: details }] = await desk.GetEventAsync({ eventId });
  const [{ ResolveEventResult: event }] = await desk.ResolveEventAsync({
    eventId, expectedVersion: details.event.version, solution: '已换硒鼓',
  });
  return event;
}
